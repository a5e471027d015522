"""A secret on the screen: hidden until asked for, and hidden again after a while."""

from collections.abc import Callable

from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer
from textual.widgets import Static

from screens.marks import STYLES
from screens.spelling import spelled
from screens.text import clean_lines
from somesec.language import _, current

SHOWN_SECONDS = 30
# The same number of dots for every secret: its length is nobody's business.
_DOTS = "••••••••••••"

Code = Callable[[], tuple[str, int]]
"""Gives the code of now and the seconds that it is still good for."""


class SecretText(Static):
    """Shows nothing of a secret but dots until `reveal`. It cannot be selected with the mouse, as
    that would copy it for good, and is left out of pictures of the screen."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "SecretText { height: auto; margin: 1 0 1 4; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, markup=False)
        self._secret = ""
        self._code: Code | None = None
        self._label = ""
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

    def reveal(
        self,
        secret: str,
        *,
        label: str = "",
        dictating: bool = False,
        seconds: int = SHOWN_SECONDS,
    ) -> None:
        """Shows the secret, under a label where it needs one, and letter by letter when it is to be
        dictated."""
        self._code = None
        self._show(secret, label, dictating, seconds)

    def reveal_code(self, code: Code, *, dictating: bool = False) -> None:
        """Shows a code that changes by itself, with the time that each is good for."""
        self._code = code
        self._show(code()[0], "", dictating, 2 * SHOWN_SECONDS)

    def _show(self, secret: str, label: str, dictating: bool, seconds: int) -> None:
        self._secret, self._label, self._dictating = secret, label, dictating
        self._left = seconds
        if self._ticking:
            self._ticking.resume()
        self._draw()

    def hide(self) -> None:
        """Back to dots; the secret is forgotten here."""
        self._secret, self._label, self._code, self._left = "", "", None, 0
        if self._ticking:
            self._ticking.pause()
        self._draw()

    def on_unmount(self) -> None:
        self._secret, self._code = "", None

    def render_lines(self, crop: Region) -> list[Strip]:
        """What is drawn; in a picture of the screen, dots."""
        lines = super().render_lines(crop)
        if not getattr(self.app, "is_pictured", False):
            return lines
        dots = Strip.blank(crop.width, self.rich_style)
        return [dots for _line in lines]

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
        parts = []
        if self._label:
            parts.append(Content.styled(self._label, STYLES["quiet"]))
        if self._code is not None:
            self._secret, good_for = self._code()
            parts.append(_code_line(self._secret, good_for))
        else:
            parts.append(Content.styled(clean_lines(self._secret), f"bold {STYLES['accent']}"))
        if self._dictating:
            parts += [
                Content.assemble((f"{character}   ", "bold"), (said, ""))
                for character, said in spelled(self._secret, current())
            ]
        left = _("hidden again in {seconds} s").format(seconds=self._left)
        parts.append(Content.styled(left, STYLES["quiet"]))
        self.update(Content("\n").join(parts))


def _code_line(code: str, good_for: int) -> Content:
    half = len(code) // 2
    return Content.assemble(
        (f"{code[:half]} {code[half:]}", f"bold {STYLES['accent']}"),
        ("   " + _("good for {seconds} s").format(seconds=good_for), STYLES["quiet"]),
    )
