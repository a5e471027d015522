"""All accounts: filter as you type, sort, mark several, and what is known of one."""

import gc
from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from screens import mending
from screens.account_columns import COLUMNS, columns, remembered
from screens.marks import Health
from screens.page import WIDE, Page
from screens.pane import Pane
from screens.standing import health
from screens.summary import summary
from screens.text import clean
from screens.widgets.detail import Detail
from screens.widgets.rows import Row, Rows, Seen
from screens.widgets.scroll import Scroll
from screens.widgets.text_input import TextInput
from somesec import clock
from somesec.errors import InputError
from somesec.language import N_, _, current, ngettext
from somesec.model import Account
from somesec.register import accounts
from somesec.register.filter_language import Filter, parse
from somesec.register.filtering import Line, Lines, Typed
from somesec.register.labels import ACCOUNT
from somesec.turns import in_order

_AT_ONCE = 20_000
"""So many accounts are filtered between two keystrokes; more, beside the loop."""
_READ_AT_ONCE = 1_000
"""So many are put together and in order between two frames; more, beside the loop."""
_SAMPLED = 300


class Accounts(Page):
    PLACE = N_("Accounts")
    HELP_TEXT = N_(
        "Every account of the town. Press [/ accounts.filter] and type words to see only the "
        "accounts in which all of them occur, or conditions as in unit:kirjasto platform:facebook "
        "sev>=high -waived; [f accounts.filters] has filters to choose. Space marks accounts, "
        "Shift with an arrow several, [Ctrl+A rows.mark-all] all that are shown: "
        "[b accounts.marked] does one thing to all of them. The shape before each account is the "
        "worst that the last audit says of it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        # First of all, so that the letters of somebody who types fast come after it.
        Binding(
            "slash", "filter", N_("Filter"), id="accounts.filter", key_display="/", priority=True
        ),
        Binding(
            "f",
            "filters",
            N_("Filters"),
            id="accounts.filters",
            show=False,
            tooltip=N_("Choose a filter, or keep this one"),
        ),
        Binding(
            "s",
            "sort",
            N_("Sort"),
            id="accounts.sort",
            show=False,
            tooltip=N_("Sort by the next column"),
        ),
        Binding(
            "c",
            "columns",
            N_("Columns"),
            id="accounts.columns",
            show=False,
            tooltip=N_("Choose what is shown of each account"),
        ),
        Binding("e", "edit", N_("Edit"), id="accounts.edit", tooltip=N_("Change this account")),
        Binding("v", "secret", N_("Secrets"), id="accounts.secret"),
        Binding(
            "r", "rotate", N_("Rotate"), id="accounts.rotate", tooltip=N_("Change the password")
        ),
        Binding(
            "b",
            "all_marked",
            N_("All marked"),
            id="accounts.marked",
            tooltip=N_("Do one thing to all marked accounts"),
        ),
        Binding("n", "add", N_("New"), id="accounts.new", show=False, tooltip=N_("Add an account")),
        Binding("t", "terms", N_("Terms"), id="accounts.terms", show=False),
        Binding(
            "u", "unfinished", N_("Unfinished rotations"), id="accounts.unfinished", show=False
        ),
        Binding(
            "i",
            "import",
            N_("Import"),
            id="accounts.import",
            show=False,
            tooltip=N_("Read in a file"),
        ),
        Binding("x", "export", N_("Export"), id="accounts.export", show=False),
        Binding(
            "p",
            "plan",
            N_("Planning"),
            id="accounts.plan",
            show=False,
            tooltip=N_("What is weighed before a page is opened"),
        ),
        Binding(
            "d",
            "close",
            N_("Close the page"),
            id="accounts.close",
            show=False,
            tooltip=N_("Close it down, step by step"),
        ),
        Binding("escape", "leave", N_("Back"), id="accounts.back", show=False),
    ]
    AUTO_FOCUS = "#list"

    def __init__(self) -> None:
        super().__init__()
        self._lines: Lines | None = None
        self._typed: Typed | None = None
        self._shown: Sequence[Line] = []
        self._fitted = Filter()
        self._sample: list[Row] = []
        self._made: dict[str, Row] = {}
        self._is_gathered = False
        self._wanted = Filter()
        self._sort = ("health", False)
        self._columns = remembered()
        self._asked: dict[str, int] = {}
        self._go_to = ""

    def body(self) -> ComposeResult:
        yield Static(id="summary", classes="summary", markup=False)
        with Horizontal(id="line"):
            yield TextInput(placeholder=_("Filter"), id="filter")
            yield Static(id="count", markup=False)
        yield Static(id="wrong", classes="error", markup=False)
        with Horizontal(id="halves"):
            with Vertical(id="list-half"):
                yield Rows(*columns(self._columns), marks=True, id="list")
            with Scroll(id="pane"):
                yield Detail("detail")

    # What it shows

    def show(self) -> None:
        register = self.app.register
        if register is None:
            return
        audit, today = self.app.audit, clock.today()
        self.query_one("#summary", Static).update(summary(audit, self.size.width - 4))
        if self.is_drawn_from(register.records, audit, current(), today):
            return

        before = self._lines

        def read() -> tuple[Lines, list[Line]]:
            lines = Lines(register.view(today), audit, before)
            return lines, self._in_order(lines)

        if self._lines is None and len(register.records.accounts) <= _READ_AT_ONCE:
            self._take(read())
        else:
            self._beside("read", read, self._take)
            if self._lines is None:
                self.query_one(Rows).show([], instead=_("Looking the register through …"))

    def _take(self, read: tuple[Lines, list[Line]]) -> None:
        lines, ordered = read
        self._lines, self._is_gathered = lines, False
        self._take_order(lines, ordered)

        def gathered(_nothing: None) -> None:
            self._is_gathered = self._is_gathered or self._lines is lines
            gc.freeze()

        self.app.carry_out(lines.gather, gathered, owner=self)

    def _beside(self, what: str, act: Callable[[], object], then: Callable[..., None]) -> None:
        """Does the work in a thread; of its kind only the answer to what was asked last is
        taken."""
        asked = self._asked[what] = self._asked.get(what, 0) + 1

        def take(answer: object) -> None:
            if asked == self._asked[what]:
                then(answer)

        self.app.carry_out(act, take, owner=self)

    def _in_order(self, lines: Lines) -> list[Line]:
        """All lines in the order asked for, those that are equal in it by unit and platform."""
        column, down = self._sort
        choice = COLUMNS[column]
        return in_order(lines.all, lambda line: choice.order(line, lines), reverse=down)

    def _take_order(self, lines: Lines, ordered: list[Line]) -> None:
        if lines is self._lines:
            self._typed = Typed(lines, ordered)
            self._fill(measures=True)

    @property
    def _ordered(self) -> Sequence[Line]:
        return self._typed.ordered if self._typed else ()

    def _fill(self, *, measures: bool = False) -> None:
        typed, wanted = self._typed, self._wanted
        if typed is None:
            return

        # An answer about what was shown before would come too late.
        self._asked["filter"] = self._asked.get("filter", 0) + 1

        def fit(fitting: Sequence[Line]) -> None:
            self._fitted = wanted
            self._fit(fitting, measures=measures)

        if not wanted.conditions or (len(typed.ordered) <= _AT_ONCE and self._is_gathered):
            fit(typed.fitting(wanted))
        else:
            self._beside("filter", lambda: typed.fitting(wanted), fit)

    def _fit(self, fitting: Sequence[Line], *, measures: bool) -> None:
        self._shown = fitting
        rows = self.query_one(Rows)
        if measures or not self._sample:
            self._made.clear()
            step = max(1, len(self._ordered) // _SAMPLED)
            self._sample = [self._row(line) for line in self._ordered[::step]]
        rows.show(
            Seen([line.key for line in fitting], self._row_of),
            sorted_by=self._sort,
            measured=self._sample,
            instead=_("No account fits. Press Escape to see all again.")
            if self._ordered
            else _(
                "There are no accounts yet. Press [i accounts.import] to read them in from a "
                "spreadsheet or a password file, or [n accounts.new] to add one."
            ),
        )
        if self._go_to and rows.go_to(self._go_to):
            self._go_to = ""
        self._count()
        self._detail_later()

    def _row_of(self, key: str) -> Row:
        lines = self._lines
        assert lines is not None  # noqa: S101
        if key not in self._made:
            self._made[key] = self._row(lines.by_key[key])
        return self._made[key]

    def _count(self) -> None:
        every = len(self._ordered)
        most, text = (
            _("{shown} of {all}").format(shown=shown, all=every)
            for shown in (every, len(self._shown))
        )
        # As wide as it can be, so that nothing beside it moves.
        text = text.rjust(len(most))
        marked = len(self.query_one(Rows).marked)
        if marked:
            said = ngettext("{count} marked", "{count} marked", marked).format(count=marked)
            text = f"◆ {said}   {text}"
        count = self.query_one("#count", Static)
        count.update(text, layout=len(text) != count.size.width)

    def _row(self, line: Line) -> Row:
        lines = self._lines
        assert lines is not None  # noqa: S101
        return Row(line.key, tuple(COLUMNS[name].cell(line, lines) for name in self._columns))

    def go_to(self, account: UUID) -> None:
        """Shows this account, whatever was filtered before."""
        if not self.query_one(Rows).go_to(str(account)):
            self._go_to = str(account)
            self.narrow_to("")

    def narrow_to(self, text: str) -> None:
        """Shows only the accounts that fit a filter."""
        with self.prevent(Input.Changed):
            self.query_one("#filter", Input).value = text
        self._read_filter(text)

    # The detail

    @property
    def chosen(self) -> Account | None:
        """The account under the cursor."""
        key = self.query_one(Rows).key
        return self.app.opened.records.accounts.get(UUID(key)) if key else None

    @on(Rows.Highlighted)
    def _detail_later(self) -> None:
        self.once_still(self._show_detail)

    def _show_detail(self) -> None:
        key = self.query_one(Rows).key
        line = self._lines.by_key.get(key) if self._lines and key else None
        detail = self.query_one("#detail", Detail)
        detail.update(self._detail(line) if line else "")
        self.query_one("#pane", Scroll).scroll_home(animate=False)

    def _detail(self, line: Line) -> Content:
        pane = Pane()
        account = line.account
        pane.title(account.name, account.display_name)
        if not line.findings and not line.unknown and self.app.audit:
            pane.mark(health(line), "")
        for finding in line.findings:
            pane.gap()
            pane.mark(Health.of(finding.severity), str(finding.message))
            pane.hint(str(finding.remedy))
        if line.unknown:
            pane.gap()
            for reason in dict.fromkeys(str(answer.reason) for answer in line.unknown):
                pane.mark(Health.UNKNOWN, reason)
        if line.waived:
            pane.heading(_("Waived"))
            for finding in line.waived:
                pane.line(str(finding.message), "quiet")
        pane.heading(_("What is known"))
        values = {**accounts.as_values(self.app.opened, account), "unit": line.unit}
        for name, value in values.items():
            if value and name in ACCOUNT and name not in ("platform", "handle", "display_name"):
                pane.field(name, _(ACCOUNT[name]), value)
        return pane.content

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "filter":
            return not isinstance(self.focused, Input)
        if action == "all_marked":
            return bool(self.is_mounted and self.query_one(Rows).marked)
        return True

    @on(Rows.Chosen)
    def _open(self) -> None:
        self.add_class("-detail")
        if self.app.size.width >= WIDE:
            self.query_one("#pane").focus()
        else:
            self.call_after_refresh(self.query_one("#pane").focus)

    def action_leave(self) -> None:
        rows = self.query_one(Rows)
        if self.has_class("-detail"):
            self.remove_class("-detail")
        elif rows.marked and not self.query_one("#filter").has_focus:
            rows.unmark()
        else:
            self.query_one("#filter", Input).clear()
        rows.focus()

    @on(Rows.Marked)
    def _marked(self) -> None:
        self._count()
        self.refresh_bindings()

    def action_filter(self) -> None:
        # At once, for the same reason.
        self.set_focus(self.query_one("#filter"))

    @on(Input.Changed, "#filter")
    def _filter(self, event: Input.Changed) -> None:
        if self.app.register:
            self._read_filter(event.value)

    def _read_filter(self, text: str) -> None:
        try:
            self._wanted = parse(text)
        except InputError as error:
            # What was shown last stays until the filter can be read.
            self._complain(f"▲ {clean(str(error))}")
            return
        self._complain("")
        self._fill()

    def _complain(self, text: str) -> None:
        """Says in the empty line above the list what is wrong with the filter."""
        wrong = self.query_one("#wrong", Static)
        if text != str(wrong.content):
            lines = len(Content(text).wrap(max(1, wrong.content_size.width)))
            wrong.update(text, layout=lines != wrong.size.height)

    @on(Input.Submitted, "#filter")
    def _filtered(self) -> None:
        self.query_one(Rows).focus()

    def action_filters(self) -> None:
        from screens.filters import Filters

        def chosen(text: object) -> None:
            if isinstance(text, str):
                self.narrow_to(text)

        self.app.open(Filters(self.query_one("#filter", Input).value), chosen)

    def action_columns(self) -> None:
        from screens.choosing_columns import ChoosingColumns

        def chosen(names: object) -> None:
            if isinstance(names, tuple):
                self._take_columns(names)

        self.app.open(ChoosingColumns(self._columns), chosen)

    def _take_columns(self, names: tuple[str, ...]) -> None:
        self._columns = names
        if self._sort[0] not in names:
            self._sort = (names[0], False)
        self.query_one(Rows).set_columns(*columns(names))
        self._sort_by(*self._sort)

    def action_sort(self) -> None:
        names = self._columns
        place = names.index(self._sort[0]) if self._sort[0] in names else -1
        self._sort_by(names[(place + 1) % len(names)], False)

    @on(Rows.TitleClicked)
    def _sort_clicked(self, message: Rows.TitleClicked) -> None:
        column, down = self._sort
        self._sort_by(message.column, message.column == column and not down)

    def _sort_by(self, column: str, down: bool) -> None:
        self._sort = (column, down)
        lines = self._lines
        if lines is None:
            return

        if len(lines.all) <= _READ_AT_ONCE:
            self._take_order(lines, self._in_order(lines))
        else:
            self._beside("sort", lambda: self._in_order(lines), partial(self._take_order, lines))

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

        marked = self.query_one(Rows).marked
        if marked:
            self.action_all_marked()
        elif self.chosen:
            self.app.open(Rotation(self.chosen.id))

    def action_all_marked(self) -> None:
        from screens.all_marked import AllMarked

        marked = self.query_one(Rows).marked
        if marked:
            self.app.open(AllMarked([UUID(key) for key in marked]), self._done_to_all)

    def _done_to_all(self, done: object) -> None:
        if done:
            self.query_one(Rows).unmark()

    def action_terms(self) -> None:
        if self.chosen:
            mending.open_review(self.app, self.chosen)

    def action_unfinished(self) -> None:
        from screens.unfinished import Unfinished

        self.app.open(Unfinished())

    def action_export(self) -> None:
        from screens.exporting import Exporting

        self.app.open(Exporting())

    def action_plan(self) -> None:
        from screens.account_form import AccountPlanning

        if self.chosen:
            self.app.open(AccountPlanning(self.chosen.id))

    def action_close(self) -> None:
        from screens.account_closing import AccountClosing

        if self.chosen:
            self.app.open(AccountClosing(self.chosen.id))

    def action_import(self) -> None:
        from screens.importing import Importing

        self.app.open(Importing())
