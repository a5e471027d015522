"""The terms of service of every platform in use: when they were read, and when next."""

from typing import ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from policy.catalogue import load_catalogue
from screens.marks import Health
from screens.page import Page
from screens.widgets.rows import Cell, Column, Row, Rows
from screens.widgets.timeline import Timeline
from somesec import clock
from somesec.language import N_, _, show_date
from somesec.register import terms, terms_changes

_STATES = {
    "never": (Health.HIGH, N_("never read")),
    "overdue": (Health.MEDIUM, N_("overdue")),
    "changed": (Health.LOW, N_("changed")),
    "due soon": (Health.LOW, N_("due soon")),
    "in order": (Health.IN_ORDER, N_("in order")),
    "not in use": (Health.IN_ORDER, N_("not in use")),
}


class Terms(Page):
    PLACE = N_("Terms")
    HELP_TEXT = N_(
        "The guideline asks that terms of service are read before a page is opened and followed "
        "afterwards. Enter shows what changed and records that you have read them. Below stands "
        "when the texts of the service changed, when they were read, and what falls due. "
        "[d terms.documents] lists the documents, and gets their texts from pages, from an archive "
        "or from a file; [m terms.measures] lists the measures that reviews decided."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "review", N_("Review"), id="terms.review", tooltip=N_("Record a review")),
        Binding("h", "history", N_("Over time"), id="terms.history"),
        Binding("d", "documents", N_("Documents"), id="terms.documents"),
        Binding("m", "measures", N_("Measures"), id="terms.measures"),
        Binding("f", "fetch", N_("Fetch"), id="terms.fetch", show=False, tooltip=N_("Fetch terms")),
        Binding(
            "y",
            "sync",
            N_("Archive"),
            id="terms.sync",
            show=False,
            tooltip=N_("Follow an archive"),
        ),
        Binding("f4", "file", N_("Save to a file"), id="terms.file", show=False),
    ]
    AUTO_FOCUS = "#list"

    def __init__(self) -> None:
        super().__init__()
        self._due: list[terms.TermsDue] = []

    def body(self) -> ComposeResult:
        yield Rows(
            Column("state", _("State"), sortable=False),
            Column("platform", _("Platform"), least=10, sortable=False),
            Column("accounts", _("Accounts"), right=True, sortable=False),
            Column("last", _("Last read"), right=True, sortable=False),
            Column("due", _("Next due"), right=True, sortable=False),
            id="list",
        )
        yield Timeline(id="timeline")
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
        self._due = due
        catalogue, accounts = load_catalogue(), self.app.opened.records.accounts
        rows = []
        for number, row in enumerate(due):
            health, word = _STATES[row.state]
            platform, own = catalogue.get(row.platform), self._own_account(row)
            name = platform.name if platform else row.platform
            if own and own in accounts:
                name = f"{name} · {accounts[own].handle}"
            rows.append(
                Row(
                    f"{number} {row.platform}",
                    (
                        Cell(f"{health.shape} {_(word)}", health.tone),
                        Cell(name, "strong"),
                        Cell(str(len(row.accounts))),
                        Cell(show_date(row.last_reviewed) if row.last_reviewed else "–", "quiet"),
                        Cell(show_date(row.due) if row.due else "–"),
                    ),
                )
            )
        self.query_one(Rows).show(rows)
        self.query_one(Rows).display = bool(rows)
        self.query_one("#empty").display = not rows

        self._draw_timeline()

    @property
    def _platform(self) -> str | None:
        """The platform under the cursor."""
        key = self.query_one(Rows).key
        return key.partition(" ")[2] if key else None

    @on(Rows.Highlighted)
    def _draw_timeline(self) -> None:
        register, platform, today = self.app.register, self._platform, clock.today()
        timeline = self.query_one(Timeline)
        if register is None or platform is None:
            timeline.tell(None)
            return

        def tell(days: terms_changes.Timeline) -> None:
            if platform == self._platform:
                timeline.tell(days)

        self.app.carry_out(
            lambda: terms_changes.timeline(register, platform, today), tell, owner=self
        )

    @on(Rows.Chosen)
    def action_review(self) -> None:
        from screens.terms_review import ReviewTerms

        key = self.query_one(Rows).key
        if key:
            row = self._due[int(key.partition(" ")[0])]
            self.app.open(ReviewTerms(row.platform, self._own_account(row)))

    def _own_account(self, row: terms.TermsDue) -> UUID | None:
        """The account that a row is of alone, since it has a review of its own."""
        register = self.app.opened
        return (
            terms.own_account(register, register.account(row.accounts[0])) if row.accounts else None
        )

    def action_documents(self) -> None:
        from screens.terms_documents import TermsDocuments

        self.app.open(TermsDocuments(self._platform or ""))

    def action_measures(self) -> None:
        from screens.terms_measures import TermsMeasures

        self.app.open(TermsMeasures())

    def action_fetch(self) -> None:
        from screens.terms_fetch import FetchTerms

        self.app.open(FetchTerms(self._platform or ""))

    def action_sync(self) -> None:
        from screens.terms_sync import SyncTerms

        self.app.open(SyncTerms())

    def action_file(self) -> None:
        from screens.terms_files import SaveTerms

        self.app.open(SaveTerms(self._platform or ""))

    def action_history(self) -> None:
        from screens.terms_history import TermsHistory

        if self._platform:
            self.app.open(TermsHistory(self._platform))
