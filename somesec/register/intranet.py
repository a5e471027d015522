"""Whether passwords of the register are passwords of the intranet too."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import msgspec

from somesec import clock
from somesec.errors import InputError
from somesec.exchange import ntlm_hashes
from somesec.hygiene.intranet import joined, new_salt, nt_hashes
from somesec.hygiene.stem import stem
from somesec.language import _
from somesec.model import Answer, Facts, Intranet, IntranetDigest, IntranetValues
from somesec.register import rechecking
from somesec.register.facts import CHANGED_MEANWHILE, CheckResult, Progress, passwords, write
from somesec.register.measuring import still_standing
from somesec.register.rechecking import Rechecked
from somesec.register.session import Register


class Likeness(StrEnum):
    """How a password is to one that somebody typed. Near-same ones differ in case, in look-alike
    characters, or in digits and marks at their ends."""

    SAME = "same"
    NEAR_SAME = "near-same"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Loaded:
    """The card of the list, and the first few lines of its file that could not be read."""

    digest: IntranetDigest
    unreadable_lines: tuple[int, ...]


def load(register: Register, file: Path, progress: Progress | None = None) -> Loaded:
    """Turns a directory's export into the list that passwords are measured against from now on, in
    place of the one before. Of the export only keyed values stay, without names.

    Raises InputError for a file without hashes, LockedError for members who may open no
    passwords."""
    measurer = register.measurer()
    export = ntlm_hashes.read(file)
    salt = new_salt()
    values = joined(measurer.intranet_values(list(export.hashes), salt, progress))
    with register.change("intranet-loaded") as change:
        before = register.records.intranet
        digest = IntranetDigest(
            id=before.id if before else uuid4(),
            loaded_at=clock.now(),
            source=export.source,
            count=len(export.hashes),
            unreadable=export.unreadable,
            blank=export.blank,
            machines=export.machines,
        )
        change.put(digest)
        change.put_secret(
            IntranetValues(id=digest.id, loaded_at=digest.loaded_at, salt=salt, values=values)
        )
    return Loaded(digest, export.unreadable_lines)


def check(
    register: Register, file: Path | None = None, progress: Progress | None = None
) -> CheckResult:
    """Compares every password that this member may open with the loaded list, or with the hashes in
    a file, and writes the answers to the cards. Of the file nothing is kept.

    Raises InputError for a file without hashes, or when there is neither file nor list."""
    register.refresh()
    if file is not None:
        return _checked_against(register, ntlm_hashes.read(file).hashes, progress)
    if register.records.intranet is None:
        raise InputError(
            _(
                "No list of the intranet's passwords is loaded. Load one with 'somesec intranet "
                "load FILE', or name a file to compare with."
            )
        )
    return _result(
        register, rechecking.measure_again(register, register.records.accounts, progress)
    )


def check_stale(register: Register, progress: Progress | None = None) -> CheckResult:
    """Compares those passwords that this member may open with the loaded list that were not
    compared with it yet, along with all else about them that is out of date."""
    return _result(register, rechecking.recheck(register, progress))


def compare(register: Register, account_id: UUID, typed: str) -> Likeness:
    """How the account's password is to one of the intranet that its holder typed. That it is the
    same is written to the card; of what was typed nothing is kept.

    Raises InputError when the account has no password, LockedError without the key to it."""
    account, secret, _revision = register.opened(account_id)
    if not secret.password:
        raise InputError(
            _(
                "{account} has no password in the register. Add it with 'somesec secret set'."
            ).format(account=account.name)
        )
    if _composed(secret.password) == _composed(typed):
        write(register, "intranet-compared", [(account, partial(_with_answer, match=Answer.YES))])
        return Likeness.SAME
    core = stem(secret.password)
    return Likeness.NEAR_SAME if core and core == stem(typed) else Likeness.DIFFERENT


def _result(register: Register, again: Rechecked) -> CheckResult:
    accounts = register.records.accounts
    found = (one for one in again.measured if _is_found(accounts[one].facts))
    return CheckResult(len(again.measured), tuple(found), again.unknown)


def _checked_against(
    register: Register, hashes: frozenset[bytes], progress: Progress | None
) -> CheckResult:
    opened, shut = passwords(register, register.records.accounts)
    answers: dict[UUID, Answer] = {}
    for done, (account, secret, _revision) in enumerate(opened, 1):
        is_there = not hashes.isdisjoint(nt_hashes(secret.password))
        answers[account.id] = Answer.YES if is_there else Answer.NO
        if progress is not None:
            progress(done, len(opened))
    kept, late = write(
        register,
        "intranet-checked",
        [(each.account, partial(_with_answer, match=answers[each.account.id])) for each in opened],
    )
    found = (one for one, answer in answers.items() if answer is Answer.YES and one in kept)
    changed = ((one, CHANGED_MEANWHILE) for one in answers if one in late)
    return CheckResult(len(kept), tuple(found), (*changed, *shut))


def _with_answer(facts: Facts, match: Answer) -> Facts:
    new = Intranet(match=match, checked_on=clock.today())
    return msgspec.structs.replace(facts, intranet=still_standing(facts.intranet, new))


def _is_found(facts: Facts | None) -> bool:
    return facts is not None and facts.intranet.match is Answer.YES


def _composed(password: str) -> str:
    return unicodedata.normalize("NFC", password)
