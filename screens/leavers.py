"""Everybody with a last day, and how much of theirs is still open."""

from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from screens.leaver import Leaver
from screens.page import Sheet
from screens.widgets.rows import Cell, Column, Row, Rows
from somesec.language import N_, _, show_date
from somesec.register import access


class Leavers(Sheet):
    PLACE = N_("All who leave")
    HELP_TEXT = N_(
        "Everybody with a last day, the newest first. Open is what they could still reach: "
        "accounts, units they answer for, the register itself. Enter goes through it."
    )
    AUTO_FOCUS = "#list"

    def body(self) -> ComposeResult:
        yield Rows(
            Column("state", _("State"), sortable=False),
            Column("name", _("Name"), least=14, sortable=False),
            Column("left", _("Last day"), sortable=False),
            Column("open", _("Still open"), right=True, sortable=False),
            id="list",
        )
        yield Static(
            _(
                "Nobody leaves. When somebody does, press [l people.leave] on them among the "
                "people."
            ),
            id="empty",
            classes="empty",
            markup=False,
        )

    def show(self) -> None:
        register = self.app.register
        if register is not None:
            self.app.carry_out(lambda: access.leavers(register), self._list, owner=self)

    def _list(self, leavers: list[access.Leaver]) -> None:
        rows = [
            Row(
                str(leaver.person.id),
                (
                    Cell(
                        _("✓ over") if leaver.is_over else _("▲ open"),
                        "accent" if leaver.is_over else "high",
                    ),
                    Cell(leaver.person.name, "strong"),
                    Cell(show_date(leaver.left_on)),
                    Cell(
                        str(len(leaver.reached) + len(leaver.answers_for) + leaver.is_member or "–")
                    ),
                ),
            )
            for leaver in leavers
        ]
        self.query_one(Rows).show(rows)
        self.query_one(Rows).display = bool(rows)
        self.query_one("#empty").display = not rows

    @on(Rows.Chosen)
    def _open(self, message: Rows.Chosen) -> None:
        self.app.open(Leaver(UUID(message.key)))
