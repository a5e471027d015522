"""The keys below: on every page that fits on 80 columns, in every language; and none is hidden."""

import asyncio
from collections import defaultdict
from datetime import date
from pathlib import Path

from rich.cells import cell_len

from screens import keymap
from screens.form import Form
from screens.page import Page
from screens.widgets.field import Field
from screens.widgets.keys import Keys
from screens.widgets.places import AREAS
from somesec import language
from somesec.language import LANGUAGES
from somesec.model import IncidentKind
from somesec.register import (
    Register,
    accounts,
    documents,
    evidence,
    incidents,
    joining,
    rotation,
    units,
)
from somesec.register.roles import AUDITOR, COORDINATOR, UNIT_ADMIN
from tests.conftest import PASSPHRASE, Town
from tests.register.newcomers import let_in
from tests.register.terms_texts import keep
from tests.screens.conftest import Show, Stage

_ROOM = 80
# The page, and the keys that open it: the first goes to an area.
WAYS = {
    "Today": "1",
    "FallingDue": "1 d",
    "Unfinished": "1 u",
    "Accounts": "2",
    "AccountForm": "2 e",
    "AccountPlanning": "2 p",
    "AccountClosing": "2 d",
    "ChoosingColumns": "2 c",
    "SecretPage": "2 v",
    "Rotation": "2 r",
    "AllMarked": "2 space b",
    "Importing": "2 i",
    "Exporting": "2 x",
    "Filters": "2 slash f a c e enter f",
    "Findings": "3",
    "Waiving": "3 w",
    "Terms": "4",
    "ReviewTerms": "4 t",
    "TermsHistory": "4 h",
    "TermsDocuments": "4 d",
    "DocumentForm": "4 d n",
    "TermsText": "4 d enter",
    "AddText": "4 d a",
    "TermsMeasures": "4 m",
    "FetchTerms": "4 f",
    "SyncTerms": "4 y",
    "SaveTerms": "4 f4",
    "People": "5",
    "PersonForm": "5 e",
    "Briefing": "5 b",
    "Declaring": "5 d",
    "Leave": "5 l",
    "PersonAccess": "5 a",
    "Leavers": "5 o",
    "UnitForm": "5 u e",
    "Mailboxes": "5 u m",
    "MailboxForm": "5 u m n",
    "Incidents": "6",
    "NewIncident": "6 n",
    "IncidentForm": "6 e",
    "IncidentPage": "6 enter",
    "StepDay": "6 enter o",
    "KeepFile": "6 enter f",
    "TakeFileOut": "6 enter end x",
    "Members": "7 down",
    "Invite": "7 i",
    "Accepting": "7 a",
    "Grant": "7 g",
    "Revoke": "7 r",
    "Removal": "7 x",
    "Trail": "7 t",
    "Reports": "8",
    "CoveragePage": "8 g down enter",
    "SavePublicList": "8 g down down down f4",
    "Waivers": "8 g down down down down enter",
    "WaiverForm": "8 g down down down down enter n",
    "Rules": "8 g down down down down down enter",
    "Settings": "9",
    "OrganisationForm": "9 o",
    "PolicyValues": "9 v",
    "PolicyValue": "9 v s",
    "Guidelines": "9 v o",
    "Keeping": "9 s",
    "BackingUp": "9 s enter",
    "Checking": "9 s down enter",
    "LockToRestore": "9 s down down enter",
    "Moving": "9 s down down down enter",
    "NewLock": "9 s down down down down enter",
    "Rehearsal": "9 s down down down down down enter",
    "KitRenewal": "9 s down down down down down down enter",
    "Tour": "9 t",
    "Checks": "9 f9",
    "Scans": "9 f9 s",
    "ScanForm": "9 f9 n",
    "BreachCheck": "9 f9 enter",
    "IntranetCheck": "9 f9 down enter",
    "IntranetCompare": "9 f9 down enter f7",
    "BrowserScan": "9 f9 down down enter",
    "WebsiteCheck": "9 f9 down down down enter",
    "BreachMonitoring": "9 f9 down down down down enter",
    "Recheck": "9 f9 down down down down down enter",
    "Help": "1 f1",
    "AllKeys": "1 f1 f2",
    "Glossary": "1 f1 f3",
}

# Where no register is open: the page that unlocks one, and the keys from there.
WAYS_OUTSIDE = {
    "Unlock": "",
    "Joining": "f3",
    "WaysBack": "f9",
    "KitUse": "f9 enter",
    "Restoring": "f9 down enter",
}


def keys_below(page: Page) -> list[str]:
    """What the footer says, key by key."""
    shown = defaultdict(list)
    for active in page.active_bindings.values():
        if active.binding.show:
            shown[active.binding.action].append(active.binding)
    return [
        f"{page.app.get_key_display(first)} {first.description}" for first, *_same in shown.values()
    ]


def cells_of(keys: list[str]) -> int:
    """The cells that they take up to the end of the last, with a margin before and gaps between."""
    return 2 + sum(map(cell_len, keys)) + 2 * (len(keys) - 1)


def unsaid(page: Page) -> list[str]:
    """Keys of our own that neither the footer nor the help has words for."""
    return [
        key
        for key, active in page.active_bindings.items()
        if active.binding.id in keymap.bindings() and not active.binding.description
    ]


