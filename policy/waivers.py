"""Findings that the organisation accepts for a while: rule, record, reason and an end.

A waiver never reaches further than the one rule and the one record it names."""

from collections.abc import Collection, Iterable
from uuid import UUID

import msgspec

from policy.finding import Finding, RuleError
from policy.view import View
from somesec.errors import InputError
from somesec.language import _
from somesec.model import Records, Waiver


class Waiving(msgspec.Struct, frozen=True, kw_only=True):
    """Findings parted by whether a waiver accepts them, and what came of the waivers."""

    standing: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    unused: tuple[Waiver, ...]
    expired: tuple[Waiver, ...]
    errors: tuple[RuleError, ...]


def applied_waivers(
    view: View,
    findings: Iterable[Finding],
    *,
    known_rules: Collection[str],
    rules: Collection[str],
    subjects: Collection[UUID],
) -> Waiving:
    """Parts the findings by the register's waivers.

    A waiver of an unknown rule or record, or one running longer than the pack allows, accepts
    nothing and is an error; not so of a record that a view of some units lacks. Unused and expired
    ones are listed where their rule (`rules`) and record (`subjects`) were part of this audit."""
    errors: list[RuleError] = []
    expired: list[Waiver] = []
    in_force: dict[tuple[str, UUID], Waiver] = {}
    for waiver in sorted(view.records.waivers.values(), key=lambda w: (w.made_on, w.id)):
        fault = _fault(view, waiver, known_rules)
        if fault == _UNKNOWN_SUBJECT and not view.is_whole:
            continue
        if fault:
            errors.append(
                RuleError(rule=waiver.rule, subject=waiver.subject, subject_kind=None, error=fault)
            )
        elif waiver.expires_on < view.today:
            expired.append(waiver)
        elif waiver.made_on <= view.today:
            in_force[waiver.rule, waiver.subject] = waiver
    standing: list[Finding] = []
    waived: list[Finding] = []
    used: set[UUID] = set()
    for finding in findings:
        accepted_by = in_force.get((finding.rule, finding.subject))
        if accepted_by is None:
            standing.append(finding)
        else:
            used.add(accepted_by.id)
            waived.append(msgspec.structs.replace(finding, waiver=accepted_by.id))

    def looked_at(waiver: Waiver) -> bool:
        return waiver.rule in rules and waiver.subject in subjects

    return Waiving(
        standing=tuple(standing),
        waived=tuple(waived),
        unused=tuple(w for w in in_force.values() if w.id not in used and looked_at(w)),
        expired=tuple(w for w in expired if (w.rule, w.subject) not in in_force and looked_at(w)),
        errors=tuple(errors),
    )


def refuse_bad_waiver(view: View, waiver: Waiver, known_rules: Collection[str]) -> None:
    """Checks a waiver before it is kept.

    Raises InputError for an unknown rule or record, no reason, or an end that is past or further
    away than the pack allows."""
    fault = _fault(view, waiver, known_rules)
    if fault == _UNKNOWN_RULE:
        raise InputError(
            _("There is no rule {rule} to waive. List them with 'somesec rules'.").format(
                rule=repr(waiver.rule)
            )
        )
    if fault == _UNKNOWN_SUBJECT:
        raise InputError(_("The record that the waiver names is not in the register."))
    if not waiver.reason.strip():
        raise InputError(_("A waiver needs a reason: say why the finding is accepted."))
    if waiver.expires_on < waiver.made_on:
        raise InputError(_("The waiver would end before it begins. Give a later day."))
    if fault == _TOO_LONG:
        raise InputError(
            _("A waiver may last {days} days at most. Give an earlier day.").format(
                days=view.pack.intervals.waiver
            )
        )


_UNKNOWN_RULE = "WaiverOfUnknownRule"
_UNKNOWN_SUBJECT = "WaiverOfUnknownRecord"
_TOO_LONG = "WaiverTooLong"


def _fault(view: View, waiver: Waiver, known_rules: Collection[str]) -> str | None:
    if waiver.rule not in known_rules:
        return _UNKNOWN_RULE
    if not _is_known(view.records, waiver.subject):
        return _UNKNOWN_SUBJECT
    if (waiver.expires_on - waiver.made_on).days > view.pack.intervals.waiver:
        return _TOO_LONG
    return None


def _is_known(records: Records, subject: UUID) -> bool:
    return (
        subject in records.accounts
        or subject in records.units
        or subject in records.people
        or subject in records.incidents
        or subject == records.organisation.id
    )
