"""All units, their shared mailboxes and how many accounts they own."""

from collections import Counter
from typing import ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from screens.page import Page
from screens.widgets.rows import Cell, Column, Row, Rows
from somesec.language import N_, _, current
from somesec.register import units


class Units(Page):
    CSS_PATH = "units.tcss"
    PLACE = N_("Units")
    HELP_TEXT = N_(
        "The units of the town. An account belongs to one of them and is registered to a mailbox "
        "listed here. Enter opens a unit, n adds one."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", N_("Edit"), id="units.edit"),
        Binding("n", "add", N_("New"), id="units.new"),
    ]
    AUTO_FOCUS = "#list"

    def body(self) -> ComposeResult:
        yield Rows(
            Column("name", _("Unit"), least=12, sortable=False),
            Column("mailboxes", _("Unit mailboxes"), least=16, sortable=False),
            Column("responsible", _("Responsible person"), least=12, rank=1, sortable=False),
            Column("accounts", _("Accounts"), right=True, sortable=False),
            id="list",
        )
        yield Static(
            _("There are no units yet. Press n to add one."),
            id="empty",
            classes="empty",
            markup=False,
        )

    def show(self) -> None:
        if self.app.register is None:
            return
        records = self.app.opened.records
        owned = Counter(account.unit for account in records.accounts.values())
        rows = []
        for unit in units.listed(self.app.opened):
            responsible = records.people.get(unit.responsible) if unit.responsible else None
            rows.append(
                Row(
                    str(unit.id),
                    (
                        Cell(unit.called(current()), "strong" if unit.active else "quiet"),
                        Cell(", ".join(unit.mailboxes)),
                        Cell(responsible.name if responsible else "–", "quiet"),
                        Cell(str(owned[unit.id])),
                    ),
                )
            )
        self.query_one(Rows).show(rows)
        self.query_one(Rows).display = bool(rows)
        self.query_one("#empty").display = not rows

    @on(Rows.Chosen)
    def action_edit(self) -> None:
        from screens.unit_form import UnitForm

        key = self.query_one(Rows).key
        if key:
            self.app.open(UnitForm(UUID(key)))

    def action_add(self) -> None:
        from screens.unit_form import UnitForm

        self.app.open(UnitForm(None))
