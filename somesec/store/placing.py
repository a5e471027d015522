"""Putting a register's file in its place in one step, with what was there kept beside it.

Two dangers are kept away here. A file must never come to lie beside the journal of another: SQLite
would take it for its own and write it back into the file. And nobody may be writing to a file that
is exchanged: what they write would be lost, or leave such a journal behind.
"""

import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from somesec import clock
from somesec.errors import InputError, SomesecError, TamperedError
from somesec.language import _
from somesec.reasons import reason_of
from somesec.store.copying import copy_rows, copy_to_file
from somesec.store.failures import there_already
from somesec.store.place import Server
from somesec.store.store import Reading, Store

SUFFIX = ".somesec"
AWAY = "moved"  # what a register's old file is called once it was taken to another place
BESIDE = ("-journal", "-wal", "-shm")  # how SQLite names what it keeps beside its file

_UNFINISHED = re.compile(r"\..+\.[0-9a-f]{8}\.unfinished(-journal)?")
_ABANDONED = timedelta(days=1)  # nobody makes a copy for so long

# Windows exchanges no file that anybody has open, we ourselves included; so there the lock is let
# go first, and a writer who comes in between makes the exchange fail. Elsewhere it is done under
# the lock.
_UNDER_LOCK = os.name != "nt"


@contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """A temporary name beside the path for a register that is being made; what is there at the end
    of the block is deleted. So is what killed programs left of the kind more than a day ago."""
    _sweep(path.parent)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.unfinished")
    try:
        yield temporary
    finally:
        for name in (temporary, *_beside(temporary)):
            with suppress(OSError):
                name.unlink()


def _sweep(folder: Path) -> None:
    before = (clock.now() - _ABANDONED).timestamp()
    with suppress(OSError):
        for entry in os.scandir(folder):
            if _UNFINISHED.fullmatch(entry.name) and entry.stat().st_mtime < before:
                os.unlink(entry)


def put(new: Path, place: Path) -> None:
    """Gives a finished file its name, safely on disk, where nothing is yet.

    Raises InputError when something is there."""
    require_free(place)
    with _told(place):
        _set_aside_beside(place, free_name(place, "replaced"))
        try:
            os.link(new, place)
        except FileExistsError:
            raise there_already(str(place)) from None
        except OSError:  # no file has two names here: the name is taken first
            os.close(os.open(place, os.O_CREAT | os.O_EXCL, 0o600))
            os.replace(new, place)
        else:
            os.unlink(new)
        _settle(place.parent)


def require_free(place: Path) -> None:
    """Raises InputError when there is anything at the place."""
    if os.path.lexists(place):
        raise there_already(str(place))


def exchange(new: Path, place: Path, agreed: Callable[[Reading | None], None]) -> Path | None:
    """Puts a finished file in the place of the register that is there, while nobody can write to
    it, and returns the name under which that one is kept; None when nothing was there.

    `agreed` is shown the rows that will be replaced, None where they cannot be read, and raises
    when they shall not be. At every moment there is a register at the place.

    Raises ConflictError when the register is in use, SomesecError when there is no room to keep
    it or no right to write. Then nothing was changed."""
    place = Path(os.path.realpath(place))  # a link stays, and what it leads to is replaced
    with _told(place):
        is_there = place.exists()
    if not is_there:
        put(new, place)
        return None
    with _held(place) as rows:
        agreed(rows)
        with _told(place):
            kept = _kept(place, rows)
            _take_rights(new, place)
            if _UNDER_LOCK:
                os.replace(new, place)
    with _told(place):
        if not _UNDER_LOCK:
            os.replace(new, place)
        _settle(place.parent)
    return kept


