"""Pieces of work that more than one comparison does."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock
from uuid import UUID

from somesec.register import Register, means
from somesec.register.contents import Contents, Snapshot
from somesec.register.place import Place
from somesec.store.store import Store
from somesec.vault.passphrase import Unlocked, unlock
from tests.bench import PASSPHRASE
from tests.bench.results import Work


def process(*words: str, asked: bool = False, codes: Sequence[int] = (0,)) -> Callable[[], str]:
    """Running a program to its end, for what it prints; `asked`: it asks for the passphrase."""

    def run() -> str:
        ended = subprocess.run(
            words,
            input=PASSPHRASE + "\n" if asked else "",
            text=True,
            capture_output=True,
            check=False,
        )
        if ended.returncode not in codes:
            raise RuntimeError(f"{words[:3]} ended with {ended.returncode}: {ended.stderr}")
        return ended.stdout

    return run


@dataclass
class Whole:
    """Runs our program in a process of its own, again and again. `times` leave out the derivation
    of keys from passphrases; `memory` is the most bytes that any of the processes held."""

    folder: Path
    arguments: Sequence[str]
    codes: Sequence[int] = (0,)
    memory: int = 0

    def __call__(self) -> float:
        report = self.folder / "report.json"
        command = (sys.executable, "-m", "tests.bench.child", str(report), *self.arguments)
        run = process(*command, codes=self.codes)
        begin = time.perf_counter()
        run()
        taken = time.perf_counter() - begin
        told = json.loads(report.read_text(encoding="ascii"))
        self.memory = max(self.memory, told["memory"])
        return float(taken - told["derivation"])


def unlocking(folder: Path, place: Path) -> tuple[str, ...]:
    """The options that open a register without a question."""
    file = folder / "passphrase.txt"
    file.write_text(PASSPHRASE + "\n", encoding="utf-8")
    return ("--register", str(place), "--passphrase-file", str(file))


@contextmanager
def without_derivation(*places: Place) -> Iterator[None]:
    """Opens registers with an identity that was unlocked before: the derivation of the key from the
    passphrase is slow on purpose, and is left out of what is compared."""
    known = dict(map(_unlocked, places))

    def unlocked(
        _locked: bytes, _passphrase: str, register: bytes, *_rest: object, **_more: object
    ) -> Unlocked:
        return known[register]

    with mock.patch.object(means, "unlock", unlocked):
        yield


def _unlocked(place: Place) -> tuple[bytes, Unlocked]:
    snapshot = _snapshot(place)
    member = next(row for row in snapshot.members if row.locked)
    register = snapshot.register.id
    return register, unlock(member.locked, PASSPHRASE, register, member.id)


def _snapshot(place: Place) -> Snapshot:
    with Store.open(place) as store, store.read() as rows:
        return Snapshot.of(rows)


def keep_card_keys(place: Path, file: Path) -> None:
    """Writes what `tests.bench.floor` opens the cards of a made-up register with."""
    snapshot = _snapshot(place)
    me = next(row for row in snapshot.members if row.locked)
    register, unlocked = _unlocked(place)
    contents = Contents(UUID(bytes=register), UUID(bytes=me.id), *unlocked)
    scopes = {UUID(bytes=row.scope) for row in snapshot.records}
    if problems := contents.load(snapshot):
        raise RuntimeError(problems[0])
    held = [key for scope in scopes for key in contents.keys.every(scope, "card")]
    keys = [(key.scope.bytes.hex(), key.epoch, key.key.hex()) for key in held]
    told = {"register": register.hex(), "keys": keys}
    file.write_text(json.dumps(told), encoding="ascii")


def cards_only(place: Path, keys: Path) -> Work:
    """Opening and decoding every card, all else done before, in a process that does no more."""
    run = process(sys.executable, "-m", "tests.bench.floor", str(place), str(keys))
    return lambda: float(run())


def open_and_close(place: Place) -> None:
    Register.open(place, PASSPHRASE).close()


def cores() -> int:
    return os.cpu_count() or 1
