"""A secret on the screen: hidden until asked for, and hidden again after a while."""

from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from screens.marks import STYLES
from screens.spelling import spelled
from screens.text import clean_lines
from somesec.language import _, current

SHOWN_SECONDS = 30
# The same number of dots for every secret: its length is nobody's business.
_DOTS = "••••••••••••"


class SecretText(Static):
    """Shows nothing of a secret but dots until `reveal`. It cannot be selected with the mouse, as
    that would copy it for good."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "SecretText { height: auto; margin: 1 0 1 4; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, markup=False)
        self._secret = ""
        self._left = 0
        self._dictating = False
        self._ticking: Timer | None = None

    @property
    def is_shown(self) -> bool:
        """Whether it can be read on the screen now."""
        return bool(self._secret)

    def on_mount(self) -> None:
        self._ticking = self.set_interval(1, self._tick, pause=True)
        self._draw()

    def reveal(self, secret: str, *, dictating: bool = False, seconds: int = SHOWN_SECONDS) -> None:
        """Shows the secret, letter by letter when it is to be dictated."""
        self._secret, self._left, self._dictating = secret, seconds, dictating
        if self._ticking:
            self._ticking.resume()
        self._draw()

    def hide(self) -> None:
        """Back to dots; the secret is forgotten here."""
        self._secret, self._left = "", 0
        if self._ticking:
            self._ticking.pause()
        self._draw()

    def on_unmount(self) -> None:
        self._secret = ""

    def _tick(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.hide()
        else:
            self._draw()

    def _draw(self) -> None:
        if not self._secret:
            self.update(Content.styled(_DOTS, STYLES["quiet"]))
            return
        left = _("hidden again in {seconds} s").format(seconds=self._left)
        parts = [Content.styled(clean_lines(self._secret), f"bold {STYLES['accent']}")]
        if self._dictating:
            parts += [
                Content.assemble((f"{character}   ", "bold"), (said, ""))
                for character, said in spelled(self._secret, current())
            ]
        parts.append(Content.styled(left, STYLES["quiet"]))
        self.update(Content("\n").join(parts))
