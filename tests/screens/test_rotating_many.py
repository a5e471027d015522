"""Twenty passwords changed one after the other, with a crash in the middle of it."""

import csv
import os
import signal
import sys
from pathlib import Path

import pytest

from screens.preferences import Preferences, store
from screens.rotation import Rotation
from screens.today import Today
from screens.unfinished import Unfinished
from somesec.model import Account
from somesec.register import Register, imports, rotation
from tests.conftest import PASSPHRASE, Town
from tests.screens.conftest import SIZES, Show, Stage
from tests.terminal import Terminal

_COUNT = 20
_F5, _RIGHT, _ALL = "\x1b[15~", "\x1b[C", "\x01"


def _with_twenty(town: Town, folder: Path) -> None:
    file = folder / "twenty.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(("unit", "platform", "handle", "password"))
        for number in range(_COUNT):
            writer.writerow(("Kirjasto", "facebook", f"sivu{number:02}", _old(f"sivu{number:02}")))
    imports.carry_out(town.register, imports.plan(town.register, file, kind="accounts"))


def _old(handle: str) -> str:
    return f"vanha-{handle}-Kivi-luoto"


def _twenty(register: Register) -> list[Account]:
    return [a for a in register.records.accounts.values() if a.handle.startswith("sivu")]


@pytest.mark.parametrize("size", SIZES)
async def test_twenty_rotations_outlive_a_crash_and_both_passwords_of_each_can_be_read(
    town: Town, show: Show, tmp_path: Path, home: Path, size: tuple[int, int]
) -> None:
    _with_twenty(town, tmp_path)
    town.register.close()
    _rotate_some_and_crash(town.place, tmp_path)
    with Register.open(town.place, PASSPHRASE) as register:
        begun = rotation.unfinished(register)
        assert len(begun) == 3
        assert len(rotation.due(register)) == _COUNT - 1
    async with show(place=town.place, size=size) as stage:
        await stage.write(PASSPHRASE)
        await stage.press("enter")
        assert isinstance(stage.app.screen, Today)
        await stage.press("u")
        assert isinstance(stage.app.screen, Unfinished)
        assert "3 rotations were begun." in stage.text
        assert f"{_COUNT - 4} accounts are to get a new password." in stage.text
        await stage.press("f5")
        for _account in range(3):
            await _both_can_be_read(stage)
            await _taken_into_use(stage)
        for left in range(_COUNT - 4, 0, -1):
            assert isinstance(stage.app.screen, Rotation)
            assert left == 1 or f"{left} left" in stage.text
            await stage.press("f5")
            await _taken_into_use(stage)
        assert isinstance(stage.app.screen, Unfinished)
        assert "✓ Nothing is unfinished." in stage.text
        register = stage.app.opened
        for account in _twenty(register):
            secret = register.secret(account.id)
            assert [one.password for one in secret.previous] == [_old(account.handle)]
            assert not secret.pending
            assert account.rotation_due is None


async def _both_can_be_read(stage: Stage) -> None:
    page = stage.app.screen
    assert isinstance(page, Rotation)
    assert "This was begun earlier" in stage.text
    secret = stage.app.opened.secret(page._account_id)
    assert secret.pending != secret.password
    await stage.press("p")
    assert secret.password in stage.text
    await stage.press("v")
    assert secret.pending in stage.text


async def _taken_into_use(stage: Stage) -> None:
    """Changed at the service, tried, confirmed here, and on to the next."""
    await stage.press("f5", "f5", "f5")
    await stage.press("f5")


def _rotate_some_and_crash(place: Path, folder: Path) -> None:
    """Puts up all twenty, confirms one, begins three more, and is killed."""
    command = [sys.executable, "-m", "somesec", "--register", str(place)]
    store(Preferences(toured=True))
    with Terminal(command, folder, {**os.environ, "TEXTUAL_ANIMATIONS": "none"}) as terminal:
        terminal.until("Passphrase")
        terminal.type(f"{PASSPHRASE}\r")
        terminal.until("Today")
        terminal.type("2")
        terminal.until(f"{_COUNT + 4} of {_COUNT + 4}")
        terminal.type("/sivu\r")
        terminal.until(f"{_COUNT} of {_COUNT + 4}")
        terminal.type(_ALL)
        terminal.until(f"{_COUNT} marked")
        terminal.type("b")
        terminal.until("What to do")
        terminal.type(_F5)
        terminal.until("Do it")
        terminal.type(_RIGHT)
        terminal.until("Do it")
        terminal.type("\r")
        terminal.until(f"{_COUNT} accounts are to get a new password")
        terminal.type(_F5)
        for step in ("step 1 of 4", "step 2 of 4", "step 3 of 4", "step 4 of 4"):
            terminal.until(step)
            terminal.type(_F5)
        terminal.until("goes on to the next one")
        for begun in range(3):
            terminal.type("s" if begun else _F5)
            terminal.until("step 1 of 4")
            terminal.type(_F5)
            terminal.until("step 2 of 4")
        os.killpg(terminal.process.pid, signal.SIGKILL)
        terminal.wait()
