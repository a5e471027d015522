"""What other processes do to a register in the tests."""

import multiprocessing
import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from typing import ParamSpec, TypeVar

from somesec.errors import ConflictError
from somesec.store.place import Server
from somesec.store.store import Store
from tests.store.examples import entry, record

P = ParamSpec("P")
R = TypeVar("R")

RECORDS = range(1, 31)

# Processes that are cheap to start and have none of this one's threads or open files.
if sys.platform == "win32":
    PROCESSES = multiprocessing.get_context("spawn")
else:
    PROCESSES = multiprocessing.get_context("forkserver")
    PROCESSES.set_forkserver_preload(["tests.store.elsewhere"])


def in_another_process(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What the work returns or raises over there."""
    with ProcessPoolExecutor(1, mp_context=PROCESSES) as pool:
        return pool.submit(work, *args, **kwargs).result()


def append(place: Path | Server, name: str, times: int) -> list[int]:
    """Appends entries signed with the name, each after the newest one it had seen before, until
    it has won so many times. Returns the sequences it won."""
    won: list[int] = []
    with Store.open(place, patience=60) as store:
        while len(won) < times:
            sequence = store.version()[0] + 1
            try:
                with store.write() as writing:
                    writing.append_trail(entry(sequence, name.encode()))
            except ConflictError:
                continue
            won.append(sequence)
    return won


def revise_forever(place: Path | Server, told: Connection) -> None:
    """Raises every record's revision with each entry, and tells what is surely kept."""
    with Store.open(place, patience=60) as store:
        sequence = store.version()[0]
        while True:
            sequence += 1
            with store.write() as writing:
                writing.append_trail(entry(sequence))
                writing.put_records(
                    (record(number, revision=sequence, sealed=os.urandom(2000)), sequence - 1)
                    for number in RECORDS
                )
            told.send(sequence)


def as_nobody(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Does the work without the rights of root, for whom nothing is read-only."""
    if sys.platform != "win32" and os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    return work(*args, **kwargs)


def with_files_no_larger_than(
    size: int, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs
) -> R:
    """Does the work on a disk where no file can grow beyond the size."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return work(*args, **kwargs)


def read_records(path: Path) -> int:
    """How many records there are."""
    with Store.open(path) as store, store.read() as reading:
        return sum(1 for _ in reading.records())


def write_records(path: Path, how_many: int) -> None:
    """Adds records that fill the file."""
    with Store.open(path) as store, store.write() as writing:
        writing.put_records(
            (record(10_000 + number, sealed=os.urandom(1000)), None) for number in range(how_many)
        )
