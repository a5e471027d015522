"""What to do first: findings of one rule together, what falls due soon, and what could not be
known, the most pressing first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from policy.due import DUE, Due
from policy.engine import Audit
from policy.finding import Finding, Severity, Unknown

_SOON_DAYS = 7

BEGUN, _BEGUN_RULE = "pending-rotation", "SOM206"
"""Of an account with two passwords nobody knows which one opens it: that is always listed first,
and once."""

# Where findings stand among the rest of what is to be done.
_PLACES = {Severity.CRITICAL: 1, Severity.HIGH: 2, Severity.MEDIUM: 4, Severity.LOW: 7}

# The duty that a rule finds neglected: its findings are late since that duty's day.
_DUTIES = {
    "SOM208": "rotation",
    "SOM503": "terms",
    "SOM602": "leaving",
    "SOM603": "briefing",
    "SOM607": "declaration",
    "SOM704": "maintainer-check",
    "SOM705": "unit-page-link",
    "SOM706": "collection-page-link",
    "SOM803": "account-end",
    "SOM806": "risk-review",
    "SOM908": "incident-step",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of what to do: the findings of one rule, the duties of one kind that fall due, or
    all that is unknown; the other two are empty. `day` is the first day by which it is, or was, to
    be done, None where there is no such day."""

    severity: Severity | None
    day: date | None
    findings: tuple[Finding, ...] = ()
    duties: tuple[Due, ...] = ()
    unknown: tuple[Unknown, ...] = ()

    @property
    def count(self) -> int:
        """How many things it stands for."""
        return len(self.findings) or len(self.duties) or len(self.unknown)

    @property
    def units(self) -> frozenset[UUID]:
        """The units that it concerns."""
        parts: Iterable[Finding | Due | Unknown] = self.findings or self.duties or self.unknown
        return frozenset(part.unit for part in parts if part.unit)


def agenda(audit: Audit, due: Sequence[Due]) -> list[Item]:
    """All that is to be done, the most pressing first: rotations that were begun, what is critical
    and high, what falls due within a week, and then the rest by weight. `due` is what is late and
    what falls due soon; what is late is found by a rule too, and listed once."""
    items = [*_found(audit.findings, due), *_duties(due, audit.today)]
    if audit.unknown:
        items.append(Item(None, None, unknown=audit.unknown))
    return sorted(items, key=lambda item: _urgency(item, audit.today))


def _found(findings: Iterable[Finding], due: Sequence[Due]) -> Iterator[Item]:
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.severity is not Severity.INFO and finding.rule != _BEGUN_RULE:
            by_rule[finding.rule].append(finding)
    late: dict[str, date] = {}
    for duty in due:
        if duty.day is not None:
            late[duty.kind] = min(duty.day, late.get(duty.kind, duty.day))
    for rule, found in by_rule.items():
        worst = max((finding.severity for finding in found), key=lambda severity: severity.rank)
        yield Item(worst, late.get(_DUTIES.get(rule, "")), findings=tuple(found))


def _duties(due: Iterable[Due], today: date) -> Iterator[Item]:
    by_kind: dict[str, list[Due]] = defaultdict(list)
    for duty in due:
        if duty.kind == BEGUN or duty.state(today) == DUE:
            by_kind[duty.kind].append(duty)
    for duties in by_kind.values():
        yield Item(None, duties[0].day, duties=tuple(duties))


def _urgency(item: Item, today: date) -> tuple[int, date, int]:
    day = item.day or date.max
    if item.duties:
        if item.duties[0].kind == BEGUN:
            return (0, day, 0)
        return (3 if (day - today).days <= _SOON_DAYS else 5, day, -item.count)
    place = _PLACES[item.severity] if item.severity else 6
    return (place, day, -item.count)
