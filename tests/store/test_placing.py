"""A register's file is put in its place in one step, and what was there is kept."""

import os
import stat
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from somesec import clock
from somesec.errors import ConflictError, InputError, SomesecError
from somesec.store import placing, store
from somesec.store.database import Database
from somesec.store.place import Server
from somesec.store.rows import Row
from somesec.store.store import Reading, Store
from tests.store import examples
from tests.store.elsewhere import as_nobody, in_another_process
from tests.store.examples import engine_of, record
from tests.store.halfway import killed_while_writing
from tests.store.test_file import altered, on_posix, rights

MOMENT = datetime(2026, 11, 22, 12, 30, 5, tzinfo=UTC)


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


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What was in a folder whenever its names were made durable."""
    seen: list[list[str]] = []
    settle = os.fsync

    def watched(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            seen.append(sorted(os.listdir(handle)))
        settle(handle)

    monkeypatch.setattr(os, "fsync", watched)
    return seen


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    """A place that is no file, of which the rows are all that is seen; they lie in `elsewhere`."""
    place = Server("db.testila.fi", "testila")
    elsewhere = tmp_path / "elsewhere" / "rows"
    elsewhere.parent.mkdir()
    database = store._database

    def instead(asked: Path | Server, patience: float) -> Database:
        return database(elsewhere if asked is place else asked, patience)

    monkeypatch.setattr(store, "_database", instead)
    return place


def made(path: Path, numbers: range) -> Path:
    with Store.create(path) as store:
        examples.found(store)
        with store.write() as writing:
            writing.put_records((record(n, sealed=bytes([n % 251]) * 600), None) for n in numbers)
    return path


def rows_of(path: Path | Server) -> list[Row]:
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


def test_all_that_lies_where_it_is_put_is_set_aside_under_the_name_of_what_was_there(
    place: Path, new: Path
) -> None:
    place.unlink()
    for suffix in ("-journal", "-wal", "-shm"):
        place.with_name(place.name + suffix).write_text(suffix)
    with clock.frozen(MOMENT):
        placing.put(new, place)
        stem = placing.free_name(place, "replaced").name.removesuffix("-2.somesec")
    aside = [f"{stem}.somesec{suffix}" for suffix in ("-journal", "-wal", "-shm")]
    assert names(place.parent) == sorted([place.name, *aside])
    assert all(place.with_name(name).read_text() == name[len(stem) + 8 :] for name in aside)


def test_what_comes_there_at_the_last_moment_is_not_replaced(
    tmp_path: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "x.somesec"
    link = os.link

    def overtaken(*given: Path) -> None:
        place.write_text("theirs")
        link(*given)

    def none_and_overtaken(*_names: object) -> None:
        place.write_text("theirs")
        raise PermissionError(1, "Operation not permitted")

    for instead, said in (
        (overtaken, "there already"),
        (none_and_overtaken, "it is there already"),
    ):
        monkeypatch.setattr(os, "link", instead)
        with pytest.raises(SomesecError, match=said) as told:
            placing.put(new, place)
        assert str(place) in str(told.value)
        assert place.read_text() == "theirs"
        assert new.exists()
        place.unlink()


@on_posix
def test_a_name_that_is_taken_first_is_its_owner_s_only(
    tmp_path: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_names: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    taken: list[int] = []
    replace = os.replace

    def watched(old: Path, to: Path) -> None:
        taken.append(rights(to))
        replace(old, to)

    monkeypatch.setattr(os, "link", none)
    monkeypatch.setattr(os, "replace", watched)
    before = os.umask(0)
    try:
        placing.put(new, tmp_path / "x.somesec")
    finally:
        os.umask(before)
    assert taken == [0o600]


@on_posix
def test_new_names_are_on_disk_before_anybody_is_told(
    tmp_path: Path, place: Path, new: Path, settled: list[list[str]]
) -> None:
    placing.put(new, tmp_path / "x.somesec")
    assert settled[-1] == ["testilä.somesec", "x.somesec"]
    kept = placing.exchange(tmp_path / "x.somesec", place, agreed)
    assert kept is not None
    assert settled[-1] == [kept.name, place.name]
    retired = placing.retire(place, agreed)
    assert settled[-1] == sorted([kept.name, retired.name])


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
        with pytest.raises(SomesecError, match="you may not"):
            in_another_process(as_nobody, placing.exchange, new, place, agreed)
        place.parent.chmod(0o755)


@pytest.mark.parametrize("with_links", [True, False])
def test_a_damaged_one_is_kept_by_one_name_more_or_by_copying_it(
    place: Path, new: Path, monkeypatch: pytest.MonkeyPatch, with_links: bool
) -> None:
    def none(*_names: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    if not with_links:
        monkeypatch.setattr(os, "link", none)
    place.write_bytes(damaged := b"?" * 5000)
    inode, rows = place.stat().st_ino, rows_of(new)
    kept = placing.exchange(new, place, agreed)
    assert kept is not None
    assert kept.read_bytes() == damaged
    assert (kept.stat().st_ino == inode) == with_links
    assert rows_of(place) == rows
    assert kept.name.startswith("testilä.replaced-2")


@on_posix
def test_another_person_s_file_is_replaced_with_the_rights_they_gave_it(
    place: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_given: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    change = Path.chmod

    def of_ours(path: Path, mode: int) -> None:
        if path != new:
            none()
        change(path, mode)

    place.write_bytes(damaged := b"?" * 5000)
    place.chmod(0o664)
    monkeypatch.setattr(Path, "chmod", of_ours)
    monkeypatch.setattr(os, "chown", none)
    kept = placing.exchange(new, place, agreed)
    assert kept is not None
    assert kept.read_bytes() == damaged
    assert rights(kept) == rights(place) == 0o664


@on_posix
def test_the_group_that_could_use_the_old_one_can_use_the_new_one(
    place: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[object, ...]] = []
    monkeypatch.setattr(os, "chown", lambda *told: given.append(told))
    place.chmod(0o2660)
    placing.exchange(new, place, agreed)
    assert given == [(new, -1, place.stat().st_gid)]
    assert stat.S_IMODE(place.stat().st_mode) == 0o660


def test_where_no_open_file_is_exchanged_it_is_done_once_the_lock_is_let_go(
    place: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, rename, free = os.replace, os.rename, list[bool]()

    def is_free() -> bool:
        with altered(place) as connection:
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("BEGIN IMMEDIATE")
        return True

    def watched(old: Path, to: Path) -> None:
        free.append(is_free())
        replace(old, to)

    def renamed(old: Path, to: Path) -> None:
        if old == place:
            free.append(is_free())
        rename(old, to)

    monkeypatch.setattr(placing, "_UNDER_LOCK", False)
    monkeypatch.setattr(os, "replace", watched)
    monkeypatch.setattr(os, "rename", renamed)
    old, rows = rows_of(place), rows_of(new)
    kept = placing.exchange(new, place, agreed)
    assert kept is not None
    assert (rows_of(kept), rows_of(place)) == (old, rows)
    retired = placing.retire(place, agreed)
    assert rows_of(retired) == rows
    assert names(place.parent) == sorted([kept.name, retired.name])
    assert free == [True, True]


@on_posix
def test_it_is_done_under_the_lock_elsewhere(
    place: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, rename, locked = os.replace, os.rename, list[bool]()

    def look() -> None:
        with (
            Store.open(place, patience=0) as store,
            pytest.raises(ConflictError, match="in use"),
            store.write(),
        ):
            pytest.fail("somebody else could write")
        locked.append(True)

    def replaced(old: Path, to: Path) -> None:
        look()
        replace(old, to)

    def renamed(old: Path, to: Path) -> None:
        if old == place:
            look()
        rename(old, to)

    monkeypatch.setattr(os, "replace", replaced)
    monkeypatch.setattr(os, "rename", renamed)
    placing.exchange(new, place, agreed)
    placing.retire(place, agreed)
    assert locked == [True, True]


def test_a_disk_that_fails_is_told_with_the_place(
    tmp_path: Path, place: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_names: object) -> None:
        raise OSError(5, "Input/output error")

    def fail_for_it(old: Path, _to: Path) -> None:
        if old == place:
            fail()
        raise FileNotFoundError

    monkeypatch.setattr(os, "replace", fail)
    monkeypatch.setattr(os, "rename", fail_for_it)
    for under_lock in (True, False):
        monkeypatch.setattr(placing, "_UNDER_LOCK", under_lock)
        with pytest.raises(SomesecError, match="the disk does not answer") as told:
            placing.exchange(new, place, agreed)
        assert str(told.value).startswith(f"{place} ")
        with pytest.raises(SomesecError, match="the disk does not answer") as told:
            placing.retire(place, agreed)
        assert str(told.value).startswith(f"{place} ")
    monkeypatch.setattr(os, "rename", fail)
    with pytest.raises(SomesecError, match="the disk does not answer") as told:
        placing.put(new, tmp_path / "x.somesec")
    assert str(told.value).startswith(f"{tmp_path / 'x.somesec'} ")


# Exchanging the rows on a server


def test_the_rows_of_a_server_are_kept_in_a_file_beside_the_one_named(
    tmp_path: Path, new: Path, server: Server
) -> None:
    old = rows_of(made(tmp_path / "elsewhere" / "rows", range(5)))
    kept = placing.exchange_rows(new, server, tmp_path / "b.somesec", agreed)
    assert kept is not None
    assert kept.name.startswith("b.replaced-2")
    assert names(tmp_path) == sorted([kept.name, "elsewhere", "new"])
    assert rows_of(kept) == old
    assert rows_of(server) == rows_of(new)


def test_where_no_rows_are_on_a_server_none_are_kept(
    tmp_path: Path, new: Path, server: Server
) -> None:
    assert placing.exchange_rows(new, server, tmp_path / "b.somesec", agreed) is None
    assert rows_of(server) == rows_of(new)
    assert names(tmp_path) == ["elsewhere", "new"]


def test_the_rows_of_a_server_stay_when_their_going_is_not_agreed_to(
    tmp_path: Path, new: Path, server: Server
) -> None:
    old = rows_of(made(tmp_path / "elsewhere" / "rows", range(5)))

    def disagree(rows: Reading | None) -> None:
        assert rows is not None
        assert len(list(rows.records())) == 5
        raise ConflictError("no")

    with pytest.raises(ConflictError, match="no"):
        placing.exchange_rows(new, server, tmp_path / "b.somesec", disagree)
    assert rows_of(server) == old
    assert names(tmp_path) == ["elsewhere", "new"]


def test_what_is_in_the_way_is_named(place: Path) -> None:
    with pytest.raises(InputError, match=place.name):
        placing.require_free(place)


@pytest.mark.parametrize("right", [os.R_OK, os.W_OK])
def test_nothing_is_exchanged_without_the_right_to_read_and_to_write(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: int
) -> None:
    monkeypatch.setattr("os.access", lambda _path, mode: not mode & right)
    with pytest.raises(InputError, match="nothing was changed"):
        placing.exchange(tmp_path / "new", place, agreed)


def test_a_place_that_cannot_be_looked_at_is_named(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exists(self: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "exists", exists)
        with pytest.raises(SomesecError, match=place.name):
            placing.exchange(tmp_path / "new", place, agreed)


# Retiring


def test_a_retired_file_gets_a_name_that_says_so(place: Path) -> None:
    rows = rows_of(place)
    retired = placing.retire(place, agreed)
    assert names(place.parent) == [retired.name]
    assert retired.name.startswith("testilä.moved-2")
    assert rows_of(retired) == rows


def test_nobody_begins_to_write_to_a_file_that_is_retired(place: Path) -> None:
    begun = []

    def write(rows: Reading) -> None:
        assert rows.head() is not None
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


def test_a_temporary_name_is_one_that_is_known_when_it_is_left_behind(tmp_path: Path) -> None:
    with placing.unfinished(tmp_path / "x.somesec") as left:
        left.touch()
        os.utime(left, (0, 0))
        with placing.unfinished(tmp_path / "x.somesec") as other:
            assert other.name != left.name
            assert names(tmp_path) == []
    assert left.name.startswith(".x.somesec.")


def test_what_may_still_be_made_is_left_alone_for_a_day(tmp_path: Path) -> None:
    ages = {".a.00000001.unfinished": 86_399, ".a.00000002.unfinished": 86_401}
    exactly = ".a.00000003.unfinished"
    with clock.frozen(MOMENT):
        for name, age in {**ages, exactly: 86_400}.items():
            (tmp_path / name).touch()
            os.utime(tmp_path / name, (MOMENT.timestamp() - age,) * 2)
        with placing.unfinished(tmp_path / "x.somesec"):
            assert names(tmp_path) == [".a.00000001.unfinished", exactly]


def test_what_cannot_be_cleared_away_is_in_nobody_s_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_names: object, **_more: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    left = tmp_path / ".a.00000001.unfinished"
    left.touch()
    os.utime(left, (0, 0))
    monkeypatch.setattr(os, "unlink", fail)
    monkeypatch.setattr(Path, "unlink", fail)
    with placing.unfinished(tmp_path / "x.somesec") as temporary:
        temporary.touch()
    assert len(names(tmp_path)) == 2


@on_posix
def test_a_free_name_says_the_moment_as_clocks_here_show_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "EET-2")
    time.tzset()
    try:
        with clock.frozen(MOMENT):
            free = placing.free_name(tmp_path / "a.somesec.b.somesec", "replaced")
            assert free == tmp_path / "a.somesec.b.replaced-20261122-143005.somesec"
            free.touch()
            second = placing.free_name(tmp_path / "a.somesec.b", "replaced")
            assert second.name == "a.somesec.b.replaced-20261122-143005-2.somesec"
            second.with_name(second.name + "-wal").touch()
            third = placing.free_name(tmp_path / "a.somesec.b", "replaced")
            assert third.name == "a.somesec.b.replaced-20261122-143005-3.somesec"
    finally:
        monkeypatch.undo()
        time.tzset()
