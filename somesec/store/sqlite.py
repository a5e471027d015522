"""A register in one SQLite file.

Every transaction opens the file anew: a file that was exchanged or restored meanwhile is read as
it now is, no handle stays behind on Windows, and any thread may ask.
"""

import os
import sqlite3
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, delete, event, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import NullPool

from somesec.errors import ConflictError, InputError, SomesecError
from somesec.language import _
from somesec.reasons import reason_of
from somesec.store import schema
from somesec.store.failures import (
    damaged,
    disk_failed,
    explained,
    full,
    in_use,
    no_register,
    require_known,
    there_already,
    unvouched,
)

# Rollback journal and not WAL, which breaks on network shares and keeps deleted rows.
# EXTRA also syncs the folder once the journal is gone, so that a written row stays written.
_PRAGMAS = (
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA temp_store = MEMORY",
)

_BEGIN = "somesec_begin"  # the option that carries a connection's own BEGIN

_DUPLICATES = {
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_ROWID,
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
}

_LOOKS_EVERY = 1.0  # seconds between two looks at a file that somebody may write


class SQLite:
    """A register's file."""

    def __init__(self, path: Path, patience: float) -> None:
        """Nothing is opened yet. `patience`: seconds to wait for another program's transaction."""
        self._path = path
        self._engine = _engine_for(path, patience)
        self._closed = threading.Event()
        self._seen: tuple[object, ...] | None = None

    @property
    def place(self) -> str:
        """The file's name."""
        return str(self._path)

    def make(self) -> None:
        """Lays an empty register down in a file that only its owner can read.

        Raises InputError when there is something already, SomesecError when it cannot be made."""
        _make_file(self._path)
        try:
            with explained(self.meaning), self._transaction("BEGIN IMMEDIATE") as connection:
                schema.metadata.create_all(connection, checkfirst=False)
                connection.exec_driver_sql(f"PRAGMA application_id = {schema.APPLICATION_ID}")
                connection.exec_driver_sql(f"PRAGMA user_version = {schema.FORMAT}")
        except BaseException:
            self._path.unlink(missing_ok=True)
            raise

    def require(self) -> None:
        """Raises InputError when there is no file that could be a register."""
        try:
            mode = self._path.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            raise no_register(self.place) from None
        except (OSError, ValueError) as error:
            raise _cannot_open(self.place) from error
        if stat.S_ISDIR(mode):
            raise InputError(_("{place} is a folder, not a register.").format(place=self.place))
        if not stat.S_ISREG(mode):
            raise _not_a_register(self.place)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One snapshot that takes no lock to write, to the end of the block."""
        with self._transaction("BEGIN") as connection:
            self._recognise(connection)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The only writer from its first moment; commits at the end of the block or rolls back."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            self._recognise(connection)
            yield connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Connection]:
        with (
            self._engine.connect().execution_options(**{_BEGIN: begin}) as connection,
            connection.begin(),
        ):
            yield connection

    def _recognise(self, connection: Connection) -> None:
        """Raises InputError for what is no register or one of a newer format, TamperedError for one
        whose tables are not exactly its own: a trigger planted there would act on our writing."""
        if _pragma(connection, "application_id") != schema.APPLICATION_ID:
            raise _not_a_register(self.place)
        require_known(_pragma(connection, "user_version"), self.place)
        found = connection.exec_driver_sql(
            "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~'"
        )
        if {tuple(row) for row in found} != {("table", name) for name in schema.metadata.tables}:
            raise damaged(self.place)

    def empty(self, connection: Connection) -> None:
        """Takes every row of every table away."""
        for table in reversed(schema.metadata.sorted_tables):
            connection.execute(delete(table))

    def integrity_problems(self, connection: Connection) -> list[str]:
        """What SQLite finds wrong with the file itself, in its own English words; at most 100."""
        report = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check")]
        problems = [] if report == ["ok"] else [str(line) for line in report]
        for table, *_rest in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            problems.append(unvouched(str(table)))
        return problems

    def wait_for_change(self, timeout: float) -> bool:
        """Looks at the trail's newest entry every second, for `timeout` seconds at most. True: look
        again; the first time always. False: nobody wrote, or `close` was called."""
        newest = select(schema.trail.c.sequence, schema.trail.c.signature)
        newest = newest.order_by(schema.trail.c.sequence.desc())
        end = time.monotonic() + timeout
        while not self._closed.is_set():
            with self.reading() as connection:
                found = tuple(connection.execute(newest).first() or ())
            if found != self._seen:
                self._seen = found
                return True
            left = end - time.monotonic()
            if left <= 0:
                return False
            self._closed.wait(min(_LOOKS_EVERY, left))
        return False

    def close(self) -> None:
        """Lets go of the file, and ends the waiting."""
        self._closed.set()
        self._engine.dispose()

    def is_dropped(self, error: DBAPIError) -> bool:
        """Never: there is no connection that could be."""
        return False

    def is_duplicate(self, error: IntegrityError) -> bool:
        """Whether a row of the same key was there already."""
        return _code(error) in _DUPLICATES

    def meaning(self, error: DBAPIError) -> SomesecError | None:
        """What SQLite reports, for people; None for a fault of this program."""
        extended = _code(error)
        if extended is None:
            # The driver itself raises this one, for text that is not UTF-8.
            undecodable = isinstance(error.orig, sqlite3.OperationalError)
            return damaged(self.place) if undecodable else None
        if extended == sqlite3.SQLITE_READONLY_ROLLBACK:
            return _unfinished(self.place)
        if extended == sqlite3.SQLITE_READONLY_DBMOVED:
            return _exchanged(self.place)
        # The low byte is the family, the rest says which member of it.
        match extended & 0xFF:
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                return in_use(self.place)
            # The program's own statements are fixed: one that does not fit means altered tables.
            case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_ERROR | sqlite3.SQLITE_FORMAT:
                return damaged(self.place)
            case sqlite3.SQLITE_NOTADB:
                return _not_a_register(self.place)
            case sqlite3.SQLITE_FULL:
                return full(self.place)
            case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
                return _read_only(self.place)
            case sqlite3.SQLITE_CANTOPEN:
                return _cannot_open(self.place)
            case sqlite3.SQLITE_IOERR:
                return disk_failed(self.place)
            case _:
                return None


def _code(error: DBAPIError) -> int | None:
    """SQLite's own number of what it reports, with the family and the member of it."""
    return getattr(error.orig, "sqlite_errorcode", None)


