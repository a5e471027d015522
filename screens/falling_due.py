"""Everything that falls due, each with its day, and the way to where it is done."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from policy.due import DUE, KINDS, NEVER, Due, falling_due
from screens import mending
from screens.days import by_day
from screens.marks import Health
from screens.page import Sheet
from screens.text import clean
from screens.widgets.rows import Cell, Column, Row, Rows
from somesec import clock
from somesec.language import N_, _

DAYS_AHEAD = 30

_STATES = {"never": N_("never done"), "overdue": N_("overdue"), "due": N_("due")}


class FallingDue(Sheet):
    """`kind` is the kind of duty that the cursor begins at."""

    PLACE = N_("What falls due")
    HELP_TEXT = N_(
        "All that is late, was never done, or falls due within 30 days, the most urgent first. "
        "Enter goes to the place where it is done."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", N_("Open"), id="falling-due.open"),
        Binding("f4", "file", N_("Save to a file"), id="falling-due.file"),
    ]
    AUTO_FOCUS = "#list"

    def __init__(self, kind: str = "") -> None:
        super().__init__()
        self._kind = kind
        self._due: dict[str, Due] = {}

    def body(self) -> ComposeResult:
        yield Rows(
            Column("by", _("By"), sortable=False),
            Column("state", _("State"), sortable=False, rank=1),
            Column("kind", _("Kind"), rank=2, sortable=False),
            Column("what", _("What to do"), least=24, sortable=False),
            id="list",
        )
        yield Static(id="said", markup=False)
        yield Static(
            _("✓ Nothing is late, and nothing falls due within 30 days."),
            id="empty",
            classes="empty",
            markup=False,
        )

    def show(self) -> None:
        register = self.app.register
        if register is not None:
            today = clock.today()
            self.app.carry_out(
                lambda: falling_due(register.view(today), DAYS_AHEAD), self._list, owner=self
            )

    def _list(self, due: list[Due]) -> None:
        self._due = {duty.key: duty for duty in due}
        rows = self.query_one(Rows)
        rows.show([_row(duty) for duty in due])
        rows.display = self.query_one("#said").display = bool(due)
        self.query_one("#empty").display = not due
        if self._kind:
            today = clock.today()
            of_kind = [duty for duty in due if duty.kind == self._kind]
            first = next((d for d in of_kind if d.state(today) == DUE), None)
            if of_kind:
                rows.go_to((first or of_kind[0]).key)
            self._kind = ""

    @on(Rows.Highlighted)
    def _say_in_full(self) -> None:
        """Says below the list what may be cut in it."""
        duty = self._due.get(self.query_one(Rows).key or "")
        self.query_one("#said", Static).update(clean(str(duty.text)) if duty else "")

    @on(Rows.Chosen)
    def action_choose(self) -> None:
        duty = self._due.get(self.query_one(Rows).key or "")
        if duty is not None:
            mending.do(self.app, duty)

    def action_file(self) -> None:
        from screens.report_files import SaveDue

        self.app.open(SaveDue())


def _row(duty: Due) -> Row:
    state = duty.state(clock.today())
    health = Health.LOW if state == DUE else Health.UNKNOWN if state == NEVER else Health.HIGH
    return Row(
        duty.key,
        (
            Cell(by_day(duty.day, clock.today()) if duty.day else "–"),
            Cell(f"{health.shape} {_(_STATES[state])}", health.tone),
            Cell(_(KINDS[duty.kind]), "quiet"),
            Cell(str(duty.text), "strong"),
        ),
    )
