"""A question with two answers."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from screens.text import clean
from somesec.language import N_, _

if TYPE_CHECKING:
    from screens.app import SomesecApp


def ask_to_leave(app: "SomesecApp", leave: Callable[[], object], question: str = "") -> None:
    """Asks whether what was typed, or what the question says, may be lost, and leaves if it may."""

    def answered(is_to_leave: bool | None) -> None:
        if is_to_leave:
            # Once the question is gone: locking takes down the pages that it lay on.
            app.call_later(leave)

    if isinstance(app.screen, Confirm):
        # What was asked before is answered with no: yes shall mean what was wished last.
        app.screen.dismiss(False)
    app.open(
        Confirm(
            question or _("What you typed is not saved. Leave without saving?"),
            _("Leave without saving"),
            _("Go on editing"),
        ),
        answered,
    )


class Confirm(ModalScreen[bool]):
    """`yes` and `no` are the words on the answers; Escape is no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "no", N_("Back"), id="confirm.no"),
        Binding("left,right", "app.focus_next", show=False, id="confirm.other"),
    ]
    AUTO_FOCUS = "#no"

    def __init__(self, question: str, yes: str, no: str) -> None:
        super().__init__()
        self._question, self._yes, self._no = question, yes, no

    def compose(self) -> ComposeResult:
        with Vertical(id="card"):
            yield Static(clean(self._question), id="question", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(self._no, id="no", compact=True)
                yield Button(self._yes, id="yes", compact=True)

    @on(Button.Pressed, "#yes")
    def _agreed(self) -> None:
        self.dismiss(True)

    @on(Button.Pressed, "#no")
    def action_no(self) -> None:
        self.dismiss(False)
