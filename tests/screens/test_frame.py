"""What holds the pages together: areas, the palette, settings, keys, undoing, leaving, the tour."""

from pathlib import Path

import pytest
from textual.widgets import Checkbox, Input, Select

from screens import preferences
from screens.account_form import AccountForm
from screens.accounts import Accounts
from screens.all_keys import AllKeys
from screens.app import SomesecApp
from screens.confirm import Confirm
from screens.findings import Findings
from screens.form import Form
from screens.glossary import WORDS, Glossary
from screens.help import Help
from screens.organisation_form import OrganisationForm
from screens.palette import Palette
from screens.preferences import Preferences
from screens.settings import Settings
from screens.today import Today, morning
from screens.tour import Tour
from screens.unlock import Unlock
from screens.widgets.field import Field
from screens.widgets.keys import Keys
from screens.widgets.places import AREAS, Places, named_within
from screens.widgets.rows import Rows
from somesec import language
from somesec.language import LANGUAGES
from somesec.register import Register, accounts, auditing, units
from somesec.register.roles import UNIT_ADMIN
from tests.conftest import PASSPHRASE, TODAY, Town
from tests.register.newcomers import let_in
from tests.screens.attended import attended
from tests.screens.conftest import SIZES, Show, Stage

each_language = pytest.mark.parametrize("spoken", LANGUAGES)


# Areas


@each_language
async def test_in_each_area_neither_the_first_line_nor_the_keys_below_are_cut_at_80_columns(
    town: Town, show: Show, spoken: str
) -> None:
    language.choose(spoken)
    cut = []
    async with show(town.register, area="today") as stage:
        for area in AREAS:
            await stage.press(area.key)
            assert stage.app.current_mode == area.mode
            places = stage.one(Places).places
            assert [place.said.split()[0] for place in places] == [a.key for a in AREAS]
            here = next(place.said for place in places if place.area is area)
            assert here == f"{area.key} {language._(area.name)}"
            assert "  ".join(place.said for place in places) in stage.text.split("\n")[0]
            cut += [(area.mode, key.does) for key in stage.one(Keys).keys if key.end > 78]
    assert cut == []


@pytest.mark.parametrize("size", SIZES)
async def test_the_register_is_locked_and_unlocked_in_each_area(
    town: Town, show: Show, size: tuple[int, int]
) -> None:
    async with show(place=town.place, size=size) as stage:
        await _unlock(stage)
        for area in AREAS:
            await stage.press(area.key, "ctrl+l")
            assert stage.app.register is None
            assert isinstance(stage.app.screen, Unlock)
            assert "testilankirjasto" not in stage.text
            await _unlock(stage)
            assert stage.app.current_mode == area.mode


async def _unlock(stage: Stage) -> None:
    stage.one(Input, "#passphrase").value = PASSPHRASE
    await stage.press("enter")


async def test_the_mouse_goes_to_an_area_too(town: Town, show: Show) -> None:
    async with show(town.register, area="today") as stage:
        last = stage.one(Places).places[-1]
        await stage.pilot.click(Places, offset=(2 + last.begin, 0))
        await stage.settled()
        assert stage.app.current_mode == AREAS[-1].mode


@pytest.mark.parametrize("here", range(9))
def test_where_one_is_has_its_name_however_little_room_there_is(here: int) -> None:
    keys, names = ["1"] * 9, ["a name of some length"] * 9
    assert named_within(0, keys, names, here) == {here}
    assert named_within(1000, keys, names, here) == set(range(9))


# Today


async def test_today_leads_to_the_thing_itself(town: Town, show: Show) -> None:
    async with show(town.register, area="today", size=(160, 45)) as stage:
        first = stage.one(Rows, "#first")
        assert "To do first" in stage.text
        assert len({row.key for row in first.rows}) == len(first.rows)
        several = next(row for row in first.rows if row.cells[1].text)
        assert first.go_to(several.key)
        await stage.press("enter")
        page = stage.app.screen
        assert isinstance(page, Findings)
        assert page.chosen is not None
        assert page.chosen.rule == several.key
        await stage.press("1", "tab", "enter")
        assert isinstance(stage.app.screen, Accounts)
        assert "2 of 4" in stage.text


