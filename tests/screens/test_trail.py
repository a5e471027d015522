"""The trail, and a register that is not as this computer remembers it."""

import csv
import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from textual.widgets import Input, Static

from screens.accounts import Accounts
from screens.put_back import PutBack
from screens.today import Today
from screens.trail import Trail, _line
from screens.unlock import Unlock
from screens.widgets.password import PasswordInput
from screens.widgets.rows import Row, Rows
from somesec import language
from somesec.register import Device, Register, accounts, history, secrets, units
from somesec.register.history import Event
from somesec.register.roles import COORDINATOR
from tests.conftest import PASSPHRASE, Town
from tests.register.newcomers import let_in
from tests.screens.conftest import Show, Stage

EINO = "sininen jarvi nukkuu"


def _rows(stage: Stage) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row.cells) for row in stage.one(Rows, "#list").rows]


async def test_the_newest_is_first_with_who_what_and_which_record(town: Town, show: Show) -> None:
    facebook = accounts.find(town.register, "facebook/testilankirjasto")
    secrets.show(town.register, facebook.id)
    async with show(town.register) as stage:
        await stage.press("7", "t")
        assert isinstance(stage.app.screen, Trail)
        assert _rows(stage)[0][1:4] == ("Aino Testi", "opened a secret", facebook.name)
        assert _rows(stage)[-1][1:3] == ("Aino Testi", "made the register")
        assert f"{len(_rows(stage))} of {len(_rows(stage))}" in stage.text


