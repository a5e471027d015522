"""How the town stands this morning: what to do first, and each unit's state."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from policy.agenda import BEGUN, Item, agenda
from policy.due import KINDS, falling_due
from policy.engine import Audit
from policy.reports.naming import subject_name
from policy.reports.report import Standing, standings
from screens import explaining, mending
from screens.bars import bar, sparkline
from screens.days import by_day
from screens.falling_due import DAYS_AHEAD, FallingDue
from screens.marks import Health
from screens.page import Page
from screens.summary import summary
from screens.terms_documents import service_name
from screens.text import clean
from screens.today_detail import detail
from screens.widgets.detail import Detail
from screens.widgets.rows import Cell, Column, Row, Rows
from screens.widgets.scroll import Scroll
from somesec import clock
from somesec.language import N_, _, current, ngettext
from somesec.model import AuditCounts, Records
from somesec.register import Register, auditing, terms, terms_changes

_BAR_CELLS = 12
_NAMED_UNITS = 2
_OF_TERMS = ("SOM503", "SOM504", "SOM507")
"""The rules that find terms to be read again."""


class Line(NamedTuple):
    """Something to do, with what is said of it and where it is."""

    item: Item
    said: str
    where: str


class Morning(NamedTuple):
    """What the page tells."""

    lines: list[Line]
    units: tuple[Standing, ...]
    months: tuple[AuditCounts, ...]


def morning(register: Register, audit: Audit) -> Morning:
    """What is to be done on the day of the audit, how the units stand, and how the months went. A
    unit admin reads the cards of their own units only, so it is of those."""
    due = falling_due(register.view(audit.today), DAYS_AHEAD)
    records = register.records
    return Morning(
        told(agenda(audit, due), records, {}),
        tuple(sorted(standings(audit, records), key=_worst)),
        auditing.months(register, audit.today),
    )


class Changed(NamedTuple):
    """How much the terms of a service, or of an account alone, changed since they were read."""

    service: str
    words: int
    on_points: int

    @property
    def said(self) -> str:
        said = ngettext(
            "{service}: {count} word changed, {points} on points",
            "{service}: {count} words changed, {points} on points",
            self.words,
        )
        return said.format(service=self.service, count=self.words, points=self.on_points)


def changed_terms(register: Register, due: terms.TermsDue) -> Changed:
    """What changed in the terms that are due since they were last read."""
    account = register.account(due.accounts[0])
    own = terms.own_account(register, account)
    read = terms_changes.since_last_read(register, due.platform, own)
    return Changed(
        account.name if own else service_name(due.platform),
        sum(one.comparison.words_changed for one in read),
        sum(len(one.comparison.on_points) for one in read),
    )


def told(items: Sequence[Item], records: Records, changes: Mapping[UUID, Changed]) -> list[Line]:
    """The items in the reader's language. `changes` is, by the account, what changed in the terms
    that it is under since they were read. With many accounts this takes a while."""
    on_platform: defaultdict[str, list[Changed]] = defaultdict(list)
    for id_, changed in changes.items():
        account = records.accounts.get(id_)
        if account is not None:
            on_platform[account.platform].append(changed)
            on_platform[str(id_)].append(changed)
    lines = []
    for item in items:
        found = [
            changes[finding.subject]
            for finding in item.findings
            if finding.rule in _OF_TERMS and finding.subject in changes
        ]
        for duty in item.duties:
            if duty.kind == "terms":
                found += on_platform[duty.key.removeprefix("terms-")]
        lines.append(Line(item, _said(item, list(dict.fromkeys(found))), _where(item, records)))
    return lines


class Today(Page):
    PLACE = N_("Today")
    HELP_TEXT = N_(
        "What needs doing, the most pressing first, and how the units stand. Enter goes to the "
        "thing itself; Tab goes between the two lists. A unit admin sees what belongs to their "
        "own units, or to none."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", N_("Open"), id="today.open"),
        Binding("d", "due", N_("All that falls due"), id="today.due"),
        Binding("u", "unfinished", N_("Unfinished rotations"), id="today.unfinished"),
    ]
    AUTO_FOCUS = "#first"

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[str, Line] = {}
        self._compared: dict[object, Changed] = {}

    def body(self) -> ComposeResult:
        yield Static(id="summary", classes="summary", markup=False)
        yield Rows(
            Column("state", _("State"), sortable=False),
            Column("count", "", right=True, sortable=False),
            Column("what", _("To do first"), least=34, most=88, sortable=False),
            Column("where", _("Where"), least=12, most=32, rank=1, sortable=False),
            Column("due", _("Due"), right=True, sortable=False),
            id="first",
        )
        yield Static(id="said", markup=False)
        yield Static(id="empty", classes="empty", markup=False)
        with Horizontal(id="below"):
            yield Rows(
                Column("state", _("State"), sortable=False),
                Column("unit", _("Unit"), least=12, sortable=False),
                Column("good", _("In order"), right=True, sortable=False),
                Column("bar", "", rank=1, sortable=False),
                id="units",
            )
            with Scroll(id="pane", can_focus=False):
                yield Detail("detail")

    # What it shows

    def show(self) -> None:
        register, audit = self.app.register, self.app.audit
        if register is None:
            return
        self._sum_up(())
        if audit is None:
            self._say_empty(_("Looking the register through …"))
            return
        if self.is_drawn_from(register.records, audit, current(), clock.today()):
            self._sum_up(auditing.months(register, audit.today))
            return
        self.app.carry_out(lambda: morning(register, audit), self._draw, owner=self)

    def _show_lines(self, lines: list[Line]) -> None:
        self._lines = {_key(line.item): line for line in lines}
        self.query_one("#first", Rows).show(
            [self._row(key, line) for key, line in self._lines.items()]
        )
        self._say_in_full()

    def _sum_up(self, months: tuple[AuditCounts, ...]) -> None:
        self.query_one("#summary", Static).update(
            summary(self.app.audit, self.size.width - 4, sparkline([c.compliant for c in months]))
        )

    def _draw(self, found: Morning) -> None:
        self._sum_up(found.months)
        has_accounts = bool(self.app.opened.records.accounts)
        self._show_lines(found.lines if has_accounts else [])
        if has_accounts:
            self._compare_terms(self.app.opened, found)
        self.query_one("#units", Rows).show([self._unit_row(unit) for unit in found.units])
        self.query_one("#below").display = bool(found.units)
        if has_accounts:
            is_done = _("✓ Nothing to do today: all that could be checked is in order.")
            self._say_empty("" if self._lines else is_done)
        else:
            self._say_empty(
                _(
                    "Nothing is in the register yet. Press [2 app.go-accounts], then "
                    "[i accounts.import] to read accounts in from a spreadsheet or a password "
                    "file, or [n accounts.new] to add one."
                )
            )

    def _compare_terms(self, register: Register, found: Morning) -> None:
        """Counts what changed in terms, which may take a while where texts are long; what was
        compared before is not compared again."""
        before, today = dict(self._compared), clock.today()

        def compare() -> tuple[dict[object, Changed], list[Line]]:
            compared: dict[object, Changed] = {}
            changes: dict[UUID, Changed] = {}
            for due in terms.due(register, today):
                texts = [one.document.texts[-1] for one in due.documents if one.changed_on]
                if not texts or not due.accounts:
                    continue
                key = (due.platform, due.last_reviewed, tuple(text.sha256 for text in texts))
                compared[key] = before.get(key) or changed_terms(register, due)
                changes.update(dict.fromkeys(due.accounts, compared[key]))
            items = [line.item for line in found.lines]
            return compared, told(items, register.records, changes) if changes else found.lines

        def tell(answer: tuple[dict[object, Changed], list[Line]]) -> None:
            self._compared, lines = answer
            self._show_lines(lines)

        self.app.carry_out(compare, tell, owner=self)

    def _say_empty(self, text: str) -> None:
        self.query_one("#empty", Static).update(text)
        self.query_one("#empty").display = bool(text)
        self.query_one("#first").display = not text

    def _row(self, key: str, line: Line) -> Row:
        item, health = line.item, _health(line.item)
        return Row(
            key,
            (
                Cell(f"{health.shape} {_state_word(item)}", health.tone),
                Cell(str(item.count) if item.count > 1 else "", "quiet"),
                Cell(line.said, "strong"),
                Cell(line.where, "quiet"),
                Cell(by_day(item.day, clock.today()) if item.day else ""),
            ),
        )

    @on(Rows.Highlighted, "#first")
    def _say_in_full(self) -> None:
        """Says below the list what may be cut in it; where there is room, with what mends it."""
        line = self._lines.get(self.query_one("#first", Rows).key or "")
        register = self.app.register
        text = f"{line.said}  {line.where}".strip() if line and register else ""
        self.query_one("#said", Static).update(clean(text))
        told = detail(line.said, line.item, register.records) if line and register else ""
        self.query_one("#detail", Detail).update(told)
        self.query_one("#pane", Scroll).scroll_home(animate=False)

    def _unit_row(self, standing: Standing) -> Row:
        unit = self.app.opened.records.units.get(standing.unit)
        health = _worst(standing)
        return Row(
            str(standing.unit),
            (
                Cell(str(health), health.tone),
                Cell(unit.called(current()) if unit else "–", "strong"),
                Cell(f"{standing.in_order}/{standing.in_use}"),
                Cell(bar(standing.in_order, standing.in_use, _BAR_CELLS), "accent"),
            ),
        )

    # Keys

    @on(Rows.Chosen, "#first")
    def _open_item(self, message: Rows.Chosen) -> None:
        line = self._lines.get(message.key)
        if line is None:
            return
        item = line.item
        if item.duties:
            if item.duties[0].kind == BEGUN:
                self.action_unfinished()
            else:
                self.action_due(item.duties[0].kind)
        elif item.count == 1 and item.findings:
            mending.mend(self.app, item.findings[0])
        else:
            self.app.go_to_rule(item.findings[0].rule if item.findings else "")

    @on(Rows.Chosen, "#units")
    def _open_unit(self, message: Rows.Chosen) -> None:
        self.app.go_to_unit(UUID(message.key))

    def action_choose(self) -> None:
        for rows in self.query(Rows):
            if rows.has_focus:
                rows.action_choose()

    def action_due(self, kind: str = "") -> None:
        self.app.open(FallingDue(kind))

    def action_unfinished(self) -> None:
        from screens.unfinished import Unfinished

        self.app.open(Unfinished())


def _key(item: Item) -> str:
    """What names the line from one audit to the next, so that the cursor stays on it."""
    if item.findings:
        return item.findings[0].rule
    return item.duties[0].kind if item.duties else "unknown"


def _health(item: Item) -> Health:
    if item.severity is not None:
        return Health.of(item.severity)
    if item.duties and item.duties[0].kind == BEGUN:
        return Health.HIGH
    return Health.LOW if item.duties else Health.UNKNOWN


def _state_word(item: Item) -> str:
    if not item.duties:
        return _health(item).word
    return _("begun") if item.duties[0].kind == BEGUN else _("to come")


def _said(item: Item, changes: Sequence[Changed]) -> str:
    said = "; ".join(changed.said for changed in changes)
    if len(changes) == 1 and item.count == 1:
        return said
    return f"{_said_of(item)} {said}".strip()


def _where(item: Item, records: Records) -> str:
    if item.count == 1 and item.duties:
        return item.duties[0].subject
    if item.count == 1 and item.findings:
        return subject_name(item.findings[0].subject, records)
    known = records.units
    names = sorted(known[unit].called(current()) for unit in item.units if unit in known)
    more = len(names) - _NAMED_UNITS
    if more > 1:
        return ngettext("{units} and {count} more", "{units} and {count} more", more).format(
            units=", ".join(names[:_NAMED_UNITS]), count=more
        )
    return ", ".join(names)


def _said_of(item: Item) -> str:
    if item.unknown:
        return ngettext(
            "{count} check could not be made.", "{count} checks could not be made.", item.count
        ).format(count=item.count)
    if item.count == 1:
        return str(item.findings[0].message if item.findings else item.duties[0].text)
    if item.findings:
        return explaining.summary(item.findings[0].rule)
    kind = _(KINDS[item.duties[0].kind])
    return kind[:1].upper() + kind[1:]


def _worst(unit: Standing) -> Health:
    found = [Health.of(severity) for severity, count in unit.findings.items() if count]
    if unit.unknown:
        found.append(Health.UNKNOWN)
    return min(found, default=Health.IN_ORDER)
