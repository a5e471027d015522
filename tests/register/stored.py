"""The rows of a register's file, read and written as anybody can who has the file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from somesec.store.rows import GrantRow, MemberRow, RecordRow, RegisterRow, Row, TrailRow

TABLES: dict[str, type[Row]] = {
    "register": RegisterRow,
    "member": MemberRow,
    "grant": GrantRow,
    "record": RecordRow,
    "trail": TrailRow,
}
Stored = tuple[int, dict[str, Any]]


@contextmanager
def database(place: Path) -> Iterator[sqlite3.Connection]:
    """The file as anybody can change it: no constraint is in the way."""
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("PRAGMA synchronous = OFF")
        yield connection
        connection.commit()


def rows_of(place: Path, table: str) -> list[Stored]:
    """Every row of a table by its number."""
    with database(place) as connection:
        connection.row_factory = sqlite3.Row
        found = connection.execute(f'SELECT rowid AS number, * FROM "{table}"').fetchall()  # noqa: S608
    return [(row["number"], {name: row[name] for name in TABLES[table].__slots__}) for row in found]


def set_value(place: Path, table: str, number: int, column: str, value: object) -> None:
    with database(place) as connection:
        connection.execute(
            f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?',  # noqa: S608
            (value, number),
        )


def set_row(place: Path, table: str, number: int, values: dict[str, Any]) -> None:
    for column, value in values.items():
        set_value(place, table, number, column, value)
