"""All rows of a register into another one, just as they are."""

import tracemalloc
from pathlib import Path

import pytest

from somesec.errors import SomesecError, TamperedError
from somesec.store.copying import copy_rows, copy_to_file, same_rows
from somesec.store.place import Server
from somesec.store.rows import Row
from somesec.store.store import Store
from tests.store import examples
from tests.store.elsewhere import in_another_process, with_files_no_larger_than
from tests.store.examples import entry, grant, record
from tests.store.test_file import altered, on_posix, rights

MANY = 4000


def rows_of(store: Store) -> list[Row]:
    with store.read() as reading:
        return list(reading.everything())


def fill(store: Store, records: int = 30) -> None:
    with store.write() as writing:
        writing.put_grant(grant())
        writing.put_grant(grant(kind="secret"))
        writing.put_records((record(n, sealed=bytes([n % 251]) * 90), None) for n in range(records))
        for sequence in range(2, 40):
            writing.append_trail(entry(sequence, bytes([sequence])))


def test_every_row_arrives_as_it_was(store: Store, tmp_path: Path) -> None:
    fill(store)
    with store.read() as reading:
        copy_to_file(reading, tmp_path / "copy.somesec")
    with Store.open(tmp_path / "copy.somesec") as copy:
        assert rows_of(copy) == rows_of(store)
        assert len(rows_of(copy)) == 1 + 1 + 2 + 30 + 39
        with copy.read() as one, store.read() as other:
            assert same_rows(one, other)


def test_every_row_arrives_on_a_server_too(tmp_path: Path, place: Path | Server) -> None:
    path = made(tmp_path / "from")
    with (
        Store.open(path) as source,
        Store.create(place) as copy,
        source.read() as reading,
        copy.write() as writing,
    ):
        copy_rows(reading, writing)
        assert same_rows(reading, writing)
    with Store.open(place) as copy:
        assert rows_of(copy) == rows_of(source)


def test_one_row_more_less_or_other_is_not_the_same(store: Store, tmp_path: Path) -> None:
    fill(store)
    with store.read() as reading:
        copy_to_file(reading, tmp_path / "copy.somesec")
    with Store.open(tmp_path / "copy.somesec") as copy:
        with copy.write() as writing:
            writing.put_record(record(7, revision=2), 1)
        with copy.read() as one, store.read() as other:
            assert not same_rows(one, other)
        with store.write() as writing:
            writing.put_record(record(7, revision=2), 1)
            writing.append_trail(entry(40))
        with copy.read() as one, store.read() as other:
            assert not same_rows(one, other)
            assert not same_rows(other, one)


@on_posix
def test_the_copy_is_its_owner_s_only(store: Store, tmp_path: Path) -> None:
    with store.read() as reading:
        copy_to_file(reading, tmp_path / "copy.somesec")
    assert rights(tmp_path / "copy.somesec") == 0o600


def test_what_is_there_is_never_written_into(store: Store, tmp_path: Path) -> None:
    with store.read() as reading:
        copy_to_file(reading, tmp_path / "copy.somesec")
        with pytest.raises(SomesecError, match="already"):
            copy_to_file(reading, tmp_path / "copy.somesec")


def test_a_trail_with_a_gap_is_copied_with_it(tmp_path: Path) -> None:
    path = made(tmp_path)
    with altered(path) as connection:
        connection.execute("DELETE FROM trail WHERE sequence = 5")
    with Store.open(path) as store, store.read() as reading:
        copy_to_file(reading, tmp_path / "copy.somesec")
    with Store.open(path) as store, Store.open(tmp_path / "copy.somesec") as copy:
        assert rows_of(copy) == rows_of(store)


@pytest.mark.parametrize(
    "altering",
    [
        "UPDATE record SET sealed = 'text'",
        "UPDATE trail SET sequence = 0 WHERE sequence = 1",
        "DELETE FROM member",
    ],
)
def test_rows_that_no_register_would_take_are_said_and_nothing_is_left(
    tmp_path: Path, altering: str
) -> None:
    path = made(tmp_path)
    with altered(path) as connection:
        connection.execute(altering)
    with (
        Store.open(path) as store,
        store.read() as reading,
        pytest.raises(TamperedError, match="restore a backup"),
    ):
        copy_to_file(reading, tmp_path / "copy.somesec")


def test_memory_stays_flat_however_many_rows_there_are(tmp_path: Path) -> None:
    few, many = (peak_of_copying(tmp_path, number) for number in (MANY, 5 * MANY))
    assert many < 1.5 * few


def peak_of_copying(folder: Path, records: int) -> int:
    path = made(folder / str(records), records)
    with Store.open(path) as store, store.read() as reading:
        tracemalloc.start()
        copy_to_file(reading, path.with_name("copy.somesec"))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak


@on_posix
def test_a_disk_that_is_full_is_told(tmp_path: Path) -> None:
    path = made(tmp_path, 3000)
    with pytest.raises(SomesecError, match="nothing was changed"):
        in_another_process(
            with_files_no_larger_than, 100_000, copy_file, path, tmp_path / "copy.somesec"
        )


def copy_file(path: Path, to: Path) -> None:
    with Store.open(path) as store, store.read() as reading:
        copy_to_file(reading, to)


def made(folder: Path, records: int = 30) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "testilä.somesec"
    with Store.create(path) as store:
        examples.found(store)
        fill(store, records)
    return path
