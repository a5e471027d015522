"""Findings accepted for a while: who, why, until when, and what becomes of them."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.cli.conftest import SIIRI, Office, Run
from tests.conftest import TODAY, Town

PAGE = "facebook/testilankirjasto"
UNTIL = TODAY + timedelta(180)
GIVEN = ("--reason", "The library moves house", "--until", UNTIL.isoformat())


def findings(run: Run, rule: str, on: date = TODAY) -> list[dict[str, Any]]:
    audit = run("audit", "--rule", rule, "--format", "json", "--fail-on", "never", on=on).json
    return [f for f in audit["findings"] if f["account"] and f["account"]["handle"] != ""]


def waived(run: Run, rule: str, on: date = TODAY) -> list[str]:
    return [
        f"{f['account']['platform']}/{f['account']['handle']}"
        for f in findings(run, rule, on)
        if f["waiver"]
    ]


def test_a_waiver_accepts_one_rule_on_one_record(at_town: Run, town: Town) -> None:
    answer = at_town("waiver", "add", "--rule", "never-reviewed", "--subject", PAGE, *GIVEN)
    assert answer.code == 0, answer.err
    assert "2027-05-21" in answer.err
    assert waived(at_town, "SOM501") == [PAGE]
    assert len(findings(at_town, "SOM501")) == 4
    town.register.refresh()
    (waiver,) = town.register.records.waivers.values()
    assert (waiver.rule, waiver.made_by, waiver.made_on) == ("SOM501", "Aino Testi", TODAY)


def test_it_holds_on_its_last_day_and_the_finding_comes_back_after(at_town: Run) -> None:
    at_town("waiver", "add", "--rule", "SOM501", "--subject", PAGE, *GIVEN)
    assert waived(at_town, "SOM501", UNTIL) == [PAGE]
    later = UNTIL + timedelta(1)
    assert waived(at_town, "SOM501", later) == []
    (row,) = at_town("waiver", "list", "--format", "json", on=later).json
    assert row["state"] == "expired"


def test_waivers_are_listed_with_what_comes_of_them(at_town: Run) -> None:
    at_town("waiver", "add", "--rule", "SOM501", "--subject", PAGE, *GIVEN)
    unused = at_town("waiver", "add", "--rule", "SOM803", "--subject", PAGE, *GIVEN)
    assert "accepts nothing" in unused.err
    rows = at_town("waiver", "list", "--format", "json").json
    assert {row["rule"]: row["state"] for row in rows} == {"SOM501": "in force", "SOM803": "unused"}
    text = at_town("waiver", "list").out
    assert "The library moves house" in text
    assert "unused" in text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"--rule": "SOM50"}, "no rule"),
        ({"--rule": "SOM5"}, "no rule"),
        ({"--subject": "facebook/nonesuch"}, "no account"),
        ({"--subject": "testilan"}, "fits 4"),
        ({"--subject": "Kirjasto"}, "fits 2"),
        ({"--reason": "  "}, "reason"),
        ({"--until": "2027-05-22"}, "180 days"),
        ({"--until": "2026-11-21"}, "before it begins"),
        ({"--until": "soon"}, "YYYY-MM-DD"),
    ],
)
def test_a_bad_waiver_is_a_sentence_and_writes_nothing(
    at_town: Run, town: Town, changed: dict[str, str], said: str
) -> None:
    given = {
        **{"--rule": "SOM501", "--subject": PAGE},
        **{"--reason": "Why not", "--until": "2026-12-01"},
        **changed,
    }
    answer = at_town("waiver", "add", *(word for pair in given.items() for word in pair))
    assert answer.code == 2
    assert said in answer.err
    assert answer.err.count("\n") == 1
    town.register.refresh()
    assert not town.register.records.waivers


@pytest.mark.parametrize("left_out", ["--reason", "--until", "--rule", "--subject"])
def test_reason_and_end_are_mandatory(at_town: Run, left_out: str) -> None:
    given = {"--rule": "SOM501", "--subject": PAGE, "--reason": "R", "--until": "today"}
    del given[left_out]
    answer = at_town("waiver", "add", *(word for pair in given.items() for word in pair))
    assert answer.code == 2
    assert left_out in answer.err


def test_one_that_runs_is_not_doubled(at_town: Run) -> None:
    add = ("waiver", "add", "--rule", "SOM501", "--subject", PAGE, *GIVEN)
    assert at_town(*add).code == 0
    answer = at_town(*add)
    assert answer.code == 2
    assert "already, until 2027-05-21" in answer.err


@pytest.mark.parametrize(
    ("rule", "subject"), [("SOM708", "Kirjasto"), ("SOM501", "facebook/testilankirjasto")]
)
def test_a_removed_waiver_brings_its_finding_back(at_town: Run, rule: str, subject: str) -> None:
    at_town("waiver", "add", "--rule", rule, "--subject", subject, *GIVEN)
    assert at_town("waiver", "remove", f"{rule} {subject}").code == 0
    assert at_town("waiver", "list", "--format", "json").json == []
    assert at_town("waiver", "remove", rule).code == 2


def test_a_finding_on_an_incident_can_be_waived(at_town: Run) -> None:
    at_town("incident", "add", "--kind", "striking-writing", "--account", PAGE)
    audit = at_town("audit", "--format", "json", "--fail-on", "never").json
    rules = [f["rule"] for f in audit["findings"] if f.get("subject", {}).get("kind") == "incident"]
    answer = at_town("waiver", "add", "--rule", rules[0], "--subject", "striking", *GIVEN)
    assert answer.code == 0, answer.err
    (row,) = at_town("waiver", "list", "--format", "json").json
    assert row["state"] == "in force"
    assert row["subject"] == f"2026-11-22 striking-writing {PAGE}"


def test_an_auditor_waives_nothing(office: Office) -> None:
    answer = office(SIIRI, "waiver", "add", "--rule", "SOM501", "--subject", PAGE, *GIVEN)
    assert answer.code == 3


def test_a_reason_that_would_steer_a_terminal_is_shown_as_text(at_town: Run) -> None:
    hostile = "\x1b[31m\u202e=cmd|' /C calc'!A0"
    given = ("--rule", "SOM501", "--subject", PAGE, "--reason", hostile, "--until", "2026-12-01")
    assert at_town("waiver", "add", *given).code == 0
    for form in ("text", "json"):
        shown = at_town("waiver", "list", "--format", form).out
        assert "\x1b" not in shown
        assert "\u202e" not in shown
    assert "SOM501" in at_town("trail", "list").out