async def test_typing_filters_the_trail(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await stage.press("7", "t", "slash", *"added", "space", *"tiktok")
        assert [row[3] for row in _rows(stage)] == ["tiktok/testilannuoret"]
        await stage.press("escape")
        assert len(_rows(stage)) > 5
        await stage.press("escape")
        assert not isinstance(stage.app.screen, Trail)


@pytest.mark.parametrize(
    ("spoken", "shown"), [("en", "2026-11-22 14:05"), ("fi", "22.11.2026 14:05")]
)
def test_an_entry_is_told_in_the_reader_s_time_and_dates(
    town: Town, monkeypatch: pytest.MonkeyPatch, spoken: str, shown: str
) -> None:
    monkeypatch.setenv("TZ", "Europe/Helsinki")
    time.tzset()
    try:
        language.choose(spoken)
        at = datetime(2026, 11, 22, 12, 5, tzinfo=UTC)
        event = Event(1, at, uuid4(), "unit-added", "", None, 1)
        assert _line(town.register, event).row.cells[0].text == shown
    finally:
        monkeypatch.undo()
        time.tzset()


async def test_a_long_trail_is_shown_before_all_of_it_is_read(
    town: Town, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screens.trail._FIRST", 3)
    shown: list[int] = []
    show_rows = Rows.show

    def noted(self: Rows, rows: Sequence[Row], **more: Any) -> None:
        shown.append(len(rows))
        show_rows(self, rows, **more)

    monkeypatch.setattr(Rows, "show", noted)
    async with show(town.register) as stage:
        await stage.press("7")
        shown.clear()
        await stage.press("t")
        for _page in range(6):
            await stage.settled()
        entries = sum(1 for _event in history.events(town.register))
        assert shown[0] == 3
        assert shown[-1] == entries == len(_rows(stage))
        assert f"{entries} of {entries}" in stage.text


@pytest.mark.parametrize("ending", ["csv", "json"])
async def test_the_trail_is_written_to_a_file(
    town: Town, show: Show, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"trail.{ending}"
    async with show(town.register) as stage:
        await stage.press("7", "t", "f4")
        stage.one(Input, "#file").value = str(file)
        await stage.press("enter")
        text = file.read_text(encoding="utf-8-sig")
        assert json.loads(text) if ending == "json" else list(csv.reader(text.splitlines()))
        assert "trail-exported" in text
        assert "exported the trail" in stage.text


async def test_a_file_of_no_known_form_is_not_written(
    town: Town, show: Show, tmp_path: Path
) -> None:
    async with show(town.register) as stage:
        await stage.press("7", "t", "f4")
        stage.one(Input, "#file").value = str(tmp_path / "trail.txt")
        await stage.press("enter")
        assert "ends in .csv or .json" in stage.text
        assert not (tmp_path / "trail.txt").exists()


# Unlocking


async def test_where_several_unlock_it_here_who_is_asked_for(town: Town, show: Show) -> None:
    let_in(town.register, "Eino Koe", COORDINATOR, EINO)
    for name, passphrase in (("Aino Testi", PASSPHRASE), ("Eino Koe", EINO)):
        Register.open(town.place, passphrase, member=name, device=Device.at_home()).close()
    async with show(place=town.place) as stage:
        assert stage.one(Input, "#who").value == "Eino Koe"
        assert stage.one(Input, "#who").region
        stage.one(Input, "#who").value = "Aino Testi"
        await stage.write(PASSPHRASE)
        await stage.press("enter")
        assert stage.app.opened.member.name == "Aino Testi"


async def test_one_who_is_alone_here_is_not_asked_and_may_say_another_name(
    town: Town, show: Show
) -> None:
    let_in(town.register, "Eino Koe", COORDINATOR, EINO)
    Register.open(town.place, PASSPHRASE, device=Device.at_home()).close()
    async with show(place=town.place) as stage:
        assert not stage.one(Input, "#who").region
        await stage.press("f4")
        await stage.write("eino koe")
        await stage.press("enter")
        await stage.write(EINO)
        await stage.press("enter")
        assert stage.app.opened.member.name == "Eino Koe"


async def test_a_key_file_is_named_where_one_is_needed(
    town: Town, show: Show, tmp_path: Path
) -> None:
    key_file = tmp_path / "key"
    key_file.write_bytes(b"0123456789abcdef0123456789abcdef")
    town.register.change_passphrase(PASSPHRASE, PASSPHRASE, new_key_file=key_file)
    async with show(place=town.place) as stage:
        await stage.write(PASSPHRASE)
        await stage.press("enter")
        assert isinstance(stage.app.screen, Unlock)
        await stage.press("f7")
        await stage.write(str(key_file))
        await stage.press("enter")
        await stage.write(PASSPHRASE)
        await stage.press("enter")
        assert isinstance(stage.app.screen, Today)


# A register that was put back


@pytest.fixture
def put_back(town: Town) -> Path:
    """A register that this computer has seen in a newer state."""
    before = town.place.read_bytes()
    units.add(town.register, {"name": "Uimahalli"})
    Register.open(town.place, PASSPHRASE, device=Device.at_home()).close()
    town.register.close()
    town.place.write_bytes(before)
    return town.place


async def test_a_register_that_was_put_back_is_read_only_until_it_is_accepted(
    put_back: Path, show: Show
) -> None:
    async with show(place=put_back, size=(80, 30)) as stage:
        await stage.write(PASSPHRASE)
        await stage.press("enter")
        assert isinstance(stage.app.screen, PutBack)
        said = " ".join(stage.text.split())
        assert "was put back to an older state" in said
        assert "members who were removed may be back" in said
        await stage.press("f5")
        assert "Type your passphrase to accept it." in stage.text
        await stage.press("escape")
        assert isinstance(stage.app.screen, Today)
        assert "F8 says what that means" in " ".join(stage.text.split())
        await stage.press("f8")
        stage.one(PasswordInput).value = "wrong"
        await stage.press("f5")
        assert str(stage.one(Static, "#error").render())
        assert stage.app.opened.problems
        stage.one(PasswordInput).value = PASSPHRASE
        await stage.press("f5")
        assert isinstance(stage.app.screen, Today)
        assert stage.app.opened.problems == ()
        assert "F8" not in stage.text
        units.add(stage.app.opened, {"name": "Jäähalli"})


async def test_a_register_as_it_is_remembered_offers_no_accepting(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await stage.press("f8")
        assert isinstance(stage.app.screen, Accounts)
