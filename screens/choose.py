"""A list to choose one thing from; typing a part of its name narrows it."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from screens.widgets.rows import Cell, Column, Row, Rows
from screens.widgets.text_input import TextInput
from somesec.language import N_, _

T = TypeVar("T")


class Choice(NamedTuple):
    """What is offered, by its name, with a quieter word behind it."""

    name: str
    note: str = ""


class Choose(ModalScreen[T]):
    """Dismissed with what was chosen, or with None. `OFFER` stands in the empty field and `NONE`
    where no name fits; both are msgids."""

    OFFER: ClassVar[str] = N_("Type a part of the name")
    NONE: ClassVar[str] = N_("No name has this in it.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back"), id="choose.back"),
        Binding("down,ctrl+n", "step(1)", N_("Down"), show=False, id="choose.down"),
        Binding("up", "step(-1)", N_("Up"), show=False, id="choose.up"),
    ]
    AUTO_FOCUS = "#part"

    def __init__(
        self, choices: Sequence[tuple[Choice, T]], *, label: str = "", part: str = ""
    ) -> None:
        super().__init__()
        self._choices = {str(number): choice for number, choice in enumerate(choices)}
        self._label, self._part = label, part

    def compose(self) -> ComposeResult:
        with Vertical(id="card"):
            if self._label:
                yield Static(self._label, classes="title", markup=False)
            yield TextInput(self._part, _(self.OFFER), id="part")
            yield Rows(
                Column("name", "", least=10, sortable=False),
                Column("note", "", right=True, sortable=False),
                titles=False,
                id="choices",
            )
            yield Static(_(self.NONE), id="none", classes="quiet", markup=False)

    def on_mount(self) -> None:
        self.query_one(Rows).can_focus = False
        self._narrow()

    @on(Input.Changed, "#part")
    def _narrow(self) -> None:
        wanted = self.query_one("#part", Input).value.casefold().split()
        fitting = [
            Row(number, (Cell(choice.name), Cell(choice.note, "quiet")))
            for number, (choice, _value) in self._choices.items()
            if all(word in choice.name.casefold() for word in wanted)
        ]
        rows = self.query_one(Rows)
        rows.show(fitting)
        rows.action_edge(-1)
        rows.display = bool(fitting)
        self.query_one("#none").display = not fitting

    def action_step(self, by: int) -> None:
        self.query_one(Rows).action_step(by)

    @on(Input.Submitted)
    @on(Rows.Chosen)
    def _choose(self) -> None:
        key = self.query_one(Rows).key
        # A key that is held down may choose twice before this is gone.
        if self.is_current and key is not None and self.query_one(Rows).display:
            self.dismiss(self._choices[key][1])

    def on_click(self, event: events.Click) -> None:
        # There are no keys below to click on here.
        if self.get_widget_at(*event.screen_offset)[0] is self:
            self.action_back()

    def action_back(self) -> None:
        self.dismiss(None)
