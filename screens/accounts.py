"""All accounts: filter as you type, sort, and what is known of one."""

from typing import ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from screens.marks import Health
from screens.page import WIDE, Page
from screens.pane import Pane
from screens.standing import FAMILIES, Standing, standings
from screens.summary import summary
from screens.widgets.rows import Cell, Column, Row, Rows
from screens.widgets.text_input import TextInput
from somesec.language import N_, _, current
from somesec.model import Account
from somesec.register import accounts
from somesec.register.labels import ACCOUNT, shown

# The columns that `s` goes through.
_SORTED = ("health", "platform", "handle", "unit", "findings")


class Accounts(Page):
    CSS_PATH = "accounts.tcss"
    PLACE = N_("Accounts")
    HELP_TEXT = N_(
        "Every account of the town. Type / and words to see only the accounts in which all of them "
        "occur: platform, handle, unit, addresses, people. The shape before each account is the "
        "worst that the last audit says of it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", N_("Filter"), id="accounts.filter", key_display="/"),
        Binding(
            "s",
            "sort",
            N_("Sort"),
            id="accounts.sort",
            show=False,
            tooltip=N_("Sort by the next column"),
        ),
        Binding("e", "edit", N_("Edit"), id="accounts.edit", tooltip=N_("Change this account")),
        Binding("v", "secret", N_("Secrets"), id="accounts.secret"),
        Binding(
            "r", "rotate", N_("Rotate"), id="accounts.rotate", tooltip=N_("Change the password")
        ),
        Binding("n", "add", N_("New"), id="accounts.new", show=False, tooltip=N_("Add an account")),
        Binding("t", "terms", N_("Terms"), id="accounts.terms", show=False),
        Binding(
            "u", "unfinished", N_("Unfinished rotations"), id="accounts.unfinished", show=False
        ),
        Binding("i", "import", N_("Import"), id="accounts.import", tooltip=N_("Read in a file")),
        Binding("escape", "leave", N_("Back"), id="accounts.back", show=False),
    ]
    AUTO_FOCUS = "#list"

    def __init__(self) -> None:
        super().__init__()
        self._accounts: list[Account] = []
        self._words: dict[UUID, str] = {}
        self._standings: dict[UUID, Standing] = {}
        self._sort = ("health", False)
        self._drawn_from: object = None

    def body(self) -> ComposeResult:
        yield Static(id="summary", classes="summary", markup=False)
        with Horizontal(id="line"):
            yield TextInput(placeholder=_("Filter"), id="filter", compact=True)
            yield Static(id="count", markup=False)
        with Horizontal(id="halves"):
            with Vertical(id="list-half"):
                yield Rows(
                    Column("health", _("State")),
                    Column("platform", _("Platform"), least=9),
                    Column("handle", _("Handle"), least=18),
                    Column("unit", _("Unit"), least=10),
                    Column("mailbox", _("Mailbox"), rank=2, sortable=False),
                    Column("password", _("Password"), rank=3, sortable=False),
                    Column("terms", _("Terms"), rank=4, sortable=False),
                    Column("findings", _("Findings"), right=True, rank=5),
                    id="list",
                )
                yield Static(id="empty", classes="empty", markup=False)
            with VerticalScroll(id="pane"):
                yield Static(id="detail", markup=False)

    # What it shows

    def show(self) -> None:
        register = self.app.register
        if register is None:
            return
        source = (register.records, self.app.audit, current())
        if source != self._drawn_from:
            self._drawn_from = source
            self._accounts = accounts.listed(register)
            self._words = {account.id: self._haystack(account) for account in self._accounts}
            self._standings = standings(self.app.audit, self._accounts) if self.app.audit else {}
        self.query_one("#summary", Static).update(summary(self.app.audit, self.size.width - 4))
        self._fill()

    def _haystack(self, account: Account) -> str:
        records = self.app.opened.records
        people = (records.people.get(a.person) for a in account.administrators)
        unit = records.units.get(account.unit)
        return "\n".join(
            [
                account.name,
                account.display_name,
                account.login,
                account.registered_address,
                account.recovery_address,
                account.profile_address,
                *(unit.all_names if unit else ()),
                *(person.name for person in people if person),
            ]
        ).casefold()

    def _fill(self) -> None:
        wanted = self.query_one("#filter", Input).value.casefold().split()
        fitting = [
            account
            for account in self._accounts
            if all(word in self._words[account.id] for word in wanted)
        ]
        column, down = self._sort
        fitting.sort(key=lambda account: self._order(account, column), reverse=down)
        self.query_one(Rows).show([self._row(a) for a in fitting], sorted_by=self._sort)
        self.query_one("#count", Static).update(
            _("{shown} of {all}").format(shown=len(fitting), all=len(self._accounts))
        )
        self.query_one("#empty").display = not fitting
        self.query_one(Rows).display = bool(fitting)
        self.query_one("#empty", Static).update(
            _("No account has all of these words. Press Escape to see all again.")
            if self._accounts
            else _(
                "There are no accounts yet. Press i to read them in from a spreadsheet or a "
                "password file, or n to add one."
            )
        )
        self._show_detail()

    def _order(self, account: Account, column: str) -> tuple[object, ...]:
        standing = self._standings.get(account.id, Standing())
        first: object = {
            "health": standing.health,
            "platform": account.platform,
            "handle": account.handle.casefold(),
            "unit": self._unit(account).casefold(),
            "findings": len(standing.findings),
        }[column]
        return (first, self._unit(account).casefold(), account.platform, account.handle.casefold())

    def _unit(self, account: Account) -> str:
        unit = self.app.opened.records.units.get(account.unit)
        return unit.called(current()) if unit else ""

    def _row(self, account: Account) -> Row:
        standing = self._standings.get(account.id)
        if standing is None:
            blank = Cell("…", "quiet")
            marks = [blank] * 5
        else:
            families = [standing.of_family(*codes) for codes in FAMILIES.values()]
            marks = [
                _mark(standing.health),
                *(_mark(health, short=True) for health in families),
                Cell(str(len(standing.findings)) if standing.findings else "", "quiet"),
            ]
        return Row(
            str(account.id),
            (
                marks[0],
                Cell(account.platform),
                Cell(account.handle, "strong"),
                Cell(self._unit(account), "quiet"),
                *marks[1:],
            ),
        )

    def go_to(self, account: UUID) -> None:
        """Shows this account, whatever was filtered before."""
        if not self.query_one(Rows).go_to(str(account)):
            with self.prevent(Input.Changed):
                self.query_one("#filter", Input).clear()
            self._fill()
            self.query_one(Rows).go_to(str(account))

    def narrow_to(self, words: str) -> None:
        """Shows only the accounts that these words are found in."""
        self.query_one("#filter", Input).value = words
        self._fill()

    # The detail

    @property
    def chosen(self) -> Account | None:
        """The account under the cursor."""
        key = self.query_one(Rows).key
        return self.app.opened.records.accounts.get(UUID(key)) if key else None

    @on(Rows.Highlighted)
    def _show_detail(self) -> None:
        account = self.chosen if self.app.register else None
        detail = self.query_one("#detail", Static)
        detail.update(self._detail(account) if account else "")
        self.query_one("#pane", VerticalScroll).scroll_home(animate=False)

    def _detail(self, account: Account) -> Content:
        pane = Pane()
        standing = self._standings.get(account.id, Standing())
        pane.title(account.name, account.display_name)
        if not standing.findings and not standing.unknown and self.app.audit:
            pane.mark(standing.health, "")
        for finding in standing.findings:
            pane.gap()
            pane.mark(Health.of(finding.severity), str(finding.message))
            pane.line(str(finding.remedy), "quiet")
        if standing.unknown:
            pane.gap()
            for reason in dict.fromkeys(str(answer.reason) for answer in standing.unknown):
                pane.mark(Health.UNKNOWN, reason)
        pane.heading(_("What is known"))
        for name, value in accounts.as_values(self.app.opened, account).items():
            if value and name in ACCOUNT and name not in ("platform", "handle", "display_name"):
                pane.value(_(ACCOUNT[name]), shown(name, value))
        return pane.content

    # Keys

    @on(Rows.Chosen)
    def _open(self) -> None:
        self.add_class("-detail")
        if self.app.size.width >= WIDE:
            self.query_one("#pane").focus()
        else:
            self.call_after_refresh(self.query_one("#pane").focus)

    def action_leave(self) -> None:
        if self.has_class("-detail"):
            self.remove_class("-detail")
        else:
            self.query_one("#filter", Input).clear()
        self.query_one(Rows).focus()

    def action_filter(self) -> None:
        self.query_one("#filter").focus()

    @on(Input.Changed, "#filter")
    def _filter(self) -> None:
        if self.app.register:
            self._fill()

    @on(Input.Submitted, "#filter")
    def _filtered(self) -> None:
        self.query_one(Rows).focus()

    def action_sort(self) -> None:
        column = _SORTED[(_SORTED.index(self._sort[0]) + 1) % len(_SORTED)]
        self._sort_by(column, column == "findings")

    @on(Rows.TitleClicked)
    def _sort_clicked(self, message: Rows.TitleClicked) -> None:
        column, down = self._sort
        self._sort_by(message.column, message.column == column and not down)

    def _sort_by(self, column: str, down: bool) -> None:
        self._sort = (column, down)
        self._fill()

    def action_edit(self) -> None:
        from screens.account_form import AccountForm

        if self.chosen:
            self.app.open(AccountForm(self.chosen.id))

    def action_add(self) -> None:
        from screens.account_form import AccountForm

        self.app.open(AccountForm(None))

    def action_secret(self) -> None:
        from screens.secret import SecretPage

        if self.chosen:
            self.app.open(SecretPage(self.chosen.id))

    def action_rotate(self) -> None:
        from screens.rotation import Rotation

        if self.chosen:
            self.app.open(Rotation(self.chosen.id))

    def action_terms(self) -> None:
        from screens.terms_review import ReviewTerms

        if self.chosen:
            self.app.open(ReviewTerms(self.chosen.platform))

    def action_unfinished(self) -> None:
        from screens.unfinished import Unfinished

        self.app.open(Unfinished())

    def action_import(self) -> None:
        from screens.importing import Importing

        self.app.open(Importing())


def _mark(health: Health, *, short: bool = False) -> Cell:
    text = health.shape if short and health in (Health.IN_ORDER, Health.CLOSED) else str(health)
    return Cell(text, health.tone)
