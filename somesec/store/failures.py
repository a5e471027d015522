"""Turns what SQLite reports into a sentence that says what happened and what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError

from somesec.errors import ConflictError, InputError, SomesecError, TamperedError
from somesec.language import _

_DUPLICATES = {
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_ROWID,
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
}


def not_a_register(place: str) -> InputError:
    """For a file that is something else, or whose first bytes are damaged."""
    return InputError(
        _(
            "{place} is not a somesec register, or its beginning is damaged. "
            "Check the name, or restore a backup."
        ).format(place=place)
    )


def damaged(place: str) -> TamperedError:
    """For a file that was a register and no longer reads as one."""
    return TamperedError(
        _("The register {place} is damaged. Keep the file and restore a backup.").format(
            place=place
        )
    )


def changed_meanwhile(place: str) -> ConflictError:
    """For a write that lost to somebody else's."""
    return ConflictError(
        _(
            "Somebody else changed the same thing in {place} first, so nothing was written. "
            "Look at it again and repeat what you did."
        ).format(place=place)
    )


def is_duplicate(error: IntegrityError) -> bool:
    """Whether a row of the same key was there already."""
    return getattr(error.orig, "sqlite_errorcode", None) in _DUPLICATES


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Raises SomesecErrors in place of the database's own within the block.

    What remains untranslated can only be a fault of this program."""
    try:
        yield
    except DBAPIError as error:
        meaning = _meaning(error, place)
        if meaning is None:
            raise
        raise meaning from error


def _meaning(error: DBAPIError, place: str) -> SomesecError | None:
    extended = getattr(error.orig, "sqlite_errorcode", None)
    if extended is None:
        # The driver itself raises this one, for text that is not UTF-8.
        undecodable = isinstance(error.orig, sqlite3.OperationalError)
        return damaged(place) if undecodable else None
    if extended == sqlite3.SQLITE_READONLY_ROLLBACK:
        return _unfinished(place)
    # The low byte is the family, the rest says which member of it.
    match extended & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return _in_use(place)
        # The program's own statements are fixed, so one that does not fit means altered tables.
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_ERROR | sqlite3.SQLITE_FORMAT:
            return damaged(place)
        case sqlite3.SQLITE_NOTADB:
            return not_a_register(place)
        case sqlite3.SQLITE_FULL:
            return _full(place)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return _read_only(place)
        case sqlite3.SQLITE_CANTOPEN:
            return cannot_open(place)
        case sqlite3.SQLITE_IOERR:
            return _disk_failed(place)
        case _:
            return None


def cannot_open(place: str) -> InputError:
    """For a file that is there no more, or that this user may not read."""
    return InputError(
        _(
            "The register {place} cannot be opened. Check that it is still there and that you "
            "have the right to read it."
        ).format(place=place)
    )


def _in_use(place: str) -> ConflictError:
    return ConflictError(
        _(
            "The register {place} is in use by another program, so nothing was changed. "
            "Try again in a moment."
        ).format(place=place)
    )


def _full(place: str) -> SomesecError:
    return SomesecError(
        _(
            "There is no room on the disk for {place}. Nothing was changed: make room and repeat "
            "what you did."
        ).format(place=place)
    )


def _read_only(place: str) -> SomesecError:
    return SomesecError(
        _(
            "{place} or its folder is read-only, so nothing was changed. Ask for the right to "
            "write there, or move the register to a place of your own."
        ).format(place=place)
    )


def _unfinished(place: str) -> SomesecError:
    return SomesecError(
        _(
            "A program stopped in the middle of writing {place}, and the place is read-only, so "
            "it cannot be put in order. Open it once where you have the right to write."
        ).format(place=place)
    )


def _disk_failed(place: str) -> SomesecError:
    return SomesecError(
        _(
            "The disk or network that holds {place} failed, so nothing was changed. Check it and "
            "repeat what you did."
        ).format(place=place)
    )
