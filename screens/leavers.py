"""Everybody with a last day, and how much of theirs is still open."""

from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from screens.leaver import Leaver
from screens.marks import Health
from screens.page import Sheet
from screens.standing import counted, leaving
from screens.widgets.rows import Cell, Column, Row, Rows
from somesec.language import N_, _, show_date
from somesec.register import access, rights


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
        yield Static(str(access.NOT_READ), id="remark", classes="empty", markup=False)

    def show(self) -> None:
        register = self.app.register
        if register is not None:
            self.app.carry_out(lambda: access.leavers(register), self._list, owner=self)

    def _list(self, leavers: list[access.Leaver]) -> None:
        rows = [
            Row(
                str(leaver.person.id),
                (
                    _state(leaver),
                    Cell(leaver.person.name, "strong"),
                    Cell(show_date(leaver.left_on)),
                    Cell(counted(_count(leaver), is_whole=leaver.is_whole)),
                ),
            )
            for leaver in leavers
        ]
        self.query_one(Rows).show(rows)
        self.query_one(Rows).display = bool(rows)
        self.query_one("#empty").display = not rows
        self.query_one("#remark").display = bool(rows) and not rights.reads_all(self.app.opened)

    @on(Rows.Chosen)
    def _open(self, message: Rows.Chosen) -> None:
        self.app.open(Leaver(UUID(message.key)))


def _state(leaver: access.Leaver) -> Cell:
    health = leaving(leaver)
    said = {Health.HIGH: _("▲ open"), Health.IN_ORDER: _("✓ over")}.get(health, str(health))
    return Cell(said, health.tone)


def _count(leaver: access.Leaver) -> int:
    return len(leaver.reached) + len(leaver.answers_for) + leaver.is_member
