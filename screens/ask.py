"""A question that is answered by typing: one field, or two."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from screens.text import clean
from screens.widgets.text_input import TextInput
from somesec.errors import InputError
from somesec.language import N_


class Ask(ModalScreen[tuple[str, ...]]):
    """`fields` are labels with what stands in them at first. Dismissed with what was typed, once
    `check` raises no InputError for it, or with None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back"), id="ask.back"),
    ]
    AUTO_FOCUS = "Input"

    def __init__(
        self,
        question: Content | str,
        fields: Sequence[tuple[str, str]],
        check: Callable[..., object] = lambda *_typed: None,
    ) -> None:
        super().__init__()
        self._question, self._fields, self._check = question, fields, check

    def compose(self) -> ComposeResult:
        with Vertical(id="card"):
            yield Static(self._question, classes="title", markup=False)
            for label, value in self._fields:
                if label:
                    yield Static(label, classes="quiet", markup=False)
                # What stands there is not selected: the first key would take it away.
                yield TextInput(clean(value), select_on_focus=False)
            yield Static(id="wrong", classes="error", markup=False)

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        fields = list(self.query(Input))
        if event.input is not fields[-1]:
            self.focus_next()
            return
        typed = tuple(field.value.strip() for field in fields)
        try:
            self._check(*typed)
        except InputError as error:
            self.query_one("#wrong", Static).update(clean(str(error)))
        else:
            self.dismiss(typed)

    def action_back(self) -> None:
        self.dismiss(None)
