"""Passwords measured again, on the machine of one who may open them, where the facts on the card
are out of date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import msgspec

from policy.view import View
from somesec.errors import LockedError
from somesec.hygiene.measure import is_older
from somesec.model import Account, Answer, Facts, Intranet, IntranetDigest
from somesec.register.facts import CHANGED_MEANWHILE, Progress, Reasons, Written, passwords, write
from somesec.register.measuring import context_of, measured, with_older_answers
from somesec.register.session import Opened, Register

# Passwords a transaction: what is done stays done when the register is locked meanwhile.
BATCH = 100


@dataclass(frozen=True)
class Rechecked:
    """The accounts whose facts are of today now, and why others' are what they were."""

    measured: tuple[UUID, ...]
    unknown: Reasons


def stale(register: Register) -> list[UUID]:
    """The accounts whose password should be measured again: by a newer engine, among other context
    words, against a newer list of the intranet's passwords, or because it was long ago."""
    view = register.view()
    return [
        account.id
        for account in view.live_accounts
        if account.facts is not None and _is_stale(account, account.facts, view)
    ]


def stale_breach_answers(register: Register) -> list[UUID]:
    """The accounts whose password was looked up in a corpus or at a service, too long ago."""
    view = register.view()
    return [
        account.id
        for account in view.live_accounts
        if account.facts is not None and _is_old_look_up(account.facts, view)
    ]


def recheck(register: Register, progress: Progress | None = None) -> Rechecked:
    """Measures again what is out of date and what this member may open; the rest keeps its facts
    and their dates. Does nothing in a register that does not verify."""
    if register.problems:
        return Rechecked((), ())
    register.refresh()
    return measure_again(register, stale(register), progress)


def measure_again(
    register: Register, among: Iterable[UUID], progress: Progress | None = None
) -> Rechecked:
    """Measures the passwords of accounts anew, those that this member may open, and writes the
    facts. When a password was changed does not move.

    Raises CheckError when a password could not be measured; what was written before stays."""
    accounts = list(among)
    done: list[UUID] = []
    unknown: list[tuple[UUID, str]] = []
    for first in range(0, len(accounts), BATCH):
        opened, shut = passwords(register, accounts[first : first + BATCH])
        unknown += shut
        try:
            kept, late = _measured_now(register, opened, _from(first, len(accounts), progress))
        except LockedError as error:
            # The key to the fingerprints is the organisation's, the key to the secrets the unit's.
            unknown += ((each.account.id, str(error)) for each in opened)
            continue
        done += (each.account.id for each in opened if each.account.id in kept)
        unknown += (
            (each.account.id, CHANGED_MEANWHILE) for each in opened if each.account.id in late
        )
    return Rechecked(tuple(done), tuple(unknown))


def _measured_now(
    register: Register, opened: Sequence[Opened], progress: Progress | None
) -> Written:
    """The accounts with new facts on their cards, one change for all of them."""
    if not opened:
        return Written(frozenset(), frozenset())
    changed_on = {
        account.id: account.facts.changed_on
        for account, _secret, _revision in opened
        if account.facts is not None and account.facts.changed_on is not None
    }
    pairs = [(account, secret) for account, secret, _revision in opened]
    accounts = measured(register, pairs, progress, changed_on=changed_on)
    facts = ((each.account, new.facts) for each, new in zip(opened, accounts, strict=True))
    return write(
        register,
        "rechecked",
        [(account, partial(_renewed, new=new)) for account, new in facts if new is not None],
    )


def _renewed(now: Facts, new: Facts) -> Facts:
    """The new measurement with what else is known by now of the same password."""
    return msgspec.structs.replace(
        with_older_answers(now, new),
        has_totp=now.has_totp,
        has_recovery_codes=now.has_recovery_codes,
    )


def _from(first: int, total: int, progress: Progress | None) -> Progress | None:
    """Progress of a batch as progress of the whole."""
    if progress is None:
        return None
    return lambda done, _of_batch: progress(first + done, total)


def _is_stale(account: Account, facts: Facts, view: View) -> bool:
    records = view.records
    context = context_of(account, records.units, records.people, records)
    return (
        is_older(facts.engine)
        or facts.surroundings != context.digest()
        or view.older_than(facts.measured_on, view.pack.intervals.measurement)
        or _is_before(facts.intranet, records.intranet)
    )


def _is_before(answer: Intranet, digest: IntranetDigest | None) -> bool:
    """Whether a newer list than the answer's could say something else."""
    if digest is None or answer.match is Answer.YES:
        return False
    return answer.listed_at != digest.loaded_at


def _is_old_look_up(facts: Facts, view: View) -> bool:
    breach = facts.breach
    if not breach.source or breach.seen is Answer.YES:
        return False
    days = view.pack.intervals.breach_check
    return breach.checked_on is None or view.older_than(breach.checked_on, days)
