"""What is compared with what."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from unittest import mock
from uuid import UUID

from somesec.hygiene import worker
from somesec.hygiene.breach import corpus as breach_corpus
from somesec.hygiene.context import PasswordContext
from somesec.model import decode_card
from somesec.register import Register, auditing, imports, means, rotation, units
from somesec.register.contents import Contents, Snapshot
from somesec.register.keys import CARD
from somesec.store.store import Store
from somesec.vault.passphrase import Unlocked, unlock
from somesec.vault.sealed import unseal
from tests.bench import PASSPHRASE, TODAY, made_up
from tests.bench.ratio import Ratio, Skipped, compare, timed

Comparisons = Iterator[Ratio | Skipped]

# What the program that pip installs does.
_AS_INSTALLED = "import sys; from somesec.__main__ import main; sys.exit(main())"


@dataclass(frozen=True)
class Sizes:
    """How much is compared. `accounts` and `corpus_lines` hold a small size and a large one."""

    starts: int = 15
    accounts: tuple[int, int] = (1_000, 10_000)
    openings: tuple[int, int] = (9, 3)
    imported: int = 1_000
    imports: int = 2
    checked: int = 200
    corpus_lines: tuple[int, int] = (1_000_000, 5_000_000)
    checks: int = 15
    whole_checks: int = 3
    rotations: int = 20


def starting(sizes: Sizes) -> Comparisons:
    """The command line against an interpreter that does nothing."""
    bare = timed(_process(sys.executable, "-c", "pass"))
    for option in ("--version", "--help"):
        yield compare(
            f"somesec {option}",
            timed(_process(sys.executable, "-c", _AS_INSTALLED, option)),
            "a bare interpreter",
            bare,
            rounds=sizes.starts,
        )


def opening_and_auditing(sizes: Sizes, folder: Path) -> Comparisons:
    """Opening against only decrypting and decoding the same cards; an audit against opening; and
    what is done with one account in a large register against a small one."""
    places = [folder / f"{count}.somesec" for count in sizes.accounts]
    for place, count, rounds in zip(places, sizes.accounts, sizes.openings, strict=True):
        made_up.town(place, count).close()
        opening = timed(partial(_open_and_close, place))
        with _without_derivation(place):
            yield compare(
                f"opening {count:,} accounts, key derivation left out",
                opening,
                "unsealing and decoding their cards in a bare loop",
                timed(_cards_only(place)),
                rounds=rounds,
            )
            with Register.open(place, PASSPHRASE) as register:
                yield compare(
                    f"audit of {count:,} accounts",
                    timed(partial(auditing.audit, register, today=TODAY)),
                    "opening them, key derivation left out",
                    opening,
                    rounds=rounds,
                )
    yield from _one_account(sizes, folder, places)


def _open_and_close(place: Path) -> None:
    Register.open(place, PASSPHRASE).close()


def _one_account(sizes: Sizes, folder: Path, places: Sequence[Path]) -> Comparisons:
    small, large = (Register.open(place, PASSPHRASE) for place in places)
    with small, large:
        yield compare(
            f"reading ten secrets among {sizes.accounts[1]:,} accounts",
            timed(_secret_readings(large)),
            f"the same among {sizes.accounts[0]:,}",
            timed(_secret_readings(small)),
            rounds=sizes.rotations,
        )
        in_small, in_large = _rotation_starts(small), _rotation_starts(large)
        yield compare(
            f"start of a rotation among {sizes.accounts[0]:,} accounts",
            timed(in_small),
            "a bare durable SQLite transaction",
            timed(_durable_write(folder / "bare.sqlite")),
            rounds=sizes.rotations,
        )
        yield compare(
            f"start of a rotation among {sizes.accounts[1]:,} accounts",
            timed(in_large),
            f"the same among {sizes.accounts[0]:,}",
            timed(in_small),
            rounds=sizes.rotations,
        )


def importing(sizes: Sizes, folder: Path) -> Comparisons:
    """An import of passwords against only measuring them, spread over all cores."""
    passwords = made_up.passwords(sizes.imported)
    file, empty = folder / "accounts.csv", folder / "empty.somesec"
    made_up.accounts_csv(file, passwords)
    with made_up.empty_register(empty) as register:
        units.add(register, {"name": "Kirjasto"})
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
            rounds=sizes.imports,
        )


def looking_up(sizes: Sizes, folder: Path) -> Comparisons:
    """A breach check against a large corpus and a small one, and against KeePassXC's."""
    place = folder / "checked.somesec"
    with made_up.town(place, sizes.checked) as register:
        passwords = [register.secret(id_).password for id_ in register.records.accounts]
    small, large = (folder / f"{lines}.txt" for lines in sizes.corpus_lines)
    for file, lines in zip((small, large), sizes.corpus_lines, strict=True):
        made_up.corpus(file, lines, passwords)
    found = sum(answer.seen == "yes" for answer in breach_corpus.check(passwords, large))
    if found != len(passwords[::2]):
        raise RuntimeError(f"{found} passwords found, {len(passwords[::2])} expected")
    yield compare(
        f"{sizes.checked} passwords in a corpus of {sizes.corpus_lines[1]:,} lines",
        timed(lambda: breach_corpus.check(passwords, large)),
        f"in one of {sizes.corpus_lines[0]:,} lines",
        timed(lambda: breach_corpus.check(passwords, small)),
        rounds=sizes.checks,
    )
    work = f"breach check of {sizes.checked} passwords, {sizes.corpus_lines[1]:,} lines, a process"
    if shutil.which("keepassxc-cli") is None:
        yield Skipped(work, "keepassxc-cli is not installed")
        return
    passphrase = folder / "passphrase.txt"
    passphrase.write_text(PASSPHRASE + "\n", encoding="utf-8")
    check = ("breach", "check", "--register", str(place), "--passphrase-file", str(passphrase))
    kdbx = _kdbx(folder / "checked.kdbx", passwords)
    yield compare(
        work,
        timed(_process(sys.executable, "-m", "somesec", *check, "--corpus", str(large))),
        "keepassxc-cli analyze, a process",
        timed(_process("keepassxc-cli", "analyze", "-q", "-H", str(large), str(kdbx), asked=True)),
        rounds=sizes.whole_checks,
    )


