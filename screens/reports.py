"""The reports: what each says now, and the way to all of it, as pages and as files."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen

from policy.coverage import Coverage, State
from policy.due import DUE, Due, falling_due
from policy.finding import Severity
from policy.reports.naming import unit_name
from policy.reports.report import standings
from policy.rules import RULES
from screens import value_words
from screens.bars import bar
from screens.listed import Listed
from screens.marks import SHAPES, Health
from screens.pane import Pane
from screens.summary import in_order
from screens.widgets.rows import Cell, Column, Row, Rows
from somesec import clock
from somesec.language import N_, _, ngettext, show_date
from somesec.model import Status
from somesec.register import auditing, policies
from somesec.register.roles import LEADING
from somesec.register.session import Register
from somesec.register.waivers import WaiverState, listed

_DAYS_AHEAD = 30
_SHOWN = 30
_BAR_CELLS = 16
_UNIT, _NAME, _CLAUSE = 24, 36, 6
STATE_HEALTH = {
    State.MET: Health.IN_ORDER,
    State.NOT_MET: Health.HIGH,
    State.UNKNOWN: Health.UNKNOWN,
    State.NOT_CHECKABLE: Health.CLOSED,
}


class Known(NamedTuple):
    """What takes a while to know, and is read anew whenever the register changes."""

    coverage: Coverage
    due: list[Due]
    waivers: list[WaiverState]


class _Kind(NamedTuple):
    """A report: what it is called, in one line what it is for, and what it says now."""

    name: str
    about: str
    show: Callable[["Reports", Pane], None]


class Reports(Listed):
    PLACE = N_("Reports")
    HELP_TEXT = N_(
        "What an auditor, management and the calendar want to see. Enter opens the report under "
        "the cursor, [F4 reports.file] writes it to a file. Press [n reports.keep] to keep this "
        "month's numbers, so that months can be compared."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4", "file", N_("Save to a file"), id="reports.file"),
        Binding(
            "n",
            "keep",
            N_("Keep the numbers"),
            id="reports.keep",
            tooltip=N_("Keep this month's numbers in the register"),
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._known: Known | None = None

    def columns(self) -> Sequence[Column]:
        return (
            Column("name", _("Report"), sortable=False),
            Column("about", _("What it tells"), least=20, rank=1, sortable=False),
        )

    # What it shows

    def show(self) -> None:
        register = self.app.register
        if register is None:
            return
        self.fill(
            [
                Row(key, (Cell(_(kind.name), "strong"), Cell(_(kind.about), "quiet")))
                for key, kind in _KINDS.items()
            ]
        )
        audit = self.app.audit
        if audit is None or self.is_drawn_from(register.records, audit):
            return

        def read() -> Known:
            coverage, _units = auditing.coverage(register, today=audit.today, audited=audit)
            due = falling_due(register.view(audit.today), _DAYS_AHEAD)
            return Known(coverage, due, listed(register, audited=audit))

        def take(known: Known) -> None:
            self._known = known
            self.show_detail()

        self.app.carry_out(read, take, owner=self)

    def detail(self, key: str) -> Content:
        pane = Pane()
        pane.title(_(_KINDS[key].name))
        pane.line(_(_KINDS[key].about), "quiet")
        pane.gap()
        _KINDS[key].show(self, pane)
        return pane.content

    def _tell_audit(self, pane: Pane) -> None:
        audit = self.app.audit
        if audit is None:
            pane.line(_("Looking the register through …"), "quiet")
            return
        pane.add(in_order(audit))
        for severity in Severity:
            count = audit.summary.findings[severity]
            if count:
                pane.value(f"{SHAPES[severity]} {severity.label}", str(count))
        if audit.summary.unknown:
            pane.value(str(Health.UNKNOWN), str(audit.summary.unknown))
        records = self.app.opened.records
        pane.heading(_("Accounts in order by unit"))
        for unit in standings(audit, records):
            share = bar(unit.in_order, unit.in_use, _BAR_CELLS)
            said = _("{compliant} of {count}").format(compliant=unit.in_order, count=unit.in_use)
            pane.columns((unit_name(unit.unit, records), share, said), (_UNIT, _BAR_CELLS))
        months = auditing.months(self.app.opened, clock.today())
        may_keep = self._may_keep()
        if months or may_keep:
            pane.heading(_("Accounts in order by month"))
        for counts in months[-_SHOWN:]:
            share = bar(counts.compliant, counts.in_use, _BAR_CELLS)
            said = _("{compliant} of {count}").format(
                compliant=counts.compliant, count=counts.in_use
            )
            pane.columns((show_date(counts.day), share, said), (_UNIT, _BAR_CELLS))
        if may_keep and not months:
            pane.line(_("No month is kept yet: press [n reports.keep]."), "quiet")

    def _may_keep(self) -> bool:
        return self.app.opened.member.role in LEADING

    def _tell_coverage(self, pane: Pane) -> None:
        if self._known is None:
            return
        for state in State:
            count = self._known.coverage.count(state)
            pane.value(f"{STATE_HEALTH[state].shape} {state.label}", str(count))
        coverage = self._known.coverage
        pane.heading(State.NOT_MET.label)
        for clause in [one.clause for one in coverage.clauses if one.state is State.NOT_MET]:
            pane.columns((clause, coverage.pack.clause(clause)), (_CLAUSE,))

    def _tell_due(self, pane: Pane) -> None:
        if self._known is None:
            return
        today, due = clock.today(), self._known.due
        late = sum(duty.state(today) != DUE for duty in due)
        pane.line(
            _("{late} late or never done, {soon} within {days} days").format(
                late=late, soon=len(due) - late, days=_DAYS_AHEAD
            ),
            "bold",
        )
        for duty in due[:_SHOWN]:
            health = Health.LOW if duty.state(today) == DUE else Health.HIGH
            day = show_date(duty.day) if duty.day else "–"
            pane.columns((health.shape, day, str(duty.text)), (1, 10))
        if len(due) > _SHOWN:
            pane.line(_("and {count} more").format(count=len(due) - _SHOWN), "quiet")

    def _tell_public(self, pane: Pane) -> None:
        records = self.app.opened.records
        pages = [a for a in records.accounts.values() if a.status is Status.OPEN]
        pane.line(
            ngettext("{count} open page", "{count} open pages", len(pages)).format(count=len(pages))
        )
        pane.line(_("No login, mailbox or name of a person is in it."), "quiet")
        pane.gap()
        shown = sorted((unit_name(page.unit, records), page.name) for page in pages)
        for unit, name in shown[:_SHOWN]:
            pane.columns((unit, name), (_UNIT,))
        if len(shown) > _SHOWN:
            pane.line(_("and {count} more").format(count=len(shown) - _SHOWN), "quiet")

    def _tell_waivers(self, pane: Pane) -> None:
        for one in self._known.waivers[:_SHOWN] if self._known else ():
            day = show_date(one.waiver.expires_on)
            pane.columns((day, one.waiver.rule, one.subject), (10, 6))
        if self._known and not self._known.waivers:
            pane.line(_("No finding is accepted for now."), "quiet")

    def _tell_rules(self, pane: Pane) -> None:
        pack = policies.in_force(self.app.opened)
        off = sum(rule.code in pack.off for rule in RULES)
        pane.line(_("{count} rules, {off} of them off").format(count=len(RULES), off=off))
        weights = Counter(pack.severities.get(rule.code, rule.severity) for rule in RULES)
        for severity in Severity:
            if weights[severity]:
                pane.value(f"{SHAPES[severity]} {severity.label}", str(weights[severity]))

    def _tell_policy(self, pane: Pane) -> None:
        pack = policies.in_force(self.app.opened)
        own = [value for value in policies.values(self.app.opened) if value.own]
        pane.line(pack.title)
        for value in own:
            said = value_words.said(value.key, value.value)
            pane.columns((value_words.name(value.key), said), (_NAME,))
        if not own:
            pane.line(_("Every value is the guideline's own."), "quiet")

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "keep":
            return self.app.register is not None and self._may_keep()
        if action == "file":
            return self.key in _FILES
        return True

    @on(Rows.Chosen, "#list")
    def _open(self) -> None:
        page = _PAGES.get(self.key)
        if page is not None:
            self.app.open(page())
        else:
            self.action_file()

    def action_file(self) -> None:
        self.app.open(_FILES[self.key]())

    def action_keep(self) -> None:
        register: Register = self.app.opened

        def kept(_report: object) -> None:
            self.app.say(_("The counts of this audit are kept."))

        self.app.carry_out(lambda: auditing.kept_report(register), kept, owner=self, saves=True)


def _coverage_page() -> Screen[object]:
    from screens.coverage import CoveragePage

    return CoveragePage()


def _due_page() -> Screen[object]:
    from screens.falling_due import FallingDue

    return FallingDue()


def _waivers_page() -> Screen[object]:
    from screens.waivers import Waivers

    return Waivers()


def _rules_page() -> Screen[object]:
    from screens.rules import Rules

    return Rules()


def _policy_page() -> Screen[object]:
    from screens.policy_values import PolicyValues

    return PolicyValues()


def _audit_file() -> Screen[object]:
    from screens.report_files import SaveAudit

    return SaveAudit()


def _coverage_file() -> Screen[object]:
    from screens.report_files import SaveCoverage

    return SaveCoverage()


def _due_file() -> Screen[object]:
    from screens.report_files import SaveDue

    return SaveDue()


def _public_file() -> Screen[object]:
    from screens.report_files import SavePublicList

    return SavePublicList()


_KINDS = {
    "audit": _Kind(
        N_("The audit"), N_("what breaks the guideline, and how it goes"), Reports._tell_audit
    ),
    "coverage": _Kind(
        N_("Clause by clause"), N_("how the town stands by the guideline"), Reports._tell_coverage
    ),
    "due": _Kind(N_("What falls due"), N_("also as a calendar"), Reports._tell_due),
    "public": _Kind(
        N_("The public list of pages"), N_("for the town's website"), Reports._tell_public
    ),
    "waivers": _Kind(N_("Waivers"), N_("findings accepted for a while"), Reports._tell_waivers),
    "rules": _Kind(N_("The rules"), N_("what each checks, and why"), Reports._tell_rules),
    "policy": _Kind(
        N_("The guideline's values"), N_("intervals, thresholds, severities"), Reports._tell_policy
    ),
}
_PAGES = {
    "coverage": _coverage_page,
    "due": _due_page,
    "waivers": _waivers_page,
    "rules": _rules_page,
    "policy": _policy_page,
}
_FILES = {
    "audit": _audit_file,
    "coverage": _coverage_file,
    "due": _due_file,
    "public": _public_file,
}
