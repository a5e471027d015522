"""What the member who unlocked the register may do about others, so that nobody is offered what
would be refused."""

from somesec.model import Unit
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
    held = {kind: authority.scopes_held(member.id, kind) for kind in (CARD, SECRET)}
    return [
        unit
        for unit in _units(register)
        if any(unit.id not in held[k] and register.holds(unit.id, k) for k in (CARD, SECRET))
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


def _units(register: Register) -> list[Unit]:
    return sorted(register.records.units.values(), key=lambda unit: unit.name.casefold())
