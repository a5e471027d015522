"""People and units: who runs what, briefings of many, and a leaving to the last password."""

from datetime import date

import msgspec
import pytest
from textual.widgets import Static

from screens.leaver import Leave, Leaver
from screens.leavers import Leavers
from screens.mailboxes import Mailboxes
from screens.people import People
from screens.person_access import PersonAccess
from screens.rotation import Rotation
from screens.unit_form import UnitForm
from screens.widgets.field import Field, LinesField
from screens.widgets.rows import Rows
from somesec.register import access, accounts, people, units
from tests.conftest import TODAY, Town
from tests.screens.conftest import SIZES, Show, Stage


async def _people(stage: Stage, *keys: str) -> None:
    stage.app.switch_mode("people")
    await stage.settled()
    await stage.press(*keys)


async def test_people_are_listed_with_what_lacks_and_the_units_one_key_away(
    town: Town, show: Show
) -> None:
    async with show(town.register, size=(160, 45)) as stage:
        await _people(stage)
        assert "People 3   Units 2" in stage.text
        assert stage.text.count("never") >= 6
        assert "Runs these accounts" in stage.text
        await stage.press("u")
        assert "nuoriso@testila.fi" in stage.text
        assert "1 account uses it" in stage.text or "2 accounts use it" in stage.text
        await stage.press("p")
        assert "Siiri Malli" in stage.text


async def test_units_stand_below_the_one_they_are_part_of(town: Town, show: Show) -> None:
    library = units.find(town.register, "Kirjasto")
    units.edit(town.register, library.id, {"parent": "Nuorisopalvelut"})
    async with show(town.register) as stage:
        await _people(stage, "u")
        names = [row.cells[1].text for row in stage.one(Rows, "#units").rows]
        assert names == ["Nuorisopalvelut", "  Kirjasto"]


async def test_many_are_briefed_and_give_their_word_at_once(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await _people(stage, "space", "space", "b")
        assert "Aino Testi, Eino Koe" in stage.text
        stage.fill("day", "1.9.2026")
        await stage.press("f5")
        assert isinstance(stage.app.screen, People)
        await stage.press("ctrl+a", "d", "f5")
        briefed = {p.name: p.briefed_on for p in people.listed(town.register)}
        assert briefed == {
            "Aino Testi": date(2026, 9, 1),
            "Eino Koe": date(2026, 9, 1),
            "Siiri Malli": None,
        }
        assert all(p.declarations for p in people.listed(town.register))


async def test_a_day_to_come_is_refused_beside_its_field(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await _people(stage, "b")
        stage.fill("day", "1.9.2099")
        await stage.press("f5")
        assert stage.one(Field, "#day").is_wrong
        assert people.listed(town.register)[0].briefed_on is None


@pytest.mark.parametrize("size", SIZES)
async def test_a_leaver_is_handled_to_the_last_rotation(
    town: Town, show: Show, size: tuple[int, int]
) -> None:
    register = town.register
    eino = people.find(register, "Eino Koe")
    units.edit(register, units.find(register, "Kirjasto").id, {"responsible": "Eino Koe"})
    youtube = accounts.find(register, "youtube/testilannuoret")
    accounts.edit(register, youtube.id, {"second_factor_of": "Eino Koe"})
    async with show(register, size=size) as stage:
        await _people(stage, "down", "l")
        assert isinstance(stage.app.screen, Leave)
        assert "4 passwords become due" in stage.text
        await stage.press("f5")
        assert isinstance(stage.app.screen, Leaver)
        assert "5 things still open" in stage.text
        for left in (4, 3, 2, 1):
            stage.one(Rows, "#open").go_to(stage.one(Rows, "#open").rows[0].key)
            await stage.press("enter")
            assert isinstance(stage.app.screen, Rotation)
            # Four steps, and then who must know: not the one who leaves.
            for _step in range(4):
                await stage.press("f5")
            assert "Tell them: Aino Testi\n" in stage.text
            await stage.press("f5")
            assert isinstance(stage.app.screen, Leaver)
            # The rights at the service are still there until somebody ends them.
            await stage.press("x", "right", "enter")
            assert f"{left} thing" in stage.text
        await stage.press("enter")
        assert isinstance(stage.app.screen, UnitForm)
        stage.fill("responsible", "Aino Testi")
        await stage.press("f5")
        assert "nothing is open any more" in stage.text
        assert access.leaver(register, eino.id).is_over
        assert register.records.accounts[youtube.id].second_factor_of is None
        assert all(account.rotation_due is None for account in register.records.accounts.values())


async def test_everybody_who_leaves_is_listed_with_what_is_open(town: Town, show: Show) -> None:
    people.leave(town.register, people.find(town.register, "Eino").id, TODAY)
    people.leave(town.register, people.find(town.register, "Siiri").id, TODAY)
    async with show(town.register) as stage:
        await _people(stage, "o")
        assert isinstance(stage.app.screen, Leavers)
        states = [(row.cells[1].text, row.cells[3].text) for row in stage.one(Rows).rows]
        assert sorted(states) == [("Eino Koe", "4"), ("Siiri Malli", "1")]


async def test_access_is_shown_now_and_on_an_earlier_day(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await _people(stage, "a")
        assert isinstance(stage.app.screen, PersonAccess)
        assert "gets into 4 accounts" in stage.text
        stage.fill("day", "2020-01-01")
        await stage.press("d", "enter")
        assert "gets into 0 accounts" in stage.text
        assert "was not in the register then" in " ".join(stage.text.split())


async def test_a_mailbox_is_added_moved_and_removed_with_a_warning(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await _people(stage, "u", "m")
        assert isinstance(stage.app.screen, Mailboxes)
        await stage.press("n")
        stage.fill("mailbox", "uusi@testila.fi")
        stage.fill("unit", "Kirjasto")
        await stage.press("f5")
        stage.one(Rows).go_to("uusi@testila.fi")
        await stage.press("e")
        stage.fill("unit", "Nuorisopalvelut")
        await stage.press("f5")
        assert units.find(town.register, "Nuoriso").mailboxes == (
            "nuoriso@testila.fi",
            "uusi@testila.fi",
        )
        stage.one(Rows).go_to("kirjasto@testila.fi")
        await stage.press("x")
        assert "2 accounts use it" in str(stage.one(Static, "#question").render())
        await stage.press("right", "enter")
        assert units.find(town.register, "Kirjasto").mailboxes == ()


async def test_rights_that_were_ended_leave_others_alone(town: Town) -> None:
    register = town.register
    eino, facebook = people.find(register, "Eino"), accounts.find(register, "facebook")
    accounts.edit(register, facebook.id, {"moderators": "Aino Testi;Eino Koe"})
    left = people.take_off(register, eino.id, facebook.id)
    assert [a.person for a in left.administrators] == [people.find(register, "Aino").id]
    assert left == msgspec.structs.replace(
        accounts.find(register, "facebook"), administrators=left.administrators
    )


async def test_a_list_of_names_grows_a_line_and_completes_names(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await _people(stage, "e")
        units_field = stage.one(LinesField, "#units")
        assert units_field.value == "Kirjasto"
        units_field._lines[-1].focus()
        await stage.write("nuor")
        await stage.press("enter")
        assert units_field.value == "Kirjasto;Nuorisopalvelut"
        assert len(units_field._lines) == 3
        await stage.press("f5")
        assert len(people.find(town.register, "Aino").units) == 2
