"""What the keys do, done with the mouse alone, at 80 columns."""

import pytest
from textual import events
from textual.widgets import Input, Select

from screens.account_form import AccountForm
from screens.accounts import Accounts
from screens.confirm import Confirm
from screens.findings import Findings
from screens.form import Form
from screens.help import Help
from screens.incident_form import NewIncident
from screens.invite import Invite
from screens.keeping import Keeping
from screens.page import Page
from screens.palette import Palette
from screens.person_days import Briefing
from screens.secret import SecretPage
from screens.terms_review import ReviewTerms
from screens.unfinished import Unfinished
from screens.waiving import Waiving
from screens.widgets.places import Places
from screens.widgets.rows import Rows
from tests.conftest import Town
from tests.screens.conftest import Show, Stage

# What the keys below of each area open, by what stands there.
BELOW: dict[str, tuple[str, type[Page]]] = {
    "today": ("u Unfinished rotations", Unfinished),
    "accounts": ("v Secrets", SecretPage),
    "findings": ("w Waive", Waiving),
    "terms": ("t Review", ReviewTerms),
    "people": ("b Briefed", Briefing),
    "incidents": ("n New", NewIncident),
    "members": ("i Invite", Invite),
    "reports": ("f4 Save to a file", Page),
    "settings": ("s Keeping", Keeping),
}


async def _click(stage: Stage, said: str, line: int | None = None) -> None:
    """Clicks on what is written, in the first line it is found in, or in that one."""
    lines = stage.text.split("\n")
    place = next(n for n, text in enumerate(lines) if said in text) if line is None else line
    column = lines[place].index(said) + len(said) // 2
    await stage.pilot.click(offset=(column, place))
    await stage.settled()


@pytest.mark.parametrize("mode", BELOW)
async def test_each_area_is_gone_to_and_its_keys_below_are_clicked(
    town: Town, show: Show, mode: str
) -> None:
    said, page = BELOW[mode]
    async with show(town.register, area="settings" if mode == "today" else "today") as stage:
        place = next(place for place in stage.one(Places).places if place.area.mode == mode)
        await stage.pilot.click(Places, offset=(2 + place.begin, 0))
        await stage.settled()
        assert stage.app.current_mode == mode
        await _click(stage, said, 23)
        assert isinstance(stage.app.screen, page)
        await _click(stage, "esc Back", 23)
        assert stage.app.current_mode == mode
        assert len(stage.app.screen_stack) == 1
        await _click(stage, "f1 Help", 23)
        assert isinstance(stage.app.screen, Help)


async def test_an_area_that_is_pointed_at_says_its_name_and_the_rest_of_the_line_what_a_click_does(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        places = stage.one(Places)
        for place in places.places:
            await stage.pilot.hover(Places, offset=(2 + place.begin, 0))
            assert places.tooltip == place.area.name
        await stage.pilot.hover(Places, offset=(4, 0))
        assert places.tooltip == "All commands"


async def test_a_row_is_chosen_by_a_click_and_opened_by_another(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await _click(stage, "youtube")
        page = stage.app.screen
        assert isinstance(page, Accounts)
        assert page.chosen is not None
        assert page.chosen.platform == "youtube"
        await _click(stage, "youtube")
        assert "youtube/testilannuoret" in stage.text


async def test_the_filter_is_clicked_into_and_the_list_again(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await _click(stage, "/ Filter", 23)
        assert isinstance(stage.app.focused, Input)
        await stage.write("test")
        await _click(stage, "tiktok")
        assert isinstance(stage.app.focused, Rows)
        await _click(stage, "test", 4)
        assert isinstance(stage.app.focused, Input)


async def test_all_commands_are_a_click_away_and_done_by_a_click(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await stage.pilot.click(Places, offset=(4, 0))
        await stage.settled()
        assert isinstance(stage.app.screen, Palette)
        await stage.pilot.click(offset=(1, 22))
        await stage.settled()
        assert isinstance(stage.app.screen, Accounts)
        await stage.pilot.click(Places, offset=(4, 0))
        await stage.settled()
        await stage.write("add an account")
        await _click(stage, "Add an account")
        form = stage.app.screen
        assert isinstance(form, AccountForm)
        assert not form.is_unsaved()


async def test_one_click_does_any_of_the_commands_and_typing_goes_on_in_the_field(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        await stage.press("ctrl+p", "tab", *"acc")
        field = stage.one(Input, "#part")
        assert (field.has_focus, field.value) == (True, "acc")
        assert stage.one(Rows, "#choices").cursor == 0
        await _click(stage, "Add an account")
        assert isinstance(stage.app.screen, AccountForm)


async def test_a_click_into_another_list_opens_nothing(town: Town, show: Show) -> None:
    async with show(town.register, area="today") as stage:
        today = stage.app.screen
        first = stage.one(Rows, "#first")
        await stage.press("down")
        await stage.pilot.click("#units", offset=(10, 0))
        await stage.settled()
        assert not first.has_focus
        await stage.pilot.click(first, offset=(10, first.cursor + first._top))
        await stage.settled()
        assert stage.app.screen is today
        assert first.has_focus
        await stage.pilot.click(first, offset=(10, first.cursor + first._top))
        await stage.settled()
        assert stage.app.screen is not today


async def test_the_lists_of_a_page_are_changed_between_by_a_click(town: Town, show: Show) -> None:
    async with show(town.register, area="today") as stage:
        for name in ("#units", "#first"):
            await stage.pilot.click(name, offset=(10, 0))
            await stage.settled()
            assert stage.app.focused is stage.one(Rows, name)


async def test_a_held_key_chooses_once(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await stage.press("ctrl+p", *"help")
        for _held in range(3):
            stage.app.post_message(events.Key("enter", None))
        await stage.settled()
        assert isinstance(stage.app.screen, Help)


async def test_a_form_is_filled_and_a_question_answered(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await _click(stage, "e Edit", 23)
        form = stage.app.screen
        assert isinstance(form, Form)
        await stage.pilot.click("#handle Input")
        await stage.settled()
        assert isinstance(stage.app.focused, Input)
        await stage.press("x")
        main = form.query_one("#main_page Select", Select)
        await stage.pilot.click("#main_page Select")
        await stage.settled()
        assert main.expanded
        await _click(stage, "yes")
        assert main.value == "yes"
        await _click(stage, "esc Back", 23)
        assert isinstance(stage.app.screen, Confirm)
        await stage.pilot.click("#no")
        await stage.settled()
        assert isinstance(stage.app.screen, Form)
        await _click(stage, "esc Back", 23)
        await stage.pilot.click("#yes")
        await stage.settled()
        assert isinstance(stage.app.screen, Accounts)


async def test_a_finding_is_mended_from_its_row(town: Town, show: Show) -> None:
    async with show(town.register, area="findings") as stage:
        page = stage.app.screen
        assert isinstance(page, Findings)
        rows = stage.one(Rows)
        before = rows.cursor
        await stage.pilot.click(Rows, offset=(20, before + 1))
        await stage.settled()
        assert rows.cursor == before + 1
        await _click(stage, "w Waive", 23)
        assert isinstance(stage.app.screen, Waiving)
