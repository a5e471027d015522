"""The units' shared mailboxes, and which accounts use them."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from screens.confirm import Confirm
from screens.form import Form
from screens.page import Sheet
from screens.widgets.rows import Cell, Column, Row, Rows
from somesec.errors import InputError
from somesec.language import N_, _, current, ngettext
from somesec.model import Unit
from somesec.register import cells, units


class Mailboxes(Sheet):
    PLACE = N_("Mailboxes")
    HELP_TEXT = N_(
        "An account is founded with a shared mailbox of its own unit, so that it stays with the "
        "unit when people leave. The list says which accounts use each."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", N_("New"), id="mailboxes.new"),
        Binding("e", "edit", N_("Edit"), id="mailboxes.edit"),
        Binding("x", "remove", N_("Remove"), id="mailboxes.remove"),
    ]
    AUTO_FOCUS = "#list"

    def __init__(self, unit: UUID | None = None) -> None:
        super().__init__()
        self._unit = unit
        self._boxes: dict[str, Unit] = {}

    def body(self) -> ComposeResult:
        yield Rows(
            Column("address", _("Mailbox"), least=20, sortable=False),
            Column("unit", _("Unit"), least=10, sortable=False),
            Column("count", _("Accounts"), right=True, sortable=False),
            Column("accounts", _("Used by"), least=16, rank=1, sortable=False),
            id="list",
        )
        yield Static(
            _("No unit has a mailbox yet. Press [n mailboxes.new] to add one."),
            id="empty",
            classes="empty",
            markup=False,
        )

    def show(self) -> None:
        if self.app.register is None:
            return
        register = self.app.opened
        self._boxes = {address: unit for unit, address in units.mailboxes(register)}
        rows = []
        for address, unit in self._boxes.items():
            used = [account.name for account in units.users_of_mailbox(register, address)]
            cells = (
                Cell(address, "strong"),
                Cell(unit.called(current())),
                Cell(str(len(used) or "–")),
                Cell(", ".join(used), "quiet"),
            )
            rows.append(Row(address, cells))
        self.query_one(Rows).show(rows)
        self.query_one(Rows).display = bool(rows)
        self.query_one("#empty").display = not rows
        first = next((a for a, unit in self._boxes.items() if unit.id == self._unit), None)
        if first is not None:
            self.query_one(Rows).go_to(first)
            self._unit = None

    def action_add(self) -> None:
        self.app.open(MailboxForm("", self._chosen_unit()))

    @on(Rows.Chosen)
    def action_edit(self) -> None:
        key = self.query_one(Rows).key
        if key:
            self.app.open(MailboxForm(key, self._boxes[key].id))

    def _chosen_unit(self) -> UUID | None:
        unit = self._boxes.get(self.query_one(Rows).key or "")
        return unit.id if unit else self._unit

    def action_remove(self) -> None:
        address, register = self.query_one(Rows).key, self.app.opened
        if not address:
            return
        unit = self._boxes[address]
        used = len(units.users_of_mailbox(register, address))
        question = _("Remove {address} from {unit}?").format(
            address=address, unit=unit.called(current())
        )
        if used:
            question += " " + ngettext(
                "{count} account uses it, and will be found to use no unit's mailbox.",
                "{count} accounts use it, and will be found to use no unit's mailbox.",
                used,
            ).format(count=used)

        def answered(agreed: bool | None) -> None:
            if agreed:
                self.app.carry_out(
                    lambda: units.remove_mailbox(register, unit.id, address),
                    lambda _unit: self.app.say(_("Removed.")),
                    owner=self,
                    saves=True,
                )

        self.app.open(Confirm(question, _("Remove"), _("Go back")), answered)


class MailboxForm(Form):
    """A mailbox to edit, or a new one where `address` is empty."""

    PLACE = N_("Mailbox")
    LABELS: ClassVar[Mapping[str, str]] = {"mailbox": N_("Address"), "unit": N_("Unit")}

    def __init__(self, address: str, unit: UUID | None) -> None:
        super().__init__()
        self._address, self._unit = address, unit

    def heading(self) -> str:
        return self._address or _("A new mailbox")

    def values(self) -> dict[str, str]:
        register = self.app.opened
        unit = register.records.units.get(self._unit) if self._unit else None
        return {
            "mailbox": self._address,
            "unit": register.names.of_unit(unit) if unit else "",
        }

    def given(self) -> dict[str, str]:
        return self.typed() if self.changed() else {}

    def store(self, changed: Mapping[str, str]) -> None:
        register = self.app.opened
        if not changed["unit"].strip():
            raise InputError("unit: " + _("Choose a unit."))
        unit = register.names.unit(changed["unit"])
        if self._address:
            units.edit_mailbox(register, self._address, changed["mailbox"], unit)
        else:
            units.add_mailbox(register, unit, changed["mailbox"])

    def read_again(self) -> None:
        """Mailboxes have no revision of their own: the register judges the change as it is."""

    def problem(self, name: str, value: str) -> str:
        kind, column = ("unit", "mailboxes") if name == "mailbox" else ("account", "unit")
        return cells.problem(self.app.opened, kind, column, value)

    def suggestions(self, field: str) -> list[str]:
        if field != "unit":
            return []
        return sorted(unit.name for unit in self.app.opened.records.units.values())
