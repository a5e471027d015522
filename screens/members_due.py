"""The accounts whose passwords somebody knew who is a member no more."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from screens.page import Sheet
from screens.widgets.rows import Cell, Column, Row, Rows
from somesec.language import N_, _, current, ngettext
from somesec.register import rights
from somesec.register.keys import SECRET


class Due(Sheet):
    PLACE = N_("Passwords to change")
    HELP_TEXT = N_(
        "Somebody who is a member no more could open these passwords. Change them one after the "
        "other; what you leave stays among the findings. Who does not hold the key to a password "
        "asks somebody named beside it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "rotate", N_("Rotate"), id="due.rotate", tooltip=N_("Change the password")),
    ]
    AUTO_FOCUS = "#list"

    def __init__(self, name: str, accounts: Sequence[UUID]) -> None:
        super().__init__()
        self._name = name
        self._accounts = accounts

    def body(self) -> ComposeResult:
        yield Static(id="say", classes="empty", markup=False)
        yield Rows(
            Column("account", _("Account"), least=16, sortable=False),
            Column("unit", _("Unit"), least=8, rank=1, sortable=False),
            Column("who", _("Who can change it"), least=12, sortable=False),
            id="list",
        )

    def show(self) -> None:
        register = self.app.register
        if register is None:
            return
        records = register.records
        known = (records.accounts.get(account) for account in self._accounts)
        waiting = [account for account in known if account and account.rotation_due]
        rows = []
        for account in waiting:
            unit = records.units.get(account.unit)
            who = (
                _("you")
                if register.holds(account.unit, SECRET)
                else ", ".join(rights.openers(register, unit)) if unit else ""
            )  # fmt: skip
            rows.append(
                Row(
                    str(account.id),
                    (
                        Cell(account.name, "strong"),
                        Cell(unit.called(current()) if unit else "", "quiet"),
                        Cell(who or _("nobody")),
                    ),
                )
            )
        self.query_one("#say", Static).update(
            ngettext(
                "{name} could open {count} password. Change it now, with Enter.",
                "{name} could open {count} passwords. Change them now, each with Enter.",
                len(waiting),
            ).format(name=self._name, count=len(waiting))
            if waiting
            else _("✓ All of them are changed.")
        )
        self.query_one(Rows).show(rows)
        self.query_one(Rows).display = bool(rows)

    @on(Rows.Chosen)
    def action_rotate(self) -> None:
        from screens.rotation import Rotation

        key = self.query_one(Rows).key
        if key:
            self.app.open(Rotation(UUID(key)))
