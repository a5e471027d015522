"""Whole stories, from the first key to the last, as somebody goes through them for the first time:
what holds from one page to the next."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from msgspec.structs import replace
from textual.widgets import Button, Static

from screens.findings import Findings
from screens.importing import Importing
from screens.joining import Joining
from screens.kit import Kit
from screens.preferences import Preferences
from screens.today import Today
from screens.tour import Tour
from screens.unlock import Unlock
from screens.widgets.field import Field
from screens.widgets.rows import Rows
from somesec import clock, language
from somesec.language import LANGUAGES
from somesec.register import Device, Register, accounts, auditing, default_place, secrets, waivers
from somesec.register.roles import UNIT_ADMIN
from tests.conftest import PASSPHRASE, PASSWORD, Town
from tests.exchange import kdbx_files
from tests.register.quick import QuickMeasurer
from tests.screens.conftest import SIZES, Show, Stage

SAMPLES = Path(__file__).parents[1] / "exchange" / "samples"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are measured in no time."""
    monkeypatch.setattr(Register, "measurer", lambda self: QuickMeasurer())


async def _first_run(stage: Stage) -> None:
    """Makes a register in the folder that nothing has been put into before, up to its kit."""
    for field, value in (
        ("organisation", "Testilän kaupunki"),
        ("domains", "testila.fi"),
        ("member", "Aino Testi"),
        ("passphrase", PASSPHRASE),
        ("again", PASSPHRASE),
    ):
        stage.fill(field, value)
    await stage.press("f5")


def _flowing(stage: Stage) -> str:
    """The screen as one line, so that sentences can be looked for in it."""
    return " ".join(stage.text.split())


async def _take_in(stage: Stage, file: Path, **fields: str) -> None:
    await stage.press("2", "i")
    assert isinstance(stage.app.screen, Importing)
    stage.fill("file", str(file))
    for field, value in fields.items():
        stage.fill(field, value)
    await stage.press("f5", "f5")


@pytest.mark.parametrize("size", SIZES)
async def test_from_the_first_run_to_the_first_audit(
    show: Show, tmp_path: Path, size: tuple[int, int]
) -> None:
    accounts = tmp_path / "accounts.csv"
    accounts.write_text(
        "unit;platform;handle;administrators;password\n"
        "Kirjasto;facebook;testilankirjasto;Aino Testi;salasana1\n"
        "Uimahalli;facebook;testilanuimahalli;;\n",
        encoding="utf-8",
    )
    async with show(place=default_place(), size=size) as stage:
        stage.app.preferences = Preferences()
        await _first_run(stage)
        assert isinstance(stage.app.screen, Tour)
        await stage.press(*["enter"] * 4)
        assert _is_whole(stage.one(Button, "#next"))
        await stage.press("enter")
        assert isinstance(stage.app.screen, Kit)
        await stage.press("f5")
        assert "tick that with the space bar" in _flowing(stage)
        await stage.press("space", "f5")
        assert isinstance(stage.app.screen, Today)
        assert "Press 2, then i" in _flowing(stage)
        # Which of our tables it is, the file tells.
        await _take_in(stage, accounts)
        assert "✓ It is in the register now." in stage.text
        await stage.press("f4")
        assert isinstance(stage.app.screen, Findings)
        assert "facebook/testil" in stage.text
        await stage.press("1")
        first = stage.one(Rows, "#first")
        assert first.key == first.rows[0].key
        assert first.scroll_y == 0


def _is_whole(button: Button) -> bool:
    return button.content_region.width >= len(str(button.label))


@pytest.mark.parametrize("spoken", LANGUAGES)
async def test_neither_the_first_steps_nor_the_kit_are_cut_at_80_columns(
    show: Show, spoken: str
) -> None:
    language.choose(spoken)
    async with show(place=default_place()) as stage:
        stage.app.preferences = Preferences()
        await _first_run(stage)
        await stage.press(*["enter"] * 4)
        assert _is_whole(stage.one(Button, "#next"))
        await stage.press("enter")
        scroll = stage.app.screen.query_one("#kit-scroll")
        assert stage.one(Static, "#kit-text").region.width <= scroll.scrollable_content_region.width