async def test_on_every_page_the_keys_below_are_not_cut_at_80_columns_and_none_is_unsaid(
    town: Town, show: Show, tmp_path: Path
) -> None:
    cut, unknown = [], []
    _fill(town, tmp_path)
    async with show(town.register) as stage:
        for name, keys in WAYS.items():
            page = await _open(stage, keys)
            assert type(page).__name__ == name, keys
            last, below = stage.one(Keys).keys[-1].end, keys_below(page)
            assert cells_of(below) == 2 + last
            for spoken in LANGUAGES:
                language.choose(spoken)
                if cells_of(keys_below(page)) > _ROOM:
                    cut.append((name, spoken, "  ".join(keys_below(page))))
            language.choose("en")
            # The warning above says what is to be pressed then.
            town.register.differs_from_memory = True
            assert keys_below(page) == below, name
            town.register.differs_from_memory = False
            unknown += [(name, key) for key in unsaid(page)]
            while len(stage.app.screen_stack) > 1:
                await stage.app.pop_screen()
    assert cut == []
    assert unknown == []


async def test_where_no_register_is_open_the_keys_below_are_not_cut_either(
    town: Town, show: Show
) -> None:
    town.register.close()
    for name, keys in WAYS_OUTSIDE.items():
        async with show(place=town.place) as stage:
            await stage.press(*keys.split())
            page = stage.app.screen
            assert isinstance(page, Page)
            assert type(page).__name__ == name
            for spoken in LANGUAGES:
                language.choose(spoken)
                below = "  ".join(keys_below(page))
                assert cells_of(keys_below(page)) <= _ROOM, below
            language.choose("en")
            assert unsaid(page) == []


def _fill(town: Town, folder: Path) -> None:
    looked_after = units.listed(town.register)[:1]
    let_in(town.register, "Sanna Virta", COORDINATOR, "sininen jarvi nukkuu")
    let_in(town.register, "Eino Koe", UNIT_ADMIN, "vihrea lintu laulaa", looked_after)
    let_in(town.register, "Siiri Malli", AUDITOR, "musta kivi makaa")
    joining.invite(town.register, "Outi Uusi", UNIT_ADMIN, looked_after)
    account = accounts.find(town.register, "facebook/testilankirjasto")
    rotation.start(town.register, account.id)
    incident = incidents.add(
        town.register, kind=IncidentKind.PHISHING, account_id=account.id, texts={}, days={}
    )
    file = folder / "message.pdf"
    file.write_bytes(b"%PDF-1.7\n%%EOF\n")
    evidence.add(town.register, incident.id, file)
    for one in documents.listed(town.register):
        keep(town.register, one.platform, one.kind, {date(2026, 1, 1): "You own it."})


async def _open(stage: Stage, keys: str) -> Page:
    area, *further = keys.split()
    for key in further if AREAS[int(area) - 1].mode == stage.app.current_mode else (area, *further):
        await stage.press(key)
    assert isinstance(stage.app.screen, Page)
    return stage.app.screen


async def test_the_keys_that_choose_between_two_versions_are_not_cut_either(
    town: Town, show: Show
) -> None:
    facebook = accounts.find(town.register, "facebook/testilankirjasto")
    async with show(town.register) as stage:
        await stage.press("slash", *"facebook", "enter", "e")
        stage.fill("handle", "omatunnus")
        with Register.open(town.place, PASSPHRASE) as other:
            accounts.edit(other, facebook.id, {"handle": "toisentunnus", "display_name": "Toinen"})
        await stage.press("f5")
        form = stage.app.screen
        assert isinstance(form, Form)
        form.query_one("#last_look_on", Field).enter()
        await stage.settled()
        for spoken in LANGUAGES:
            language.choose(spoken)
            below = "  ".join(keys_below(form))
            assert cells_of(keys_below(form)) <= _ROOM, below
            assert "f7" in below
            assert "f9" in below


async def test_a_key_below_is_pressed_by_a_click_and_says_more_to_who_points_at_it(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        keys = stage.one(Keys)
        edit = next(key for key in keys.keys if key.does == "Edit")
        at = (2 + edit.begin, 1)
        await stage.pilot.hover(Keys, offset=at)
        assert keys.tooltip == edit.more != ""
        await stage.pilot.hover(Keys, offset=(2 + edit.end, 1))
        assert keys.tooltip is None
        await stage.pilot.click(Keys, offset=(2 + edit.end, 1))
        await stage.settled()
        assert type(stage.app.screen).__name__ == "Accounts"
        await stage.pilot.click(Keys, offset=at)
        await stage.settled()
        assert type(stage.app.screen).__name__ == "AccountForm"


async def test_where_too_little_room_is_left_the_keys_stand_closer_and_no_word_is_cut(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        wide = [key.shown for key in stage.one(Keys).keys]
        for width in (60, 50, 40, 25, 80):
            await stage.pilot.resize_terminal(width, 24)
            # Textual waits for the last of several changes of size.
            while stage.one(Keys).size.width != width - 2:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            await stage.settled()
            keys = stage.one(Keys).keys
            assert keys[-1].end <= width - 2
            assert keys[-1].shown == "^l"
            assert [key.shown for key in keys[:-1]] == wide[: len(keys) - 1]
            *_above, below = stage.text.splitlines()
            assert below.strip().endswith("^l Lock")
            for key in keys:
                assert below[2 + key.begin : 2 + key.end] == f"{key.shown} {key.does}"
        assert [key.shown for key in keys] == wide
