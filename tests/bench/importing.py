"""Measuring passwords: at an import, and beside other programs."""

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from zxcvbn import zxcvbn

from somesec.hygiene import worker
from somesec.hygiene.context import PasswordContext
from somesec.register import Register, imports, units
from tests.bench import PASSPHRASE, made_up
from tests.bench.results import Aim, Results, Skipped, compare, timed
from tests.bench.sizes import Sizes
from tests.bench.work import cores

_LONGEST = 72
"""More letters than this zxcvbn refuses, whoever asks."""


def importing(sizes: Sizes, folder: Path) -> Results:
    """An import of passwords against only measuring them, spread over all cores; and measuring
    them against plain zxcvbn loops."""
    passwords = made_up.passwords(sizes.imported)
    file, empty = folder / "accounts.csv", folder / "empty.somesec"
    made_up.accounts_csv(file, passwords)
    with made_up.empty_register(empty) as register:
        units.add(register, {"name": "Kirjasto"})
    aim = Aim(
        "import of 10,000 passwords within 1.3 times of measuring them",
        1.3,
        why="reading the table, starting the workers and sealing the records come on top",
    )
    with _workers() as (pool, count):
        jobs = [_job(number, password) for number, password in enumerate(passwords)]
        shares = [jobs[place::count] for place in range(count)]

        def only_measure() -> None:
            for done in pool.map(worker.work, shares):
                if isinstance(done, worker.Failure):
                    raise RuntimeError(done.error)

        yield compare(
            f"import of {sizes.imported:,} passwords, workers yet to start",
            partial(_import, empty, folder, file),
            f"measuring them alone on {count} cores, workers running",
            timed(only_measure),
            rounds=1,
            aim=aim if sizes.imported == 10_000 else None,
            warms=False,
        )
    with _workers(1) as (pool, _one):
        some = passwords[: sizes.measured]
        job = [_job(number, password) for number, password in enumerate(some)]
        yield compare(
            f"measuring {len(some):,} passwords on one core: strength, fingerprints, reasons",
            timed(lambda: pool.submit(worker.work, job).result()),
            "zxcvbn alone in a loop, English words only",
            timed(lambda: [zxcvbn(password[:_LONGEST]) for password in some]),
            rounds=1,
            warms=sizes.warms,
        )
        yield from _beside_pass_audit(some, lambda: pool.submit(worker.work, job).result())


def _beside_pass_audit(some: list[str], measure: Callable[[], object]) -> Results:
    work = f"measuring {len(some):,} passwords on one core"
    if importlib.util.find_spec("pass_audit") is None:
        how = "pass-audit is not installed; `.venv/bin/pip install pass-audit requests` adds it"
        yield Skipped(f"{work} beside pass-audit", how)
        return
    from pass_audit.audit import PassAudit

    data = {
        f"some/{'/'.join(made_up.platform_and_handle(number))}": {"password": password[:_LONGEST]}
        for number, password in enumerate(some)
    }
    peer = PassAudit(data, False)
    yield compare(
        work,
        timed(measure),
        "pass-audit: its zxcvbn and duplicates",
        timed(lambda: (peer.zxcvbn(), peer.duplicates())),
        rounds=1,
    )


@contextmanager
def _workers(count: int = 0) -> Iterator[tuple[ProcessPoolExecutor, int]]:
    """Processes that have measured before; one for each core where no count is given."""
    count = count or cores()
    pool = ProcessPoolExecutor(
        count,
        mp_context=get_context("spawn"),
        initializer=worker.start,
        initargs=(os.urandom(32), bytes(16), 60.0),
    )
    with pool:
        list(pool.map(worker.work, [[_job(0, "Testi-2026")]] * count * 4))
        yield pool, count


def _job(number: int, password: str) -> worker.Job:
    """What an import measures of the account of a number."""
    platform, handle = made_up.platform_and_handle(number)
    context = PasswordContext(
        organisation="Testilä",
        domains=("testila.fi",),
        units=("Kirjasto",),
        platform=platform,
        handle=handle,
    )
    return worker.Job(password=password, contexts=(context,))


def _import(empty: Path, folder: Path, file: Path) -> float:
    place = folder / "importing.somesec"
    shutil.copy(empty, place)
    with Register.open(place, PASSPHRASE) as register:
        return timed(lambda: _take_in(register, file))()


def _take_in(register: Register, file: Path) -> None:
    imports.carry_out(register, imports.plan(register, file, kind="accounts"))
