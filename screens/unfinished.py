"""Passwords that wait: rotations that were begun, then accounts that are to get a new one."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from screens.act import Act
from screens.widgets.rows import Cell, Column, Row, Rows
from somesec.language import N_, _, current, ngettext, show_date
from somesec.model import Account
from somesec.register import bulk, rotation


class Unfinished(Act):
    """The queue. It is kept in the register, so whoever opens it next goes on with it."""

    PLACE = N_("Passwords to change")
    HELP_TEXT = N_(
        "First the rotations that were begun and neither confirmed nor cancelled: both passwords "
        "of those are kept; try which one the service takes, then confirm or cancel. Then the "
        "accounts whose password is to be changed. [F5 unfinished.go] goes through all of them, "
        "one after the other; stop any time, what is left waits here."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f5",
            "go_through",
            N_("One after the other"),
            id="unfinished.go",
            tooltip=N_("Go through all of them"),
        ),
        Binding("enter", "open", N_("Open"), id="unfinished.open"),
        Binding(
            "x",
            "take_off",
            N_("Take off"),
            id="unfinished.off",
            tooltip=N_("It needs no new password after all"),
        ),
    ]
    AUTO_FOCUS = "#list"

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[Account] = []
        self._skipped: set[UUID] = set()

    def body(self) -> ComposeResult:
        yield Static(id="say", classes="quiet", markup=False)
        yield Rows(
            Column("account", _("Account"), least=16, sortable=False),
            Column("unit", _("Unit"), least=8, rank=2, sortable=False),
            Column("state", _("State"), sortable=False),
            Column("since", _("Since"), rank=1, sortable=False),
            id="list",
        )
        yield from self.ending()

    def show(self) -> None:
        register = self.app.register
        if register is None:
            return
        begun = rotation.unfinished(register)
        due = [account for account in rotation.due(register) if not account.pending_since]
        self._waiting = [*begun, *due]
        self.query_one("#say", Static).update(_said(begun, due))
        self.query_one(Rows).display = bool(self._waiting)
        self.query_one(Rows).show([self._row(account) for account in self._waiting])
        self.refresh_bindings()

    def _row(self, account: Account) -> Row:
        units = self.app.opened.records.units
        unit = units[account.unit].called(current()) if account.unit in units else ""
        due = account.rotation_due
        since = account.pending_since or (due.since if due else None)
        state = (
            Cell("● " + _("begun"), "high") if account.pending_since else Cell("· " + _("to do"))
        )
        return Row(
            str(account.id),
            (
                Cell(account.name, "strong"),
                Cell(unit, "quiet"),
                state,
                Cell(show_date(since) if since else "", "quiet"),
            ),
        )

    @property
    def _chosen(self) -> Account | None:
        key = self.query_one(Rows).key
        return next((a for a in self._waiting if str(a.id) == key), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "go_through":
            return bool(self._waiting)
        if action == "take_off":
            account = self._chosen if self.is_mounted else None
            due = account.rotation_due if account and not account.pending_since else None
            return due is not None and due.reason == bulk.CHOSEN
        return True

    @on(Rows.Highlighted)
    def _other(self) -> None:
        self.refresh_bindings()

    @on(Rows.Chosen)
    def action_open(self) -> None:
        from screens.rotation import Rotation

        if self._chosen:
            self.app.open(Rotation(self._chosen.id))

    def action_go_through(self) -> None:
        """Opens one after the other until there is none left or somebody leaves."""
        self._skipped.clear()
        self._next()

    def _next(self) -> None:
        from screens.rotation import Rotation

        self.show()
        left = [account for account in self._waiting if account.id not in self._skipped]
        if not left:
            return
        account = left[0]
        self.query_one(Rows).go_to(str(account.id))

        def ended(done: object) -> None:
            if done is not None:
                if not done:
                    self._skipped.add(account.id)
                self.call_after_refresh(self._next)

        self.app.open(Rotation(account.id, left=len(left)), ended)

    def action_take_off(self) -> None:
        register, account = self.app.opened, self._chosen
        if account is not None:
            self.carry_out(
                lambda: bulk.unqueue_rotation(register, account.id), self._taken_off, saves=True
            )

    def _taken_off(self, account: Account) -> None:
        self.app.say(_("{account} keeps its password.").format(account=account.name))


def _said(begun: Sequence[Account], due: Sequence[Account]) -> str:
    parts = []
    if begun:
        parts.append(
            ngettext(
                "{count} rotation was begun. Which password works? Open it with Enter and say.",
                "{count} rotations were begun. Which password works? Open each with Enter and say.",
                len(begun),
            ).format(count=len(begun))
        )
    if due:
        parts.append(
            ngettext(
                "{count} account is to get a new password.",
                "{count} accounts are to get a new password.",
                len(due),
            ).format(count=len(due))
        )
    return "\n".join(parts) or _("✓ Nothing is unfinished.")
