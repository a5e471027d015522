"""The reports on screen, and written to files."""

import json
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import icalendar
import pytest
from textual.widgets import Input, Static

from policy.engine import pack_named
from policy.pack import pack_names
from screens import value_words
from screens.coverage import CoveragePage
from screens.falling_due import FallingDue
from screens.guidelines import Guidelines
from screens.policy_values import PolicyValue, PolicyValues
from screens.report_files import SaveAudit, SaveCoverage, SaveDue, SavePublicList
from screens.reports import Reports
from screens.rules import Rules
from screens.waivers import Waivers
from screens.widgets.field import Field
from screens.widgets.keys import Keys
from screens.widgets.rows import Rows
from somesec import clock, language
from somesec.errors import LockedError
from somesec.register import Register, accounts, auditing, policies, units, waivers
from somesec.register.roles import UNIT_ADMIN
from tests.conftest import TODAY, Town
from tests.register.newcomers import let_in
from tests.screens.conftest import Show, Stage

GO = "8"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


async def to(stage: Stage, report: str) -> None:
    """Goes to a report in the list of them."""
    await stage.press(GO)
    assert isinstance(stage.app.screen, Reports)
    stage.one(Rows, "#list").go_to(report)
    await stage.settled()


async def test_each_report_says_what_it_says_now(town: Town, show: Show) -> None:
    async with show(town.register, size=(160, 45)) as stage:
        for report, said in (
            ("audit", "No month is kept yet"),
            ("coverage", "not checkable"),
            ("due", "late or never done"),
            ("public", "4 open pages"),
            ("waivers", "No finding is accepted"),
            ("rules", "0 of them off"),
            ("policy", "Every value is the guideline's own"),
        ):
            await to(stage, report)
            assert said in stage.text, report


async def test_keeping_the_numbers_draws_the_month(town: Town, show: Show) -> None:
    async with show(town.register, size=(120, 30)) as stage:
        await to(stage, "audit")
        await stage.press("n")
        (kept,) = town.register.records.audits.values()
        assert f"{kept.compliant} of {kept.in_use}" in stage.text
        assert "┈" in stage.text


async def test_a_unit_admin_is_shown_no_months_of_the_whole_town(town: Town, show: Show) -> None:
    kirjasto = units.find(town.register, "Kirjasto")
    let_in(town.register, "Eino Koe", UNIT_ADMIN, "vihrea lintu laulaa", [kirjasto])
    for kept in (False, True):
        if kept:
            auditing.kept_report(town.register)
        async with show(Register.open(town.place, "vihrea lintu laulaa"), size=(120, 30)) as stage:
            await to(stage, "audit")
            assert "accounts in order" in stage.text
            assert "by month" not in stage.text
            assert "press n" not in stage.text


async def test_the_audit_is_written_in_every_form(town: Town, show: Show, tmp_path: Path) -> None:
    async with show(town.register) as stage:
        await to(stage, "audit")
        for form, named in SaveAudit.FORMS.items():
            file = tmp_path / f"{form}.out"
            await stage.press("f4")
            assert isinstance(stage.app.screen, SaveAudit)
            stage.fill("form", form)
            await stage.settled()
            name = stage.app.screen.query_one("#file", Field).value
            assert name.endswith("." + named.ending)
            stage.fill("file", str(file))
            await stage.press("f5")
            assert isinstance(stage.app.screen, Reports)
            assert "testilankirjasto" in file.read_text(encoding="utf-8") or "summary" in form
            assert file.stat().st_mode & 0o077 == 0


async def test_a_file_that_is_there_is_replaced_only_on_demand(
    town: Town, show: Show, tmp_path: Path
) -> None:
    file = tmp_path / "coverage.json"
    file.write_text("mine")
    async with show(town.register) as stage:
        await to(stage, "coverage")
        await stage.press("f4")
        assert isinstance(stage.app.screen, SaveCoverage)
        stage.fill("form", "json")
        await stage.settled()
        stage.fill("file", str(file))
        await stage.press("f5")
        assert file.read_text() == "mine"
        assert isinstance(stage.app.screen, SaveCoverage)
        stage.fill("over", "yes")
        await stage.press("f5")
    assert json.loads(file.read_text())["schema"].startswith("somesec-coverage/")


