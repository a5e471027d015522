"""A register's file is put in its place in one step, and what was there is kept."""

import os
import tempfile
import threading
from pathlib import Path

import pytest
from sqlalchemy import event

from somesec.errors import ConflictError, InputError, SomesecError
from somesec.store import placing, store
from somesec.store.rows import Row
from somesec.store.store import Reading, Store
from tests.store import examples
from tests.store.elsewhere import as_nobody, in_another_process
from tests.store.examples import engine_of, record
from tests.store.halfway import killed_while_writing
from tests.store.test_file import altered, on_posix, rights


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A register that is to be replaced: its records are numbered from 1."""
    return made(tmp_path / "testilä.somesec", range(1, 40))


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """One to put in its place: its records are numbered from 1000."""
    return made(tmp_path / "new", range(1000, 1030))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for another program's transaction."""
    database = store._database
    monkeypatch.setattr(store, "_database", lambda place, _patience: database(place, 0.0))


def made(path: Path, numbers: range) -> Path:
    with Store.create(path) as store:
        examples.found(store)
        with store.write() as writing:
            writing.put_records((record(n, sealed=bytes([n % 251]) * 600), None) for n in numbers)
    return path


def rows_of(path: Path) -> list[Row]:
    with Store.open(path) as store, store.read() as reading:
        assert reading.integrity_problems() == []
        return list(reading.everything())


def agreed(_rows: Reading | None) -> None:
    """To whatever is there."""


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


# Putting where nothing is


def test_a_finished_file_gets_its_name(tmp_path: Path, new: Path) -> None:
    rows = rows_of(new)
    placing.put(new, tmp_path / "x.somesec")
    assert names(tmp_path) == ["x.somesec"]
    assert rows_of(tmp_path / "x.somesec") == rows


def test_what_is_there_is_not_replaced_by_it(tmp_path: Path, new: Path, place: Path) -> None:
    rows = rows_of(place)
    with pytest.raises(InputError, match="already"):
        placing.put(new, place)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    with pytest.raises(InputError, match="already"):
        placing.put(new, tmp_path / "dangling")
    assert rows_of(place) == rows
    assert new.exists()


