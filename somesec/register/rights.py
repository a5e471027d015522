"""What the member who unlocked the register may do about others, so that nobody is offered what
would be refused."""

from collections.abc import Collection
from uuid import UUID

from somesec.language import collation
from somesec.model import Account, Status, Unit
from somesec.register.keys import CARD, SECRET
from somesec.register.roles import AUDITOR, LEADING, RECOVERY, UNIT_ADMIN
from somesec.register.session import Member, Register


def decides(register: Register) -> bool:
    """Whether they decide who belongs to the register."""
    return register.member.role in LEADING


def grantable(register: Register, member: Member) -> list[Unit]:
    """The units that they hold a key to which the other one lacks, by name."""
    if register.member.role == AUDITOR or member.role == RECOVERY:
        return []
    authority = register.authority
    kinds = (CARD,) if member.role == AUDITOR else (CARD, SECRET)
    held = {kind: authority.scopes_held(member.id, kind) for kind in kinds}
    return [
        unit
        for unit in _units(register)
        if any(unit.id not in held[kind] and register.holds(unit.id, kind) for kind in kinds)
    ]


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
