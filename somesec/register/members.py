"""Who belongs to the register and who holds which keys."""

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

import msgspec

from somesec import clock
from somesec.errors import InputError, LockedError
from somesec.language import _, collation
from somesec.model import Account, RotationDue, Unit
from somesec.register import rights
from somesec.register.change import Change
from somesec.register.keys import CARD, SECRET
from somesec.register.resolve import only_one, same
from somesec.register.roles import COORDINATOR, GONE, LEADING, RECOVERY, UNIT_ADMIN
from somesec.register.session import Member, Register
from somesec.vault.trail import Standing

MEMBER_GONE = "member-gone"
"""The reason of a rotation that is due since a member who could open the password can no more."""


class Holding(NamedTuple):
    """What a member may read: the scopes whose cards, and those whose secrets."""

    member: Member
    cards: frozenset[UUID]
    secrets: frozenset[UUID]


def listed(register: Register) -> list[Holding]:
    """Every member with the keys they hold, by name."""
    authority = register.authority
    return [
        Holding(
            member,
            cards=frozenset(authority.scopes_held(member.id, CARD)),
            secrets=frozenset(authority.scopes_held(member.id, SECRET)),
        )
        for member in register.members()
    ]


def find(register: Register, text: str, *, in_full: bool = False) -> Member:
    """The member of a name, an id, or, unless `in_full`, a part of a name that fits just one; never
    the recovery kit.

    Raises InputError with who could be meant."""
    members, wanted = [m for m in register.members() if m.role != RECOVERY], same(text)
    return only_one(
        text,
        (m for m in members if wanted in (same(m.name), str(m.id))),
        (m for m in members if wanted and wanted in same(m.name) and not in_full),
        lambda member: member.name,
        _("There is no member '{name}'. List them with 'somesec member list'.").format(name=text),
    )


def refuse_name(register: Register, name: str) -> None:
    """Raises InputError when a member has the name."""
    if any(same(member.name) == same(name) for member in register.members()):
        raise InputError(
            _("There is a member '{name}' already. Choose a name that tells the two apart.").format(
                name=name
            )
        )


def grant(register: Register, member: Member, unit: Unit, *, cards_only: bool = False) -> None:
    """Lets a member read the unit's cards and, unless `cards_only`, open its passwords. A unit
    admin to whom a coordinator grants a unit looks after it from then on, too. A coordinator who
    then opens the passwords of every unit may compute fingerprints of them as well: where every
    password is open, these give nothing away.

    Raises LockedError without the right or the keys, InputError when the member has them all."""
    with register.change("keys-granted", unit.name, member.id) as change:
        member = _as_now(register, member)
        given = [
            (scope, kind)
            for scope, kind in rights.lacking(register, member, unit)
            if kind == CARD or not cards_only
        ]
        looks_after = _now_looks_after(register, change, member, unit)
        if not given and not looks_after:
            raise InputError(
                _("{member} holds these keys of {unit} already.").format(
                    member=member.name, unit=unit.name
                )
            )
        for scope, kind in given:
            change.give(member.id, scope, kind)


def _now_looks_after(register: Register, change: Change, member: Member, unit: Unit) -> bool:
    if member.role != UNIT_ADMIN or register.member.role not in LEADING or unit.id in member.units:
        return False
    change.stand(_standing(register, member, units=(*member.units, unit.id)))
    return True


def revoke(register: Register, member: Member, unit: Unit, *, by_force: bool = False) -> int:
    """Ends that a member opens the unit's passwords and, of a unit admin, that they read its cards
    and look after it; with the last unit also that they can compute fingerprints. Gives the number
    of passwords that must be rotated since they could be opened; none where somebody steps back
    from a unit.

    Raises InputError when they hold no such key, or are the unit's last who can open its passwords
    or its last unit admin and it is not `by_force`; LockedError without the right to it."""
    steps_back = member.id == register.member.id
    with register.change("keys-revoked", unit.name, member.id) as change:
        member, authority = _as_now(register, member), register.authority
        kinds = (CARD, SECRET) if member.role == UNIT_ADMIN else (SECRET,)
        held = [kind for kind in kinds if unit.id in authority.scopes_held(member.id, kind)]
        looked_after = unit.id in member.units and register.member.role in LEADING
        if not held and not looked_after:
            raise InputError(
                _("{member} cannot open the passwords of {unit}.").format(
                    member=member.name, unit=unit.name
                )
            )
        if not by_force:
            _refuse_unreadable(register, member, [unit.id])
            _refuse_unattended(register, member, [unit.id])
        opened = [unit.id] if SECRET in held and not steps_back else []
        due = make_due(register, change, opened, MEMBER_GONE)
        for kind in held:
            change.take_back(member.id, unit.id, kind)
            if register.may_renew(unit.id, kind) and not steps_back:
                change.renew(unit.id, kind)
        if SECRET in held and _needs_no_fingerprints(register, member, unit):
            change.take_back(member.id, register.id, SECRET)
        if looked_after:
            left = tuple(other for other in member.units if other != unit.id)
            change.stand(_standing(register, member, units=left))
    return len(due)


