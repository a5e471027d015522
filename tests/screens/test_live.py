"""What others write while the register is open, on a file and on a server."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import enumerate as threads

import msgspec
import pytest
from textual.widgets import Input

from screens.accounts import Accounts
from screens.form import Form
from screens.palette import Palette
from screens.unlock import Unlock
from screens.widgets.rows import Rows
from somesec.register import Register, accounts, members, people, units
from somesec.register.place import Place, Server
from somesec.register.roles import COORDINATOR
from tests.conftest import PASSPHRASE
from tests.register.newcomers import let_in
from tests.screens.conftest import Show, Stage

OTHER = "sininen jarvi nukkuu aamulla"
PATIENCE = 60  # seconds until a test gives up


@pytest.fixture(params=["file", "server"])
def place(request: pytest.FixtureRequest, town_made_once: Path, tmp_path: Path) -> Place:
    """A register with an account and a second coordinator."""
    if request.param == "file":
        copied = tmp_path / "testila.somesec"
        shutil.copy(town_made_once, copied)
        with Register.open(copied, PASSPHRASE) as register:
            let_in(register, "Eino Koe", COORDINATOR, OTHER)
        return copied
    place: Server = request.getfixturevalue("server")
    register, _kit = Register.create(
        place,
        organisation="Testilä",
        domains=["testila.fi"],
        member="Aino Testi",
        passphrase=PASSPHRASE,
    )
    with register:
        units.add(register, {"name": "Kirjasto", "mailboxes": "kirjasto@testila.fi"})
        people.add(register, {"name": "Aino Testi"})
        for platform in ("facebook", "instagram"):
            columns = {"unit": "Kirjasto", "platform": platform, "handle": "testilankirjasto"}
            accounts.add(register, columns)
        let_in(register, "Eino Koe", COORDINATOR, OTHER)
    return place


@pytest.fixture
def other(place: Place) -> Iterator[Register]:
    """The same register, as the other coordinator has it open."""
    with Register.open(place, OTHER) as register:
        yield register


async def _comes_true(stage: Stage, is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not is_so():
            await stage.pilot.pause(0.02)
    await stage.settled()


def _rename(register: Register, handle: str) -> None:
    account = accounts.find(register, "facebook/testilankirjasto")
    with register.change("account-edited", subject=account.id) as change:
        change.put(msgspec.structs.replace(account, handle=handle))


async def test_what_others_wrote_shows_up_and_the_cursor_stays(
    place: Place, other: Register, show: Show
) -> None:
    async with show(Register.open(place, PASSPHRASE)) as stage:
        insta = accounts.find(other, "instagram/testilankirjasto")
        stage.one(Rows, "#list").go_to(str(insta.id))
        _rename(other, "muuttunut")
        await _comes_true(stage, lambda: "muuttunut" in stage.text)
        assert stage.one(Rows, "#list").key == str(insta.id)


async def test_a_filter_marks_and_the_cursor_stay_and_so_does_what_lies_on_top(
    place: Place, other: Register, show: Show
) -> None:
    async with show(Register.open(place, PASSPHRASE)) as stage:
        await stage.press("slash", *"kirjasto", "enter", "space")
        assert "1 marked" in stage.text
        rows = stage.one(Rows, "#list")
        key = rows.key
        await stage.press("ctrl+p", *"fil")
        assert isinstance(stage.app.screen, Palette)
        # It stands above all others in the list.
        accounts.add(other, {"unit": "Kirjasto", "platform": "bluesky", "handle": "aakirjasto"})
        _rename(other, "kirjastouusi")

        def has_come() -> bool:
            names = {row.cells[2].text for row in rows.rows}
            return {"aakirjasto", "kirjastouusi"} <= names

        await _comes_true(stage, has_come)
        assert isinstance(stage.app.screen, Palette)
        assert stage.one(Input).value == "fil"
        await stage.press("escape")
        assert rows.key == key
        assert stage.app.screen.query_one("#filter", Input).value == "kirjasto"
        assert "1 marked" in stage.text


async def test_half_a_filter_and_the_place_in_it_stay_when_others_write(
    place: Place, other: Register, show: Show
) -> None:
    async with show(Register.open(place, PASSPHRASE)) as stage:
        await stage.press("slash", *"kirj", "left")
        _rename(other, "kirjastouusi")
        await _comes_true(stage, lambda: "kirjastouusi" in stage.text)
        box = stage.app.focused
        assert isinstance(box, Input)
        assert (box.value, box.cursor_position) == ("kirj", 3)


async def test_a_form_keeps_what_was_typed_when_others_write(
    place: Place, other: Register, show: Show
) -> None:
    register = Register.open(place, PASSPHRASE)
    async with show(register) as stage:
        await stage.press("e")
        stage.fill("display_name", "half typed")
        _rename(other, "muuttunut")

        def has_come() -> bool:
            accounts_now = register.records.accounts.values()
            return "muuttunut" in {account.handle for account in accounts_now}

        await _comes_true(stage, has_come)
        form = stage.app.screen
        assert isinstance(form, Form)
        assert form.typed()["display_name"] == "half typed"


async def test_who_is_removed_meanwhile_is_locked_out_and_told_so(
    place: Place, other: Register, show: Show
) -> None:
    async with show(Register.open(place, PASSPHRASE)) as stage:
        assert isinstance(stage.app.screen, Accounts)
        members.remove(other, members.find(other, "Aino Testi"), by_force=True)
        await _comes_true(stage, lambda: stage.app.register is None)
        assert isinstance(stage.app.screen, Unlock)
        assert "You are no member of this register any more" in " ".join(stage.text.split())


def _listening() -> bool:
    return any(thread.name == "listening" for thread in threads())


async def test_listening_ends_when_it_is_locked_and_when_the_app_ends(
    place: Place, show: Show
) -> None:
    async with show(Register.open(place, PASSPHRASE)) as stage:
        assert _listening()
        await stage.press("ctrl+l")
        assert not _listening()
    async with show(Register.open(place, PASSPHRASE)) as stage:
        assert _listening()
    assert not _listening()