async def test_one_unit_alone_is_written(town: Town, show: Show, tmp_path: Path) -> None:
    file = tmp_path / "audit.json"
    library = next(u for u in town.register.records.units.values() if u.name == "Kirjasto")
    async with show(town.register) as stage:
        await to(stage, "audit")
        await stage.press("f4")
        stage.fill("form", "json")
        stage.fill("unit", str(library.id))
        stage.fill("file", str(file))
        await stage.press("f5")
    assert {f["unit"] for f in json.loads(file.read_text())["findings"] if f["account"]} == {
        "Kirjasto"
    }


async def test_what_falls_due_becomes_a_calendar(town: Town, show: Show, tmp_path: Path) -> None:
    file = tmp_path / "due.ics"
    async with show(town.register) as stage:
        await to(stage, "due")
        await stage.press("enter")
        assert isinstance(stage.app.screen, FallingDue)
        await stage.press("f4")
        assert isinstance(stage.app.screen, SaveDue)
        stage.fill("file", str(file))
        await stage.press("f5")
    assert icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")


async def test_the_public_list_is_written(town: Town, show: Show, tmp_path: Path) -> None:
    file = tmp_path / "pages.html"
    async with show(town.register) as stage:
        await to(stage, "public")
        await stage.press("f4")
        assert isinstance(stage.app.screen, SavePublicList)
        stage.fill("file", str(file))
        await stage.press("f5")
    assert "testilankirjasto" in file.read_text(encoding="utf-8")


