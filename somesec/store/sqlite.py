"""Connections to a register in one SQLite file.

Every transaction opens the file anew: a file that was exchanged or restored meanwhile is read as
it now is, no handle stays behind on Windows, and any thread may ask.
"""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from somesec.errors import InputError, SomesecError
from somesec.language import _
from somesec.store import schema
from somesec.store.failures import cannot_open, damaged, not_a_register

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


def engine_for(path: Path, patience: float) -> Engine:
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


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One snapshot that takes no lock to write, to the end of the block."""
    with engine.connect().execution_options(**{_BEGIN: "BEGIN"}) as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """The only writer from its first moment; commits at the end of the block or rolls back."""
    with (
        engine.connect().execution_options(**{_BEGIN: "BEGIN IMMEDIATE"}) as connection,
        connection.begin(),
    ):
        yield connection


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options()[_BEGIN])


def _address(path: Path) -> str:
    """The file as an address that SQLite reads back letter by letter, network shares too."""
    name = path.absolute().as_posix()
    if not name.startswith("/"):
        name = "/" + name
    return f"file://{quote(os.fsencode(name), safe='/:')}?mode=rw"


def require_file(path: Path) -> None:
    """Raises InputError when there is no file that could be a register."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(
            _("There is no register at {place}. Make one with 'somesec init'.").format(place=path)
        ) from None
    except (OSError, ValueError) as error:
        raise cannot_open(str(path)) from error
    if stat.S_ISDIR(mode):
        raise InputError(_("{place} is a folder, not a register.").format(place=path))
    if not stat.S_ISREG(mode):
        raise not_a_register(str(path))


def make_file(path: Path) -> None:
    """Makes an empty file that only its owner can read, from its first moment.

    SQLite gives its journal the same rights. Raises InputError when there is something already.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise InputError(
            _("{place} is there already. Choose another name for the new register.").format(
                place=path
            )
        ) from None
    except OSError as error:
        raise SomesecError(
            _("{place} cannot be made: {reason}.").format(place=path, reason=error.strerror)
        ) from error


def make_tables(connection: Connection) -> None:
    """Lays an empty register down, marked as one."""
    schema.metadata.create_all(connection, checkfirst=False)
    connection.exec_driver_sql(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {schema.FORMAT}")


def recognise(connection: Connection, place: str) -> None:
    """Raises InputError for what is no register or one of a newer format, TamperedError for one
    whose tables are not exactly its own: a trigger planted there would act on our writing."""
    if _pragma(connection, "application_id") != schema.APPLICATION_ID:
        raise not_a_register(place)
    if _pragma(connection, "user_version") > schema.FORMAT:
        raise InputError(
            _("{place} was made by a newer somesec. Update this one to open it.").format(
                place=place
            )
        )
    found = connection.exec_driver_sql(
        "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~'"
    )
    if {tuple(row) for row in found} != {("table", name) for name in schema.metadata.tables}:
        raise damaged(place)


def integrity_problems(connection: Connection) -> list[str]:
    """What SQLite finds wrong with the file itself, in its own English words; at most 100."""
    report = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    problems = [] if report == ["ok"] else [str(line) for line in report]
    for table, *_rest in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        problems.append(
            _("A row of the table '{table}' names a member that is not there.").format(table=table)
        )
    return problems


def _pragma(connection: Connection, name: str) -> int:
    return int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())
