"""One act on many records: all of them in one change, or none."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

import msgspec

from policy.finding import Finding
from policy.rules import RULES
from policy.waivers import refuse_bad_waiver
from somesec import clock
from somesec.errors import InputError
from somesec.language import _
from somesec.model import Account, Administrator, Person, Right, RotationDue, Status, Waiver
from somesec.register.session import Register

CHOSEN = "chosen"
"""Why a password is due that somebody put up for rotation."""


def queue_rotations(register: Register, chosen: Sequence[UUID]) -> list[Account]:
    """Makes the passwords of the accounts due, so that whoever goes on, here or elsewhere, finds
    them; of those that are due already, the cause stays. Gives back those that wait now.

    Raises InputError when none of them can wait for a new password."""
    due = RotationDue(since=clock.today(), reason=CHOSEN)
    with register.change("rotations-queued") as change:
        accounts = [register.account(id_) for id_ in chosen]
        waiting = [a for a in accounts if a.status is not Status.CLOSED]
        if not waiting:
            raise InputError(_("All of these accounts are closed: they need no new password."))
        for account in waiting:
            if account.rotation_due is None and account.pending_since is None:
                change.put(msgspec.structs.replace(account, rotation_due=due))
    return [register.account(account.id) for account in waiting]


def unqueue_rotation(register: Register, account_id: UUID) -> Account:
    """Takes an account off the queue. One whose password is due for another cause stays due."""
    with register.change("rotation-unqueued", subject=account_id) as change:
        account = register.account(account_id)
        if account.rotation_due is not None and account.rotation_due.reason == CHOSEN:
            account = msgspec.structs.replace(account, rotation_due=None)
            change.put(account)
    return account


def assign(
    register: Register,
    chosen: Collection[UUID],
    *,
    unit: str = "",
    administrator: str = "",
    former: str = "",
) -> int:
    """Moves accounts to a unit, with their secrets, gives them an administrator, and takes one off
    them; names may be empty. Gives back how many changed.

    Raises InputError for an unknown unit or person and when nothing is asked for, LockedError
    without the right to one of the accounts."""
    if not (unit or administrator or former):
        raise InputError(_("Say what to assign: a unit, an administrator, or both."))
    with register.change("accounts-assigned") as change:
        names = register.names
        new_unit = names.unit(unit) if unit else None
        person = names.person(administrator) if administrator else None
        gone = names.person(former) if former else None
        changed = 0
        for id_ in chosen:
            before = register.account(id_)
            account = msgspec.structs.replace(
                before,
                unit=new_unit or before.unit,
                administrators=_administrators(before, person, gone),
            )
            if account != before:
                change.put(account)
                changed += 1
        if not changed:
            raise InputError(_("All of these accounts are so already. Nothing was changed."))
    return changed


def _administrators(
    account: Account, person: UUID | None, gone: UUID | None
) -> tuple[Administrator, ...]:
    held = {a.person: a.rights for a in account.administrators if a.person != gone}
    if person is not None and Right.ADMINISTER not in held.get(person, ()):
        held[person] = (Right.ADMINISTER, *held.get(person, ()))
    return tuple(Administrator(person=id_, rights=rights) for id_, rights in held.items())


def holders(register: Register, chosen: Collection[UUID]) -> list[Person]:
    """Everybody who has rights to one of the accounts and has not left, by name."""
    records, today = register.records, clock.today()
    ids = {
        holder.person
        for id_ in chosen
        if id_ in records.accounts
        for holder in records.accounts[id_].administrators
    }
    people = [records.people[id_] for id_ in ids if id_ in records.people]
    return sorted(
        (person for person in people if not person.has_left(today)), key=lambda p: (p.name, p.id)
    )


def brief(register: Register, people: Collection[UUID], on: date) -> int:
    """Records that people were briefed on a day. Gives back how many.

    Raises InputError for a day to come and for nobody."""
    if on > clock.today():
        raise InputError(_("A briefing that is recorded cannot lie in the future."))
    if not people:
        raise InputError(_("Nobody has rights to these accounts: there is nobody to brief."))
    with register.change("people-briefed") as change:
        for id_ in people:
            person = register.records.people.get(id_)
            if person is None:
                raise InputError(_("There is no such person any more."))
            change.put(msgspec.structs.replace(person, briefed_on=on))
    return len(people)


@dataclass(frozen=True)
class Waived:
    """How many waivers were made, and how many findings had one already."""

    made: int
    there: int


def waive(
    register: Register, findings: Collection[Finding], *, reason: str, expires_on: date
) -> Waived:
    """Accepts findings until a day: one waiver for each rule and record among them.

    Raises InputError for no reason and an end that is past or further away than the policy
    allows."""
    today = clock.today()
    known = {rule.code for rule in RULES}
    pairs = dict.fromkeys((finding.rule, finding.subject) for finding in findings)
    writing = (
        register.change("waiver-added", next(iter(pairs))[0])
        if len(pairs) == 1
        else register.change("findings-waived")
    )
    with writing as change:
        view = register.view(today)
        running: Mapping[tuple[str, UUID], Waiver] = {
            (waiver.rule, waiver.subject): waiver
            for waiver in register.records.waivers.values()
            if waiver.expires_on >= today
        }
        made = 0
        for rule, subject in pairs:
            waiver = Waiver(
                id=uuid4(),
                rule=rule,
                subject=subject,
                reason=reason.strip(),
                made_by=register.member.name,
                made_on=today,
                expires_on=expires_on,
            )
            refuse_bad_waiver(view, waiver, known)
            if (rule, subject) not in running:
                change.put(waiver)
                made += 1
        if not made:
            raise InputError(_("All of these are waived already."))
    return Waived(made, len(pairs) - made)