def _process(*words: str, asked: bool = False) -> Callable[[], None]:
    """Running a program to its end; `asked`: it asks for the passphrase."""

    def run() -> None:
        ended = subprocess.run(
            words,
            input=PASSPHRASE + "\n" if asked else "",
            text=True,
            capture_output=True,
            check=False,
        )
        if ended.returncode:
            raise RuntimeError(f"{words[:3]} ended with {ended.returncode}: {ended.stderr}")

    return run


@contextmanager
def _without_derivation(place: Path) -> Iterator[None]:
    """Opens registers with an identity that was unlocked before: the derivation of the key from the
    passphrase is slow on purpose, and is left out of what is compared."""
    unlocked = _unlocked(place)
    with mock.patch.object(means, "unlock", return_value=unlocked):
        yield


def _unlocked(place: Path) -> Unlocked:
    with Store.open(place) as store, store.read() as rows:
        snapshot = Snapshot.of(rows)
    member = next(row for row in snapshot.members if row.locked)
    return unlock(member.locked, PASSPHRASE, snapshot.register.id, member.id)


def _cards_only(place: Path) -> Callable[[], None]:
    """Unsealing and decoding every card, all else done before."""
    with Store.open(place) as store, store.read() as rows:
        snapshot = Snapshot.of(rows)
    me = next(row for row in snapshot.members if row.locked)
    contents = Contents(UUID(bytes=snapshot.register.id), UUID(bytes=me.id), *_unlocked(place))
    if problems := contents.load(snapshot):
        raise RuntimeError(problems[0])
    sealed = []
    for row in snapshot.records:
        key = contents.keys.get(UUID(bytes=row.scope), row.epoch, CARD)
        if row.part == CARD and key is not None:
            sealed.append((key.key, contents.context(row), row.sealed))

    def run() -> None:
        for key, context, content in sealed:
            decode_card(unseal(key, context, content))

    return run


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


@contextmanager
def _workers() -> Iterator[tuple[ProcessPoolExecutor, int]]:
    """A process a core that has measured before."""
    count = os.cpu_count() or 1
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


def _kdbx(file: Path, passwords: Sequence[str]) -> Path:
    from pykeepass import create_database

    made = create_database(str(file), password=PASSPHRASE)
    for number, password in enumerate(passwords):
        made.add_entry(made.root_group, f"testila{number}", "testila", password)
    made.save()
    return file
