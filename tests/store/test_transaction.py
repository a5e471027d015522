"""How many rows go through memory at once, whatever is sealed in them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, CursorResult, create_engine, event, text

from somesec.store.rows import RecordHead, Row
from somesec.store.store import Store
from somesec.store.transaction import _batches, _in_steps
from tests.store.examples import SCOPE, engine_of, entry, identifier, record

MEBIBYTE = 1024 * 1024


@pytest.fixture
def connection() -> Iterator[Connection]:
    with create_engine("sqlite://").connect() as connection:
        yield connection


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows were asked for, each time some were."""
    sizes: list[int] = []
    fetch = CursorResult.fetchmany

    def fetchmany(result: CursorResult[Any], size: int) -> Any:
        sizes.append(size)
        return fetch(result, size)

    monkeypatch.setattr(CursorResult, "fetchmany", fetchmany)
    return sizes


def take(connection: Connection, rows: int, *, size: str, name: str = "sealed") -> None:
    """Reads so many rows of this size, which may depend on the number `n` of the row."""
    query = text(
        "WITH RECURSIVE rows(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM rows WHERE n < :rows)"  # noqa: S608 - texts of these tests
        f" SELECT n, zeroblob({size}) AS {name} FROM rows"
    )
    with connection.execute(query, {"rows": rows}) as result:
        assert [row[0] for row in _in_steps(result)] == list(range(1, rows + 1))


@pytest.mark.parametrize("size", ["0", "100", "n"])
def test_small_rows_are_read_more_and_more_at_once(
    connection: Connection, asked: list[int], size: str
) -> None:
    take(connection, 1600, size=size)
    assert asked == [8, 16, 32, 64, 128, 256, 500, 500, 500, 500]


def test_large_rows_are_read_as_many_at_once_as_have_room(
    connection: Connection, asked: list[int]
) -> None:
    take(connection, 8 + 16 + 16 + 1, size=str(MEBIBYTE // 4 - 1))
    assert asked == [8, 16, 16, 16, 16]


def test_rows_that_turn_out_larger_are_read_fewer_at_once(
    connection: Connection, asked: list[int]
) -> None:
    take(connection, 8 + 16 + 4, size=f"CASE WHEN n > 8 THEN {MEBIBYTE} - 1 ELSE 9 END")
    assert asked == [8, 16, 4, 4]


def test_rows_of_any_size_are_read_one_by_one_at_least(
    connection: Connection, asked: list[int]
) -> None:
    take(connection, 10, size=str(5 * MEBIBYTE))
    assert asked == [8, 1, 1, 1]


def test_rows_with_nothing_sealed_in_them_are_read_by_the_hundreds(
    connection: Connection, asked: list[int]
) -> None:
    take(connection, 501, size=str(9000), name="detail")
    assert asked == [500, 500, 500]


def test_what_may_be_long_is_asked_for_as_a_stream(tmp_path: Path) -> None:
    """SQLite streams by itself; with a server the options do it."""
    told: list[tuple[object, object]] = []

    def look(*said: Any) -> None:
        options = said[4].execution_options
        told.append((options.get("stream_results"), options.get("max_row_buffer")))

    with Store.create(tmp_path / "new.somesec") as store, store.read() as reading:
        event.listen(engine_of(store), "before_cursor_execute", look)
        list(reading.records())
        list(reading.record_heads(besides=["card"]))
        list(reading.trail())
        list(reading.everything())
    assert told == [(True, 500)] * 8


@pytest.mark.parametrize(
    ("rows", "sizes"),
    [
        ([], []),
        ([entry(1)] * 2001, [1000, 1000, 1]),
        ([record()] * 1000, [1000]),
        ([record(sealed=bytes(4 * MEBIBYTE))] * 7, [3, 3, 1]),
        ([record(sealed=bytes(4 * MEBIBYTE + 1))] * 3, [2, 1]),
        ([entry(1), *[record(sealed=bytes(4 * MEBIBYTE))] * 3], [4]),
    ],
)
def test_rows_are_written_as_many_at_once_as_have_room(rows: list[Row], sizes: list[int]) -> None:
    batches = list(_batches(rows))
    assert [len(batch) for batch in batches] == sizes
    assert [row for batch in batches for row in batch] == rows


def test_what_is_not_read_is_told_by_its_key_scope_and_revision(tmp_path: Path) -> None:
    with Store.create(tmp_path / "new.somesec") as store:
        with store.write() as writing:
            for number, part, revision in ((9, "text", 3), (7, "card", 1), (7, "evidence", 2)):
                writing.put_record(record(number, part, revision), None)
        with store.read() as reading:
            heads = list(reading.record_heads(besides=["card", "secret"]))
    assert heads == [
        RecordHead(identifier(7), "evidence", SCOPE, 2),
        RecordHead(identifier(9), "text", SCOPE, 3),
    ]
