"""Runs rules over records and gathers the answers."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from uuid import UUID

import msgspec

from policy.clauses import clauses_of
from policy.finding import Finding, RuleError, Severity, SubjectKind, Unknown, fingerprint
from policy.pack import Pack, load_pack, load_pack_file, pack_names
from policy.rule import Answer, Found, Rule
from policy.rules import RULES
from policy.view import IN_USE, View
from policy.waivers import applied_waivers
from somesec import collector
from somesec.errors import InputError
from somesec.language import Message, _
from somesec.model import Account, Incident, Organisation, Person, Unit, Waiver
from somesec.turns import in_order, in_turns

Subject = Account | Unit | Person | Organisation | Incident


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The audit in numbers. `accounts` counts all accounts looked at, closed ones too;
    `accounts_in_use` those open or closing; `compliant_accounts` those in use on which there is no
    finding (info and waived ones apart) and nothing unknown."""

    units: int
    accounts: int
    accounts_in_use: int
    findings: Mapping[Severity, int]
    waived: int
    unknown: int
    rule_errors: int
    compliant_accounts: int


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """What an audit found, in an order that is the same from run to run: the worst first, then by
    unit, subject, rule. `waived` are findings somebody accepted for a while; `unused_waivers` were
    in force and accepted nothing; `expired_waivers` have ended."""

    today: date
    organisation: str
    policy_id: str
    policy_version: str
    findings: tuple[Finding, ...] = ()
    waived: tuple[Finding, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    rule_errors: tuple[RuleError, ...] = ()
    unused_waivers: tuple[Waiver, ...] = ()
    expired_waivers: tuple[Waiver, ...] = ()
    summary: Summary


@collector.resting()
def audit(
    view: View,
    *,
    rules: Iterable[str] | None = None,
    units: Collection[UUID] | None = None,
    among: tuple[Rule, ...] = RULES,
) -> Audit:
    """Runs the rules named (by code or name; all when None) over the records of the units named
    (all when None). Records of other units still count as what is compared with.

    Raises InputError for a rule that does not exist, and for a pack that speaks of one."""
    refuse_unknown_codes(view.pack, among)
    chosen = choose_rules(rules, among)
    subjects = _subjects(view, units)
    answers = _Answers()
    asked = [rule for rule in chosen if rule.code not in view.pack.off]
    for kind, some in subjects.items():
        answers.ask([rule for rule in asked if rule.applies_to is kind], some, view)
    everyone = {subject.id for group in subjects.values() for subject in group}
    waiving = applied_waivers(
        view,
        answers.findings,
        known_rules={rule.code for rule in among},
        rules={rule.code for rule in chosen},
        subjects=everyone,
    )
    order = _Order(view)
    findings = tuple(in_order(waiving.standing, order.of_finding))
    waived = tuple(in_order(waiving.waived, order.of_finding))
    unknown = tuple(in_order(answers.unknown, order.of_unknown))
    errors = tuple(
        sorted((*answers.errors, *waiving.errors), key=lambda e: (e.rule, e.subject, e.error))
    )
    return Audit(
        today=view.today,
        organisation=view.organisation.name,
        policy_id=view.pack.id,
        policy_version=view.pack.version,
        findings=findings,
        waived=waived,
        unknown=unknown,
        rule_errors=errors,
        unused_waivers=waiving.unused,
        expired_waivers=waiving.expired,
        summary=_summary(subjects, findings, waived, unknown, errors),
    )


def fails_on(result: Audit, severity: Severity | None) -> bool:
    """Whether the audit has a finding of that severity or worse; never when severity is None."""
    return severity is not None and any(f.severity.at_least(severity) for f in result.findings)


def choose_rules(named: Iterable[str] | None, among: tuple[Rule, ...] = RULES) -> tuple[Rule, ...]:
    """The rules of these codes or names, in the order of their codes; all when None.

    Raises InputError naming the nearest rule for one that does not exist."""
    if named is None:
        return among
    wanted = {find_rule(name, among).code for name in named}
    return tuple(rule for rule in among if rule.code in wanted)


def find_rule(named: str, among: tuple[Rule, ...] = RULES) -> Rule:
    """The rule of this code or name, in any case.

    Raises InputError naming the nearest rule when there is none."""
    known = {rule.code.casefold(): rule for rule in among} | {rule.name: rule for rule in among}
    wanted = named.strip().casefold()
    if wanted in known:
        return known[wanted]
    near = get_close_matches(wanted, known, n=1, cutoff=0.5)
    if near:
        rule = known[near[0]]
        raise InputError(
            _("There is no rule {named}. Did you mean {code} ({name})?").format(
                named=repr(named), code=rule.code, name=rule.name
            )
        )
    raise InputError(
        _("There is no rule {named}. List them with 'somesec rules'.").format(named=repr(named))
    )


def pack_named(named: str) -> Pack:
    """The pack of that name that comes with the program, else the one in the file of that name.

    Raises InputError with the file, the line and the key where it is wrong."""
    if named in pack_names() or not Path(named).exists():
        return load_pack(named)
    return load_pack_file(Path(named), {rule.code for rule in RULES})


def refuse_unknown_codes(pack: Pack, among: tuple[Rule, ...] = RULES) -> None:
    """Raises InputError for a pack that speaks of a rule that does not exist."""
    known = {rule.code for rule in RULES} | {rule.code for rule in among}
    named = (code for clause in pack.clauses.values() for code in clause.rules)
    for code in (*pack.severities, *pack.off, *named):
        if code not in known:
            raise InputError(
                _("The policy pack {pack} speaks of a rule {code} that does not exist.").format(
                    pack=pack.id, code=repr(code)
                )
            )


def _subjects(
    view: View, units: Collection[UUID] | None
) -> Mapping[SubjectKind, tuple[Subject, ...]]:
    records = view.records

    def chosen(owners: Iterable[UUID]) -> bool:
        return units is None or any(owner in units for owner in owners)

    groups: dict[SubjectKind, list[Subject]] = {
        SubjectKind.ACCOUNT: [a for a in records.accounts.values() if chosen((a.unit,))],
        SubjectKind.UNIT: [u for u in records.units.values() if chosen((u.id,))],
        SubjectKind.PERSON: [p for p in records.people.values() if chosen(p.units)],
        SubjectKind.ORGANISATION: [records.organisation] if units is None else [],
        SubjectKind.INCIDENT: [i for i in records.incidents.values() if chosen((i.unit,))],
    }
    return {kind: tuple(sorted(group, key=lambda s: s.id)) for kind, group in groups.items()}


class _Answers:
    """What the rules answered so far, each answer made whole with its rule and its record."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.unknown: list[Unknown] = []
        self.errors: list[RuleError] = []
        self._clauses: dict[str, tuple[str, ...]] = {}

    def ask(self, rules: Iterable[Rule], subjects: Iterable[Subject], view: View) -> None:
        """Asks every rule about every record: half a million questions in a large register, so
        nothing is called on the way but the rule itself."""
        checks = [(rule, rule.check) for rule in rules]
        for subject in in_turns(subjects):
            for rule, check in checks:
                try:
                    answers = [*check(subject, view)]
                except Exception as error:
                    # Whatever a rule chokes on, the other rules still run, and the audit says it.
                    self._add_error(rule, subject, error)
                    continue
                for answer in answers:
                    self._add(rule, subject, view, answer)

    def _add_error(self, rule: Rule, subject: Subject, error: Exception) -> None:
        self.errors.append(
            RuleError(
                rule=rule.code,
                subject=subject.id,
                subject_kind=rule.applies_to,
                error=type(error).__name__,
            )
        )

    def _add(self, rule: Rule, subject: Subject, view: View, answer: Answer) -> None:
        account = subject.id if isinstance(subject, Account) else None
        if isinstance(answer, Found):
            self.findings.append(
                Finding(
                    rule=rule.code,
                    name=rule.name,
                    severity=_severity(rule, answer, view.pack),
                    clauses=answer.clauses or self._clauses_of(rule, view.pack),
                    unit=_unit_of(subject),
                    account=account,
                    subject=subject.id,
                    subject_kind=rule.applies_to,
                    field=answer.field,
                    message=answer.message,
                    evidence=answer.evidence,
                    remedy=answer.remedy or Message(rule.remedy),
                    related=answer.related,
                    fingerprint=fingerprint(rule.code, subject.id, answer.field, answer.key),
                )
            )
        else:
            self.unknown.append(
                Unknown(
                    rule=rule.code,
                    name=rule.name,
                    clauses=answer.clauses or self._clauses_of(rule, view.pack),
                    unit=_unit_of(subject),
                    account=account,
                    subject=subject.id,
                    subject_kind=rule.applies_to,
                    reason=answer.reason,
                )
            )

    def _clauses_of(self, rule: Rule, pack: Pack) -> tuple[str, ...]:
        if rule.code not in self._clauses:
            self._clauses[rule.code] = clauses_of(rule, pack)
        return self._clauses[rule.code]


def _severity(rule: Rule, answer: Found, pack: Pack) -> Severity:
    return pack.severities.get(rule.code) or answer.severity or rule.severity


def _unit_of(subject: Subject) -> UUID | None:
    if isinstance(subject, Account | Incident):
        return subject.unit
    return subject.id if isinstance(subject, Unit) else None


class _Order:
    """Names to sort by: people read reports by unit and account, not by id."""

    def __init__(self, view: View) -> None:
        self._records = view.records
        self._known: dict[UUID, tuple[str, int, str, int]] = {}

    def of_finding(self, finding: Finding) -> tuple[object, ...]:
        """Several of one rule about one field stay in the order of the record."""
        return (
            -finding.severity.rank,
            *self._names(finding.unit, finding.subject),
            finding.rule,
            finding.field,
        )

    def of_unknown(self, unknown: Unknown) -> tuple[object, ...]:
        return (
            *self._names(unknown.unit, unknown.subject),
            unknown.rule,
            unknown.reason.english(),
        )

    def _names(self, unit_id: UUID | None, subject: UUID) -> tuple[str, int, str, int]:
        known = self._known.get(subject)
        if known is None:
            known = self._known[subject] = self._names_of(unit_id, subject)
        return known

    def _names_of(self, unit_id: UUID | None, subject: UUID) -> tuple[str, int, str, int]:
        unit = self._records.units.get(unit_id) if unit_id else None
        account = self._records.accounts.get(subject)
        person = self._records.people.get(subject)
        name = account.name if account else person.name if person else ""
        return (
            unit.name.casefold() if unit else "",
            unit_id.int if unit_id else 0,
            name.casefold(),
            subject.int,
        )


def _summary(
    subjects: Mapping[SubjectKind, tuple[Subject, ...]],
    findings: tuple[Finding, ...],
    waived: tuple[Finding, ...],
    unknown: tuple[Unknown, ...],
    errors: tuple[RuleError, ...],
) -> Summary:
    in_use = set(_in_use(subjects[SubjectKind.ACCOUNT]))
    counts = Counter(finding.severity for finding in findings)
    troubled = {f.account for f in findings if f.severity is not Severity.INFO}
    doubtful = {u.account for u in unknown} | {e.subject for e in errors}
    return Summary(
        units=len(subjects[SubjectKind.UNIT]),
        accounts=len(subjects[SubjectKind.ACCOUNT]),
        accounts_in_use=len(in_use),
        findings={severity: counts[severity] for severity in Severity},
        waived=len(waived),
        unknown=len(unknown),
        rule_errors=len(errors),
        compliant_accounts=len(in_use - troubled - doubtful),
    )


def _in_use(accounts: Iterable[Subject]) -> Iterator[UUID]:
    for account in accounts:
        if isinstance(account, Account) and account.status in IN_USE:
            yield account.id
