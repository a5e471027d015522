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
from somesec.language import N_
from somesec.model import Account, Answer, Facts, Intranet, IntranetDigest
from somesec.register.facts import CHANGED_MEANWHILE, Progress, Reasons, passwords, write
from somesec.register.measuring import context_of, measured, with_older_answers
from somesec.register.session import Opened, Register

# Passwords a transaction: what is done stays done when the register is locked meanwhile.
BATCH = 100

OF_ANOTHER = N_("What the card says is of another password. Write the password anew.")


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
            result = _measured_now(register, opened, _from(first, len(accounts), progress))
        except LockedError as error:
            # The key to the fingerprints is the organisation's, the key to the secrets the unit's.
            unknown += ((each.account.id, str(error)) for each in opened)
            continue
        done += result.measured
        unknown += result.unknown
    return Rechecked(tuple(done), tuple(unknown))


def _measured_now(
    register: Register, opened: Sequence[Opened], progress: Progress | None
) -> Rechecked:
    """The accounts with new facts on their cards, one change for all of them."""
    if not opened:
        return Rechecked((), ())
    pairs = [(account, secret) for account, secret, _revision in opened]
    accounts = measured(register, pairs, progress, changed_on={})
    found = [(each.account, new.facts) for each, new in zip(opened, accounts, strict=True)]
    # Who may write cards but open no password could else put guesses behind forged facts, and read
    # from the new ones whose password they are.
    alike = [(old, new) for old, new in found if old.facts and new and _is_same(old.facts, new)]
    others = {old.id for old, _new in found if old.facts} - {old.id for old, _new in alike}
    unknown = [(one, OF_ANOTHER) for one in others]
    if not alike:
        return Rechecked((), tuple(unknown))
    answers = [(account, partial(_renewed, new=new)) for account, new in alike]
    kept, late = write(register, "rechecked", answers)
    unknown += ((one, CHANGED_MEANWHILE) for one in late)
    return Rechecked(
        tuple(account.id for account, _new in alike if account.id in kept), tuple(unknown)
    )


def _is_same(old: Facts, new: Facts) -> bool:
    return old.fingerprint == new.fingerprint


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
