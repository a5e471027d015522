"""Rotations that were begun and neither confirmed nor cancelled."""

from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from screens.page import Sheet
from screens.widgets.rows import Cell, Column, Row, Rows
from somesec.language import N_, _, current, show_date
from somesec.model import Account
from somesec.register import rotation


class Unfinished(Sheet):
    CSS_PATH = "unfinished.tcss"
    PLACE = N_("Unfinished rotations")
    HELP_TEXT = N_(
        "Both passwords of these accounts are kept. Open one, try which password the service "
        "takes, then confirm or cancel."
    )
    AUTO_FOCUS = "#list"

    def body(self) -> ComposeResult:
        yield Static(id="say", classes="empty", markup=False)
        yield Rows(
            Column("account", _("Account"), least=16, sortable=False),
            Column("unit", _("Unit"), least=8, rank=1, sortable=False),
            Column("since", _("Since"), sortable=False),
            id="list",
        )

    def show(self) -> None:
        register = self.app.register
        if register is not None:
            self.app.carry_out(lambda: rotation.unfinished(register), self._list, owner=self)

    def _list(self, accounts: list[Account]) -> None:
        units = self.app.opened.records.units
        self.query_one("#say", Static).update(
            _("Which password works? Open an account with Enter and say.")
            if accounts
            else _("✓ Nothing is unfinished.")
        )
        self.query_one(Rows).display = bool(accounts)
        self.query_one(Rows).show(
            [
                Row(
                    str(account.id),
                    (
                        Cell(account.name, "strong"),
                        Cell(
                            units[account.unit].called(current()) if account.unit in units else "",
                            "quiet",
                        ),
                        Cell(show_date(account.pending_since) if account.pending_since else ""),
                    ),
                )
                for account in accounts
            ]
        )

    @on(Rows.Chosen)
    def _open(self, message: Rows.Chosen) -> None:
        from screens.rotation import Rotation

        self.app.open(Rotation(UUID(message.key)))
