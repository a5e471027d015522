"""What each page is for, done from the keyboard on a real register."""

import asyncio
from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Button, Checkbox, Input, Static

from screens.account_form import AccountForm
from screens.accounts import Accounts
from screens.findings import Findings
from screens.form import Form
from screens.kit import Kit
from screens.rotation import Rotation
from screens.terms_review import ReviewTerms
from screens.today import Today
from screens.unfinished import Unfinished
from screens.unit_form import UnitForm
from screens.unlock import Unlock
from screens.welcome import Welcome
from screens.widgets.field import Field
from screens.widgets.rows import Rows
from screens.widgets.secret import SHOWN_SECONDS, SecretText
from somesec import language
from somesec.register import Register, accounts, people, rotation, secrets, units
from tests.conftest import PASSPHRASE, PASSWORD, Town
from tests.screens.conftest import Show, Stage


async def _facebook(stage: Stage, *keys: str) -> None:
    await stage.press("slash", *"facebook", "enter", *keys)


# Making and opening a register


async def test_the_first_run_makes_a_register_and_shows_its_recovery_kit_once(
    show: Show, tmp_path: Path
) -> None:
    place = tmp_path / "data" / "new.somesec"
    async with show(place=place) as stage:
        assert isinstance(stage.app.screen, Welcome)
        for field, value in (
            ("organisation", "Testilä"),
            ("domains", "testila.fi; testila.example"),
            ("member", "Aino Testi"),
            ("passphrase", PASSPHRASE),
            ("again", PASSPHRASE),
        ):
            stage.fill(field, value)
        await stage.press("f5")
        assert isinstance(stage.app.screen, Kit)
        assert "Recovery kit: Testilä" in stage.text
        await stage.press("escape")
        assert isinstance(stage.app.screen, Kit)
        stage.one(Checkbox).value = True
        await stage.settled()
        await stage.press("escape")
        assert isinstance(stage.app.screen, Today)
        assert "Press 2, then i to read accounts in" in " ".join(stage.text.split())
    with Register.open(place, PASSPHRASE) as register:
        assert register.records.organisation.domains == ("testila.fi", "testila.example")


async def test_the_recovery_kit_can_be_saved_to_a_file_that_only_its_owner_reads(
    show: Show, tmp_path: Path
) -> None:
    kit = tmp_path / "kit.txt"
    async with show(place=tmp_path / "new.somesec") as stage:
        for field, value in (
            ("organisation", "Testilä"),
            ("domains", "testila.fi"),
            ("member", "Aino"),
            ("passphrase", PASSPHRASE),
            ("again", PASSPHRASE),
        ):
            stage.fill(field, value)
        await stage.press("f5")
        await stage.press("f4")
        stage.one(Input, "#file").value = str(kit)
        await stage.press("enter")
        assert "Recovery kit: Testilä" in kit.read_text()
        assert kit.stat().st_mode & 0o777 == 0o600
        stage.one(Checkbox).value = True
        await stage.settled()
        stage.one(Button, "#on").press()
        await stage.settled()
        assert isinstance(stage.app.screen, Today)


async def test_what_is_missing_or_differs_is_said_beside_its_field(
    show: Show, tmp_path: Path
) -> None:
    async with show(place=tmp_path / "new.somesec") as stage:
        stage.fill("organisation", "Testilä")
        stage.fill("passphrase", "one")
        await stage.press("f5")
        assert stage.text.count("Fill this in.") == 2
        stage.fill("domains", "testila.fi")
        stage.fill("member", "Aino")
        await stage.press("f5")
        assert "The two differ" in stage.text


async def test_a_weak_passphrase_gets_advice_before_it_is_used(show: Show, tmp_path: Path) -> None:
    async with show(place=tmp_path / "new.somesec") as stage:
        stage.one(Input, "#passphrase Input").focus()
        await stage.write("salasana")
        await stage.press("tab")
        assert str(stage.one(Static, "#advice").render()) != ""
        assert "A strong passphrase" not in stage.text


