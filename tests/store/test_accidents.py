"""Killed writers, crowds, full disks and places where nothing can be written."""

import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event

from somesec.errors import InputError, SomesecError
from somesec.store.place import Server
from somesec.store.store import Store
from tests.store import examples
from tests.store.elsewhere import (
    PROCESSES,
    RECORDS,
    append,
    as_nobody,
    in_another_process,
    read_records,
    revise_forever,
    with_files_no_larger_than,
    write_records,
)
from tests.store.examples import engine_of, record

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and rights as in POSIX")


@pytest.fixture
def path() -> Iterator[Path]:
    """A register in a folder that other users can reach too."""
    with tempfile.TemporaryDirectory(prefix="somesec-test-") as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "testilä.somesec"
        with Store.create(path) as store:
            examples.found(store)
            with store.write() as writing:
                writing.put_records((record(number), None) for number in RECORDS)
        yield path


def test_of_a_crowd_that_appends_exactly_one_wins_each_place(
    store: Store, place: Path | Server
) -> None:
    with ProcessPoolExecutor(6, mp_context=PROCESSES) as pool:
        names = [f"writer {number}" for number in range(6)]
        won = dict(zip(names, pool.map(append, [place] * 6, names, [8] * 6), strict=True))
    with Store.open(place) as store, store.read() as reading:
        entries = list(reading.trail(after=1))
        assert reading.integrity_problems() == []
    assert [entry.sequence for entry in entries] == list(range(2, 2 + 48))
    for name, sequences in won.items():
        assert [e.sequence for e in entries if e.signature == name.encode()] == sequences


@on_posix
def test_a_writer_killed_at_any_moment_loses_nothing_that_it_said_was_kept(
    store: Store, place: Path | Server
) -> None:
    with store.write() as writing:
        writing.put_records((record(number), None) for number in RECORDS)
    chance = random.Random(5)  # noqa: S311 - moments, not secrets
    for _ in range(20):
        hear, tell = PROCESSES.Pipe(duplex=False)
        writer = PROCESSES.Process(target=revise_forever, args=(place, tell))
        writer.start()
        tell.close()
        kept = hear.recv()
        time.sleep(chance.uniform(0, 0.03))
        writer.kill()
        writer.join()
        while hear.poll():
            try:
                kept = hear.recv()
            except EOFError:
                break
        hear.close()
        with Store.open(place) as store, store.read() as reading:
            head = reading.head()
            assert head is not None
            assert head.sequence >= kept
            assert {row.revision for row in reading.records()} == {head.sequence}
            sequences = [entry.sequence for entry in reading.trail()]
            assert sequences == list(range(1, head.sequence + 1))
            assert reading.integrity_problems() == []


def test_a_full_disk_leaves_the_register_as_it_was(path: Path) -> None:
    before = path.read_bytes()
    with Store.open(path) as store:

        @event.listens_for(engine_of(store), "connect")
        def fill(connection: sqlite3.Connection, _record: object) -> None:
            connection.execute("PRAGMA max_page_count = 30")

        with pytest.raises(SomesecError, match="no room"), store.write() as writing:
            writing.put_records((record(number), None) for number in range(1000, 9000))
        assert store.integrity_problems() == []
    assert path.read_bytes() == before


@on_posix
def test_a_disk_that_fails_in_the_middle_leaves_the_register_as_it_was(path: Path) -> None:
    size = path.stat().st_size
    # Room for the journal of a small change, none for the file to grow.
    for room in (size + 8192, size, size // 2, 600, 0):
        with pytest.raises(SomesecError, match="nothing was changed"):
            in_another_process(with_files_no_larger_than, room, write_records, path, 500)
        assert read_records(path) == len(RECORDS)
    with Store.open(path) as store:
        assert store.integrity_problems() == []


@on_posix
def test_a_read_only_register_can_be_read_and_says_why_it_cannot_be_written(path: Path) -> None:
    path.chmod(0o444)
    path.parent.chmod(0o555)
    assert in_another_process(as_nobody, read_records, path) == len(RECORDS)
    with pytest.raises(SomesecError, match="read-only"):
        in_another_process(as_nobody, write_records, path, 1)


@on_posix
def test_a_read_only_folder_can_be_read_and_says_why_it_cannot_be_written(path: Path) -> None:
    path.chmod(0o666)
    path.parent.chmod(0o555)
    assert in_another_process(as_nobody, read_records, path) == len(RECORDS)
    with pytest.raises(SomesecError, match="read-only"):
        in_another_process(as_nobody, write_records, path, 1)


@on_posix
def test_a_register_of_somebody_else_s_cannot_be_opened(path: Path) -> None:
    path.chmod(0o000)
    with pytest.raises(InputError, match="right to read"):
        in_another_process(as_nobody, read_records, path)


@on_posix
def test_an_unfinished_write_in_a_read_only_place_is_told_as_one(path: Path) -> None:
    copy = path.with_name("copy.somesec")
    with Store.open(path) as store, store.write() as writing:
        writing.put_records((record(n, sealed=bytes(5000)), None) for n in range(1000, 4000))
        # The cache has spilled into the file by now: this is what a power cut leaves.
        copy.write_bytes(path.read_bytes())
        journal = path.with_name(path.name + "-journal").read_bytes()
    copy.with_name(copy.name + "-journal").write_bytes(journal)
    copy.chmod(0o444)
    copy.with_name(copy.name + "-journal").chmod(0o444)
    path.parent.chmod(0o555)
    with pytest.raises(SomesecError, match="in the middle of writing"):
        in_another_process(as_nobody, read_records, copy)
    path.parent.chmod(0o755)
    copy.chmod(0o600)
    copy.with_name(copy.name + "-journal").chmod(0o600)
    assert read_records(copy) == len(RECORDS)
