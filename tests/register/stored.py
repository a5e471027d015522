"""The rows of a register, read and written as anybody can who has the file, or who is the server's
administrator: nothing that the database itself would refuse is in the way."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from somesec.register.place import Place, Server
from somesec.store.rows import GrantRow, MemberRow, RecordRow, RegisterRow, Row, TrailRow
from tests.server import ADMIN

TABLES: dict[str, type[Row]] = {
    "register": RegisterRow,
    "member": MemberRow,
    "grant": GrantRow,
    "record": RecordRow,
    "trail": TrailRow,
}
Stored = tuple[int, dict[str, Any]]
"""A row: a number by which it is found again, and its values."""

Kept = dict[str, list[dict[str, Any]]]
"""Every row of every table."""


@contextmanager
def database(place: Path) -> Iterator[sqlite3.Connection]:
    """The file as anybody can change it: no constraint is in the way."""
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("PRAGMA synchronous = OFF")
        yield connection
        connection.commit()


def rows_of(place: Place, table: str) -> list[Stored]:
    """Every row of a table by its number."""
    return list(_storage(place).rows_of(table).items())


def set_value(place: Place, table: str, number: int, column: str, value: object) -> None:
    _storage(place).update(table, number, {column: value})


def set_row(place: Place, table: str, number: int, values: dict[str, Any]) -> None:
    for column, value in values.items():
        set_value(place, table, number, column, value)


def insert(place: Place, table: str, values: dict[str, Any]) -> None:
    """Adds a row."""
    _storage(place).insert(table, [values])


def delete(place: Place, table: str, number: int) -> None:
    _storage(place).delete(table, number)


def keep(place: Place) -> Kept:
    """All that is stored now."""
    return {table: [values for _number, values in rows_of(place, table)] for table in TABLES}


def put_back(place: Place, kept: Kept) -> None:
    """Stores what was kept, and nothing else."""
    _storage(place).fill(kept)


class _Storage(Protocol):
    def rows_of(self, table: str) -> dict[int, dict[str, Any]]: ...
    def update(self, table: str, number: int, values: dict[str, Any]) -> None: ...
    def insert(self, table: str, rows: list[dict[str, Any]]) -> None: ...
    def delete(self, table: str, number: int) -> None: ...
    def fill(self, kept: Kept) -> None: ...


def _columns(table: str) -> list[str]:
    return list(TABLES[table].__struct_fields__)


class _File:
    """Rows go by SQLite's own numbers."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows_of(self, table: str) -> dict[int, dict[str, Any]]:
        with database(self._path) as connection:
            connection.row_factory = sqlite3.Row
            found = connection.execute(f'SELECT rowid AS number, * FROM "{table}"').fetchall()  # noqa: S608
        return {row["number"]: {name: row[name] for name in _columns(table)} for row in found}

    def update(self, table: str, number: int, values: dict[str, Any]) -> None:
        named = ", ".join(f'"{name}" = ?' for name in values)
        with database(self._path) as connection:
            connection.execute(
                f'UPDATE "{table}" SET {named} WHERE rowid = ?',  # noqa: S608
                (*values.values(), number),
            )

    def insert(self, table: str, rows: list[dict[str, Any]]) -> None:
        with database(self._path) as connection:
            self._insert(connection, table, rows)

    def delete(self, table: str, number: int) -> None:
        with database(self._path) as connection:
            connection.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (number,))  # noqa: S608

    def fill(self, kept: Kept) -> None:
        with database(self._path) as connection:
            for table, rows in kept.items():
                connection.execute(f'DELETE FROM "{table}"')  # noqa: S608
                self._insert(connection, table, rows)

    def _insert(
        self, connection: sqlite3.Connection, table: str, rows: list[dict[str, Any]]
    ) -> None:
        columns = _columns(table)
        named = ", ".join(f'"{name}"' for name in columns)
        places = ", ".join("?" for _name in columns)
        connection.executemany(
            f'INSERT INTO "{table}" ({named}) VALUES ({places})',  # noqa: S608
            [[row[name] for name in columns] for row in rows],
        )


class _Schema:
    """Rows are found by their keys as they are at the moment; the numbers are ours."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._keys: dict[str, dict[int, tuple[Any, ...]]] = {table: {} for table in TABLES}
        with self._connection() as connection:
            for table, name in connection.execute(
                "SELECT conrelid::regclass::text, conname FROM pg_constraint"
                " WHERE connamespace = %s::regnamespace AND contype IN ('c', 'f')",
                (server.schema,),
            ).fetchall():
                connection.execute(
                    sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(
                        sql.SQL(table), sql.Identifier(name)
                    )
                )

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[Any]]:
        server = self._server
        with psycopg.connect(
            host=server.host, port=server.port, user=ADMIN, dbname=server.database
        ) as connection:
            connection.execute(
                sql.SQL("SET search_path = {}").format(sql.Identifier(server.schema))
            )
            connection.execute("SET session_replication_role = replica")  # no trigger acts
            yield connection

    def rows_of(self, table: str) -> dict[int, dict[str, Any]]:
        with self._connection() as connection:
            cursor = connection.cursor(row_factory=dict_row)
            found = cursor.execute(
                sql.SQL("SELECT {} FROM {} ORDER BY {}").format(
                    sql.SQL(", ").join(map(sql.Identifier, _columns(table))),
                    sql.Identifier(table),
                    sql.SQL(", ").join(map(sql.Identifier, TABLES[table].KEY)),
                )
            ).fetchall()
        return {self._number_of(table, row): row for row in found}

    def _number_of(self, table: str, row: dict[str, Any]) -> int:
        key, keys = tuple(row[name] for name in TABLES[table].KEY), self._keys[table]
        known = [number for number, its_key in keys.items() if its_key == key]
        number = known[0] if known else max(keys, default=0) + 1
        keys[number] = key
        return number

    def update(self, table: str, number: int, values: dict[str, Any]) -> None:
        key = self._keys[table][number]
        named = [sql.SQL("{} = %s").format(sql.Identifier(name)) for name in values]
        statement = sql.SQL("UPDATE {} SET {} WHERE {}").format(
            sql.Identifier(table), sql.SQL(", ").join(named), self._named(table)
        )
        with self._connection() as connection:
            connection.execute(statement, (*values.values(), *key))
        names = zip(TABLES[table].KEY, key, strict=True)
        self._keys[table][number] = tuple(values.get(name, value) for name, value in names)

    def insert(self, table: str, rows: list[dict[str, Any]]) -> None:
        with self._connection() as connection:
            self._insert(connection, table, rows)

    def delete(self, table: str, number: int) -> None:
        statement = sql.SQL("DELETE FROM {} WHERE {}").format(
            sql.Identifier(table), self._named(table)
        )
        with self._connection() as connection:
            connection.execute(statement, self._keys[table].pop(number))

    def fill(self, kept: Kept) -> None:
        with self._connection() as connection:
            for table, rows in kept.items():
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
                self._insert(connection, table, rows)

    def _insert(
        self, connection: psycopg.Connection[Any], table: str, rows: list[dict[str, Any]]
    ) -> None:
        columns = _columns(table)
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, columns)),
            sql.SQL(", ").join(sql.Placeholder() for _name in columns),
        )
        connection.cursor().executemany(
            statement, [[row[name] for name in columns] for row in rows]
        )

    def _named(self, table: str) -> sql.Composed:
        return sql.SQL(" AND ").join(
            sql.SQL("{} = %s").format(sql.Identifier(name)) for name in TABLES[table].KEY
        )


@cache
def _storage(place: Place) -> _Storage:
    return _Schema(place) if isinstance(place, Server) else _File(place)
