"""The first steps, shown once: what is where, in under a minute."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Static

from screens.page import Sheet
from screens.pane import Pane
from somesec.language import N_, _

_STEPS = (
    (
        N_("Welcome"),
        N_(
            "Here are the town's social media accounts, with their passwords and what the "
            "guideline asks of each. Everything is sealed; your passphrase opens it."
        ),
    ),
    (
        N_("Today"),
        N_(
            "The first page says what needs doing, the most pressing first. Enter on a line goes "
            "to where it is done. ■ is critical, ▲ high, ● medium, ? is not known, ✓ is in order."
        ),
    ),
    (
        N_("Getting around"),
        N_(
            "A digit goes to an area, as the first line says. Escape goes back. "
            "[Ctrl+P app.palette] finds everything that can be done by its name, and the mouse "
            "works too."
        ),
    ),
    (
        N_("Passwords"),
        N_(
            "A password shows only when you ask, and hides again; what is copied is cleared after "
            "a short while. To change one, press [r accounts.rotate] on an account: the old one is "
            "kept until you say that the new one works."
        ),
    ),
    (
        N_("When you leave"),
        N_(
            "[Ctrl+L app.lock] locks the register, and it locks by itself when you are away. "
            "[F1 page.help] explains the page you are on. These steps are in the settings, if you "
            "want to see them again."
        ),
    ),
)


class Tour(Sheet):
    PLACE = N_("First steps")
    HELP_TEXT = N_("Enter goes to the next step, the left arrow back. Escape skips the rest.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "step(1)", N_("Next"), id="tour.next"),
        Binding("right,l", "step(1)", N_("Next"), show=False, id="tour.next-too"),
        Binding("left", "step(-1)", N_("Before"), id="tour.before"),
        Binding("h", "step(-1)", N_("Before"), show=False, id="tour.before-too"),
    ]
    AUTO_FOCUS = None

    def __init__(self) -> None:
        super().__init__()
        self._at = 0

    def body(self) -> ComposeResult:
        with Vertical(classes="sheet"):
            yield Static(id="text", markup=False)
            button = Button(_("Next"), id="next", compact=True, variant="primary")
            # For the mouse: the keys are the page's, which a focused button would keep waiting.
            button.can_focus = False
            yield button

    def show(self) -> None:
        title, text = _STEPS[self._at]
        pane = Pane()
        pane.title(_(title), f"{self._at + 1} / {len(_STEPS)}")
        pane.gap()
        pane.line(_(text))
        self.query_one("#text", Static).update(pane.content)
        is_last = self._at == len(_STEPS) - 1
        button = self.query_one("#next", Button)
        button.label = Content(_("Begin") if is_last else _("Next"))
        button.refresh(layout=True)

    def on_button_pressed(self) -> None:
        self.action_step(1)

    def action_step(self, by: int) -> None:
        if self._at + by >= len(_STEPS):
            self.dismiss(None)
            return
        self._at = max(0, self._at + by)
        self.show()
