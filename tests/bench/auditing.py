"""Opening and auditing, from a hundred accounts to a hundred thousand, and work on one of them."""

import os
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from somesec.register import Register, auditing, rotation
from tests.bench import PASSPHRASE, TODAY, made_up
from tests.bench.results import Aim, Figure, Growth, Ratio, Results, compare, timed
from tests.bench.sizes import Sizes
from tests.bench.work import (
    Whole,
    cards_only,
    keep_card_keys,
    open_and_close,
    unlocking,
    without_derivation,
)

_WITH_FINDINGS = (0, 1)
_MEGABYTE = 1_000_000

_WITHIN_THE_FLOOR = Aim(
    "audit of 10,000 accounts within 3 times opening and decoding",
    3.0,
    why="a third of the time goes to asking the rules of every account, a quarter to the floor and "
    "the memory that it fills, a quarter to the trail, the grants and holding every row against "
    "them, a tenth each to writing the report and to loading modules",
)
_EVEN = Aim(
    "audit of 100,000 accounts at the cost per account of 10,000, within 20 %",
    1.2,
    why="the same steps for each account, over ten times the memory, which no cache holds",
)
_MEMORY = Aim(
    "audit of 100,000 accounts under 600 MB",
    600.0,
    why="its cards as objects, their ids and what the trail says of their rows take five kilobytes "
    "an account, and while they are opened the sealed rows are held too, so that the database is "
    "free for others meanwhile",
)


def auditing_growing(sizes: Sizes, folder: Path) -> Results:
    """A whole process that audits, the derivation of keys left out, against only opening and
    decoding the same cards."""
    ratios: dict[int, Ratio] = {}
    memory: dict[int, float] = {}
    for count, rounds in zip(sizes.accounts, sizes.rounds, strict=True):
        place, keys = made_up.kept_town(folder, count), folder / "keys.json"
        keep_card_keys(place, keys)
        options = (*unlocking(folder, place), "--today", TODAY.isoformat(), "--format", "json")
        whole = Whole(folder, ("audit", *options), _WITH_FINDINGS)
        is_aimed_at = count == 10_000
        ratios[count] = compare(
            f"audit of {count:,} accounts, a process, key derivation left out",
            whole,
            "opening and decoding their cards",
            cards_only(place, keys),
            rounds=rounds,
            aim=_WITHIN_THE_FLOOR if is_aimed_at else None,
            warms=sizes.warms and rounds > 1,
        )
        memory[count] = whole.memory / _MEGABYTE
        yield ratios[count]
        yield Figure(
            f"most memory of an audit of {count:,} accounts",
            memory[count],
            "MB",
            _MEMORY if count == 100_000 else None,
        )
    taken = {count: median(ratio.times) for count, ratio in ratios.items()}
    *_smaller, before, most = sizes.accounts
    yield Figure(
        f"cost per account among {most:,} over the cost among {before:,}",
        (taken[most] / most) / (taken[before] / before),
        "times",
        _EVEN if most == 100_000 else None,
    )
    yield Growth(
        "audit",
        "Audit, a whole process without key derivation",
        "accounts",
        "seconds",
        {
            "somesec audit": tuple(taken.items()),
            "opening and decoding alone": tuple(
                (count, median(ratio.floor_times)) for count, ratio in ratios.items()
            ),
        },
    )
    yield Growth(
        "memory",
        "Most memory of an audit",
        "accounts",
        "megabytes",
        {"somesec audit": tuple(memory.items())},
    )


def opening(sizes: Sizes, folder: Path) -> Results:
    """Unlocking apart from key derivation, and what is done with one account in a large register
    against a small one."""
    places = [made_up.kept_town(folder, count) for count in sizes.compared]
    for place, count in zip(places, sizes.compared, strict=True):
        keys = folder / "keys.json"
        keep_card_keys(place, keys)
        with without_derivation(place):
            open_once = timed(partial(open_and_close, place))
            yield compare(
                f"unlocking {count:,} accounts, key derivation left out",
                open_once,
                "opening and decoding their cards",
                cards_only(place, keys),
                rounds=sizes.openings,
                warms=sizes.warms,
            )
            with Register.open(place, PASSPHRASE) as register:
                yield compare(
                    f"audit of {count:,} accounts that are open",
                    timed(partial(auditing.audit, register, today=TODAY)),
                    "opening and decoding their cards",
                    cards_only(place, keys),
                    rounds=sizes.openings,
                    warms=sizes.warms,
                )


def writing(sizes: Sizes, folder: Path) -> Results:
    """Reading and writing one account among few and among many."""
    few, many = sizes.compared
    places = [made_up.kept_town(folder, count) for count in sizes.compared]
    small, large = (Register.open(place, PASSPHRASE) for place in places)
    with small, large:
        yield compare(
            f"reading ten secrets among {many:,} accounts",
            timed(_secret_readings(large)),
            f"the same among {few:,}",
            timed(_secret_readings(small)),
            rounds=sizes.rotations,
            warms=sizes.warms,
        )
        in_small, in_large = _rotation_starts(small), _rotation_starts(large)
        yield compare(
            f"start of a rotation among {few:,} accounts",
            timed(in_small),
            "a bare durable SQLite transaction",
            timed(_durable_write(folder / "bare.sqlite")),
            rounds=sizes.rotations,
            warms=sizes.warms,
        )
        yield compare(
            f"start of a rotation among {many:,} accounts",
            timed(in_large),
            f"the same among {few:,}",
            timed(in_small),
            rounds=sizes.rotations,
            warms=sizes.warms,
        )


def _secret_readings(register: Register) -> Callable[[], None]:
    """Reads the secrets of ten accounts, right after an import of all of them."""
    some = list(register.records.accounts)[:10]

    def run() -> None:
        for account in some:
            register.secret(account)

    return run


def _rotation_starts(register: Register) -> Callable[[], None]:
    """Starts the rotation of the next account each time."""
    waiting = iter(list(register.records.accounts))

    def run() -> None:
        rotation.start(register, next(waiting))

    return run


def _durable_write(file: Path) -> Callable[[], None]:
    """One row on disk for good, with the settings that a register has."""
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE row (content BLOB)")
    connection.close()

    def run() -> None:
        connection = sqlite3.connect(file, isolation_level=None)
        for setting in ("journal_mode = DELETE", "synchronous = EXTRA", "secure_delete = ON"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute("INSERT INTO row VALUES (?)", (os.urandom(1024),))
        connection.close()

    return run
