"""Which accounts a person gets into, now or on an earlier day."""

from typing import ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from screens.leaver import ways_of
from screens.marks import Health
from screens.page import Sheet
from screens.pane import Pane
from screens.widgets.field import DateField, Field
from screens.widgets.rows import Cell, Column, Row, Rows
from somesec.errors import InputError, SomesecError
from somesec.exchange.own import parse_day
from somesec.language import N_, _, current, ngettext
from somesec.register import access
from somesec.register.access import Access
from somesec.register.labels import shown


class PersonAccess(Sheet):
    PLACE = N_("Access")
    HELP_TEXT = N_(
        "By which ways a person gets into which accounts: by rights, addresses, phone or second "
        "factor on an account's card, or because they open its password in the register. Write an "
        "earlier day and press Enter to see that day; what cannot be known is said below."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "day", N_("Another day"), id="access.day"),
        Binding("o", "account", N_("Open the account"), id="access.open"),
    ]
    AUTO_FOCUS = "#reached"

    def __init__(self, person: UUID) -> None:
        super().__init__()
        self._person = person

    def body(self) -> ComposeResult:
        yield Static(id="head", markup=False)
        yield DateField("day", _("On the day, empty for now"))
        yield Rows(
            Column("account", _("Account"), least=18, sortable=False),
            Column("unit", _("Unit"), least=8, rank=1, sortable=False),
            Column("how", _("How"), least=20, sortable=False),
            id="reached",
        )
        yield Static(id="doubts", markup=False)

    def show(self) -> None:
        register, field = self.app.register, self.query_one("#day", Field)
        person = register.records.people.get(self._person) if register else None
        if register is None or person is None:
            return
        try:
            day = parse_day(field.value)
        except InputError as error:
            field.complain(str(error))
            return

        def failed(error: SomesecError) -> None:
            field.complain(str(error))

        self.app.carry_out(
            lambda: access.of(register, person, day), self._show_access, owner=self, failed=failed
        )

    def _show_access(self, found: Access) -> None:
        records = self.app.opened.records
        self.query_one("#day", Field).complain("")
        name, count = records.people[self._person].name, len(found.reached)
        head = Pane()
        if found.is_whole:
            said = ngettext("gets into {count} account", "gets into {count} accounts", count)
        else:
            said = ngettext(
                "gets into {count} account of your own units",
                "gets into {count} accounts of your own units",
                count,
            )
        head.title(name, said.format(count=count))
        if found.role:
            units = ", ".join(unit.called(current()) for unit in found.opens) or _("none")
            head.line(
                _("Member of the register ({role}); opens the passwords of: {units}.").format(
                    role=shown("role", found.role), units=units
                ),
                "quiet",
            )
        self.query_one("#head", Static).update(head.content)
        self.query_one(Rows).show(
            [
                Row(
                    str(reach.account.id),
                    (
                        Cell(reach.account.name, "strong"),
                        Cell(records.units[reach.account.unit].called(current()), "quiet"),
                        Cell(ways_of(reach), "" if reach.is_certain else "quiet"),
                    ),
                )
                for reach in found.reached
            ]
        )
        doubts = Pane()
        for doubt in found.doubts:
            if doubt == access.NOT_READ:
                doubts.mark(Health.UNKNOWN, str(doubt))
            else:
                doubts.line(f"? {doubt}", "quiet")
        self.query_one("#doubts", Static).update(doubts.content)

    @on(Input.Submitted)
    def _other_day(self) -> None:
        self.show()
        self.query_one(Rows).focus()

    def action_day(self) -> None:
        self.query_one("#day", Field).enter()

    @on(Rows.Chosen)
    def action_account(self) -> None:
        key = self.query_one(Rows).key
        if key:
            self.dismiss(None)
            self.app.go_to_account(UUID(key))
