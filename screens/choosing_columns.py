"""Which columns the list of accounts has."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from screens.account_columns import COLUMNS, USUAL, remember
from screens.act import Act
from screens.widgets.rows import Cell, Column, Row, Rows
from somesec.language import N_, _


class ChoosingColumns(Act):
    """Answers with the columns chosen, in their order."""

    PLACE = N_("Columns")
    HELP_TEXT = N_(
        "Space puts a column in or takes it out, [+ columns.later] and [- columns.earlier] move "
        "it. [F5 columns.take] shows the accounts so, and this computer remembers it. Where the "
        "screen is too narrow, the last ones give way first."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "take", N_("Show so"), id="columns.take"),
        Binding("space", "switch", N_("In or out"), id="columns.switch"),
        Binding("plus", "move(1)", N_("Later"), show=False, key_display="+", id="columns.later"),
        Binding(
            "minus", "move(-1)", N_("Earlier"), show=False, key_display="-", id="columns.earlier"
        ),
        Binding("f4", "usual", N_("As it was"), id="columns.usual"),
    ]
    AUTO_FOCUS = "#list"

    def __init__(self, chosen: Sequence[str]) -> None:
        super().__init__()
        self._order = [*chosen, *(name for name in COLUMNS if name not in chosen)]
        self._chosen = set(chosen)

    def body(self) -> ComposeResult:
        yield Static(
            _("What is shown of each account, from left to right:"),
            classes="summary quiet",
            markup=False,
        )
        yield Rows(
            Column("in", "", sortable=False),
            Column("name", "", least=20, sortable=False),
            titles=False,
            id="list",
        )
        yield from self.ending()

    def show(self) -> None:
        self.query_one(Rows).show(
            [
                Row(
                    name,
                    (
                        Cell("✓ " + _("shown") if name in self._chosen else "", "accent"),
                        Cell(_(COLUMNS[name].title), "strong" if name in self._chosen else "quiet"),
                    ),
                )
                for name in self._order
            ]
        )

    def action_switch(self) -> None:
        self._chosen ^= {self.query_one(Rows).key or ""}
        self.show()

    def action_move(self, by: int) -> None:
        name = self.query_one(Rows).key or ""
        place = self._order.index(name)
        self._order.insert(max(0, place + by), self._order.pop(place))
        self.show()

    def action_usual(self) -> None:
        self._order = [*USUAL, *(name for name in COLUMNS if name not in USUAL)]
        self._chosen = set(USUAL)
        self.show()

    def action_take(self) -> None:
        chosen = tuple(name for name in self._order if name in self._chosen)
        if not chosen:
            self.complain(_("Choose at least one column."))
            return

        def done(_nothing: None) -> None:
            self.dismiss(chosen)

        self.carry_out(lambda: remember(chosen), done, saves=False)
