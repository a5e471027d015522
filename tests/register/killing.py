"""Ends a writer with SIGKILL at random moments of an import or a rotation, and looks whether the
register is whole: `python -m tests.register.killing --rounds 200`."""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from somesec.register import Register, accounts, imports, rotation, secrets, units, verifying
from somesec.vault import cost
from tests.register.quick import measure_quickly

PASSPHRASE = "korkea tammi juoksee hiljaa"
HANDLE = "facebook/testilankirjasto"
FIRST_PASSWORD = "the first one 1"
IMPORTED = 300
ROUNDS_A_REGISTER = 10
LONGEST_WAIT = 0.5  # seconds that the writer works at most before it is killed


@dataclass
class Figures:
    """What the rounds gave."""

    rounds: int = 0
    imports_whole: int = 0
    imports_not_begun: int = 0
    journals_left: int = 0
    started: int = 0
    confirmed: int = 0
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.rounds} kills: {self.imports_whole} imports whole,"
            f" {self.imports_not_begun} not there at all;"
            f" {self.started} pending and {self.confirmed} confirmed passwords acknowledged;"
            f" {self.journals_left} left a journal; {len(self.broken)} went wrong"
        )


def make(place: Path) -> None:
    """A register with one account that has a password."""
    register, _kit = Register.create(
        place,
        organisation="Testilä",
        domains=["testila.fi"],
        member="Aino Testi",
        passphrase=PASSPHRASE,
    )
    with register:
        units.add(register, {"name": "Kirjasto"})
        platform, handle = HANDLE.split("/")
        columns = {"unit": "Kirjasto", "platform": platform, "handle": handle}
        account = accounts.add(register, columns)
        secrets.set_field(register, account.id, "password", FIRST_PASSWORD)


def bring_in(place: Path, file: Path) -> None:
    """Imports the file, and says when it begins to write."""
    with Register.open(place, PASSPHRASE) as register:
        planned = imports.plan(register, file, kind="accounts")
        print("ready", flush=True)  # noqa: T201 - heard by whoever kills this
        imports.carry_out(register, planned)
        print("imported", flush=True)  # noqa: T201
        time.sleep(60)


def rotate(place: Path) -> None:
    """Rotates one password for ever, and says each pending one only once it is returned."""
    with Register.open(place, PASSPHRASE) as register:
        account = accounts.find(register, HANDLE)
        if register.secret(account.id).pending:
            rotation.confirm(register, account.id)
        print("ready", flush=True)  # noqa: T201
        while True:
            pending = rotation.start(register, account.id, length=24)
            print("started", pending, flush=True)  # noqa: T201
            rotation.confirm(register, account.id)
            print("confirmed", pending, flush=True)  # noqa: T201


def kill_during(work: str, *words: Path, seconds: float) -> list[str]:
    """Lets the work begin, kills it after a while, and returns the lines it said to their end."""
    command = [sys.executable, "-m", "tests.register.killing", "--work", work, *map(str, words)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(seconds)
        child.kill()
        return (first + child.stdout.read()).split("\n")[:-1]


def run(rounds: int, folder: Path, seed: int = 1) -> Figures:
    """Kills so many times, every other time an import."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    figures = Figures()
    with cost.using(cost.FLOOR):
        for number in range(rounds):
            place = folder / f"{number // ROUNDS_A_REGISTER}.somesec"
            if not place.exists():
                make(place)
            # Most moments early, where the writing is.
            seconds = LONGEST_WAIT * chance.random() ** 3
            if number % 2:
                _import_round(figures, place, folder / f"{number}.csv", seconds)
            else:
                _rotation_round(figures, place, seconds)
            figures.rounds += 1
            problems = verifying.verify(place, PASSPHRASE).problems
            figures.broken += [f"round {number}: {problem}" for problem in problems]
    return figures


def _import_round(figures: Figures, place: Path, file: Path, seconds: float) -> None:
    rows = (f"Kirjasto;x;{file.stem}-{n};the password {n}\n" for n in range(IMPORTED))
    file.write_text("unit;platform;handle;password\n" + "".join(rows), encoding="utf-8")
    said = kill_during("import", place, file, seconds=seconds)
    figures.journals_left += _journal(place)
    with Register.open(place, PASSPHRASE) as register:
        there = [a for a in accounts.listed(register) if a.handle.startswith(f"{file.stem}-")]
        passwords = [register.secret(account.id).password for account in there]
    if "imported" in said and len(there) != IMPORTED:
        figures.broken.append(f"{file.stem}: {len(there)} of {IMPORTED} acknowledged")
    if len(there) not in (0, IMPORTED) or not all(passwords):
        figures.broken.append(f"{file.stem}: {len(there)} of {IMPORTED} are there")
    figures.imports_whole += len(there) == IMPORTED
    figures.imports_not_begun += not there


def _rotation_round(figures: Figures, place: Path, seconds: float) -> None:
    said = [line.split(" ", 1) for line in kill_during("rotate", place, seconds=seconds)]
    figures.journals_left += _journal(place)
    started = [words[1] for words in said if words[0] == "started"]
    confirmed = [words[1] for words in said if words[0] == "confirmed"]
    with Register.open(place, PASSPHRASE) as register:
        secret = register.secret(accounts.find(register, HANDLE).id)
    kept = [*(old.password for old in secret.previous), secret.password, secret.pending]
    for password in [FIRST_PASSWORD, *started]:
        if password not in kept:
            figures.broken.append("an acknowledged password is lost")
    for password in confirmed:
        if password == secret.pending:
            figures.broken.append("a confirmed password is pending again")
    figures.started += len(started)
    figures.confirmed += len(confirmed)


def _journal(place: Path) -> int:
    return int(place.with_name(place.name + "-journal").exists())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", choices=("import", "rotate"), help=argparse.SUPPRESS)
    parser.add_argument("words", nargs="*", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    measure_quickly()
    with cost.using(cost.FLOOR):
        if options.work == "import":
            bring_in(*options.words)
        elif options.work == "rotate":
            rotate(*options.words)
        else:
            with tempfile.TemporaryDirectory() as folder:
                figures = run(options.rounds, Path(folder), options.seed)
            print(figures)  # noqa: T201 - what it is for
            raise SystemExit(1 if figures.broken else 0)


if __name__ == "__main__":
    main()
