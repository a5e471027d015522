"""What a register in one SQLite file is, and what is refused."""

import os
import random
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import event

from somesec.errors import ConflictError, InputError, SomesecError, TamperedError
from somesec.store.schema import APPLICATION_ID, FORMAT
from somesec.store.store import Store
from tests.store import examples
from tests.store.examples import engine_of, record

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="rights as POSIX has them")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A register's file with a few rows in it, closed."""
    path = tmp_path / "testilä.somesec"
    with Store.create(path) as store:
        examples.found(store)
        with store.write() as writing:
            writing.put_records(
                (record(number, sealed=bytes([number]) * 600), None) for number in range(1, 40)
            )
    return path


@contextmanager
def altered(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as somebody with an ordinary SQLite would change it."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        yield connection


def read_everything(path: Path) -> None:
    with Store.open(path) as store, store.read() as reading:
        reading.register()
        reading.members()
        reading.grants()
        list(reading.records())
        list(reading.trail())


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# The connection


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "delete"),
        ("synchronous", 3),
        ("secure_delete", 1),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("temp_store", 2),
        ("busy_timeout", 5000),
        ("application_id", APPLICATION_ID),
        ("user_version", FORMAT),
    ],
)
def test_every_connection_is_set_as_it_should_be(path: Path, pragma: str, value: int | str) -> None:
    with Store.open(path) as store:
        with store.read() as reading:
            assert reading._connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
        with store.write() as writing:
            assert writing._connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_a_transaction_begins_once_and_only_as_it_says(path: Path) -> None:
    told: list[str] = []
    with Store.open(path) as store:

        @event.listens_for(engine_of(store), "connect")
        def trace(connection: sqlite3.Connection, _record: object) -> None:
            assert connection.isolation_level is None
            connection.set_trace_callback(told.append)

        with store.read() as reading:
            list(reading.records())
        reads = [text for text in told if not text.startswith(("PRAGMA", "SELECT"))]
        told.clear()
        with store.write() as writing:
            writing.put_record(record(77), None)
            writing.put_record(record(77, revision=2), 1)
        writes = [text.split("(")[0].split("SET")[0].strip() for text in told]
        writes = [text for text in writes if not text.startswith(("PRAGMA", "SELECT"))]
    assert reads[0] == "BEGIN"
    assert len(reads) == 2
    assert writes == ["BEGIN IMMEDIATE", "INSERT INTO record", "UPDATE record", "COMMIT"]


def test_a_file_in_another_journal_mode_is_brought_back(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    read_everything(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_what_was_deleted_is_no_longer_in_the_file(path: Path) -> None:
    canary = b"canary-of-the-deleted-record"
    with Store.open(path) as store:
        with store.write() as writing:
            writing.put_record(record(88, sealed=canary * 300), None)
        assert canary in path.read_bytes()
        with store.write() as writing:
            writing.put_record(record(88, revision=2, sealed=b"short"), 1)
    assert canary not in path.read_bytes()
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("name", ["a b.somesec", "50%.somesec", "q?mode=ro.somesec", "#1.somesec"])
@pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not allow")
def test_a_name_is_taken_letter_by_letter(tmp_path: Path, name: str) -> None:
    with Store.create(tmp_path / name) as store:
        examples.found(store)
    assert [entry.name for entry in tmp_path.iterdir()] == [name]
    read_everything(tmp_path / name)


def test_the_database_library_is_loaded_only_by_those_who_open_a_register() -> None:
    look = "import sys, somesec.store, somesec.store.rows; print('sqlalchemy' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", look], capture_output=True, check=True, text=True)
    assert told.stdout == "False\n"


# Making one


@on_posix
def test_only_its_owner_can_read_the_file_and_its_journal(tmp_path: Path) -> None:
    path = tmp_path / "x.somesec"
    before = os.umask(0)
    try:
        with Store.create(path) as store:
            assert rights(path) == 0o600
            with store.write() as writing:
                writing.put_record(record(), None)
                assert rights(tmp_path / "x.somesec-journal") == 0o600
    finally:
        os.umask(before)
    assert rights(path) == 0o600