def test_where_a_file_has_only_one_name_it_is_put_all_the_same(
    tmp_path: Path, new: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_names: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", none)
    rows = rows_of(new)
    with pytest.raises(InputError, match="already"):
        placing.put(new, place)
    placing.put(new, tmp_path / "x.somesec")
    assert not new.exists()
    assert rows_of(tmp_path / "x.somesec") == rows


def test_a_journal_whose_file_is_gone_is_never_written_into_the_new_one(
    place: Path, new: Path
) -> None:
    killed_while_writing(place)
    place.unlink()
    rows = rows_of(new)
    placing.put(new, place)
    assert rows_of(place) == rows


# Exchanging


def test_what_is_replaced_is_kept_beside_it(tmp_path: Path, place: Path, new: Path) -> None:
    old, rows = rows_of(place), rows_of(new)
    kept = placing.exchange(new, place, agreed)
    assert kept is not None
    assert names(tmp_path) == sorted([place.name, kept.name])
    assert rows_of(place) == rows
    assert rows_of(kept) == old
    assert kept.name.startswith("testilä.replaced-2")
    assert kept.suffix == ".somesec"


def test_two_in_one_second_are_both_kept(tmp_path: Path, place: Path, new: Path) -> None:
    first = placing.exchange(new, place, agreed)
    other = made(tmp_path / "other", range(3))
    assert placing.exchange(other, place, agreed) != first
    assert len(names(tmp_path)) == 3


@on_posix
def test_the_kept_one_is_private_and_the_new_one_as_shared_as_the_old(
    place: Path, new: Path
) -> None:
    place.chmod(0o660)
    kept = placing.exchange(new, place, agreed)
    assert kept is not None
    assert rights(kept) == 0o600
    assert rights(place) == 0o660


def test_a_link_stays_and_what_it_leads_to_is_replaced(
    tmp_path: Path, place: Path, new: Path
) -> None:
    link = tmp_path / "link"
    link.symlink_to(place)
    rows = rows_of(new)
    placing.exchange(new, link, agreed)
    assert link.is_symlink()
    assert rows_of(place) == rows


def test_where_nothing_is_there_is_nothing_to_keep(tmp_path: Path, new: Path) -> None:
    rows = rows_of(new)
    assert placing.exchange(new, tmp_path / "x.somesec", agreed) is None
    assert rows_of(tmp_path / "x.somesec") == rows


def test_what_a_killed_writer_left_is_rolled_back_in_the_old_one_and_never_into_the_new(
    place: Path, new: Path
) -> None:
    old, rows = rows_of(place), rows_of(new)
    killed_while_writing(place)
    kept = placing.exchange(new, place, agreed)
    assert kept is not None
    assert names(place.parent) == sorted([place.name, kept.name])
    assert rows_of(place) == rows
    assert rows_of(kept) == old


def test_a_damaged_one_is_kept_as_it_is(place: Path, new: Path) -> None:
    rows = rows_of(new)
    damaged = b"?" * 100 + place.read_bytes()[100:]
    place.write_bytes(damaged)
    shown: list[Reading | None] = []
    kept = placing.exchange(new, place, shown.append)
    assert shown == [None]
    assert kept is not None
    assert rows_of(place) == rows
    assert kept.read_bytes() == damaged


@on_posix
def test_a_journal_that_cannot_be_rolled_back_goes_with_its_file(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="somesec-test-") as folder:
        place, new = Path(folder) / "testilä.somesec", Path(folder) / "new"
        made(place, range(1, 40))
        made(new, range(1000, 1030))
        rows = rows_of(new)
        killed_while_writing(place)
        half, journal = place.read_bytes(), place.with_name(place.name + "-journal")
        left = journal.read_bytes()
        for path, mode in ((Path(folder), 0o777), (place, 0o666), (new, 0o666), (journal, 0)):
            path.chmod(mode)
        if os.geteuid() == 0:
            os.chown(new, 65534, 65534)
        kept = in_another_process(as_nobody, placing.exchange, new, place, agreed)
        assert kept is not None
        assert rows_of(place) == rows
        kept_journal = kept.with_name(kept.name + "-journal")
        assert (kept.read_bytes(), kept_journal.read_bytes()) == (half, left)


def test_one_with_altered_rows_is_kept_as_it_is(place: Path, new: Path) -> None:
    with altered(place) as connection:
        connection.execute("UPDATE record SET sealed = 'text'")
    place.chmod(0o660)
    stored, rows = place.read_bytes(), rows_of(new)
    kept = placing.exchange(new, place, agreed)
    assert kept is not None
    assert kept.read_bytes() == stored
    assert rights(kept) == 0o600
    assert rows_of(place) == rows


def test_nothing_is_changed_when_what_is_there_is_not_agreed_to(place: Path, new: Path) -> None:
    before = place.read_bytes()

    def disagree(rows: Reading | None) -> None:
        assert rows is not None
        assert len(list(rows.records())) == 39
        raise ConflictError("no")

    with pytest.raises(ConflictError, match="no"):
        placing.exchange(new, place, disagree)
    assert names(place.parent) == sorted([place.name, "new"])
    assert place.read_bytes() == before


@pytest.mark.usefixtures("impatient")
def test_a_register_that_somebody_writes_to_is_not_replaced(place: Path, new: Path) -> None:
    with Store.open(place) as store, store.write() as writing:
        writing.put_record(record(77), None)
        with pytest.raises(ConflictError, match="in use"):
            placing.exchange(new, place, agreed)
    assert any(row.key() == record(77).key() for row in rows_of(place))


@on_posix
def test_who_waited_to_write_meanwhile_writes_nothing_and_leaves_no_journal(
    place: Path, new: Path
) -> None:
    rows, said, waiting = rows_of(new), list[str](), threading.Event()

    def write() -> None:
        with Store.open(place) as store:
            event.listen(engine_of(store), "connect", lambda *_told: waiting.set())
            try:
                with store.write() as writing:
                    writing.put_record(record(78), None)
            except SomesecError as error:
                said.append(str(error))

    writer = threading.Thread(target=write)

    def let_somebody_wait(_rows: Reading | None) -> None:
        writer.start()
        waiting.wait()

    kept = placing.exchange(new, place, let_somebody_wait)
    writer.join()
    assert kept is not None
    assert "restored or moved" in said[0]
    assert rows_of(place) == rows
    assert names(place.parent) == sorted([place.name, kept.name])


@on_posix
def test_a_read_only_register_is_not_replaced(new: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="somesec-test-") as folder:
        place = made(Path(folder) / "testilä.somesec", range(1, 40))
        place.chmod(0o444)
        place.parent.chmod(0o555)
        with pytest.raises(SomesecError, match="read or write"):
            in_another_process(as_nobody, placing.exchange, new, place, agreed)
        place.parent.chmod(0o000)
        with pytest.raises(SomesecError, match="Permission denied"):
            in_another_process(as_nobody, placing.exchange, new, place, agreed)
        place.parent.chmod(0o755)


# Retiring


def test_a_retired_file_gets_a_name_that_says_so(place: Path) -> None:
    rows = rows_of(place)
    retired = placing.retire(place, agreed)
    assert names(place.parent) == [retired.name]
    assert retired.name.startswith("testilä.moved-2")
    assert rows_of(retired) == rows


def test_nobody_begins_to_write_to_a_file_that_is_retired(place: Path) -> None:
    begun = []

    def write(_rows: Reading) -> None:
        with (
            Store.open(place, patience=0) as store,
            pytest.raises(ConflictError, match="in use"),
            store.write(),
        ):
            begun.append(True)

    placing.retire(place, write)
    assert not begun


def test_what_raises_before_it_keeps_it_in_use(place: Path) -> None:
    def refuse(_rows: Reading) -> None:
        raise InputError("no")

    with pytest.raises(InputError):
        placing.retire(place, refuse)
    assert names(place.parent) == [place.name]


# Temporary names


def test_what_is_unfinished_goes_with_all_that_lies_beside_it(tmp_path: Path) -> None:
    def break_off() -> None:
        with placing.unfinished(tmp_path / "x.somesec") as temporary:
            made(temporary, range(3))
            temporary.with_name(temporary.name + "-journal").touch()
            raise InputError("no")

    with pytest.raises(InputError):
        break_off()
    assert names(tmp_path) == []


def test_what_killed_programs_left_goes_a_day_later(tmp_path: Path) -> None:
    left = [".a.somesec.0123abcd.unfinished", ".a.somesec.0123abcd.unfinished-journal"]
    others = [".b.somesec.0123abcd.unfinished", "a.somesec", ".a.0123abcd.unfinished.txt"]
    for name in (*left, *others):
        (tmp_path / name).touch()
        if name != others[0]:
            os.utime(tmp_path / name, (0, 0))
    with placing.unfinished(tmp_path / "x.somesec"):
        assert names(tmp_path) == sorted(others)