async def test_the_passphrase_opens_the_register_and_its_field_is_gone(
    town: Town, show: Show
) -> None:
    async with show(place=town.place, size=(160, 45)) as stage:
        assert isinstance(stage.app.screen, Unlock)
        assert str(town.place) in str(stage.one(Static, "#place").render())
        await stage.write(PASSPHRASE)
        await stage.press("enter")
        assert isinstance(stage.app.screen, Today)
        assert "accounts in order" in stage.text
        assert not [node for node in stage.app.walk_children(Unlock)]


async def test_a_wrong_passphrase_is_said_and_another_can_be_typed(town: Town, show: Show) -> None:
    async with show(place=town.place) as stage:
        await stage.write("wrong")
        await stage.press("enter")
        assert isinstance(stage.app.screen, Unlock)
        assert str(stage.one(Static, "#error").render())
        assert stage.one(Input, "#passphrase").value == ""
        await stage.write(PASSPHRASE)
        await stage.press("enter")
        assert isinstance(stage.app.screen, Today)


# Accounts


async def test_the_first_line_says_how_the_town_stands(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        assert "0 of 4 accounts in order   ▲" in stage.text.splitlines()[2]


async def test_typing_filters_by_every_word_and_the_count_follows(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        assert "4 of 4" in stage.text
        await stage.press("slash", *"kirjasto")
        assert "2 of 4" in stage.text
        await stage.press("space", *"insta")
        assert "1 of 4" in stage.text
        await stage.press(*"xyz")
        assert "No account fits. Press Escape" in stage.text
        await stage.press("escape")
        assert "4 of 4" in stage.text


async def test_a_title_that_is_clicked_sorts_and_clicked_again_turns_the_order(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        rows = stage.one(Rows, "#list")

        def platforms() -> list[str]:
            return [row.cells[1].text for row in rows.rows]

        await stage.pilot.click("#list", offset=(15, 0))
        await stage.settled()
        assert platforms() == ["facebook", "instagram", "tiktok", "youtube"]
        await stage.pilot.click("#list", offset=(15, 0))
        await stage.settled()
        assert platforms() == ["youtube", "tiktok", "instagram", "facebook"]
        await stage.press("s", "s")
        assert "Unit ▴" in stage.text


async def test_detail_lies_over_the_list_when_narrow_and_beside_it_when_wide(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        assert "What is known" not in stage.text
        await stage.press("j", "enter")
        assert "instagram/testilankirjasto" in stage.text
        assert "4 of 4" not in stage.text
        await stage.press("escape")
        assert "4 of 4" in stage.text
    async with show(Register.open(town.place, town.passphrase), size=(160, 45)) as stage:
        assert "facebook/testilankirjasto" in stage.text
        assert "4 of 4" in stage.text


async def test_the_form_saves_what_was_changed_and_the_list_shows_it(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        await _facebook(stage, "e")
        stage.fill("handle", "uusikirjasto")
        stage.fill("opened_on", "1.2.2020")
        await stage.press("f5")
        assert isinstance(stage.app.screen, Accounts)
        assert "uusikirjasto" in stage.text
    with Register.open(town.place, town.passphrase) as register:
        changed = accounts.find(register, "facebook/uusikirjasto")
        assert changed.opened_on == date(2020, 2, 1)


async def test_a_bad_value_is_said_beside_its_field_and_what_was_typed_stays(
    town: Town, show: Show
) -> None:
    async with show(town.register, size=(80, 45)) as stage:
        await _facebook(stage, "e")
        stage.fill("opened_on", "soon")
        stage.fill("unit", "Nowhere")
        await stage.press("f5")
        assert isinstance(stage.app.screen, AccountForm)
        assert stage.one(Field, "#opened_on").has_class("-wrong")
        assert stage.one(Field, "#opened_on").value == "soon"
        stage.fill("opened_on", "")
        await stage.press("f5")
        assert stage.one(Field, "#unit").has_class("-wrong")
        assert "There is no unit 'Nowhere'" in stage.text


async def test_leaving_a_form_with_unsaved_text_asks_first(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await _facebook(stage, "e")
        stage.fill("handle", "half")
        await stage.press("escape")
        assert "not saved" in stage.text
        await stage.press("enter")
        assert stage.one(Field, "#handle").value == "half"
        await stage.press("escape", "right", "enter")
        assert isinstance(stage.app.screen, Accounts)


async def test_quitting_with_unsaved_text_asks_first(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await _facebook(stage, "e")
        stage.fill("handle", "half")
        await stage.press("ctrl+q")
        assert "not saved" in stage.text
        await stage.press("enter")
        assert stage.one(Field, "#handle").value == "half"
        assert stage.app.is_running


async def test_when_somebody_else_was_faster_both_versions_are_shown(
    town: Town, show: Show
) -> None:
    async with show(town.register, size=(80, 45)) as stage:
        await _facebook(stage, "e")
        stage.fill("display_name", "Mine")
        with Register.open(town.place, town.passphrase) as other:
            account = accounts.find(other, "facebook/testilankirjasto")
            accounts.edit(other, account.id, {"display_name": "Theirs", "login": "new-login"})
        await stage.press("f5")
        assert "theirs 'Theirs', yours 'Mine'" in stage.text
        assert stage.one(Field, "#login").value == "new-login"
        await stage.press("f5")
        assert isinstance(stage.app.screen, Accounts)
    with Register.open(town.place, town.passphrase) as register:
        account = accounts.find(register, "facebook/testilankirjasto")
        assert (account.display_name, account.login) == ("Mine", "new-login")


async def test_hostile_text_in_a_card_is_no_change_until_it_is_edited(
    town: Town, show: Show
) -> None:
    account = accounts.find(town.register, "facebook/testilankirjasto")
    accounts.edit(town.register, account.id, {"display_name": "a\x1b[31mb"})
    async with show(town.register) as stage:
        await _facebook(stage, "e")
        form = stage.app.screen
        assert isinstance(form, Form)
        assert stage.one(Field, "#display_name").value == "a\\u001b[31mb"
        assert form.changed() == {}


async def test_an_account_can_be_added(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await stage.press("n")
        stage.fill("unit", "Kirjasto")
        stage.fill("profile_address", "https://www.linkedin.com/company/testila")
        await stage.press("f5")
        assert "5 of 5" in stage.text


async def test_a_secret_is_hidden_until_asked_for_and_hidden_again_by_itself(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        await _facebook(stage, "v")
        assert "••••" in stage.text
        assert PASSWORD not in stage.text
        await stage.press("v")
        assert PASSWORD in stage.text
        secret = stage.one(SecretText)
        assert secret._left == SHOWN_SECONDS
        secret._left = 1
        await asyncio.sleep(1.1)
        await stage.settled()
        assert PASSWORD not in stage.text
        assert not secret.is_shown


async def test_a_secret_can_be_dictated_letter_by_letter(town: Town, show: Show) -> None:
    language.choose("fi")
    async with show(town.register, size=(80, 45)) as stage:
        await _facebook(stage, "v", "d")
        # The password begins with 9vK.
        assert "9   9" in stage.text
        assert "v   Vihtori" in stage.text
        assert "KALLE" in stage.text


async def test_a_password_is_written_down_unseen(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await stage.press("slash", *"youtube", "enter", "v", "n")
        await stage.write("Quick-Xylophone-77-drift")
        assert "Quick" not in stage.text
        await stage.press("enter")
    with Register.open(town.place, town.passphrase) as register:
        account = accounts.find(register, "youtube/testilannuoret")
        assert secrets.show(register, account.id) == "Quick-Xylophone-77-drift"


async def test_a_recovery_code_that_was_used_is_taken_off_the_list(town: Town, show: Show) -> None:
    facebook = accounts.find(town.register, "facebook/testilankirjasto").id
    secrets.set_field(town.register, facebook, "recovery_codes", "1111-aaaa\n2222-bbbb")
    async with show(town.register) as stage:
        await _facebook(stage, "v")
        assert "Used a code" not in stage.text
        await stage.press("j", "j", "u")
        await stage.write("7")
        await stage.press("enter")
        assert "No such code is kept here." in stage.text
        await stage.press("u", "2", "enter")
        assert "1 code is left" in stage.text
        assert secrets.show(town.register, facebook, "recovery_codes") == "1111-aaaa"


# Findings


async def test_one_key_goes_through_severity_unit_account_and_rule(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await stage.press("3")
        assert "▲ high" in stage.text
        assert "by severity" in stage.text
        await stage.press("s")
        assert "by unit" in stage.text
        assert "\n  Kirjasto" in stage.text
        await stage.press("s")
        assert "by account" in stage.text
        assert "\n  facebook/testilankirjasto" in stage.text
        await stage.press("s")
        assert "by rule" in stage.text
        assert "\n  SOM" in stage.text


async def test_a_finding_says_why_with_the_clause_and_what_to_do(town: Town, show: Show) -> None:
    async with show(town.register, size=(160, 45)) as stage:
        await stage.press("3")
        assert "Do" in stage.text.split()
        assert "Why" in stage.text
        assert "Guideline, clause" in stage.text


async def test_a_narrow_list_of_findings_says_the_chosen_one_in_full(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        await stage.press("3")
        await _go_to(stage, "SOM101")
        assert "▲ high siiri.malli@testila.fi" in stage.text
        assert "Change the address at the service" in " ".join(stage.text.split())


async def _go_to(stage: Stage, code: str) -> None:
    """Puts the cursor on the first finding of a rule."""
    page = stage.app.screen
    assert isinstance(page, Findings)
    key = next(key for key, answer in page._shown.items() if answer.rule == code)
    stage.one(Rows, "#list").go_to(key)
    await stage.settled()


@pytest.mark.parametrize(
    ("code", "page"),
    [("SOM501", ReviewTerms), ("SOM101", AccountForm), ("SOM708", UnitForm)],
)
async def test_enter_goes_to_the_place_that_mends_it(
    town: Town, show: Show, code: str, page: type
) -> None:
    async with show(town.register) as stage:
        await stage.press("3")
        await _go_to(stage, code)
        await stage.press("enter")
        assert isinstance(stage.app.screen, page)


async def test_the_form_opens_on_the_field_that_the_finding_is_about(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        await stage.press("3")
        await _go_to(stage, "SOM101")
        await stage.press("enter")
        focused = stage.app.focused
        assert focused is not None
        assert "registered_address" in [node.id for node in focused.ancestors]
        stage.fill("registered_address", "nuoriso@testila.fi")
        await stage.press("f5")
        assert isinstance(stage.app.screen, Findings)
        codes = {answer.rule for answer in stage.app.screen._shown.values()}
        assert "SOM101" not in codes


async def test_o_opens_the_account_of_a_finding(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await stage.press("3")
        await _go_to(stage, "SOM101")
        await stage.press("o")
        page = stage.app.screen
        assert isinstance(page, Accounts)
        assert page.chosen is not None
        assert page.chosen.name == "tiktok/testilannuoret"


# Rotation


async def test_a_rotation_goes_through_four_steps_and_keeps_the_old_password(
    town: Town, show: Show
) -> None:
    account = accounts.find(town.register, "facebook/testilankirjasto")
    async with show(town.register) as stage:
        await _facebook(stage, "r")
        assert "step 1 of 4" in stage.text
        await stage.press("f5")
        assert "step 2 of 4" in stage.text
        pending = town.register.secret(account.id).pending
        assert pending
        assert pending in stage.text
        assert town.register.secret(account.id).password == PASSWORD
        await stage.press("q")
        assert "█" in stage.text
        await stage.press("f5", "f5")
        assert "step 4 of 4" in stage.text
        await stage.press("f5")
        assert "The new password is strong" in stage.text
        assert "Tell them: Aino Testi, Eino Koe" in stage.text
        await stage.press("f5")
        assert isinstance(stage.app.screen, Accounts)
        secret = town.register.secret(account.id)
        assert secret.password == pending
        assert [previous.password for previous in secret.previous] == [PASSWORD]


async def test_a_cancelled_rotation_keeps_the_old_password(town: Town, show: Show) -> None:
    account = accounts.find(town.register, "facebook/testilankirjasto")
    async with show(town.register) as stage:
        await _facebook(stage, "r", "f5", "x")
        assert "Does the old password still let you in?" in stage.text
        await stage.press("enter")
        assert town.register.secret(account.id).pending
        await stage.press("x", "right", "enter")
        assert isinstance(stage.app.screen, Accounts)
        secret = town.register.secret(account.id)
        assert (secret.password, secret.pending) == (PASSWORD, "")


async def test_an_unfinished_rotation_is_the_first_thing_to_do_when_the_register_is_unlocked(
    town: Town, show: Show
) -> None:
    account = accounts.find(town.register, "facebook/testilankirjasto")
    rotation.start(town.register, account.id)
    async with show(place=town.place) as stage:
        await stage.write(PASSPHRASE)
        await stage.press("enter")
        assert "▲ begun" in stage.text.splitlines()[5]
        await stage.press("enter")
        assert isinstance(stage.app.screen, Unfinished)
        assert "facebook/testilankirjasto" in stage.text
        await stage.press("enter")
        assert isinstance(stage.app.screen, Rotation)
        assert "step 2 of 4" in stage.text
        assert "This was begun earlier" in stage.text
        await stage.press("v")
        assert town.register.secret(account.id).pending in stage.text


# Terms, units, people, import


async def test_a_unit_is_added_and_edited(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await stage.press("5", "u", "n")
        stage.fill("name", "Uimahalli")
        stage.fill("mailboxes", "uimahalli@testila.fi")
        await stage.press("f5")
        assert "Uimahalli" in stage.text
        added = units.find(town.register, "Uimahalli")
        assert added.active
        assert added.mailboxes == ("uimahalli@testila.fi",)


async def test_writing_down_somebody_s_last_day_makes_what_they_could_open_due(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        await stage.press("5", "down", "e")
        stage.fill("left_on", "2026-06-30")
        await stage.press("f5")
        assert "2026-06-30" in stage.text
        assert len(rotation.due(town.register)) == 4
        await stage.press("b", "f5")
        assert people.find(town.register, "Eino Koe").briefed_on is not None


async def test_a_file_is_shown_before_it_is_read_in(town: Town, show: Show, tmp_path: Path) -> None:
    file = tmp_path / "more.csv"
    file.write_text("unit,platform,handle\nKirjasto,bluesky,testila.bsky.social\n")
    async with show(town.register, size=(100, 30)) as stage:
        await stage.press("i")
        stage.fill("file", str(file))
        stage.fill("kind", "accounts")
        await stage.settled()
        await stage.press("f5")
        assert "1 new" in stage.text
        assert len(town.register.records.accounts) == 4
        await stage.press("f5")
        assert len(town.register.records.accounts) == 5
        await stage.press("escape")
        assert isinstance(stage.app.screen, Accounts)
        assert "5 of 5" in stage.text


async def test_a_bad_file_is_said_and_nothing_comes_in(
    town: Town, show: Show, tmp_path: Path
) -> None:
    async with show(town.register) as stage:
        await stage.press("i")
        stage.fill("file", str(tmp_path / "none.csv"))
        await stage.press("f5")
        assert "none.csv" in str(stage.one(Static, "#error").render())


# Around them


async def test_help_says_where_one_is_and_every_key(town: Town, show: Show) -> None:
    async with show(town.register, size=(80, 60)) as stage:
        await stage.press("f1")
        assert "Every account of the town." in stage.text
        for word in ("Filter", "Rotate", "Secrets", "Import", "Lock", "Quit"):
            assert word in stage.text


async def test_two_acts_of_one_name_stand_apart_in_the_help(town: Town, show: Show) -> None:
    language.choose("fi")
    async with show(town.register, size=(100, 60)) as stage:
        await stage.press("f1")
        named = [line.split() for line in stage.text.splitlines() if "Ehdot" in line.split()]
        assert ["t", "Ehdot"] in named
        assert not any({"t", "4"} <= set(line) for line in named)


async def test_a_register_that_does_not_verify_says_so_on_every_page(
    town: Town, show: Show
) -> None:
    town.register.problems = ("A row is missing.",)
    async with show(town.register) as stage:
        for key in "12345":
            await stage.press(key)
            assert "open for reading only: A row is missing." in " ".join(stage.text.split())


async def test_each_theme_shows_the_same_words(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        dark = stage.text
        await stage.press("f6")
        assert stage.app.theme == "somesec-light"
        assert stage.text == dark
        await stage.press("f6")
        assert stage.app.theme == "somesec-high-contrast"
        assert stage.text == dark
