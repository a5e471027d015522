"""The terms of service of every platform in use: when they were read, and when next."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from policy.catalogue import load_catalogue
from screens.marks import Health
from screens.page import Page
from screens.widgets.rows import Cell, Column, Row, Rows
from somesec import clock
from somesec.language import N_, _, show_date
from somesec.register import terms

_STATES = {
    "never": (Health.HIGH, N_("never read")),
    "overdue": (Health.MEDIUM, N_("overdue")),
    "changed": (Health.LOW, N_("changed")),
    "due soon": (Health.LOW, N_("due soon")),
    "in order": (Health.IN_ORDER, N_("in order")),
    "not in use": (Health.IN_ORDER, N_("not in use")),
}


class Terms(Page):
    CSS_PATH = "terms.tcss"
    PLACE = N_("Terms")
    HELP_TEXT = N_(
        "The guideline asks that terms of service are read before a page is opened and followed "
        "afterwards. Enter records that you have read them."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "review", N_("Record a review"), id="terms.review"),
    ]
    AUTO_FOCUS = "#list"

    def body(self) -> ComposeResult:
        yield Rows(
            Column("state", _("State"), sortable=False),
            Column("platform", _("Platform"), least=10, sortable=False),
            Column("accounts", _("Accounts"), right=True, sortable=False),
            Column("last", _("Last read"), right=True, sortable=False),
            Column("due", _("Next due"), right=True, sortable=False),
            id="list",
        )
        yield Static(
            _("There are no accounts yet, so there are no terms to read."),
            id="empty",
            classes="empty",
            markup=False,
        )

    def show(self) -> None:
        register = self.app.register
        if register is not None:
            today = clock.today()
            self.app.carry_out(lambda: terms.due(register, today), self._list, owner=self)

    def _list(self, due: list[terms.TermsDue]) -> None:
        catalogue = load_catalogue()
        rows = []
        for number, row in enumerate(due):
            health, word = _STATES[row.state]
            platform = catalogue.get(row.platform)
            rows.append(
                Row(
                    f"{number} {row.platform}",
                    (
                        Cell(f"{health.shape} {_(word)}", health.tone),
                        Cell(platform.name if platform else row.platform, "strong"),
                        Cell(str(len(row.accounts))),
                        Cell(show_date(row.last_reviewed) if row.last_reviewed else "–", "quiet"),
                        Cell(show_date(row.due) if row.due else "–"),
                    ),
                )
            )
        self.query_one(Rows).show(rows)
        self.query_one(Rows).display = bool(rows)
        self.query_one("#empty").display = not rows

    @on(Rows.Chosen)
    def action_review(self) -> None:
        from screens.terms_review import ReviewTerms

        key = self.query_one(Rows).key
        if key:
            self.app.open(ReviewTerms(key.partition(" ")[2]))
