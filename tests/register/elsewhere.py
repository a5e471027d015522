"""What other processes do to a register in the tests."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from somesec import clock
from somesec.cli import main
from somesec.errors import ConflictError
from somesec.register import Device, Register, accounts, backups, moving
from somesec.register.place import Place
from somesec.vault import cost
from tests.conftest import PASSPHRASE

R = TypeVar("R")


def share(
    place: Place,
    computer: Path,
    passphrase: str,
    name: str,
    unit: str,
    shared: str,
    how_many: int,
    today: date,
) -> list[str]:
    """Adds accounts to a unit one by one, each with a word to an account that all write, repeating
    what lost. Returns the handles that were acknowledged. On the day, as one of the members, on
    the computer of theirs that this folder is."""
    added: list[str] = []
    with (
        cost.using(cost.FLOOR),
        clock.frozen(today),
        Register.open(place, passphrase, device=Device(computer)) as register,
    ):
        id_ = accounts.find(register, shared).id
        for number in range(how_many):
            handle = f"{name}-{number}"
            values = {"unit": unit, "platform": "x", "handle": handle}
            _until_won(lambda values=values: accounts.add(register, values))  # type: ignore[misc]
            while not _note(register, id_, handle):
                register.refresh()
            added.append(handle)
    return added


def share_by_command(
    place: Place, home: Path, passphrase: Path, name: str, unit: str, how_many: int, today: date
) -> list[str]:
    """The same on the command line, without the word: the handles whose command said 0. Any other
    code than that of a lost turn ends it."""
    os.environ |= {
        "SOMESEC_REGISTER": str(place),
        "SOMESEC_PASSPHRASE_FILE": str(passphrase),
        "SOMESEC_KEYRING": "no",
        "XDG_DATA_HOME": str(home),
    }
    added = []
    with cost.using(cost.FLOOR), clock.frozen(today):
        for number in range(how_many):
            handle = f"{name}-{number}"
            words = ["account", "add", "--unit", unit, "--platform", "x", "--handle", handle]
            while (code := main(words)) == ConflictError.exit_code:
                continue
            if code != 0:
                raise RuntimeError(f"exit code {code}")
            added.append(handle)
    return added


def _note(register: Register, account: UUID, word: str) -> bool:
    """Adds a word to the notes of what was read; False when somebody was faster."""
    revision, notes = register.revision(account), register.records.accounts[account].notes
    try:
        accounts.edit(register, account, {"notes": f"{notes} {word}"}, expected=revision)
    except ConflictError:
        return False
    return True


def _until_won(act: Callable[[], R]) -> R:
    while True:
        try:
            return act()
        except ConflictError:
            continue


def back_up(place: Path, file: Path) -> None:
    with cost.using(cost.FLOOR), Register.open(place, PASSPHRASE) as register:
        backups.back_up(register, file)


def restore(file: Path, place: Path) -> None:
    with cost.using(cost.FLOOR), backups.restoring(file, place, PASSPHRASE) as restoration:
        restoration.carry_out()


def move(place: Path, to: Path) -> None:
    with cost.using(cost.FLOOR), Register.open(place, PASSPHRASE) as register:
        moving.move(register, to)