def test_a_unit_admin_is_told_what_is_of_their_units(town: Town) -> None:
    kirjasto = units.find(town.register, "Kirjasto")
    let_in(town.register, "Eino Koe", UNIT_ADMIN, "vihrea lintu laulaa", [kirjasto])
    with Register.open(town.place, "vihrea lintu laulaa") as own:
        found = morning(own, auditing.audit(own, today=TODAY))
    assert {unit for line in found.lines for unit in line.item.units} == {kirjasto.id}
    assert [standing.unit for standing in found.units] == [kirjasto.id]
    everything = morning(town.register, auditing.audit(town.register, today=TODAY))
    assert len(everything.units) == 2


async def test_what_falls_due_is_listed_and_leads_to_its_form(town: Town, show: Show) -> None:
    async with show(town.register, area="today", size=(160, 45)) as stage:
        await stage.press("d")
        assert "Brief Aino Testi." in stage.text
        key = next(r.key for r in stage.one(Rows).rows if r.key.startswith("risk-review"))
        stage.one(Rows).go_to(key)
        await stage.press("enter")
        assert isinstance(stage.app.screen, AccountForm)


async def test_the_first_run_comes_to_its_first_audit(show: Show, tmp_path: Path) -> None:
    async with show(place=tmp_path / "new.somesec", size=(100, 40)) as stage:
        for field, value in (
            ("organisation", "Testilä"),
            ("domains", "testila.fi"),
            ("member", "Aino Testi"),
            ("passphrase", PASSPHRASE),
            ("again", PASSPHRASE),
        ):
            stage.fill(field, value)
        await stage.press("f5")
        stage.one(Checkbox).value = True
        await stage.settled()
        await stage.press("escape")
        assert isinstance(stage.app.screen, Today)
        await stage.press("5", "u", "n")
        stage.fill("name", "Kirjasto")
        stage.fill("mailboxes", "kirjasto@testila.fi")
        await stage.press("f5", "2", "n")
        for field, value in (
            ("unit", "Kirjasto"),
            ("platform", "facebook"),
            ("handle", "testilankirjasto"),
            ("registered_address", "kirjasto@testila.fi"),
            ("status", "open"),
        ):
            stage.fill(field, value)
        await stage.press("f5", "1")
        assert "0 of 1 accounts in order" in stage.text
        assert "SOM205" in [row.key for row in stage.one(Rows, "#first").rows]


# The palette


