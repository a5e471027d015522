"""Waivers: findings that are accepted for a while, with a reason and an end."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from policy.engine import Audit, find_rule
from policy.finding import SubjectKind
from policy.rules import RULES
from policy.waivers import refuse_bad_waiver
from somesec import clock
from somesec.errors import InputError
from somesec.language import _, show_date
from somesec.model import Waiver
from somesec.register import accounts, auditing, incidents, people, units
from somesec.register.resolve import only_one, same
from somesec.register.session import Register

IN_FORCE, UNUSED, EXPIRED, NO_EFFECT = "in force", "unused", "expired", "no effect"


@dataclass(frozen=True)
class WaiverState:
    """A waiver, what it is called, the name of its record, and what comes of it today: `state` is
    'in force', 'unused' (there is no such finding), 'expired', or 'no effect' (the audit refuses
    it, or another one of the same rule and record stands before it)."""

    waiver: Waiver
    rule_name: str
    subject: str
    state: str


def add(
    register: Register, *, rule: str, subject: str, reason: str, expires_on: date
) -> tuple[Waiver, bool]:
    """Accepts the findings of one rule on one record until a day; also whether there is such a
    finding now.

    Raises InputError for an unknown rule or record, no reason, an end that is past or further away
    than the policy allows, and where such a waiver runs already."""
    named = find_rule(rule)
    subject_id = _subject(register, named.applies_to, subject)
    today = clock.today()
    if expires_on < today:
        raise InputError(_("The waiver would end before it begins. Give a later day."))
    waiver = Waiver(
        id=uuid4(),
        rule=named.code,
        subject=subject_id,
        reason=reason.strip(),
        made_by=register.member.name,
        made_on=today,
        expires_on=expires_on,
    )
    refuse_bad_waiver(register.view(today), waiver, {rule.code for rule in RULES})
    with register.change("waiver-added", named.code, waiver.id) as change:
        _refuse_second(register, waiver)
        change.put(waiver)
    result = auditing.audit(register, today=today, rules=[named.code])
    return waiver, any(finding.waiver == waiver.id for finding in result.waived)


def remove(register: Register, waiver_id: UUID) -> None:
    """Ends a waiver now; its finding comes back."""
    with register.change("waiver-removed", subject=waiver_id) as change:
        if waiver_id not in register.records.waivers:
            raise InputError(_("There is no such waiver any more."))
        change.remove(waiver_id)


def listed(
    register: Register, today: date | None = None, audited: Audit | None = None
) -> list[WaiverState]:
    """Every waiver with what comes of it, the one that ends first in front; `audited` is the audit
    of that day, where it has been made."""
    result = audited or auditing.audit(register, today=today)
    used = {finding.waiver for finding in result.waived}
    unused = {waiver.id for waiver in result.unused_waivers}
    names = {rule.code: rule.name for rule in RULES}

    def state(waiver: Waiver) -> str:
        if waiver.expires_on < result.today:
            return EXPIRED
        if waiver.id in used:
            return IN_FORCE
        return UNUSED if waiver.id in unused else NO_EFFECT

    return [
        WaiverState(w, names.get(w.rule, ""), subject_name(register, w.subject), state(w))
        for w in sorted(register.records.waivers.values(), key=lambda w: (w.expires_on, w.id))
    ]


def find(register: Register, text: str) -> Waiver:
    """The waiver of an id, of 'RULE RECORD', or of a part of either that fits just one.

    Raises InputError with what could be meant."""
    wanted = same(text)
    called = {
        waiver.id: f"{waiver.rule} {subject_name(register, waiver.subject)}"
        for waiver in register.records.waivers.values()
    }
    waivers = register.records.waivers.values()
    return only_one(
        text,
        (w for w in waivers if wanted in (str(w.id), same(called[w.id]))),
        (
            w
            for w in waivers
            if wanted and (str(w.id).startswith(wanted) or wanted in same(called[w.id]))
        ),
        lambda waiver: f"{called[waiver.id]} ({waiver.id})",
        _("There is no waiver '{name}'. List them with 'somesec waiver list'.").format(name=text),
    )


def subject_name(register: Register, subject: UUID) -> str:
    """What the record of a waiver is called; its id where this member cannot read it."""
    records = register.records
    for kept in (records.accounts, records.units, records.people):
        if subject in kept:
            return kept[subject].name
    if subject in records.incidents:
        return incidents.name_of(register, records.incidents[subject])
    if subject == records.organisation.id:
        return records.organisation.name
    return str(subject)


def _subject(register: Register, kind: SubjectKind, text: str) -> UUID:
    if kind is SubjectKind.ACCOUNT:
        return accounts.find(register, text).id
    if kind is SubjectKind.UNIT:
        return units.find(register, text).id
    if kind is SubjectKind.PERSON:
        return people.find(register, text).id
    if kind is SubjectKind.INCIDENT:
        return incidents.find(register, text).id
    organisation = register.records.organisation
    if same(text) not in (same(organisation.name), str(organisation.id)):
        raise InputError(
            _("This rule is about the organisation: write '{name}' for the subject.").format(
                name=organisation.name
            )
        )
    return organisation.id


def _refuse_second(register: Register, waiver: Waiver) -> None:
    for other in register.records.waivers.values():
        if (other.rule, other.subject) == (waiver.rule, waiver.subject) and (
            other.expires_on >= waiver.made_on
        ):
            raise InputError(
                _(
                    "{rule} is waived for {subject} already, until {day}. Remove that waiver first."
                ).format(
                    rule=waiver.rule,
                    subject=subject_name(register, waiver.subject),
                    day=show_date(other.expires_on),
                )
            )