@on_posix
def test_the_file_is_private_before_anything_is_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.somesec"
    seen: list[tuple[int, int]] = []
    make = os.open

    def watched(name: Path, flags: int, mode: int = 0o777) -> int:
        handle = make(name, flags, mode)
        if Path(name) == path:
            state = os.fstat(handle)
            seen.append((stat.S_IMODE(state.st_mode), state.st_size))
        return handle

    monkeypatch.setattr(os, "open", watched)
    before = os.umask(0)
    try:
        Store.create(path).close()
    finally:
        os.umask(before)
    assert seen == [(0o600, 0)]


def test_what_is_there_is_never_written_over(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(InputError, match="there already"):
        Store.create(path)
    assert path.read_bytes() == before


@on_posix
def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    link = tmp_path / "x.somesec"
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="there already"):
        Store.create(link)
    assert not (tmp_path / "elsewhere").exists()


def test_a_register_cannot_be_made_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SomesecError, match="cannot be made"):
        Store.create(tmp_path / "none" / "x.somesec")


def test_a_journal_left_by_an_older_file_does_not_get_in(path: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.somesec"
    (tmp_path / "fresh.somesec-journal").write_bytes(path.read_bytes())
    with Store.create(fresh) as store:
        examples.found(store)
        assert store.integrity_problems() == []


def test_a_making_that_fails_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("somesec.store.sqlite._PRAGMAS", ("PRAGMA max_page_count = 1",))
    with pytest.raises(SomesecError, match="no room"):
        Store.create(tmp_path / "x.somesec")
    assert list(tmp_path.iterdir()) == []


# Opening what is none


def test_a_missing_register_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="somesec init"):
        Store.open(tmp_path / "none.somesec")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_not_a_register(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder"):
        Store.open(tmp_path)


def test_a_name_that_cannot_be_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        Store.open(tmp_path / ("x" * 5000))
    with pytest.raises(InputError):
        Store.open(tmp_path / "x\0y")


@on_posix
def test_a_pipe_is_not_a_register(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="not a somesec register"):
        Store.open(tmp_path / "pipe")


@pytest.mark.parametrize("content", [b"", b"x", b"Unit;Platform;Handle\n" * 500, bytes(100_000)])
def test_a_file_of_something_else_is_not_a_register(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(InputError, match="not a somesec register"):
        Store.open(path)
    assert path.read_bytes() == content


def test_another_program_s_database_is_not_a_register(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    with altered(path) as connection:
        connection.execute("CREATE TABLE record (id)")
    with pytest.raises(InputError, match="not a somesec register"):
        Store.open(path)


def test_a_newer_format_is_refused_with_what_to_do(path: Path) -> None:
    with altered(path) as connection:
        connection.execute(f"PRAGMA user_version = {FORMAT + 1}")
    with pytest.raises(InputError, match="newer somesec"):
        Store.open(path)


@pytest.mark.parametrize("number", [0, FORMAT - 1, -1])
def test_a_format_that_never_was_is_damage(path: Path, number: int) -> None:
    with altered(path) as connection:
        connection.execute(f"PRAGMA user_version = {number}")
    with pytest.raises(TamperedError):
        Store.open(path)


def test_a_register_exchanged_while_open_is_noticed(path: Path) -> None:
    with Store.open(path) as store:
        path.unlink()
        with pytest.raises(InputError, match="cannot be opened"):
            store.version()
        path.write_bytes(b"something else" * 1000)
        with pytest.raises(InputError, match="not a somesec register"):
            store.version()


def test_a_register_held_by_another_program_is_in_use(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        with pytest.raises(ConflictError, match="in use"):
            Store.open(path, patience=0.05)


# Damage


@pytest.mark.parametrize(
    "alteration",
    [
        "CREATE TRIGGER planted AFTER UPDATE ON record BEGIN DELETE FROM trail; END",
        "CREATE VIEW planted AS SELECT * FROM record",
        "CREATE TABLE planted (id)",
        "CREATE INDEX planted ON record (sealed)",
        "DROP TABLE trail",
        "ALTER TABLE record RENAME COLUMN sealed TO opened",
        "UPDATE record SET revision = -1",
        "UPDATE record SET revision = 'one'",
        "UPDATE record SET revision = 1.5",
        "UPDATE record SET sealed = 'text'",
        "UPDATE record SET sealed = 1000000000000",
        "UPDATE record SET part = x'636172' WHERE id = (SELECT id FROM record LIMIT 1)",
        "UPDATE record SET part = CAST(x'ff' AS TEXT)",
        "UPDATE record SET scope = x'00'",
        "UPDATE record SET id = x'' WHERE id = (SELECT id FROM record LIMIT 1)",
        "UPDATE member SET id = zeroblob(17)",
        "UPDATE trail SET at = -1",
    ],
)
def test_tables_altered_from_outside_are_reported_as_damage(path: Path, alteration: str) -> None:
    with altered(path) as connection:
        connection.execute(alteration)
    with pytest.raises(TamperedError, match="backup"):
        read_everything(path)


def test_an_index_that_lost_its_rows_is_among_the_problems(path: Path) -> None:
    with altered(path) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("UPDATE trail SET member = zeroblob(16)")
        connection.execute("UPDATE record SET scope = x'00' WHERE rowid = 1")
    with Store.open(path) as store:
        problems = store.integrity_problems()
    assert any("'trail'" in problem for problem in problems)
    assert any("CHECK" in problem for problem in problems)


def test_a_truncated_register_is_never_read_as_whole(path: Path) -> None:
    whole = path.read_bytes()
    for length in (0, 1, 50, 99, 100, 511, 512, 4095, 4096, 5000, 8192, len(whole) - 4096):
        path.write_bytes(whole[:length])
        with pytest.raises((InputError, TamperedError), match="backup"):
            read_everything(path)


def test_a_damaged_byte_is_reported_or_harmless_and_never_a_crash(path: Path) -> None:
    whole = path.read_bytes()
    chance = random.Random(20260101)  # noqa: S311 - damage, not a secret
    offsets = [*range(100), *(chance.randrange(len(whole)) for _ in range(250))]
    for offset in offsets:
        damaged = bytearray(whole)
        damaged[offset] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        try:
            read_everything(path)
            with Store.open(path) as store:
                store.integrity_problems()
        except (InputError, TamperedError):
            continue


def test_an_error_never_shows_what_was_in_the_row(path: Path) -> None:
    with altered(path) as connection:
        connection.execute("UPDATE record SET sealed = 'canary'")
    with pytest.raises(TamperedError) as caught:
        read_everything(path)
    assert "canary" not in repr(caught.value)


def test_nothing_stays_locked_while_somebody_holds_the_error_of_a_refused_row(path: Path) -> None:
    with altered(path) as database:
        database.execute("UPDATE record SET revision = -1")
    with Store.open(path) as store, pytest.raises(TamperedError) as refused, store.read() as rows:
        list(rows.records())
    assert refused.value.__traceback__ is not None
    with altered(path) as database:
        database.execute("PRAGMA busy_timeout = 0")
        database.execute("UPDATE record SET revision = 1")
    read_everything(path)


# Waiting for somebody to write


def test_an_entry_of_the_same_number_but_another_signature_is_a_change(path: Path) -> None:
    with Store.open(path) as store:
        assert store.wait_for_change(60)
        with altered(path) as connection:
            connection.execute("UPDATE trail SET signature = x'00'")
        assert store.wait_for_change(60)
        assert not store.wait_for_change(0)


def test_only_the_newest_entry_is_looked_at(path: Path) -> None:
    with Store.open(path) as store:
        with store.write() as writing:
            writing.append_trail(examples.entry(2))
        assert store.wait_for_change(60)
        with altered(path) as connection:
            connection.execute("UPDATE trail SET signature = x'00' WHERE sequence = 1")
        assert not store.wait_for_change(0)


def test_a_wait_is_no_shorter_and_no_longer_than_asked(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("somesec.store.sqlite._LOOKS_EVERY", 60.0)
    with Store.open(path) as store:
        assert store.wait_for_change(60)
        begun = time.monotonic()
        assert not store.wait_for_change(0.1)
        assert 0.1 <= time.monotonic() - begun < 30


def test_the_file_is_looked_at_once_when_there_is_no_time(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(path) as store:
        assert store.wait_for_change(60)
        moments = iter([5.0, 5.0])
        clock = SimpleNamespace(monotonic=lambda: next(moments))
        monkeypatch.setattr("somesec.store.sqlite.time", clock)
        assert not store.wait_for_change(0)


def test_a_wait_for_a_file_that_is_gone_says_so_and_may_be_tried_again(path: Path) -> None:
    with Store.open(path) as store:
        whole = path.read_bytes()
        path.unlink()
        with pytest.raises(InputError, match="cannot be opened"):
            store.wait_for_change(60)
        path.write_bytes(whole)
        assert store.wait_for_change(60)
