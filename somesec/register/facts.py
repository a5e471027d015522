"""What is found out about passwords after they were written: whose this member may open, and how
the answers come onto the cards."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import msgspec

from somesec.errors import LockedError
from somesec.language import N_, _
from somesec.model import Account, Facts, Secret, Status
from somesec.register.roles import LEADING, UNIT_ADMIN
from somesec.register.session import Member, Opened, Register

CHANGED_MEANWHILE = N_("The password was changed during the check.")

Progress = Callable[[int, int], None]
Reasons = tuple[tuple[UUID, str], ...]


@dataclass(frozen=True)
class CheckResult:
    """How many passwords an answer was got for, which accounts' were found, and why others are
    unknown."""

    checked: int
    found: tuple[UUID, ...]
    unknown: Reasons


class Passwords(NamedTuple):
    """Accounts with the secrets that this member may open, by name, and why others stay shut."""

    opened: list[Opened]
    shut: Reasons


class Written(NamedTuple):
    """The accounts whose answer is on the card now, and those whose password was changed before it
    could be."""

    kept: frozenset[UUID]
    late: frozenset[UUID]


def passwords(register: Register, among: Iterable[UUID]) -> Passwords:
    """The passwords of those of some accounts that are not closed, where this member may also write
    what is found out about them. Nobody is shown them, so the trail does not speak of it."""
    known = register.records.accounts
    asked = [
        known[id_]
        for id_ in among
        if id_ in known and known[id_].status is not Status.CLOSED and register.has_secret(id_)
    ]
    may_answer = {each.id for each in asked if _may_answer(register.member, each)}
    found = register.opened_among(may_answer)
    opened, shut = [], []
    for account in sorted(asked, key=lambda a: (a.name, a.id)):
        if account.id not in may_answer:
            shut.append(
                (account.id, _("Its unit's admins and coordinators alone write to its card."))
            )
            continue
        match found.get(account.id):
            case LockedError() as error:
                shut.append((account.id, str(error)))
            case Opened(secret=Secret(password=str(password))) as one if password:
                opened.append(one)
    return Passwords(opened, tuple(shut))


def _may_answer(member: Member, account: Account) -> bool:
    return member.role in LEADING or (member.role == UNIT_ADMIN and account.unit in member.units)


def write(
    register: Register,
    act: str,
    answers: Iterable[tuple[Account, Callable[[Facts], Facts]]],
) -> Written:
    """Writes to the cards what was found out about the passwords that the accounts had: each
    function takes the facts as they are now and gives them with the answer."""
    kept, late = set(), set()
    with register.change(act) as change:
        for before, answered in answers:
            account = register.records.accounts.get(before.id)
            if account is None or account.facts is None:
                continue
            if before.facts is None or account.facts.fingerprint != before.facts.fingerprint:
                late.add(account.id)
                continue
            kept.add(account.id)
            facts = answered(account.facts)
            if facts != account.facts:
                change.put(msgspec.structs.replace(account, facts=facts))
    return Written(frozenset(kept), frozenset(late))
