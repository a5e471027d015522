"""Keeping the register in the screens: copies, checks, its place, the passphrase, the recovery kit,
and the ways back in."""

from pathlib import Path

import pytest
from textual.widgets import Checkbox, Input

from screens.backing_up import BackingUp
from screens.checking import Checking
from screens.confirm import Confirm
from screens.keeping import Keeping
from screens.kit import Kit
from screens.kit_renewal import KitRenewal
from screens.kit_use import KitUse
from screens.members import Members
from screens.members_due import Due
from screens.moving import Moved, Moving
from screens.new_lock import NewLock
from screens.restoring import LockToRestore, Restoring
from screens.unlock import Unlock
from screens.ways_back import WaysBack
from screens.widgets.rows import Rows
from somesec.errors import LockedError
from somesec.register import Register, backups, history, people, recovery, units
from somesec.register.roles import AUDITOR
from tests.conftest import PASSPHRASE, Town
from tests.register.newcomers import let_in
from tests.register.stored import rows_of, set_row
from tests.screens.conftest import Show, Stage

NEW = "uusi alku talvella"
SIIRI = "vihrea lintu laulaa"


async def _at(stage: Stage, act: str) -> None:
    """Goes to the acts of keeping, and opens one of them."""
    await stage.press("7", "s")
    assert isinstance(stage.app.screen, Keeping)
    stage.one(Rows, "#acts").go_to(act)
    await stage.press("enter")


def _states(stage: Stage) -> dict[str, str]:
    return {row.key: row.cells[1].text for row in stage.one(Rows, "#acts").rows}


def _files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


# What is seen


async def test_every_act_says_how_it_stands(town: Town, show: Show, tmp_path: Path) -> None:
    async with show(town.register) as stage:
        await stage.press("7", "s")
        states = _states(stage)
        assert states["backup"] == "▲ no backup on record"
        assert states["rehearse"] == "▲ never tried"
        assert states["renew"] == "the one in use opens everything"
        assert states["passphrase"] == "on any computer"
        assert " ".join(town.register.fingerprint) in stage.text
        backups.back_up(town.register, tmp_path / "copy.somesec")
        await stage.press("escape", "s")
        assert _states(stage)["backup"].endswith("copy.somesec")


async def test_who_is_no_coordinator_is_told_so_before_anything(town: Town, show: Show) -> None:
    let_in(town.register, "Siiri Malli", AUDITOR, SIIRI)
    async with show(Register.open(town.place, SIIRI)) as stage:
        for act in ("restore", "move", "renew"):
            await _at(stage, act)
            assert isinstance(stage.app.screen, Keeping), act
            assert "coordinator" in stage.text
            await stage.press("escape")


# Copies and checks


async def test_a_backup_is_made_and_is_whole(town: Town, show: Show, tmp_path: Path) -> None:
    file = tmp_path / "copy.somesec"
    async with show(town.register) as stage:
        await _at(stage, "backup")
        assert isinstance(stage.app.screen, BackingUp)
        stage.fill("file", str(file))
        await stage.press("f5")
        assert "✓ Copied and checked" in stage.text
    with Register.open(file, PASSPHRASE) as copy:
        assert copy.problems == ()


async def test_the_name_of_a_file_to_be_is_checked_while_it_is_typed(
    town: Town, show: Show, tmp_path: Path
) -> None:
    async with show(town.register, size=(160, 45)) as stage:
        await _at(stage, "backup")
        for file, said in (
            (town.place, "exists already"),
            (tmp_path / "none" / "copy.somesec", "There is no folder"),
        ):
            stage.fill("file", str(file))
            await stage.settled()
            assert said in " ".join(stage.text.split())
        stage.fill("file", str(tmp_path))
        await stage.settled()
        assert "▲" not in stage.text.split("Copy it to")[1].split("\n")[1]
        # What was typed is still there after it failed.
        stage.fill("file", str(town.place))
        await stage.press("f5")
        assert stage.one(Input, "#file Input").value == str(town.place)


