"""The list of accounts: its filter language, columns, marks, and one thing done to many."""

from pathlib import Path

import pytest
from textual.widgets import Select, Static

from screens import browser
from screens.account_columns import USUAL, remembered
from screens.accounts import Accounts
from screens.all_marked import AllMarked
from screens.choosing_columns import ChoosingColumns
from screens.findings import Findings
from screens.rotation import Rotation
from screens.unfinished import Unfinished
from screens.waiving import Waiving
from screens.widgets.field import Field
from screens.widgets.rows import Rows
from screens.widgets.secret import SecretText
from somesec import clock, language
from somesec.register import accounts, filters, history, people, rotation, secrets, units
from tests.conftest import PASSWORD, TODAY, Town
from tests.screens.conftest import Show, Stage

FACEBOOK, TIKTOK = "facebook/testilankirjasto", "tiktok/testilannuoret"


def _names(stage: Stage) -> list[str]:
    page = stage.app.screen
    assert isinstance(page, Accounts)
    return [line.account.name for line in page._shown]


async def test_the_filter_takes_conditions_and_says_beside_itself_what_is_wrong(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        await stage.press("slash")
        await stage.write("rule:SOM101 -waived")
        assert _names(stage) == [TIKTOK]
        await stage.write(" untt:x")
        assert "▲ There is no field 'untt'. Did you mean unit?" in stage.text
        await stage.press("escape")
        assert "There is no field" not in stage.text
        assert len(_names(stage)) == 4


async def test_a_filter_is_chosen_from_the_given_ones_or_kept_for_everybody(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        await stage.press("slash")
        await stage.write("platform:tiktok")
        await stage.press("enter", "f", "f2")
        await stage.write("Youth")
        await stage.press("enter")
        assert [(one.name, one.text) for one in filters.listed(town.register)] == [
            ("Youth", "platform:tiktok")
        ]
        await stage.press("escape", "escape")
        assert len(_names(stage)) == 4
        await stage.press("f", "end", "enter")
        assert _names(stage) == [TIKTOK]
        await stage.press("f", "end", "x")
        assert filters.listed(town.register) == []


async def test_columns_are_chosen_and_remembered_in_the_users_own_configuration(
    town: Town, show: Show, home: Path
) -> None:
    async with show(town.register, size=(160, 45)) as stage:
        assert "Display name" not in stage.text.splitlines()[6]
        await stage.press("c")
        assert isinstance(stage.app.screen, ChoosingColumns)
        rows = stage.one(Rows)
        for name in ("mailbox", "password", "terms"):
            rows.go_to(name)
            await stage.press("space")
        rows.go_to("admins")
        await stage.press("space", "minus", "f5")
        assert "Administrators" in stage.text
        assert "Mailbox" not in stage.text
        assert "Aino Testi, Eino Koe" in stage.text
    _spoil(home)
    assert remembered() == USUAL


def _spoil(home: Path) -> None:
    (file,) = home.rglob("columns.json")
    assert b"admins" in file.read_bytes()
    file.write_bytes(b'["nonsense", "handle", 3')


async def test_marks_are_set_with_space_shift_and_all_and_gone_with_what_is_hidden(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        rows = stage.one(Rows)
        await stage.press("space", "space")
        assert len(rows.marked) == 2
        assert "◆ 2 marked   4 of 4" in stage.text
        await stage.press("escape", "home", "shift+down", "shift+down")
        assert len(rows.marked) == 3
        await stage.press("shift+up")
        assert len(rows.marked) == 2
        await stage.press("ctrl+a")
        assert len(rows.marked) == 4
        await stage.press("slash", *"tiktok", "enter")
        assert len(rows.marked) == 1
        assert "All marked" in stage.text
        await stage.press("escape")
        assert rows.marked == []
        await stage.pilot.click("#list", offset=(20, 1), control=True)
        await stage.settled()
        assert len(rows.marked) == 1


async def _all(stage: Stage, act: str, **values: str) -> None:
    await stage.press("ctrl+a", "b")
    assert isinstance(stage.app.screen, AllMarked)
    stage.one(Select, "#act Select").value = act
    await stage.settled()
    for name, value in values.items():
        stage.fill(name, value)
    await stage.press("f5")


async def test_accounts_go_to_a_unit_and_an_administrator_in_one_change(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        await _all(stage, "assign", unit="Nuorisopalvelut", administrator="Siiri Malli")
        assert "Change 4 accounts? They go to Nuorisopalvelut" in " ".join(stage.text.split())
        await stage.press("right", "enter")
        assert isinstance(stage.app.screen, Accounts)
        assert stage.one(Rows).marked == []
        youth = {accounts.find(town.register, name).unit for name in (FACEBOOK, TIKTOK)}
        assert len(youth) == 1
        siiri = people.find(town.register, "Siiri Malli").id
        assert all(
            siiri in {holder.person for holder in account.administrators}
            for account in town.register.records.accounts.values()
        )
        facebook = accounts.find(town.register, FACEBOOK)
        assert town.register.secret(facebook.id).password == PASSWORD
        acts = [event.act for event in history.events(town.register)]
        assert acts.count("accounts-assigned") == 1


async def test_nothing_happens_to_many_before_it_is_agreed_to(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await _all(stage, "brief", briefed_on="2026-11-20")
        assert "Record that these 2 people were briefed" in " ".join(stage.text.split())
        await stage.press("enter")
        assert people.find(town.register, "Eino Koe").briefed_on is None
        await stage.press("f5", "right", "enter")
        assert str(people.find(town.register, "Eino Koe").briefed_on) == "2026-11-20"


async def test_an_unknown_unit_for_many_is_said_and_nothing_changes(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await _all(stage, "assign", unit="Nowhere")
        assert isinstance(stage.app.screen, AllMarked)
        assert "There is no unit 'Nowhere'" in stage.text


async def test_what_a_rule_finds_on_many_is_waived_within_the_policy_s_bounds(
    town: Town, show: Show
) -> None:
    with clock.frozen(TODAY):
        async with show(town.register) as stage:
            await _all(
                stage, "waive", rule="SOM501", reason="Read next week", expires_on="1.1.2030"
            )
            assert "A waiver may run until 2027-05-21 at the latest" in " ".join(stage.text.split())
            stage.fill("expires_on", "2026-12-01")
            await stage.press("f5", "right", "enter")
            assert len(town.register.records.waivers) == 4
            await stage.press("slash")
            await stage.write("waived")
            assert len(_names(stage)) == 4


async def test_accounts_put_up_for_rotation_are_gone_through_one_after_the_other(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        await stage.press("space", "space", "r", "f5", "right", "enter")
        assert isinstance(stage.app.screen, Unfinished)
        assert "2 accounts are to get a new password" in stage.text
        await stage.press("f5")
        assert isinstance(stage.app.screen, Rotation)
        assert "2 left" in stage.text
        await stage.press("s")
        assert isinstance(stage.app.screen, Rotation)
        await stage.press("f5", "escape")
        assert isinstance(stage.app.screen, Unfinished)
        assert "1 rotation was begun." in stage.text
        assert "1 account is to get a new password." in stage.text
        await stage.press("end", "x")
        assert "is to get a new password" not in stage.text
        assert len(rotation.unfinished(town.register)) == 1
        assert rotation.due(town.register) != []


async def test_a_rotation_takes_a_password_of_ones_own(town: Town, show: Show) -> None:
    account = accounts.find(town.register, FACEBOOK)
    async with show(town.register) as stage:
        await stage.press("slash", *"facebook", "enter", "r", "n")
        await stage.write("Hilla-turve-88-kanava")
        assert "Hilla" not in stage.text
        await stage.press("enter")
        assert "step 2 of 4" in stage.text
        assert town.register.secret(account.id).pending == "Hilla-turve-88-kanava"
        assert "a copies the address" in " ".join(stage.text.split())


def test_there_is_no_browser_over_ssh_or_without_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("webbrowser.get", lambda: object())
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    assert browser.is_there()
    monkeypatch.setenv("SSH_CONNECTION", "1 2 3 4")
    assert not browser.is_there()
    monkeypatch.delenv("SSH_CONNECTION")
    monkeypatch.delenv("DISPLAY")
    assert not browser.is_there()


# Findings


async def test_a_mended_finding_fades_out_and_the_cursor_keeps_its_place(
    town: Town, show: Show
) -> None:
    async with show(town.register, area="findings") as stage:
        page = stage.app.screen
        assert isinstance(page, Findings)
        page.go_to("SOM101")
        await stage.press("enter")
        stage.fill("registered_address", "nuoriso@testila.fi")
        await stage.press("f5")
        assert "✓ 1 mended" in stage.text
        assert "✓ mended" in stage.text
        page._let_go()
        await stage.settled()
        assert "mended" not in stage.text
        assert "SOM101" not in {answer.rule for answer in page._shown.values()}
        assert stage.one(Rows).key in page._shown


async def test_all_like_a_finding_are_shown_marked_and_waived_with_a_reason(
    town: Town, show: Show
) -> None:
    with clock.frozen(TODAY):
        async with show(town.register, area="findings") as stage:
            page = stage.app.screen
            assert isinstance(page, Findings)
            page.go_to("SOM501")
            await stage.press("g")
            assert {answer.rule for answer in page._shown.values()} == {"SOM501"}
            await stage.press("ctrl+a", "w")
            assert isinstance(stage.app.screen, Waiving)
            await stage.press("f5")
            assert stage.one(Field, "#reason").has_class("-wrong")
            assert stage.one(Field, "#expires_on").has_class("-wrong")
            stage.fill("reason", "Read in December")
            stage.fill("expires_on", "2026-12-31")
            await stage.press("f5")
            assert len(town.register.records.waivers) == 4
            assert "✓ waived" in stage.text
            page._let_go()
            await stage.press("escape", "h", "h", "h")
            assert "only what is waived" in stage.text
            assert {answer.rule for answer in page._shown.values()} == {"SOM501"}


# Secrets


async def test_a_picture_of_the_screen_leaves_secrets_out(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await stage.press("slash", *"facebook", "enter", "v", "v")
        assert PASSWORD in stage.text
        picture = stage.app.export_screenshot()
        assert "testilankirjasto" in picture
        assert PASSWORD not in picture.replace("&#160;", " ")
        assert PASSWORD in stage.text
        assert PASSWORD not in f"{stage.app.title} {stage.app.sub_title} {stage.app.screen.title}"


async def test_one_time_codes_follow_the_clock_and_leave_one_entry_in_the_trail(
    town: Town, show: Show
) -> None:
    account = accounts.find(town.register, FACEBOOK)
    address = "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=8&period=60"
    secrets.set_field(town.register, account.id, "totp", address)
    async with show(town.register) as stage:
        await stage.press("slash", *"facebook", "enter", "v")
        stage.one(Rows).go_to("totp")
        await stage.press("v")
        code, left = secrets.read_totp(address).now()
        assert f"{code[:4]} {code[4:]}" in stage.text or left > 58
        assert "good for" in stage.text
        secret = stage.one(SecretText)
        secret._tick()
        secret._tick()
        await stage.settled()
        opened = [e for e in history.events(town.register) if e.act == "secret-opened"]
        assert len(opened) == 1
        for _second in range(60):
            secret._tick()
        await stage.settled()
        assert "good for" not in stage.text


async def test_several_recovery_codes_are_written_and_read_a_line_each(
    town: Town, show: Show
) -> None:
    account = accounts.find(town.register, FACEBOOK)
    async with show(town.register) as stage:
        await stage.press("slash", *"facebook", "enter", "v")
        stage.one(Rows).go_to("recovery_codes")
        await stage.press("n")
        await stage.write("1234 5678; 2345 6789")
        await stage.press("enter")
        assert town.register.secret(account.id).recovery_codes == ("1234 5678", "2345 6789")
        await stage.press("v")
        assert "1234 5678" in stage.text
        assert "2345 6789" in stage.text
        assert str(stage.one(Static, "#error").render()) == ""


async def test_one_finding_that_is_waived_is_one_in_the_trail(town: Town, show: Show) -> None:
    with clock.frozen(TODAY):
        async with show(town.register, area="findings") as stage:
            await stage.press("w")
            stage.fill("reason", "Read next week")
            stage.fill("expires_on", "31.12.2026")
            await stage.press("f5")
            (waiver,) = town.register.records.waivers.values()
            _entry, detail = next(iter(town.register.trail(newest_first=True)))
            assert (detail["act"], detail["note"]) == ("waiver-added", waiver.rule)


async def test_the_detail_names_the_unit_as_the_list_does(town: Town, show: Show) -> None:
    facebook = accounts.find(town.register, "facebook")
    units.edit(town.register, facebook.unit, {"name_sv": "Biblioteket"})
    language.choose("sv")
    async with show(town.register, size=(160, 45)) as stage:
        await stage.press("slash", *"facebook")
        assert "Biblioteket" in str(stage.one(Static, "#detail").render())
