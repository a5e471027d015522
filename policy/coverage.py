"""Every clause of the guideline with what stands for it, and how the town stands by it."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from policy.clauses import clauses_of
from policy.engine import Audit, audit
from policy.finding import Finding, Severity
from policy.pack import Pack
from policy.rules import RULES
from policy.rules.official import planned_unseen
from policy.view import View
from somesec.language import N_, _

BRIEFING = "person brief"
"""The command that records a briefing, as packs name it."""


class State(StrEnum):
    """How the town stands by a clause. `not-checkable`: no rule stands for it, only texts and what
    people do; or all of its rules are off."""

    MET = "met"
    NOT_MET = "not-met"
    UNKNOWN = "unknown"
    NOT_CHECKABLE = "not-checkable"

    @property
    def label(self) -> str:
        """The state in the reader's language."""
        return _(_LABELS[self])


_LABELS = {
    State.MET: N_("met"),
    State.NOT_MET: N_("not met"),
    State.UNKNOWN: N_("unknown"),
    State.NOT_CHECKABLE: N_("not checkable"),
}


class Covered(msgspec.Struct, frozen=True, kw_only=True):
    """One clause: the codes of the rules that stand for it and of those that the pack has off, the
    commands that record and do what it asks, and how many findings, accepted findings, unknown
    checks and failed rules of these rules bear on it."""

    clause: str
    state: State
    rules: tuple[str, ...]
    off: tuple[str, ...]
    records: tuple[str, ...]
    acts: tuple[str, ...]
    findings: int
    waived: int
    unknown: int
    rule_errors: int


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """All clauses of the pack, in its order, on a day."""

    today: date
    organisation: str
    pack: Pack
    clauses: tuple[Covered, ...]

    def count(self, state: State) -> int:
        """How many clauses are in the state."""
        return sum(clause.state is state for clause in self.clauses)


def coverage(
    view: View, units: Collection[UUID] | None = None, audited: Audit | None = None
) -> Coverage:
    """How the organisation, or the units named, stand by every clause of the view's pack; `audited`
    is the audit of the same, where it has been made.

    Raises InputError for a pack that speaks of a rule that does not exist."""
    pack = view.pack
    counts = _Counts(audited or audit(view, units=units), pack, _planned_unseen(view, units))
    return Coverage(
        today=view.today,
        organisation=view.organisation.name,
        pack=pack,
        clauses=tuple(_covered(clause, pack, counts) for clause in pack.clauses),
    )


def told_at_briefing(pack: Pack) -> tuple[str, ...]:
    """The clauses that no rule stands for and that a briefing tells people of, in their order."""
    return tuple(
        clause
        for clause, text in pack.clauses.items()
        if BRIEFING in text.records and not any(clause in clauses_of(rule, pack) for rule in RULES)
    )


class _Counts:
    """The audit's answers by clause. A finding that only informs breaks no clause; one that is
    accepted for a while still does."""

    def __init__(self, result: Audit, pack: Pack, unseen: Counter[str]) -> None:
        clauses = {rule.code: clauses_of(rule, pack) for rule in RULES}
        self.findings = _by_clause(result.findings)
        self.waived = _by_clause(result.waived)
        self.unknown = Counter(clause for u in result.unknown for clause in u.clauses)
        self.unknown += unseen
        self.rule_errors = Counter(
            clause for error in result.rule_errors for clause in clauses.get(error.rule, ())
        )


def _planned_unseen(view: View, units: Collection[UUID] | None) -> Counter[str]:
    """The accounts of whose planning nothing is known, by clause of the checklist."""
    accounts = [
        account
        for account in view.records.accounts.values()
        if planned_unseen(account) and (units is None or account.unit in units)
    ]
    return Counter({clause: len(accounts) for clause in view.pack.planning.values() if accounts})


def _by_clause(findings: Iterable[Finding]) -> Counter[str]:
    return Counter(
        clause
        for finding in findings
        if finding.severity is not Severity.INFO
        for clause in finding.clauses
    )


def _covered(clause: str, pack: Pack, counts: _Counts) -> Covered:
    standing = [rule.code for rule in RULES if clause in clauses_of(rule, pack)]
    rules = tuple(code for code in standing if code not in pack.off)
    return Covered(
        clause=clause,
        state=_state(clause, rules, counts),
        rules=rules,
        off=tuple(code for code in standing if code in pack.off),
        records=pack.clauses[clause].records,
        acts=pack.clauses[clause].acts,
        findings=counts.findings[clause],
        waived=counts.waived[clause],
        unknown=counts.unknown[clause],
        rule_errors=counts.rule_errors[clause],
    )


def _state(clause: str, rules: tuple[str, ...], counts: _Counts) -> State:
    if not rules:
        return State.NOT_CHECKABLE
    if counts.findings[clause] or counts.waived[clause]:
        return State.NOT_MET
    if counts.unknown[clause] or counts.rule_errors[clause]:
        return State.UNKNOWN
    return State.MET
