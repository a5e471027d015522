"""Incidents on screen: recorded, walked through step by step, with evidence kept and taken out."""

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Static

from policy.due import falling_due
from policy.playbooks import steps_of
from screens import mending
from screens.incident import IncidentPage
from screens.incident_form import IncidentForm, NewIncident
from screens.incidents import Incidents
from screens.rotation import Rotation
from screens.widgets.field import Field
from screens.widgets.rows import Rows
from somesec import clock
from somesec.model import Incident, IncidentKind
from somesec.register import Register, accounts, history, incidents, rotation
from tests.conftest import TODAY, Town
from tests.screens.conftest import SIZES, Show, Stage

PNG = b"\x89PNG\r\n\x1a\n" + b"a picture of the page" * 20
GO = "6"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


def only(register: Register) -> Incident:
    (incident,) = register.records.incidents.values()
    return incident


def made(register: Register, kind: IncidentKind) -> Incident:
    facebook = accounts.find(register, "facebook")
    return incidents.add(register, kind=kind, account_id=facebook.id, texts={}, days={})


def shown(stage: Stage, field: str) -> bool:
    return bool(stage.app.screen.query_one(f"#{field}", Field).display)


@pytest.mark.parametrize("size", SIZES)
async def test_an_incident_with_evidence(
    town: Town, show: Show, tmp_path: Path, size: tuple[int, int]
) -> None:
    picture = tmp_path / "uhkaus.png"
    picture.write_bytes(PNG)
    async with show(town.register, size=size) as stage:
        await stage.press(GO)
        assert isinstance(stage.app.screen, Incidents)
        assert "No incident is recorded" in stage.text
        await stage.press("n")
        stage.fill("kind", "threat-to-town")
        await stage.settled()
        assert "At once: Tell the authorities" in stage.text
        stage.fill("account", "facebook/testilankirjasto")
        stage.fill("description", "Uhkaus [bold]kommentissa")
        await stage.press("f5")
        assert isinstance(stage.app.screen, IncidentPage)
        assert "[bold]" in stage.text
        assert stage.text.count("at once") == 2

        await stage.press("enter")
        await stage.press("enter")
        incident = only(town.register)
        assert (incident.authorities_told_on, incident.supervisor_told_on) == (TODAY, TODAY)
        assert "at once" not in stage.text

        await stage.press("enter")
        stage.fill("file", str(picture))
        await stage.press("f5")
        (kept,) = only(town.register).evidence
        assert "uhkaus.png" in stage.text

        stage.one(Rows).go_to(f"file {kept.id}")
        await stage.settled()
        assert kept.sha256.hex()[:32] in stage.text
        await stage.press("x")
        stage.fill("file", str(tmp_path / "out.png"))
        await stage.press("f5")
        assert (tmp_path / "out.png").read_bytes() == PNG
        assert hashlib.sha256(PNG).digest() == kept.sha256
        acts = [event.act for event in history.events(town.register, newest_first=True)]
        assert acts[:2] == ["evidence-exported", "evidence-added"]

        await stage.press("z")
        assert only(town.register).closed_on == TODAY
        await stage.press("z")
        assert only(town.register).closed_on is None


async def test_a_hijack_starts_the_rotation_and_records_it_once_it_is_confirmed(
    town: Town, show: Show
) -> None:
    incident = made(town.register, IncidentKind.HIJACK)
    facebook = accounts.find(town.register, "facebook")
    async with show(town.register) as stage:
        await stage.press(GO, "enter")
        await stage.press("enter")
        await stage.press("enter")
        assert isinstance(stage.app.screen, Rotation)
        await stage.press("escape")
        assert steps_of(only(town.register))[1].done_on is None, "it was only looked at"
        rotation.start(town.register, facebook.id)
        rotation.confirm(town.register, facebook.id)
        await stage.press("enter")
        assert [state.done_on for state in steps_of(only(town.register))[:2]] == [TODAY, TODAY]
        assert stage.one(Rows).key == "step check-recovery"
    assert incident.account == facebook.id


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("threat-to-town", {"supervisor_told_on", "authorities_told_on", "removal_asked_on"}),
        ("spam", {"removed_on"}),
        ("hijack", set()),
    ],
)
async def test_the_form_asks_for_the_days_of_its_kind(
    town: Town, show: Show, kind: str, asked: set[str]
) -> None:
    async with show(town.register) as stage:
        await stage.press(GO, "n")
        stage.fill("kind", kind)
        await stage.settled()
        assert {name for name in incidents.DAYS if shown(stage, name)} == asked


