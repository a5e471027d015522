"""What other processes do to a register in the tests."""

from pathlib import Path
from uuid import UUID

from somesec.errors import ConflictError
from somesec.register import Register, accounts, backups, moving
from somesec.vault import cost
from tests.conftest import PASSPHRASE


def add_accounts(place: Path, name: str, how_many: int) -> list[str]:
    """Adds accounts one by one and a word to an account that all write, repeating what lost.
    Returns the handles that were acknowledged."""
    added: list[str] = []
    with cost.using(cost.FLOOR), Register.open(place, PASSPHRASE) as register:
        shared = accounts.find(register, "tiktok/testilannuoret")
        for number in range(how_many):
            handle = f"{name}-{number}"
            accounts.add(register, {"unit": "Kirjasto", "platform": "x", "handle": handle})
            while not _note(register, shared.id, handle):
                register.refresh()
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


def back_up(place: Path, file: Path) -> None:
    with cost.using(cost.FLOOR), Register.open(place, PASSPHRASE) as register:
        backups.back_up(register, file)


def restore(file: Path, place: Path) -> None:
    with cost.using(cost.FLOOR), backups.restoring(file, place, PASSPHRASE) as restoration:
        restoration.carry_out()


def move(place: Path, to: Path) -> None:
    with cost.using(cost.FLOOR), Register.open(place, PASSPHRASE) as register:
        moving.move(register, to)