@pytest.mark.parametrize("size", SIZES)
async def test_a_password_file_of_keepass_comes_in(
    town: Town, show: Show, tmp_path: Path, size: tuple[int, int]
) -> None:
    made = kdbx_files.new()
    library = made.add_group(made.root_group, "Kirjasto")
    address = "https://www.youtube.com/@testilankirjasto"
    made.add_entry(library, "YouTube", "kirjasto@testila.fi", PASSWORD + "2", url=address)
    made.add_entry(made.root_group, "Muistio", "", "", notes="ei mitään")
    file = tmp_path / "old.kdbx"
    file.write_bytes(kdbx_files.saved(made))
    async with show(town.register, size=size) as stage:
        await _take_in(stage, file)
        page = stage.one(Field, "#passphrase")
        assert page.is_wrong
        assert stage.app.focused in page.walk_children()
        await stage.write("wrong")
        await stage.press("f5")
        assert page.is_wrong
        await stage.press("ctrl+u")
        await stage.write(kdbx_files.PASSPHRASE)
        await stage.press("f5")
        assert not page.is_wrong
        assert "+ youtube/testilankirjasto" in stage.text
        assert "Muistio" in stage.text
        assert len(town.register.records.accounts) == 4
        await stage.press("f5")
        assert "Delete" in stage.text
        await stage.press("f4")
        assert isinstance(stage.app.screen, Findings)
        brought = accounts.find(town.register, "youtube/testilankirjasto")
        assert town.register.secret(brought.id).password == PASSWORD + "2"


@pytest.mark.parametrize("size", SIZES)
async def test_a_unit_admin_is_invited_joins_and_opens_only_their_own_unit(
    town: Town, show: Show, tmp_path: Path, size: tuple[int, int]
) -> None:
    invitation, reply = tmp_path / "invitation.txt", tmp_path / "reply.txt"
    passphrase = "vihrea lintu laulaa kovaa"
    tiktok = accounts.find(town.register, "tiktok/testilannuoret")
    secrets.set_field(town.register, tiktok.id, "password", PASSWORD + "3")
    auditing.kept_report(town.register)
    [counts] = town.register.records.audits.values()
    with town.register.change("audit-saved") as change:
        change.put(replace(counts, id=uuid4(), day=counts.day - timedelta(40)))
    facebook = accounts.find(town.register, "facebook")
    ends = clock.today() + timedelta(30)
    waivers.add(
        town.register, rule="SOM801", subject=facebook.name, reason="They move.", expires_on=ends
    )
    async with show(town.register, size=size) as stage:
        await stage.press("7", "i")
        stage.fill("name", "Siiri Malli")
        stage.fill("role", UNIT_ADMIN)
        stage.fill("units", "Nuorisopalvelut")
        stage.fill("file", str(invitation))
        await stage.press("f5")
        assert "Siiri Malli" in stage.text
    async with show(place=town.place, size=size) as stage:
        stage.app.device = Device(tmp_path / "newcomer")
        await stage.press("f3")
        stage.fill("file", f"{tmp_path}/")
        await stage.press("down", *"invitation", "enter", "f5")
        for field, value in (("passphrase", passphrase), ("again", passphrase)):
            stage.fill(field, value)
        stage.fill("reply", str(reply))
        await stage.press("f5")
        page = stage.app.screen
        assert isinstance(page, Joining)
        assert page._joined is not None
        words = "  ".join(page._joined.words)
        assert words in stage.text
        await stage.press("f5")
        assert isinstance(stage.app.screen, Unlock)
    async with show(place=town.place, size=size) as stage:
        await stage.write(PASSPHRASE)
        await stage.press("enter")
        assert "▁" in stage.text
        await stage.press("7", "a")
        stage.fill("file", str(reply))
        await stage.press("f5")
        stage.fill("words", words)
        await stage.press("f5")
        assert "✓ Siiri Malli" in stage.text
    async with show(place=town.place, size=size) as stage:
        stage.app.device = Device(tmp_path / "newcomer")
        await stage.write(passphrase)
        await stage.press("enter")
        # The months count what others look after, too.
        assert "▁" not in stage.text
        await stage.press("2", "slash", *"tiktok", "enter", "v", "v")
        assert PASSWORD + "3" in stage.text
        await stage.press("escape", "escape")
        assert {one.unit for one in stage.app.opened.records.accounts.values()} == {tiktok.unit}
        assert "facebook" not in stage.text
        # A waiver of what others look after is no fault of this audit.
        assert auditing.audit(stage.app.opened).rule_errors == ()