def _needs_no_fingerprints(register: Register, member: Member, unit: Unit) -> bool:
    """Whether the organisation's secret key, which passwords are fingerprinted with, can go with
    the unit's: it was for this unit alone, and somebody else has it."""
    held = set(register.authority.scopes_held(member.id, SECRET)) - {unit.id}
    others = {
        UUID(bytes=holder.member) for holder in register.authority.holders(register.id, SECRET)
    }
    others -= {known.id for known in register.members() if known.role == RECOVERY} | {member.id}
    may = register.member.role in LEADING or register.member.id == member.id
    return held == {register.id} and bool(others) and may


def remove(register: Register, member: Member, *, by_force: bool = False) -> list[Account]:
    """Ends a membership: what the member could read is put under new keys, as far as this member
    holds them, and the passwords they could open are due for rotation. Gives those accounts.

    What they knew cannot be taken back. Raises InputError for the last coordinator, and, unless it
    is `by_force`, for a unit's last member who can open its passwords, or its last unit admin of
    whom it is not on record that they leave; LockedError for who is no coordinator."""
    with register.change("member-removed", member.name, member.id) as change:
        if register.member.role not in LEADING:
            raise LockedError(_("Only a coordinator decides who belongs to the register."))
        member = _as_now(register, member)
        _refuse_last_coordinator(register, member)
        opened = register.authority.scopes_held(member.id, SECRET)
        if not by_force:
            _refuse_unreadable(register, member, opened)
            if not _has_left(register, member):
                _refuse_unattended(register, member, member.units)
        due = make_due(register, change, opened, MEMBER_GONE)
        end(register, change, member)
    return due


def end(register: Register, change: Change, member: Member) -> None:
    """Ends the membership within a change: the standing, the locked keys and every grant."""
    change.stand(_standing(register, member, role=GONE, units=()))
    change.put_member(register.member_card(member.id), b"")
    for kind in (CARD, SECRET):
        for scope in register.authority.scopes_held(member.id, kind):
            change.take_back(member.id, scope, kind)
            if register.may_renew(scope, kind):
                change.renew(scope, kind)


def _as_now(register: Register, member: Member) -> Member:
    """The member as the register has them within a change: somebody else may have been faster."""
    for known in register.members():
        if known.id == member.id:
            return known
    raise InputError(_("{member} is no member any more.").format(member=member.name))


def _standing(
    register: Register, member: Member, *, role: str | None = None, units: tuple[UUID, ...]
) -> Standing:
    known = next(s for s in register.authority.active() if s.member == member.id.bytes)
    return replace(
        known,
        role=known.role if role is None else role,
        units=tuple(unit.bytes for unit in units),
    )


def _refuse_last_coordinator(register: Register, member: Member) -> None:
    coordinators = [m.id for m in register.members() if m.role == COORDINATOR]
    if coordinators == [member.id]:
        raise InputError(
            _(
                "{member} is the last coordinator, so the register would be without one. Invite "
                "another coordinator first."
            ).format(member=member.name)
        )


def opens_alone(register: Register, member: Member) -> list[Unit]:
    """The units whose passwords nobody but the member can open, by name; the recovery kit does not
    count."""
    authority, units = register.authority, register.records.units
    alone = [
        units[scope]
        for scope in authority.scopes_held(member.id, SECRET)
        if scope in units
        and all(
            holder.member == member.id.bytes or holder.role == RECOVERY
            for holder in authority.holders(scope, SECRET)
        )
    ]
    return sorted(alone, key=lambda unit: collation(unit.name))


def looks_after_alone(register: Register, member: Member) -> list[Unit]:
    """The units that have no other unit admin than the member, by name."""
    units = register.records.units
    others = {unit for other in register.members() if other.id != member.id for unit in other.units}
    alone = [units[unit] for unit in member.units if unit in units and unit not in others]
    return sorted(alone, key=lambda unit: collation(unit.name))


def _has_left(register: Register, member: Member) -> bool:
    """Whether it is on record that the person of that name leaves."""
    people = register.records.people.values()
    return any(person.left_on and same(person.name) == same(member.name) for person in people)


def _refuse_unreadable(register: Register, member: Member, scopes: Collection[UUID]) -> None:
    for unit in opens_alone(register, member):
        if unit.id in scopes:
            raise InputError(
                _(
                    "{member} is the last who can open the passwords of {unit}. Grant them to "
                    "somebody else first, or repeat with --force: then only the recovery kit "
                    "opens them."
                ).format(member=member.name, unit=unit.name)
            )


def _refuse_unattended(register: Register, member: Member, scopes: Collection[UUID]) -> None:
    for unit in looks_after_alone(register, member):
        if unit.id in scopes:
            raise InputError(
                _(
                    "{member} is the last unit admin of {unit}. Grant the unit to another unit "
                    "admin first, or repeat with --force: then nobody looks after it."
                ).format(member=member.name, unit=unit.name)
            )


def make_due(
    register: Register, change: Change, scopes: Collection[UUID], reason: str
) -> list[Account]:
    """Within a change, has the passwords that are kept in the scopes rotated. Gives the accounts by
    name."""
    due = RotationDue(since=clock.today(), reason=reason)
    accounts = [
        msgspec.structs.replace(account, rotation_due=account.rotation_due or due)
        for account in rights.passwords_in(register, scopes)
    ]
    for account in accounts:
        change.put(account)
    return sorted(accounts, key=lambda account: account.name)