async def test_the_coverage_tells_every_clause_of_the_guideline(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await to(stage, "coverage")
        await stage.press("enter")
        assert isinstance(stage.app.screen, CoveragePage)
        rows = stage.one(Rows, "#list")
        assert [row.key for row in rows.rows] == list(policies.in_force(town.register).clauses)
        rows.go_to("3.1-g")
        await stage.settled()
        assert "SOM10" in stage.text


async def test_a_waiver_is_added_and_ended(town: Town, show: Show) -> None:
    facebook = accounts.find(town.register, "facebook")
    async with show(town.register) as stage:
        await to(stage, "waivers")
        await stage.press("enter")
        assert isinstance(stage.app.screen, Waivers)
        await stage.press("n", "f5")
        assert "fill this in" in stage.text
        stage.fill("rule", "SOM801")
        stage.fill("subject", facebook.name)
        stage.fill("reason", "Remontti [red]")
        stage.fill("until_on", "31.12.2026")
        await stage.press("f5")
        (made,) = waivers.listed(town.register)
        assert (made.waiver.rule, made.waiver.expires_on) == ("SOM801", date(2026, 12, 31))
        assert "[red]" in stage.text
        await stage.press("x", "tab", "enter")
        assert not town.register.records.waivers


async def test_every_rule_can_be_read(town: Town, show: Show) -> None:
    async with show(town.register, size=(160, 45)) as stage:
        await to(stage, "rules")
        await stage.press("enter")
        assert isinstance(stage.app.screen, Rules)
        stage.one(Rows, "#list").go_to("SOM301")
        await stage.settled()
        for heading in ("What it checks", "Why", "Example", "How to resolve", "The guideline"):
            assert heading in stage.text


async def test_a_value_of_the_guideline_is_set_refused_and_taken_back(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        await to(stage, "policy")
        await stage.press("enter")
        assert isinstance(stage.app.screen, PolicyValues)
        stage.one(Rows, "#list").go_to("intervals.post")
        await stage.settled()
        await stage.press("enter")
        assert isinstance(stage.app.screen, PolicyValue)
        stage.fill("value", "often")
        await stage.press("f5")
        assert isinstance(stage.app.screen, PolicyValue), "it does not fit"
        stage.fill("value", "10")
        await stage.press("f5")
        assert policies.in_force(town.register).intervals.post == 10
        assert "Aino Testi" in stage.text
        await stage.press("x")
        assert policies.in_force(town.register).intervals.post == 7


async def test_rules_are_turned_off_by_their_codes(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await to(stage, "policy")
        await stage.press("enter")
        stage.one(Rows, "#list").go_to("off")
        await stage.press("enter")
        stage.fill("value", "SOM801 SOM802")
        await stage.press("f5")
        assert policies.in_force(town.register).off == ("SOM801", "SOM802")


async def test_a_guideline_is_weighed_before_it_is_chosen(town: Town, show: Show) -> None:
    policies.put(town.register, "intervals.post", "10")
    async with show(town.register, size=(160, 45)) as stage:
        await to(stage, "policy")
        await stage.press("enter", "o")
        assert isinstance(stage.app.screen, Guidelines)
        assert "The register goes by it." in stage.text
        stage.one(Rows, "#list").go_to("nist-800-63b-4")
        await stage.settled()
        assert "Post on a page" in stage.text
        await stage.press("c", "escape")
        assert town.register.records.organisation.policy == "kauhava", "it was only asked"
        await stage.press("c", "right", "enter")
        assert town.register.records.organisation.policy == "nist-800-63b-4"
        assert "The register goes by it." in stage.text


async def test_a_guideline_in_a_file_is_checked_and_its_values_are_taken_over(
    town: Town, show: Show, tmp_path: Path
) -> None:
    file = tmp_path / "own.toml"
    shipped = (files("policy") / "packs" / "kauhava.toml").read_text(encoding="utf-8")
    own = shipped.replace('id = "kauhava"', 'id = "testila"').replace("post = 7", "post = 9")
    file.write_text(own.replace("post = 9", 'post = "often"'), encoding="utf-8")
    async with show(town.register, size=(160, 45)) as stage:
        stage.app.open(Guidelines())
        await stage.settled()
        await stage.press("o")
        stage.one(Input).value = str(file)
        await stage.press("enter")
        assert "line" in str(stage.one(Static, "#wrong").render())
        file.write_text(own, encoding="utf-8")
        await stage.press("enter")
        assert stage.one(Rows, "#list").key == str(file)
        await stage.press("c", "right", "enter")
        assert policies.in_force(town.register).intervals.post == 9
        assert town.register.records.organisation.policy == "kauhava"


def test_only_a_coordinator_chooses_a_guideline_and_that_takes_settings_back(town: Town) -> None:
    policies.put(town.register, "intervals.post", "10")
    policies.choose(town.register, pack_named("kauhava"))
    assert not town.register.records.settings
    assert policies.in_force(town.register).intervals.post == 7
    kirjasto = units.find(town.register, "Kirjasto")
    let_in(town.register, "Eino Koe", UNIT_ADMIN, "vihrea lintu laulaa", [kirjasto])
    with Register.open(town.place, "vihrea lintu laulaa") as own:
        with pytest.raises(LockedError, match="coordinator"):
            policies.choose(own, pack_named("nist-800-63b-4"))
        assert own.records.organisation.policy == "kauhava"


def test_every_value_of_the_guideline_has_a_name_and_is_explained(town: Town) -> None:
    keys = [value.key for value in policies.values(town.register)]
    assert [key for key in keys if value_words.name(key) == key] == []
    assert [key for key in keys if not value_words.meaning(key)] == []


@pytest.mark.parametrize(
    ("key", "value", "name", "said"),
    [
        ("severities.SOM101", "high", "SOM101  The account", "high"),
        ("terms_review.facebook", 90, "Facebook", "90 days"),
        ("text_changed.facebook", 1, "Facebook", "1 day"),
        ("off", ["SOM801", "SOM802"], "Not checked", "SOM801, SOM802"),
        ("off", [], "Not checked", "–"),
        ("thresholds.strength", 3, "Strength of a password", "3"),
    ],
)
def test_a_value_is_said_in_words(key: str, value: object, name: str, said: str) -> None:
    assert value_words.name(key).startswith(name)
    assert value_words.said(key, value) == said


async def test_values_stand_under_their_groups_in_words_and_their_key_beside(
    town: Town, show: Show
) -> None:
    language.choose("fi")
    async with show(town.register, size=(160, 45)) as stage:
        stage.app.open(PolicyValues())
        await stage.settled()
        for said in ("Vähimmäismäärät", "Enimmäisajat", "Julkaisu sivulla", "7 päivää"):
            assert said in stage.text
        assert "Kauhavan kaupungin some-ohje" in stage.text
        assert stage.text.count("thresholds.") == 1, "only the chosen one's"


@pytest.mark.parametrize("spoken", ["fi", "sv"])
def test_guidelines_that_come_with_the_program_are_called_by_the_readers_words(
    spoken: str,
) -> None:
    language.choose(spoken)
    assert all(pack_named(name).title != pack_named(name).name for name in pack_names())


@pytest.mark.parametrize("spoken", ["en", "fi", "sv"])
async def test_the_keys_fit_in_eighty_columns(town: Town, show: Show, spoken: str) -> None:
    language.choose(spoken)
    async with show(town.register) as stage:
        for report in ("", "coverage", "waivers", "rules", "policy", "due"):
            await to(stage, report or "audit")
            if report:
                await stage.press("enter")
            assert stage.one(Keys).keys[-1].end <= 78, report
            if report:
                await stage.press("escape")
