"""Whether passwords of the register are passwords of the intranet too."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from time import monotonic
from uuid import UUID, uuid4

import msgspec

from somesec import clock
from somesec.errors import InputError
from somesec.exchange import directory_hashes
from somesec.exchange.directory_hashes import HashExport, unreadable_sentence
from somesec.hygiene.intranet import joined, new_salt, nt_hashes
from somesec.hygiene.stem import stem
from somesec.language import N_, _
from somesec.model import Answer, Facts, Intranet, IntranetDigest, IntranetValues
from somesec.register import rechecking
from somesec.register.facts import CHANGED_MEANWHILE, CheckResult, Progress, passwords, write
from somesec.register.measuring import still_standing
from somesec.register.rechecking import Rechecked
from somesec.register.session import Register

MINUTES = 60
"""How long slow hashes are tried before what is left stays unknown."""

_TOLD_EVERY = 20
_NO_TIME = N_("There was no time to try it on every hash.")


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


@dataclass(frozen=True)
class Checked(CheckResult):
    """What a check found; how many hashes of a file it was made with, how many of its lines could
    not be read, and the first few of these."""

    hashes: int = 0
    unreadable: int = 0
    unreadable_lines: tuple[int, ...] = ()


def load(register: Register, file: Path, progress: Progress | None = None) -> Loaded:
    """Turns a directory's export into the list that passwords are measured against from now on, in
    place of the one before. Of the export only keyed values stay, without names.

    Raises InputError for a file without NT hashes, LockedError for members who may open no
    passwords."""
    measurer = register.measurer()
    export = directory_hashes.read(file)
    if not export.hashes:
        raise InputError(
            _(
                "{file} holds no NT hashes, and a list is kept of those alone. Compare with the "
                "file itself: 'somesec intranet check {file}'."
            ).format(file=file)
        )
    salt = new_salt()
    values = joined(measurer.intranet_values(list(export.hashes), salt, progress))
    with register.change("intranet-loaded") as change:
        before = register.records.intranet
        digest = IntranetDigest(
            id=before.id if before else uuid4(),
            loaded_at=clock.now(),
            source=export.source,
            count=len(export.hashes),
            unreadable=export.unreadable + len(export.schemed),
            blank=export.blank,
            machines=export.machines,
        )
        change.put(digest)
        change.put_secret(
            IntranetValues(id=digest.id, loaded_at=digest.loaded_at, salt=salt, values=values)
        )
    return Loaded(digest, export.unreadable_lines)


def check(
    register: Register,
    file: Path | None = None,
    progress: Progress | None = None,
    *,
    minutes: float = MINUTES,
) -> Checked:
    """Compares every password that this member may open with the loaded list, or with the hashes in
    a file, NT ones and others, and writes the answers to the cards. Of the file nothing is kept.
    Slow hashes are tried for so many minutes; a password that was not found among those it was
    tried on by then stays as it was.

    Raises InputError for a file without hashes, or when there is neither file nor list."""
    register.refresh()
    if file is not None:
        return _checked_against(register, directory_hashes.read(file), progress, minutes)
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


def check_stale(register: Register, progress: Progress | None = None) -> Checked:
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


def _result(register: Register, again: Rechecked) -> Checked:
    accounts = register.records.accounts
    found = (one for one in again.measured if _is_found(accounts[one].facts))
    return Checked(len(again.measured), tuple(found), again.unknown)


def _checked_against(
    register: Register, export: HashExport, progress: Progress | None, minutes: float
) -> Checked:
    from somesec.hygiene import directory

    salted, others = directory.known(text for text, _line in export.schemed)
    if not export.hashes and not salted:
        raise InputError(_no_known_scheme(export, others))
    opened, shut = passwords(register, register.records.accounts)
    tries = _Tries(len(opened) * (len(salted) + 1), progress, minutes)
    answers: dict[UUID, Answer] = {}
    for number, (account, secret, _revision) in enumerate(opened):
        tries.begin(number * (len(salted) + 1))
        is_there: bool | None = not export.hashes.isdisjoint(nt_hashes(secret.password))
        if not is_there:
            is_there = directory.is_behind(secret.password, salted, tries.go_on)
        if is_there is not None:
            answers[account.id] = Answer.YES if is_there else Answer.NO
    tries.end()
    kept, late = write(
        register,
        "intranet-checked",
        [
            (each.account, partial(_with_answer, match=answers[each.account.id]))
            for each in opened
            if each.account.id in answers
        ],
    )
    found = (one for one, answer in answers.items() if answer is Answer.YES and one in kept)
    changed = ((one, CHANGED_MEANWHILE) for one in answers if one in late)
    untried = ((o.account.id, _NO_TIME) for o in opened if o.account.id not in answers)
    return Checked(
        checked=len(kept),
        found=tuple(found),
        unknown=(*changed, *untried, *shut),
        hashes=len(export.hashes) + len(salted),
        unreadable=export.unreadable + len(others),
        unreadable_lines=_lines_of(export, others),
    )


def _lines_of(export: HashExport, others: list[str]) -> tuple[int, ...]:
    at = dict(export.schemed)
    lines = sorted({*export.unreadable_lines, *(at[text] for text in others)})
    return tuple(lines[: directory_hashes.NAMED_LINES])


def _no_known_scheme(export: HashExport, others: list[str]) -> str:
    return _(
        "No hash in the file is of a kind that passwords can be compared with. {lines}"
    ).format(lines=unreadable_sentence(export.unreadable + len(others), _lines_of(export, others)))


class _Tries:
    """How far the trying has come, and whether there is time left."""

    def __init__(self, total: int, progress: Progress | None, minutes: float) -> None:
        self._total, self._progress = total, progress
        self._ends = monotonic() + minutes * 60
        self._done = 0

    def begin(self, done: int) -> None:
        self._done = done
        self._tell()

    def go_on(self) -> bool:
        self._done += 1
        if self._done % _TOLD_EVERY == 0:
            self._tell()
        return monotonic() < self._ends

    def end(self) -> None:
        self._done = self._total
        self._tell()

    def _tell(self) -> None:
        if self._progress is not None:
            self._progress(self._done, self._total)


def _with_answer(facts: Facts, match: Answer) -> Facts:
    new = Intranet(match=match, checked_on=clock.today())
    return msgspec.structs.replace(facts, intranet=still_standing(facts.intranet, new))


def _is_found(facts: Facts | None) -> bool:
    return facts is not None and facts.intranet.match is Answer.YES


def _composed(password: str) -> str:
    return unicodedata.normalize("NFC", password)