async def test_an_incident_of_no_kind_or_place_is_refused_beside_the_field(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        await stage.press(GO, "n", "f5")
        assert isinstance(stage.app.screen, NewIncident)
        assert "Choose one" in stage.text
        stage.fill("kind", "spam")
        await stage.press("f5")
        assert "on which account or in which unit" in stage.text
        assert not town.register.records.incidents


async def test_it_cannot_be_closed_while_something_is_to_be_done_at_once(
    town: Town, show: Show
) -> None:
    made(town.register, IncidentKind.THREAT_TO_TOWN)
    async with show(town.register) as stage:
        await stage.press(GO, "enter", "z")
        assert "It cannot be closed" in stage.text
        assert only(town.register).closed_on is None


async def test_a_step_may_have_been_taken_on_another_day(town: Town, show: Show) -> None:
    facebook = accounts.find(town.register, "facebook")
    incidents.add(
        town.register,
        kind=IncidentKind.STRIKING_WRITING,
        account_id=facebook.id,
        happened_on=date(2026, 11, 1),
        texts={},
        days={},
    )
    async with show(town.register) as stage:
        await stage.press(GO, "enter", "o")
        stage.fill("done_on", "3.11.2026")
        await stage.press("f5")
        assert only(town.register).supervisor_told_on == date(2026, 11, 3)


async def test_an_edited_incident_takes_a_day_away_and_says_what_is_no_day(
    town: Town, show: Show
) -> None:
    made(town.register, IncidentKind.STRIKING_WRITING)
    incidents.do(town.register, only(town.register).id, "tell-supervisor", TODAY)
    async with show(town.register) as stage:
        await stage.press(GO, "e")
        assert isinstance(stage.app.screen, IncidentForm)
        stage.fill("supervisor_told_on", "")
        stage.fill("removed_on", "tomorrow")
        await stage.press("f5")
        assert "tomorrow" in stage.text
        stage.fill("removed_on", "")
        await stage.press("f5")
        assert only(town.register).supervisor_told_on is None


async def test_a_wrong_kind_and_day_are_corrected_and_that_can_be_taken_back(
    town: Town, show: Show
) -> None:
    before = made(town.register, IncidentKind.PHISHING)
    incidents.do(town.register, before.id, "tell-coordinator", TODAY)
    async with show(town.register) as stage:
        await stage.press(GO, "e")
        stage.fill("kind", "leak")
        stage.fill("happened_on", "")
        await stage.press("f5")
        assert "Say on which day it happened" in stage.text
        stage.fill("happened_on", "20.11.2026")
        await stage.press("f5")
        incident = only(town.register)
        assert (incident.kind, incidents.day_of(incident)) == (
            IncidentKind.LEAK,
            date(2026, 11, 20),
        )
        steps = {state.step.id: state.done_on for state in steps_of(incident)}
        assert steps["tell-coordinator"] == TODAY
        assert steps["tell-supervisor"] is None
        [event, *_others] = history.events(town.register, newest_first=True)
        assert (event.act, event.note) == ("incident-edited", "leak")
        assert "U takes it back" in stage.text
        await stage.press("U")
        assert only(town.register).kind is IncidentKind.PHISHING
        assert incidents.day_of(only(town.register)) == TODAY


async def test_an_incident_on_the_wrong_account_is_moved_to_another_or_to_a_unit(
    town: Town, show: Show
) -> None:
    made(town.register, IncidentKind.STOLEN_CREDENTIALS)
    tiktok = accounts.find(town.register, "tiktok")
    async with show(town.register) as stage:
        await stage.press(GO, "e")
        stage.fill("account", "")
        await stage.press("f5")
        assert "on which account or in which unit" in stage.text
        stage.fill("account", "tiktok/testilannuoret")
        await stage.press("f5")
        assert only(town.register).account == tiktok.id
        assert only(town.register).unit == tiktok.unit
        assert town.register.account(tiktok.id).rotation_due
        assert "U takes it back" not in stage.text
        await stage.press("e")
        stage.fill("unit", "Kirjasto")
        await stage.press("f5")
        assert "Clear the account" in stage.text
        stage.fill("account", "")
        await stage.press("f5")
        assert only(town.register).account is None
        assert incidents.place_name(town.register, only(town.register)) == "Kirjasto"


async def test_a_kind_that_makes_the_password_due_is_not_taken_back_without_a_word(
    town: Town, show: Show
) -> None:
    made(town.register, IncidentKind.PHISHING)
    async with show(town.register) as stage:
        await stage.press(GO, "e")
        stage.fill("kind", "stolen-credentials")
        await stage.press("f5")
        assert accounts.find(town.register, "facebook").rotation_due
        assert "Saved." in stage.text
        assert "U takes it back" not in stage.text


async def test_a_file_that_is_no_evidence_is_refused_and_the_name_stays(
    town: Town, show: Show, tmp_path: Path
) -> None:
    made(town.register, IncidentKind.PHISHING)
    other = tmp_path / "table.csv"
    other.write_text("a,b")
    async with show(town.register) as stage:
        await stage.press(GO, "enter", "f")
        stage.fill("file", str(other))
        await stage.press("f5")
        assert "neither a picture" in stage.text
        assert stage.app.screen.query_one("#file", Field).value == str(other)


async def test_a_step_that_falls_due_leads_to_its_incident(town: Town, show: Show) -> None:
    incident = made(town.register, IncidentKind.SPAM)
    (step, *_others) = (
        duty for duty in falling_due(town.register.view(TODAY), 30) if duty.kind == "incident-step"
    )
    async with show(town.register) as stage:
        mending.do(stage.app, step)
        await stage.settled()
        assert isinstance(stage.app.screen, IncidentPage)
    assert str(incident.id) in step.key


async def test_what_is_to_be_done_at_once_stands_below_the_kind_over_the_whole_width(
    town: Town, show: Show
) -> None:
    async with show(town.register, area="incidents") as stage:
        await stage.press("n")
        stage.fill("kind", "threat-to-town")
        await stage.settled()
        kind, urgent = stage.one(Field, "#kind"), stage.one(Static, "#urgent")
        assert urgent.region.y == kind.region.bottom
        assert urgent.region.width >= kind.region.width
