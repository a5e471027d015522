"""Files that come in and go out: shown first, carried out once, passwords only on purpose."""

import json
from pathlib import Path

import pytest

from screens.exporting import Exporting
from screens.findings import Findings
from screens.importing import Importing
from screens.kit_use import KitUse
from screens.restoring import Restoring
from screens.widgets.field import Field
from screens.widgets.password import PasswordInput
from somesec.register import accounts, history
from tests.conftest import PASSWORD, Town
from tests.exchange.kdbx_files import PASSPHRASE as KDBX_PASSPHRASE
from tests.screens.conftest import Show

KDBX = Path(__file__).parent.parent / "exchange" / "samples" / "keepassxc.kdbx"


async def test_a_kdbx_comes_in_under_its_passphrase_and_leads_to_the_findings(
    town: Town, show: Show
) -> None:
    before = len(town.register.records.accounts)
    async with show(town.register, size=(100, 40)) as stage:
        await stage.press("2", "i")
        stage.fill("file", str(KDBX))
        stage.one(PasswordInput).value = "wrong"
        await stage.press("f5")
        assert stage.one(Field, "#passphrase").is_wrong
        stage.one(PasswordInput).value = KDBX_PASSPHRASE
        stage.fill("unit", "Kirjasto")
        await stage.settled()
        await stage.press("f5")
        assert "New   " in stage.text
        assert "Left out" in stage.text or "Notes" in stage.text
        assert len(town.register.records.accounts) == before
        await stage.press("f5")
        assert "It is in the register now." in stage.text
        assert "Delete " in stage.text
        await stage.press("f4")
        assert isinstance(stage.app.screen, Findings)
        assert len(town.register.records.accounts) > before


async def test_a_file_that_changes_nothing_says_so(town: Town, show: Show, tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text("unit,platform,handle\nKirjasto,facebook,testilankirjasto\n")
    async with show(town.register) as stage:
        await stage.press("2", "i")
        stage.fill("file", str(file))
        stage.fill("kind", "accounts")
        await stage.settled()
        await stage.press("f5")
        assert "Nothing of it would change the register." in stage.text
        await stage.press("escape")
        assert len(stage.app.screen_stack) == 1


async def test_a_file_name_is_completed(town: Town, show: Show, tmp_path: Path) -> None:
    (tmp_path / "accounts-of-2026.csv").write_text("unit\n")
    async with show(town.register) as stage:
        await stage.press("2", "i")
        stage.fill("file", f"{tmp_path}/")
        await stage.press("end")
        await stage.write("acc")
        await stage.press("right")
        assert stage.one(Field, "#file").value == str(tmp_path / "accounts-of-2026.csv")


@pytest.mark.parametrize("way", [("enter",), ("down", "enter")], ids=["kit", "backup"])
async def test_a_file_is_chosen_and_completed_where_something_is_lost(
    town: Town, show: Show, tmp_path: Path, way: tuple[str, ...]
) -> None:
    (tmp_path / "kit-of-2026.txt").write_text("")
    town.register.close()
    async with show(place=town.place) as stage:
        await stage.press("f9", *way)
        assert isinstance(stage.app.screen, KitUse | Restoring)
        field = stage.one(Field, "#file")
        field.enter()
        field.fill(f"{tmp_path}/")
        await stage.press("down", *"2026", "enter")
        assert field.value == str(tmp_path / "kit-of-2026.txt")
        field.fill(f"{tmp_path}/")
        await stage.press("end", *"kit", "right")
        assert field.value == str(tmp_path / "kit-of-2026.txt")


async def test_a_table_goes_out_without_passwords(town: Town, show: Show, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    async with show(town.register) as stage:
        stage.app.open(Exporting())
        await stage.settled()
        stage.fill("file", str(file))
        await stage.press("f5")
        assert len(stage.app.screen_stack) == 1
        assert "testilankirjasto" in file.read_text()
        assert PASSWORD not in file.read_text()
        assert file.stat().st_mode & 0o777 == 0o600


async def test_passwords_go_out_only_after_the_town_s_name_and_the_trail_keeps_it(
    town: Town, show: Show, tmp_path: Path
) -> None:
    file = tmp_path / "all.json"
    async with show(town.register) as stage:
        stage.app.open(Exporting())
        await stage.settled()
        stage.fill("file", str(file))
        stage.fill("form", "json")
        stage.fill("secrets", "yes")
        await stage.settled()
        assert "plain text" in stage.text
        await stage.press("f5")
        assert "That is another name" in stage.text
        assert not file.exists()
        stage.fill("name", "testilä")
        await stage.press("f5")
        assert len(stage.app.screen_stack) == 1
        assert PASSWORD in {row["password"] for row in json.loads(file.read_text())["accounts"]}
        newest = next(iter(history.events(town.register, newest_first=True)))
        assert newest.act == "exported-with-secrets"


async def test_the_same_key_pressed_twice_brings_a_file_in_once(
    town: Town, show: Show, tmp_path: Path
) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text("unit,platform,handle\nKirjasto,bluesky,testila.example\n")
    async with show(town.register) as stage:
        await stage.press("2", "i")
        page = stage.app.screen
        assert isinstance(page, Importing)
        stage.fill("file", str(file))
        stage.fill("kind", "accounts")
        await stage.settled()
        await stage.press("f5")
        await stage.press("f5", "f5", "f5")
        assert accounts.find(town.register, "bluesky").handle == "testila.example"
        assert len(town.register.records.accounts) == 5
