"""The parts of a report in the order that every form tells them, in the reader's language.

Names are harmless already; a form has only to write them in its own signs."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from uuid import UUID

import msgspec

from policy.clauses import GOOD_PRACTICE, clause_title
from policy.finding import Finding, Severity
from policy.reports.harmless import harmless
from policy.reports.naming import subject_name, unit_name
from policy.reports.report import Report
from policy.rules import RULES
from somesec.language import _, collation, ngettext, show_date


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A finding in words; `subject` is empty where it is about the unit that it stands under."""

    subject: str
    rule: str
    name: str
    message: str


class SeverityPart(msgspec.Struct, frozen=True, kw_only=True):
    severity: Severity
    findings: tuple[Found, ...]


class UnitPart(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in a unit, the worst first."""

    unit: str
    severities: tuple[SeverityPart, ...]


class NotChecked(msgspec.Struct, frozen=True, kw_only=True):
    """Checks that could not be made on the same records for the same reason; `rules` by code and
    name."""

    rules: tuple[str, ...]
    reason: str
    subjects: tuple[str, ...]


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that a waiver accepts; without one that can be read, who and why are empty."""

    found: Found
    unit: str
    by: str
    reason: str
    until: date | None


class Remedy(msgspec.Struct, frozen=True, kw_only=True):
    """What to do about all findings of a rule. `clauses` are titles."""

    rule: str
    name: str
    severity: Severity
    count: int
    summary: str
    remedy: str
    why: str
    clauses: tuple[str, ...]


class ClausePart(msgspec.Struct, frozen=True, kw_only=True):
    """A clause that findings stand on, and how many do."""

    title: str
    text: str
    count: int


def in_order_line(report: Report) -> str:
    """How many accounts in use are in order, as a sentence."""
    summary = report.audit.summary
    return ngettext(
        "{compliant} of {count} account in use is in order.",
        "{compliant} of {count} accounts in use are in order.",
        summary.accounts_in_use,
    ).format(compliant=summary.compliant_accounts, count=summary.accounts_in_use)


def about_line(report: Report) -> str:
    """Whose audit it is, of which day, and by which policy."""
    audit = report.audit
    return _("{organisation}, {day}, policy {policy} version {version}").format(
        organisation=harmless(audit.organisation),
        day=show_date(audit.today),
        policy=harmless(audit.policy_id),
        version=harmless(audit.policy_version),
    )


def limits(report: Report) -> tuple[str, ...]:
    """What the audit was limited to, a sentence each; none when everything was looked at."""
    said = []
    if report.units is not None:
        names = sorted((unit_name(u, report.records) for u in report.units), key=collation)
        said.append(_("Only of these units: {units}.").format(units=", ".join(names)))
    if report.rules is not None:
        said.append(_("Only by these rules: {rules}.").format(rules=", ".join(report.rules)))
    return tuple(said)


def failed_line(report: Report) -> str:
    """That checks failed to run, as a sentence; empty when none did."""
    count = len(report.audit.rule_errors)
    if not count:
        return ""
    return ngettext(
        "{count} check failed to run, so this audit is not complete:",
        "{count} checks failed to run, so this audit is not complete:",
        count,
    ).format(count=count)


def failed(report: Report) -> tuple[tuple[str, str, str], ...]:
    """Each check that failed to run: its rule, the record, and the kind of the error."""
    return tuple(
        (harmless(error.rule), subject_name(error.subject, report.records), error.error)
        for error in report.audit.rule_errors
    )


def found_by_unit(report: Report) -> tuple[UnitPart, ...]:
    """What was found, by the units' names; what belongs to no unit comes last."""
    units: dict[UUID | None, list[Finding]] = {}
    for finding in report.audit.findings:
        units.setdefault(finding.unit, []).append(finding)
    named = [(unit_name(unit, report.records), unit) for unit in units]
    named.sort(key=lambda pair: (pair[1] is None, collation(pair[0]), str(pair[1])))
    return tuple(
        UnitPart(
            unit=name,
            severities=tuple(
                SeverityPart(
                    severity=severity, findings=tuple(_found(finding, report) for finding in group)
                )
                for severity, group in groupby(units[unit], key=lambda f: f.severity)
            ),
        )
        for name, unit in named
    )


def not_checked(report: Report) -> tuple[NotChecked, ...]:
    """What could not be checked, those checks together that lack the same on the same records."""
    subjects: dict[tuple[str, str], list[str]] = {}
    for unknown in report.audit.unknown:
        key = (f"{unknown.rule} {unknown.name}", harmless(str(unknown.reason)))
        subjects.setdefault(key, []).append(subject_name(unknown.subject, report.records))
    rules: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (rule, reason), names in sorted(subjects.items()):
        rules.setdefault((reason, tuple(names)), []).append(rule)
    return tuple(
        NotChecked(rules=tuple(names), reason=reason, subjects=on)
        for (reason, on), names in rules.items()
    )


def accepted(report: Report) -> tuple[Accepted, ...]:
    """What is accepted for now."""
    waivers = report.records.waivers
    rows = []
    for finding in report.audit.waived:
        waiver = waivers.get(finding.waiver) if finding.waiver else None
        rows.append(
            Accepted(
                found=_found(finding, report),
                unit=unit_name(finding.unit, report.records),
                by=harmless(waiver.made_by) if waiver else "",
                reason=harmless(waiver.reason) if waiver else "",
                until=waiver.expires_on if waiver else None,
            )
        )
    return tuple(rows)


def waiver_notes(report: Report) -> tuple[str, ...]:
    """Waivers that have ended and such that accept nothing, a sentence each."""
    ended = (
        _("A waiver ended on {day}: {rule} on {subject}.").format(
            day=show_date(waiver.expires_on),
            rule=waiver.rule,
            subject=subject_name(waiver.subject, report.records),
        )
        for waiver in report.audit.expired_waivers
    )
    unused = (
        _("A waiver accepts nothing and can go: {rule} on {subject}.").format(
            rule=waiver.rule, subject=subject_name(waiver.subject, report.records)
        )
        for waiver in report.audit.unused_waivers
    )
    return (*ended, *unused)


def remedies(report: Report) -> tuple[Remedy, ...]:
    """What to do, a part for each rule that found something, by code."""
    known = {rule.code: rule for rule in RULES}
    groups: dict[str, list[Finding]] = {}
    for finding in report.audit.findings:
        groups.setdefault(finding.rule, []).append(finding)
    return tuple(
        Remedy(
            rule=code,
            name=group[0].name,
            severity=max((f.severity for f in group), key=lambda s: s.rank),
            count=len(group),
            summary=_(known[code].summary) if code in known else "",
            remedy=harmless(str(group[0].remedy)),
            why=_(known[code].why) if code in known else "",
            clauses=tuple(clause_title(clause) for clause in group[0].clauses),
        )
        for code, group in sorted(groups.items())
    )


def clauses(report: Report) -> tuple[ClausePart, ...]:
    """The clauses that findings stand on, in the guideline's order."""
    counted = Counter(clause for finding in report.audit.findings for clause in finding.clauses)
    return tuple(
        ClausePart(
            title=clause_title(clause),
            text=harmless(report.pack.clause(clause)),
            count=counted[clause],
        )
        for clause in _in_order(counted, report)
    )


def _in_order(numbers: Iterable[str], report: Report) -> list[str]:
    places = {clause: place for place, clause in enumerate(report.pack.clauses)}
    return sorted(numbers, key=lambda c: (c == GOOD_PRACTICE, places.get(c, len(places)), c))


def _found(finding: Finding, report: Report) -> Found:
    is_unit = finding.subject == finding.unit
    return Found(
        subject="" if is_unit else subject_name(finding.subject, report.records),
        rule=finding.rule,
        name=finding.name,
        message=harmless(str(finding.message)),
    )
