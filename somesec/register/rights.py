"""What the member who unlocked the register may do about others, so that nobody is offered what
would be refused."""

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from somesec.language import collation
from somesec.model import Account, Status, Unit
from somesec.register.keys import CARD, SECRET
from somesec.register.roles import AUDITOR, COORDINATOR, LEADING, RECOVERY, UNIT_ADMIN
from somesec.register.session import Member, Register


def decides(register: Register) -> bool:
    """Whether they decide who belongs to the register."""
    return register.member.role in LEADING


def reads_all(register: Register) -> bool:
    """Whether they read the cards of every unit's accounts."""
    return register.member.role != UNIT_ADMIN


def reads(register: Register, unit: UUID) -> bool:
    """Whether they read the cards of the unit's accounts."""
    return reads_all(register) or unit in register.member.units


def grantable(register: Register, member: Member) -> list[Unit]:
    """The units of which they hold a key that the other one lacks, by name."""
    if register.member.role == AUDITOR or member.role == RECOVERY:
        return []
    kinds = (CARD,) if member.role == AUDITOR else (CARD, SECRET)
    return [
        unit
        for unit, keys in _lacking(register, member, _units(register))
        if keys == [(register.id, SECRET)]
        or any(register.holds(unit.id, kind) for kind in kinds if (unit.id, kind) in keys)
    ]


def lacks_only_fingerprints(register: Register, member: Member, unit: Unit) -> bool:
    """Whether all that a grant of the unit would hand on is the key to the fingerprints."""
    return lacking(register, member, unit) == [(register.id, SECRET)]


def lacking(register: Register, member: Member, unit: Unit) -> list[tuple[UUID, str]]:
    """The scopes and kinds of the keys that whoever opens the unit's passwords holds and the
    member does not. The key to the fingerprints is among them if it is at hand and the member is a
    unit admin or would then open the passwords of every unit."""
    ((_unit, keys),) = _lacking(register, member, [unit])
    return keys


def _lacking(
    register: Register, member: Member, units: Iterable[Unit]
) -> Iterator[tuple[Unit, list[tuple[UUID, str]]]]:
    authority, fingerprints = register.authority, (register.id, SECRET)
    held = {
        (scope, kind) for kind in (CARD, SECRET) for scope in authority.scopes_held(member.id, kind)
    }
    shut = set(authority.shut_to(member.id)) - {register.id}
    for unit in units:
        keys = [(unit.id, CARD), (unit.id, SECRET)]
        measures = member.role == UNIT_ADMIN or (
            member.role == COORDINATOR and not shut - {unit.id}
        )
        if measures and register.holds(*fingerprints):
            keys.append(fingerprints)
        yield unit, [key for key in keys if key not in held]


def revocable(register: Register, member: Member) -> list[Unit]:
    """The units whose passwords they may keep the other one from opening, by name."""
    me = register.member
    kinds = (CARD, SECRET) if member.role == UNIT_ADMIN else (SECRET,)
    held = {scope for kind in kinds for scope in register.authority.scopes_held(member.id, kind)}
    if member.role == RECOVERY:
        return []
    return [
        unit
        for unit in _units(register)
        if unit.id in held
        and (
            me.role in LEADING
            or me.id == member.id
            or (me.role == UNIT_ADMIN and unit.id in me.units)
        )
    ]


def openers(register: Register, unit: Unit) -> list[str]:
    """The names of those who open a unit's passwords and can hand the key on, the kit not
    counted."""
    holders = {UUID(bytes=held.member) for held in register.authority.holders(unit.id, SECRET)}
    return [
        member.name
        for member in register.members()
        if member.id in holders and member.role not in (AUDITOR, RECOVERY)
    ]


def passwords_in(register: Register, scopes: Collection[UUID]) -> list[Account]:
    """The accounts of units whose passwords are kept, and are due once somebody who could open
    them can no more."""
    return [
        account
        for account in register.records.accounts.values()
        if account.unit in scopes
        and account.status is not Status.CLOSED
        and register.has_secret(account.id)
    ]


def _units(register: Register) -> list[Unit]:
    return sorted(register.records.units.values(), key=lambda unit: collation(unit.name))