def exchange_rows(
    new: Path, server: Server, beside: Path, agreed: Callable[[Reading | None], None]
) -> Path | None:
    """Puts the rows of a finished file in the place of those on a server, in one transaction, and
    returns the file beside the one named in which the old ones are kept; None when there were none.

    Raises ConflictError when the register is in use, SomesecError when the login may not do it,
    TamperedError when what is there cannot be kept. Then nothing was changed."""
    with opened_or_made(server) as store, store.write() as rows:
        agreed(rows)
        kept = None
        if next(rows.everything(), None) is not None:
            kept = free_name(beside, "replaced")
            with unfinished(kept) as copy:
                copy_to_file(rows, copy)
                put(copy, kept)
            rows.empty()
        with Store.open(new) as finished, finished.read() as reading:
            copy_rows(reading, rows)
    return kept


def opened_or_made(server: Server) -> Store:
    """The register on a server, made where none is."""
    try:
        return Store.open(server)
    except InputError:
        return Store.create(server)


def retire(place: Path, before: Callable[[Reading], None]) -> Path:
    """Gives a register's file another name, which it returns, once `before` has seen its rows and
    has not raised. Nobody can write to it meanwhile.

    Raises ConflictError when the register is in use, SomesecError when it cannot be renamed."""
    place = Path(os.path.realpath(place))
    with Store.open(place) as store, store.write() as rows:
        before(rows)
        retired = free_name(place, AWAY)
        if _UNDER_LOCK:
            _rename(place, retired)
    if not _UNDER_LOCK:
        _rename(place, retired)
    return retired


def _rename(place: Path, to: Path) -> None:
    with _told(place):
        os.rename(place, to)
        _settle(place.parent)


def free_name(place: Path, word: str) -> Path:
    """A name beside the place that says what became of it and when, and that nothing has yet."""
    stem = place.name.removesuffix(SUFFIX)
    moment = clock.now().astimezone().strftime("%Y%m%d-%H%M%S")
    name, number = place.with_name(f"{stem}.{word}-{moment}{SUFFIX}"), 1
    while any(os.path.lexists(path) for path in (name, *_beside(name))):
        number += 1
        name = place.with_name(f"{stem}.{word}-{moment}-{number}{SUFFIX}")
    return name


@contextmanager
def _held(place: Path) -> Iterator[Reading | None]:
    """The rows at the place, while nobody else can write; None where it reads as no register.

    What a killed writer left undone there is rolled back first."""
    if not os.access(place, os.R_OK | os.W_OK):
        raise InputError(
            _("You may not read or write {place}, so nothing was changed.").format(place=place)
        )
    try:
        store = Store.open(place)
    except (InputError, TamperedError):
        yield None
        return
    with store, store.write() as rows:
        yield rows


def _kept(place: Path, rows: Reading | None) -> Path:
    """Keeps what is at the place under another name too."""
    kept = free_name(place, "replaced")
    if rows is not None:
        with suppress(TamperedError), unfinished(kept) as copy:
            copy_to_file(rows, copy)
            put(copy, kept)
            return kept
    # Its rows cannot all be read: the file itself is kept, with what belongs to it.
    try:
        os.link(place, kept)
    except OSError:
        shutil.copyfile(place, kept)
    with suppress(PermissionError):  # another person's file, with the rights they gave it
        kept.chmod(0o600)
    _set_aside_beside(place, kept)
    return kept


def _take_rights(new: Path, place: Path) -> None:
    """Those who could use the register that is replaced can use the new one."""
    state = place.stat()
    if os.name == "posix":
        with suppress(PermissionError):
            os.chown(new, -1, state.st_gid)
    new.chmod(state.st_mode & 0o777)


def _beside(path: Path) -> list[Path]:
    return [path.with_name(path.name + suffix) for suffix in BESIDE]


def _set_aside_beside(place: Path, kept: Path) -> None:
    """Renames what SQLite keeps beside the one file so that it lies beside the other."""
    for suffix in BESIDE:
        with suppress(FileNotFoundError):
            os.rename(place.with_name(place.name + suffix), kept.with_name(kept.name + suffix))


def _settle(folder: Path) -> None:
    """Makes new names durable, where folders can be opened at all (not on Windows)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _told(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SomesecError(
            _("{place} cannot be written: {reason}.").format(place=place, reason=reason_of(error))
        ) from error
