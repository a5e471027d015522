"""All that falls due: for people, programs, calendars and cron."""

from datetime import timedelta
from pathlib import Path

import icalendar
import pytest

from somesec import clock
from somesec.model import Decision
from somesec.register import accounts, people, terms
from tests.cli.conftest import EINO, SIIRI, Office, Run
from tests.conftest import TODAY, Town

PAGE = "facebook/testilankirjasto"


@pytest.fixture
def in_order(at_town: Run, town: Town) -> Run:
    """The small town with nothing late."""
    today, register = TODAY.isoformat(), town.register
    checks = ("maintainer_stated_on", "unit_page_linked_on", "collection_page_linked_on")
    with clock.frozen(TODAY):
        for account in accounts.listed(register):
            days = dict.fromkeys((*checks, "risk_reviewed_on"), today)
            accounts.edit(register, account.id, days)
            terms.record_review(
                register,
                platform=account.platform,
                reviewed_on=TODAY,
                reviewer="Aino Testi",
                answers={},
                decision=Decision.GO_ON,
            )
        for person in people.listed(register):
            people.edit(register, person.id, {"briefed_on": today, "declared_on": today})
    return at_town


def test_nothing_late_ends_with_0(in_order: Run) -> None:
    answer = in_order("due", "--format", "json")
    assert (answer.code, answer.json) == (0, [])
    due = in_order("due", "--within", "365", "--format", "json")
    assert due.code == 0
    assert {row["state"] for row in due.json} == {"due"}
    assert {row["kind"] for row in due.json} == {
        *("declaration", "risk-review", "terms"),
        *("maintainer-check", "unit-page-link", "collection-page-link"),
    }


def test_the_day_after_ends_with_1(in_order: Run) -> None:
    last_day = in_order("due", "--within", "0", "--today", "2027-11-22", "--format", "json")
    assert last_day.code == 0
    late = in_order("due", "--within", "0", "--today", "2027-11-23", "--format", "json")
    assert late.code == 1
    assert {row["state"] for row in late.json} == {"overdue"}
    assert "late or" in late.err


def test_what_was_never_done_is_late_and_says_so(at_town: Run) -> None:
    answer = at_town("due")
    assert answer.code == 1
    assert "never done" in answer.out
    rows = at_town("due", "--format", "json").json
    never = [row for row in rows if row["state"] == "never"]
    assert {row["due"] for row in never} == {None}
    assert any(row["kind"] == "terms" and row["subject"] == "facebook" for row in never)


def test_all_kinds_of_things_come_together(in_order: Run) -> None:
    in_order("incident", "add", "--kind", "hijack", "--account", PAGE)
    in_order("rotate", "start", "instagram")
    in_order(
        *("waiver", "add", "--rule", "SOM801", "--subject", PAGE, "--reason", "We move; wait"),
        *("--until", (TODAY + timedelta(20)).isoformat()),
    )
    in_order("person", "leave", "Eino Koe", "--on", "today")
    rows = in_order("due", "--format", "json").json
    assert {row["kind"] for row in rows} == {
        *("incident-step", "rotation", "pending-rotation", "waiver-end", "leaving"),
    }


def test_the_calendar_is_written_readable_by_its_owner_only(at_town: Run, tmp_path: Path) -> None:
    file = tmp_path / "due.ics"
    answer = at_town("due", "--format", "ics", "--output", file)
    assert (answer.code, answer.out) == (1, "")
    assert file.stat().st_mode & 0o077 == 0
    events = icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert len(events) == len(at_town("due", "--format", "json").json)
    printed = at_town("due", "--format", "ics")
    assert printed.out.encode() == file.read_bytes()
    again = at_town("due", "--format", "ics", "--output", file)
    assert again.code == 1


def test_json_and_uids_are_the_same_in_every_language(at_town: Run) -> None:
    spoken = {at_town("--language", lang, "due", "--format", "json").out for lang in ("en", "fi")}
    assert len(spoken) == 1
    uids = {
        str([e["UID"] for e in icalendar.Calendar.from_ical(ics).walk("VEVENT")])
        for lang in ("en", "sv")
        for ics in [at_town("--language", lang, "due", "--format", "ics").out]
    }
    assert len(uids) == 1


def test_a_calendar_never_takes_the_registers_place(at_town: Run, town: Town) -> None:
    assert at_town("due", "--format", "ics", "--output", town.place).code == 2


@pytest.mark.parametrize("days", ["-1", "3651", "9" * 30, "soon", "1.5"])
def test_days_that_are_none_are_wrong_use(at_town: Run, days: str) -> None:
    answer = at_town("due", "--within", days)
    assert answer.code == 2
    assert "--within" in answer.err


def test_a_unit_admin_sees_what_they_may_read(office: Office) -> None:
    of_all = office(SIIRI, "due", "--format", "json").json
    own = office(EINO, "due", "--format", "json").json
    assert {row["unit"] for row in own if row["unit"]} == {"Kirjasto"}
    assert len(own) < len(of_all)


def test_names_cannot_steer_a_terminal_or_a_calendar(at_town: Run) -> None:
    hostile = "x\x1b[31m\u202e\r\nEND:VEVENT"
    at_town("account", "edit", PAGE, "--display-name", hostile)
    at_town("account", "edit", PAGE, "--handle", hostile)
    for form in ("text", "ics", "json"):
        shown = at_town("due", "--format", form).out
        assert "\x1b" not in shown
        assert "\u202e" not in shown