def _engine_for(path: Path, patience: float) -> Engine:
    """An engine that opens the file, never makes it, and waits `patience` seconds for its turn."""
    address = _address(path)

    def connect() -> sqlite3.Connection:
        # isolation_level=None keeps the driver from beginning transactions of its own.
        connection = sqlite3.connect(address, timeout=patience, isolation_level=None, uri=True)
        try:
            for pragma in _PRAGMAS:
                connection.execute(pragma).fetchall()
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine(
        "sqlite+pysqlite://", creator=connect, poolclass=NullPool, hide_parameters=True
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options()[_BEGIN])


def _address(path: Path) -> str:
    """The file as an address that SQLite reads back letter by letter, network shares too."""
    name = path.absolute().as_posix()
    if not name.startswith("/"):
        name = "/" + name
    return f"file://{quote(os.fsencode(name), safe='/:')}?mode=rw"


def _make_file(path: Path) -> None:
    """Makes an empty file that only its owner can read, from its first moment.

    SQLite gives its journal the same rights."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise there_already(str(path)) from None
    except OSError as error:
        raise SomesecError(
            _("{place} cannot be made: {reason}.").format(place=path, reason=reason_of(error))
        ) from error


def _pragma(connection: Connection, name: str) -> int:
    return int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())


def _not_a_register(place: str) -> InputError:
    """For a file that is something else, or whose first bytes are damaged."""
    return InputError(
        _(
            "{place} is not a somesec register, or its beginning is damaged. "
            "Check the name, or restore a backup."
        ).format(place=place)
    )


def _cannot_open(place: str) -> InputError:
    """For a file that is there no more, or that this user may not read."""
    return InputError(
        _(
            "The register {place} cannot be opened. Check that it is still there and that you "
            "have the right to read it."
        ).format(place=place)
    )


def _read_only(place: str) -> SomesecError:
    return SomesecError(
        _(
            "{place} or its folder is read-only, so nothing was changed. Ask for the right to "
            "write there, or move the register to a place of your own."
        ).format(place=place)
    )


def _exchanged(place: str) -> ConflictError:
    return ConflictError(
        _(
            "The register {place} was restored or moved at this very moment, so nothing was "
            "changed. Open it again and repeat what you did."
        ).format(place=place)
    )


def _unfinished(place: str) -> SomesecError:
    return SomesecError(
        _(
            "A program stopped in the middle of writing {place}, and the place is read-only, so "
            "it cannot be put in order. Open it once where you have the right to write."
        ).format(place=place)
    )