async def test_the_palette_finds_what_can_be_done_here_and_elsewhere(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        await stage.press("ctrl+p")
        assert isinstance(stage.app.screen, Palette)
        assert "screenshot" not in stage.text.casefold()
        await stage.press(*"rotate", "enter")
        assert "Rotate" in stage.text
        await stage.press("escape", "ctrl+p")
        await stage.write("members invite")
        await stage.press("enter")
        assert stage.app.current_mode == "members"
        assert type(stage.app.screen).__name__ == "Invite"
        await stage.press("escape", "ctrl+p", *"xyzzy")
        assert "Nothing is called that" in stage.text
        await stage.press("escape")
        assert stage.app.current_mode == "members"


# Settings


async def test_the_language_changes_at_once_and_is_kept(town: Town, show: Show) -> None:
    async with show(town.register, area="settings") as stage:
        stage.one(Select, "#language Select").value = "fi"
        await stage.settled()
        assert isinstance(stage.app.screen, Settings)
        assert "Tällä koneella" in stage.text
        assert "Lukitse" in stage.text
        await stage.press("2")
        assert "Palvelu" in stage.text
        assert preferences.load().language == "fi"


async def test_escape_leaves_a_field_of_the_settings_so_that_numbers_are_keys_again(
    town: Town, show: Show
) -> None:
    async with show(town.register, area="settings") as stage:
        stage.one(Field, "#lock_minutes").enter()
        await stage.press("escape", "2")
        assert stage.app.current_mode == "accounts"


@pytest.mark.parametrize(
    ("chosen", "said"), [("", "Suomi, niin kuin tämä kone"), ("sv", "Nyt kielenä on Suomi")]
)
async def test_the_language_in_force_is_said_where_it_is_not_the_one_chosen(
    town: Town, chosen: str, said: str
) -> None:
    language.choose("fi")
    preferred = Preferences(language=chosen, toured=True)
    app = attended(SomesecApp(register=town.register, preferences=preferred))
    async with app.run_test(size=(80, 24)) as pilot:
        stage = Stage(app, pilot)
        await stage.settled()
        await stage.press("9")
        assert said in stage.text


async def test_a_notice_takes_the_place_of_the_one_before_but_not_of_what_is_wrong(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        for text in ("First.", "Second.", "Broken.", "Third."):
            stage.app.say(text, wrong=text == "Broken.")
            await stage.settled()
        assert "First." not in stage.text
        assert "Broken." in stage.text
        assert "Third." in stage.text
        for _more in range(9):
            stage.app.say("It does not work, and this says so at some length. " * 3, wrong=True)
        await stage.settled()
        lines = stage.text.splitlines()
        assert not any("It does not" in line for line in lines[:10])
        assert "Help" in lines[-1]


async def test_the_look_and_the_times_are_kept_and_bounded(town: Town, show: Show) -> None:
    async with show(town.register, area="settings") as stage:
        stage.one(Select, "#look Select").value = "light"
        await stage.settled()
        assert stage.app.theme == "somesec-light"
        field = stage.one(Field, "#lock_minutes")
        field.fill("0")
        field.enter()
        await stage.press("enter")
        assert "A whole number from 1 to 60." in stage.text
        assert stage.app.absence.idle_seconds == 300
        field.fill("10")
        field.enter()
        await stage.press("enter")
        assert stage.app.absence.idle_seconds == 600
        assert preferences.load() == Preferences(look="light", lock_minutes=10, toured=True)


async def test_the_organisations_facts_are_changed_from_the_settings(
    town: Town, show: Show
) -> None:
    async with show(town.register, area="settings", size=(100, 40)) as stage:
        stage.app.set_focus(None)
        await stage.press("o")
        assert isinstance(stage.app.screen, OrganisationForm)
        stage.fill("domains", "testila.fi; Testila.example")
        stage.fill("website", "no address")
        await stage.press("f5")
        assert isinstance(stage.app.screen, OrganisationForm)
        stage.fill("website", "www.testila.fi")
        stage.fill("approver_roles", "viestintäpäällikkö")
        await stage.press("f5")
        organisation = stage.app.opened.records.organisation
        assert organisation.domains == ("testila.fi", "testila.example")
        assert organisation.website == "https://www.testila.fi/"
        assert organisation.approver_roles == ("viestintäpäällikkö",)


# Keys and help


async def test_keys_that_were_chosen_take_the_place_of_the_usual_ones(town: Town) -> None:
    keys = {"app.go-terms": "T", "rows.down": "down,n"}
    app = attended(SomesecApp(register=town.register, keys=keys))
    async with app.run_test(size=(80, 24)) as pilot:
        stage = Stage(app, pilot)
        await stage.press("4")
        assert app.current_mode == "today"
        await stage.press("T")
        assert app.current_mode == "terms"
        await stage.press("n")
        assert stage.one(Rows).cursor == 1


async def test_a_list_moves_and_opens_and_leaves_by_the_keys_of_vi(town: Town, show: Show) -> None:
    async with show(town.register, area="terms") as stage:
        rows = stage.one(Rows)
        await stage.press("j", "j", "k")
        assert rows.cursor == 1
        await stage.press("g")
        assert rows.cursor == 0
        await stage.press("1", "d", "h")
        assert isinstance(stage.app.screen, Today)


async def test_help_leads_to_every_key_and_to_the_words(town: Town, show: Show) -> None:
    async with show(town.register, size=(100, 40)) as stage:
        await stage.press("f1")
        assert isinstance(stage.app.screen, Help)
        await stage.press("f2")
        assert isinstance(stage.app.screen, AllKeys)
        assert {"app.lock", "rows.down", "form.save"} <= {r.key for r in stage.one(Rows).rows}
        await stage.press("escape", "f3")
        assert isinstance(stage.app.screen, Glossary)
        row = next(row for row in stage.one(Rows).rows if row.key == "waiver")
        assert [cell.text for cell in row.cells] == ["waiver", "poikkeuslupa", "undantag"]
        assert len(stage.one(Rows).rows) == len(WORDS)


async def test_the_first_steps_are_shown_once(town: Town) -> None:
    app = attended(SomesecApp(register=town.register, preferences=Preferences()))
    async with app.run_test(size=(80, 24)) as pilot:
        stage = Stage(app, pilot)
        await stage.settled()
        assert isinstance(app.screen, Tour)
        await stage.press("enter", "enter")
        assert "3 / 5" in stage.text
        await stage.press("escape")
        assert isinstance(app.screen, Today)
    assert preferences.load().toured


# Leaving and undoing


@pytest.mark.parametrize("key", ["escape", "ctrl+l", "ctrl+q"])
async def test_what_was_typed_is_not_lost_without_a_question(
    town: Town, show: Show, key: str
) -> None:
    async with show(town.register) as stage:
        await stage.press("e")
        stage.fill("handle", "half typed")
        await stage.press(key)
        assert isinstance(stage.app.screen, Confirm)
        await stage.press("enter")
        form = stage.app.screen
        assert isinstance(form, Form)
        assert form.typed()["handle"] == "half typed"
        assert stage.app.register is not None
        await stage.press(key, "right", "enter")
        assert stage.app._exit if key == "ctrl+q" else not isinstance(stage.app.screen, Form)


async def test_who_locks_while_asked_about_leaving_a_form_is_asked_about_locking(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        await stage.press("e")
        stage.fill("handle", "half typed")
        await stage.press("escape", "ctrl+l", "right", "enter")
        assert stage.app.current_mode == "locked"


async def test_an_edit_is_taken_back_by_a_change_of_its_own(town: Town, show: Show) -> None:
    before = accounts.find(town.register, "facebook/testilankirjasto")
    async with show(town.register) as stage:
        await stage.press("U", "slash", *"facebook", "enter", "e")
        stage.fill("display_name", "Mistyped")
        await stage.press("f5")
        assert "U takes it back" in stage.text
        await stage.press("U")
        assert stage.app.opened.records.accounts[before.id] == before
        acts = [detail["act"] for _entry, detail in stage.app.opened.trail(newest_first=True)]
        assert acts[:2] == ["account-edited", "account-edited"]
        entries = len(acts)
        await stage.press("U")
        assert len(list(stage.app.opened.trail())) == entries


async def test_nothing_is_taken_back_that_somebody_changed_since(town: Town, show: Show) -> None:
    facebook = accounts.find(town.register, "facebook/testilankirjasto")
    async with show(town.register) as stage:
        await stage.press("slash", *"facebook", "enter", "e")
        stage.fill("display_name", "Mine")
        await stage.press("f5")
        with Register.open(town.place, PASSPHRASE) as other:
            accounts.edit(other, facebook.id, {"display_name": "Theirs"})
        await stage.press("U")
        said = [one.message for one in stage.app._notifications]
        assert said[-1] == (
            "Nothing was taken back: somebody else has changed facebook/testilankirjasto since."
        )
        stage.app.opened.refresh()
        assert stage.app.opened.records.accounts[facebook.id].display_name == "Theirs"


async def test_of_two_versions_each_field_is_chosen_by_itself(town: Town, show: Show) -> None:
    facebook = accounts.find(town.register, "facebook/testilankirjasto")
    async with show(town.register, size=(100, 45)) as stage:
        await stage.press("slash", *"facebook", "enter", "e")
        stage.fill("display_name", "Mine")
        stage.fill("notes", "My note")
        with Register.open(town.place, PASSPHRASE) as other:
            accounts.edit(
                other, facebook.id, {"display_name": "Theirs", "notes": "Note", "login": "x"}
            )
        await stage.press("f5")
        assert "theirs 'Theirs', yours 'Mine'" in stage.text
        assert "theirs 'x', before ''" in stage.text
        form = stage.app.screen
        assert isinstance(form, Form)
        await stage.press("f7")
        assert form.typed()["display_name"] == "Theirs"
        await stage.press("f7")
        assert form.typed()["display_name"] == "Mine"
        await stage.press("f9")
        assert (form.typed()["display_name"], form.typed()["notes"]) == ("Theirs", "Note")
        form.query_one("#display_name", Field).enter()
        await stage.settled()
        await stage.press("f7", "f5")
        saved = stage.app.opened.records.accounts[facebook.id]
        assert (saved.display_name, saved.notes, saved.login) == ("Mine", "Note", "x")