async def test_typed_text_is_not_lost_without_asking(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await _at(stage, "backup")
        stage.fill("file", "copy")
        await stage.press("escape")
        assert isinstance(stage.app.screen, Confirm)
        await stage.press("escape")
        assert isinstance(stage.app.screen, BackingUp)
        await stage.press("ctrl+q")
        assert isinstance(stage.app.screen, Confirm)
        await stage.press("escape")
        stage.fill("file", "")
        await stage.press("escape")
        assert isinstance(stage.app.screen, Keeping)


async def test_a_check_says_that_it_is_whole_or_what_is_not(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await _at(stage, "verify")
        assert isinstance(stage.app.screen, Checking)
        assert "✓ Everything is as it was written." in stage.text
        for number in (len(rows_of(town.place, "record")), 1):
            set_row(town.place, "record", number, {"sealed": bytes(64)})
            await stage.press("f5")
            assert "It does not verify. Restore a backup." in stage.text
            assert "✓" not in stage.text


# Another place, another passphrase


async def test_the_register_is_moved_and_goes_on_at_its_new_place(
    town: Town, show: Show, tmp_path: Path
) -> None:
    there = tmp_path / "there.somesec"
    async with show(town.register, size=(160, 45)) as stage:
        await _at(stage, "move")
        assert isinstance(stage.app.screen, Moving)
        stage.fill("to", str(there))
        await stage.press("f5")
        assert isinstance(stage.app.screen, Confirm)
        await stage.press("tab", "enter")
        assert isinstance(stage.app.screen, Moved)
        assert str(there) in stage.text
        assert stage.app.opened.place == stage.app.place == there
        people.add(stage.app.opened, {"name": "Uusi Henkilö"})
    assert not town.place.exists()


async def test_the_passphrase_is_changed_with_a_key_file(
    town: Town, show: Show, tmp_path: Path
) -> None:
    key = tmp_path / "key"
    async with show(town.register) as stage:
        await _at(stage, "passphrase")
        assert isinstance(stage.app.screen, NewLock)
        stage.fill("key-file", str(key))
        await stage.settled()
        assert "There is no such file." in stage.text
        key.write_bytes(b"k" * 64)
        for field, value in (("now", "wrong"), ("passphrase", NEW), ("again", NEW)):
            stage.fill(field, value)
        await stage.press("f5")
        assert isinstance(stage.app.screen, NewLock)
        assert stage.one(Input, "#again Input").value == NEW
        stage.fill("now", PASSPHRASE)
        await stage.press("f5")
        assert isinstance(stage.app.screen, Keeping)
        assert _states(stage)["passphrase"] == "with a key file, on any computer"
        # What is needed now is needed for the next change, too.
        await stage.press("enter")
        assert stage.one(Input, "#key-file Input").value == str(key)
    with pytest.raises(LockedError):
        Register.open(town.place, NEW)
    Register.open(town.place, NEW, key_file=key).close()


# The recovery kit


async def test_a_new_kit_is_made_shown_and_confirmed(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await _at(stage, "renew")
        assert isinstance(stage.app.screen, KitRenewal)
        stage.one(Checkbox, "#exposed").value = True
        await stage.press("f5", "tab", "enter")
        page = stage.app.screen
        assert isinstance(page, Kit)
        key = page._kit.key_text
        await stage.press("escape")
        assert isinstance(stage.app.screen, Kit)
        stage.one(Checkbox, "#written").value = True
        await stage.press("escape")
        assert isinstance(stage.app.screen, Due)
        await stage.press("escape")
        assert isinstance(stage.app.screen, Keeping)
    with recovery.open_with_kit(town.place, key) as register:
        assert recovery.shut_to_kit(register) == []


async def test_a_kit_that_was_on_the_screen_when_it_locked_is_not_lost_without_a_word(
    town: Town, show: Show
) -> None:
    async with show(town.register, size=(100, 40)) as stage:
        await _at(stage, "renew")
        await stage.press("f5", "tab", "enter")
        assert isinstance(stage.app.screen, Kit)
        await stage.press("ctrl+q")
        assert isinstance(stage.app.screen, Confirm)
        await stage.press("escape")
        stage.app.action_lock()
        await stage.settled()
        assert isinstance(stage.app.screen, Unlock)
        assert "make a new one" in " ".join(stage.text.split())
        stage.one(Input, "#passphrase").value = PASSPHRASE
        await stage.press("enter")
        said = [toast.message for toast in stage.app._notifications]
        assert any("make a new one" in message for message in said)
        await stage.press("ctrl+l")
        assert "make a new one" not in " ".join(stage.text.split())


async def test_the_kit_makes_a_coordinator_once_its_last_word_is_typed(
    town: Town, show: Show
) -> None:
    kit, _due = recovery.renew(town.register)
    words = town.register.fingerprint
    town.register.close()
    async with show(place=town.place, size=(100, 40)) as stage:
        await stage.press("f9")
        assert isinstance(stage.app.screen, WaysBack)
        await stage.press("enter")
        assert isinstance(stage.app.screen, KitUse)
        stage.fill("key", kit.key_text.replace(" ", ""))
        await stage.press("f5")
        assert words[0] in stage.text
        assert words[-1] not in stage.text
        for field, value in (("member", "Bo Uusi"), ("passphrase", NEW), ("again", NEW)):
            stage.fill(field, value)
        stage.fill("last", "another")
        await stage.press("f5")
        assert "That is another word" in stage.text
        stage.fill("last", words[-1])
        stage.one(Checkbox, "#renews").value = True
        await stage.press("f5")
        assert isinstance(stage.app.screen, Kit)
        assert stage.app.opened.member.name == "Bo Uusi"
    with Register.open(town.place, NEW) as register:
        assert {e.act for e in history.events(register)} >= {"recovery-renewed", "recovery-used"}


async def test_a_register_opened_with_the_kit_is_closed_when_nobody_is_there(
    town: Town, show: Show
) -> None:
    kit, _due = recovery.renew(town.register)
    town.register.close()
    async with show(place=town.place) as stage:
        await stage.press("f9", "enter")
        stage.fill("key", kit.key_text)
        await stage.press("f5")
        page = stage.app.screen
        assert isinstance(page, KitUse)
        opened = page._opened
        assert opened is not None
        stage.app.absence.idle_seconds = 0
        await stage.press("a")
        assert not isinstance(stage.app.screen, KitUse)
        with pytest.raises(LockedError, match="locked"):
            opened.members()


# Restoring


async def test_a_backup_is_restored_after_what_it_undoes_was_said(
    town: Town, show: Show, tmp_path: Path
) -> None:
    file = tmp_path / "copy.somesec"
    backups.back_up(town.register, file)
    units.add(town.register, {"name": "Uimahalli"})
    async with show(town.register, size=(160, 45)) as stage:
        await _at(stage, "restore")
        assert isinstance(stage.app.screen, LockToRestore)
        await stage.press("f5")
        assert isinstance(stage.app.screen, Restoring)
        assert stage.app.register is None
        stage.fill("file", str(tmp_path / "none"))
        await stage.settled()
        assert "There is no backup" in stage.text
        stage.fill("file", str(file))
        stage.fill("passphrase", "wrong")
        await stage.press("f5")
        assert stage.one(Input, "#file Input").value == str(file)
        stage.fill("passphrase", PASSPHRASE)
        await stage.press("f5")
        assert "1 change of the present register would be undone." in stage.text
        await stage.press("f5", "tab", "enter")
        assert "✓ Restored" in stage.text
        assert "What it replaced is kept" in stage.text
        await stage.press("f5")
    with Register.open(town.place, PASSPHRASE) as register:
        assert [u.name for u in register.records.units.values() if u.name == "Uimahalli"] == []


async def test_leaving_a_backup_that_was_looked_at_leaves_nothing_behind(
    town: Town, show: Show, tmp_path: Path
) -> None:
    file = tmp_path / "copy.somesec"
    backups.back_up(town.register, file)
    town.register.close()
    before = _files(tmp_path)
    async with show(place=town.place) as stage:
        await stage.press("f9", "down", "enter")
        stage.fill("file", str(file))
        stage.fill("passphrase", PASSPHRASE)
        await stage.press("f5")
        assert "Nothing newer would be undone." in stage.text
        await stage.press("escape")
        assert isinstance(stage.app.screen, WaysBack)
    assert _files(tmp_path) == before


async def test_members_lead_there(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await stage.press("7")
        assert isinstance(stage.app.screen, Members)
        assert "Keeping" in stage.text
