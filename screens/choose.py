"""A list of names to choose one from; typing narrows it."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from screens.widgets.rows import Cell, Column, Row, Rows
from screens.widgets.text_input import TextInput
from somesec.language import N_, _


class Choose(ModalScreen[str]):
    """Dismissed with the name, or with None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back"), id="choose.back"),
        Binding("down", "step(1)", N_("Down"), show=False, id="choose.down"),
        Binding("up", "step(-1)", N_("Up"), show=False, id="choose.up"),
    ]
    AUTO_FOCUS = "#part"

    def __init__(self, label: str, names: Sequence[str], part: str = "") -> None:
        super().__init__()
        self._label, self._names, self._part = label, names, part

    def compose(self) -> ComposeResult:
        with Vertical(id="card"):
            yield Static(self._label, classes="title", markup=False)
            yield TextInput(self._part, _("Type a part of the name"), id="part", compact=True)
            yield Rows(Column("name", "", least=10, sortable=False), titles=False, id="names")
            yield Static(_("No name has this in it."), id="none", classes="quiet", markup=False)

    def on_mount(self) -> None:
        self._narrow()

    @on(Input.Changed, "#part")
    def _narrow(self) -> None:
        wanted = self.query_one("#part", Input).value.casefold().split()
        fitting = [n for n in self._names if all(word in n.casefold() for word in wanted)]
        rows = self.query_one(Rows)
        rows.show([Row(name, (Cell(name),)) for name in fitting])
        rows.display = bool(fitting)
        self.query_one("#none").display = not fitting

    def action_step(self, by: int) -> None:
        self.query_one(Rows).action_step(by)

    @on(Input.Submitted)
    @on(Rows.Chosen)
    def _choose(self) -> None:
        key = self.query_one(Rows).key
        if key is not None and self.query_one(Rows).display:
            self.dismiss(key)

    def action_back(self) -> None:
        self.dismiss(None)
