"""Incidents: recorded, with what must be done at once, step by step, and their evidence."""

import hashlib
import re
import sqlite3
from pathlib import Path

import pytest

from policy.playbooks import PLAYBOOKS
from somesec.cli import incident as command
from somesec.model import IncidentKind
from somesec.register.evidence import MOST_FILES
from tests.cli.conftest import AINO, EINO, SIIRI, Office, Run
from tests.conftest import PASSWORD, Town

PAGE = "facebook/testilankirjasto"
PNG = b"\x89PNG\r\n\x1a\n" + b"threat in a picture"


@pytest.fixture
def hijack(at_town: Run) -> str:
    answer = at_town("incident", "add", "--kind", "hijack", "--account", PAGE)
    assert answer.code == 0, answer.err
    return answer.out.strip()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "page.png"
    file.write_bytes(PNG)
    return file


def shown(run: Run, incident: str) -> dict[str, object]:
    answer = run("incident", "show", incident, "--format", "json")
    assert answer.code == 0, answer.err
    return dict(answer.json)


def test_kinds_are_those_of_the_model_and_each_has_a_playbook() -> None:
    assert set(command.KINDS) == {kind.value for kind in IncidentKind} == set(PLAYBOOKS)


def test_an_incident_is_recorded_with_what_is_known(at_town: Run) -> None:
    answer = at_town(
        *("incident", "add", "--kind", "threat-to-employee", "--account", PAGE),
        *("--on", "20.11.2026", "--reported-by", "Eino Koe", "--description", "A comment"),
        *("--supervisor-told-on", "2026-11-21", "--removal-asked-on", "today"),
    )
    assert answer.code == 0, answer.err
    said = shown(at_town, answer.out.strip())
    assert said["happened_on"] == "2026-11-20"
    assert said["unit"] == "Kirjasto"
    assert said["account"] == PAGE
    assert said["reported_by"] == "Eino Koe"
    assert said["supervisor_told_on"] == "2026-11-21"
    assert said["next"] == "keep-evidence"
    assert "At once" not in answer.err


@pytest.mark.parametrize(
    ("kind", "steps"),
    [
        ("threat-to-town", ["tell-authorities", "tell-supervisor"]),
        ("threat-to-employee", ["tell-supervisor"]),
        ("striking-writing", ["tell-supervisor"]),
        ("discrimination", ["remove"]),
    ],
)
def test_what_the_guideline_wants_at_once_is_said_at_once(
    at_town: Run, kind: str, steps: list[str]
) -> None:
    answer = at_town("incident", "add", "--kind", kind, "--unit", "Kirjasto")
    assert answer.code == 0
    assert answer.err.count("At once: ") == len(steps)
    for step in steps:
        assert f"somesec incident done {answer.out[:8]} {step}" in answer.err
    closed = at_town("incident", "update", answer.out.strip(), "--closed-on", "today")
    assert closed.code == 2
    assert re.findall(r"\((\S+)\)", closed.err) == steps
    for step in steps:
        assert at_town("incident", "done", answer.out[:8], step).code == 0
    assert at_town("incident", "update", answer.out.strip(), "--closed-on", "today").code == 0


def test_a_hijack_makes_the_password_due_and_says_the_first_step(at_town: Run, hijack: str) -> None:
    (due,) = at_town("rotate", "list", "--format", "json").json
    assert (due["account"], due["reason"]) == (PAGE, "incident")
    answer = at_town("incident", "next", hijack)
    assert answer.out.startswith("sign-out-sessions: ")


def test_a_hijack_is_walked_through_to_its_end(at_town: Run, hijack: str) -> None:
    early = at_town("incident", "next", hijack, "--start-rotation")
    assert early.code == 2
    assert at_town("incident", "done", hijack, "sign-out-sessions").code == 0
    too_early = at_town("incident", "done", hijack, "rotate")
    assert too_early.code == 6
    assert "rotate confirm" in too_early.err
    started = at_town("incident", "next", hijack, "--start-rotation")
    assert started.code == 0
    assert started.out.strip() not in ("", PASSWORD)
    assert at_town("secret", "show", PAGE, "--pending").out == started.out
    assert at_town("incident", "done", hijack, "rotate").code == 6
    assert at_town("rotate", "confirm", PAGE).code == 0
    for step in ("rotate", "check-recovery", "second-factor", "tell-coordinator", "tell-service"):
        assert at_town("incident", "next", hijack).out.startswith(step + ": ")
        assert at_town("incident", "done", hijack, step, "--on", "2026-11-22").code == 0
    assert at_town("incident", "next", hijack).out == ""
    said = shown(at_town, hijack)
    assert said["next"] is None
    assert {step["done_on"] for step in said["steps"]} == {"2026-11-22"}  # type: ignore[attr-defined]
    trail = at_town("trail", "list", "--format", "json").json
    assert sum(entry["act"] == "incident-step-done" for entry in trail) == 6


def test_a_wrong_kind_is_corrected_and_makes_the_password_due_as_recording_it_does(
    at_town: Run,
) -> None:
    spam = at_town("incident", "add", "--kind", "spam", "--account", PAGE).out.strip()
    assert not at_town("rotate", "list", "--format", "json").json
    changed = at_town("incident", "update", spam, "--kind", "hijack", "--on", "2026-11-20")
    assert changed.code == 0
    assert "2026-11-20 hijack" in changed.err
    assert "Next: Sign out every session" in changed.err
    known = shown(at_town, spam)
    assert (known["kind"], known["happened_on"]) == ("hijack", "2026-11-20")
    (due,) = at_town("rotate", "list", "--format", "json").json
    assert (due["account"], due["reason"], due["since"]) == (PAGE, "incident", "2026-11-20")
    assert "hijack" in at_town("trail", "list").out.splitlines()[-1]
    at_town("incident", "update", spam, "--kind", "spam")
    assert at_town("rotate", "list", "--format", "json").json, "what is due stays due"


@pytest.mark.parametrize("day", ["2026-11-23", "2026-11-22"])
def test_an_incident_is_not_moved_past_today_or_past_what_was_done(
    at_town: Run, hijack: str, day: str
) -> None:
    at_town("incident", "update", hijack, "--on", "2026-11-01")
    at_town("incident", "done", hijack, "sign-out-sessions", "--on", "2026-11-03")
    answer = at_town("incident", "update", hijack, "--on", day)
    assert answer.code == 2
    assert shown(at_town, hijack)["happened_on"] == "2026-11-01"


def test_a_closed_incident_does_not_become_one_that_asks_for_something_at_once(
    at_town: Run,
) -> None:
    spam = at_town("incident", "add", "--kind", "spam", "--account", PAGE).out.strip()
    at_town("incident", "update", spam, "--closed-on", "today")
    answer = at_town("incident", "update", spam, "--kind", "threat-to-town")
    assert answer.code == 2
    assert "It cannot be closed" in answer.err
    assert shown(at_town, spam)["kind"] == "spam"


def test_an_incident_of_no_account_asks_for_no_password(at_town: Run) -> None:
    answer = at_town("incident", "add", "--kind", "hijack", "--unit", "Kirjasto")
    said = shown(at_town, answer.out.strip())
    assert "rotate" not in [step["step"] for step in said["steps"]]  # type: ignore[attr-defined]
    assert at_town("incident", "done", answer.out.strip(), "rotate").code == 2
    assert at_town("rotate", "list", "--format", "json").json == []


def test_incidents_are_listed_and_named_by_a_part(at_town: Run, hijack: str) -> None:
    at_town("incident", "add", "--kind", "spam", "--account", PAGE, "--on", "2026-11-01")
    rows = at_town("incident", "list", "--format", "json").json
    assert [row["kind"] for row in rows] == ["hijack", "spam"]
    assert "hijack" in at_town("incident", "list").out
    assert shown(at_town, "hijack")["id"] == hijack
    assert shown(at_town, hijack[:8])["id"] == hijack
    assert at_town("incident", "show", "testilankirjasto").code == 2
    at_town("incident", "update", "spam", "--closed-on", "2026-11-02")
    assert len(at_town("incident", "list", "--open", "--format", "json").json) == 1
    assert at_town("incident", "update", "spam", "--closed-on", "").code == 0
    assert len(at_town("incident", "list", "--open", "--format", "json").json) == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--kind", "hijack"), "--account"),
        (("--kind", "burglary", "--account", PAGE), "burglary"),
        (("--kind", "hijack", "--account", "nonesuch"), "no account"),
        (("--kind", "hijack", "--unit", "nonesuch"), "no unit"),
        (("--kind", "hijack", "--account", PAGE, "--on", "2026-11-23"), "future"),
        (
            ("--kind", "spam", "--account", PAGE, "--removed-on", "2026-11-21"),
            "happened on 2026-11-22",
        ),
        (("--kind", "spam", "--account", PAGE, "--removed-on", "2026-11-23"), "cannot be right"),
    ],
)
def test_a_bad_incident_is_a_sentence_and_writes_nothing(
    at_town: Run, town: Town, given: tuple[str, ...], said: str
) -> None:
    answer = at_town("incident", "add", *given)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    town.register.refresh()
    assert not town.register.records.incidents
    assert not at_town("rotate", "list", "--format", "json").json


@pytest.mark.parametrize("step", ["weather", "keep-evidence", "tell-authorities"])
def test_a_step_of_no_such_playbook_is_refused(at_town: Run, hijack: str, step: str) -> None:
    assert at_town("incident", "done", hijack, step).code == 2


def test_evidence_is_kept_sealed_and_taken_out_whole(
    at_town: Run, town: Town, hijack: str, picture: Path, tmp_path: Path
) -> None:
    added = at_town("incident", "evidence", "add", hijack, picture)
    assert added.code == 0, added.err
    digest = hashlib.sha256(PNG).hexdigest()
    assert digest in added.err
    (row,) = at_town("incident", "evidence", "list", hijack, "--format", "json").json
    assert (row["file_name"], row["sha256"], row["added_on"]) == ("page.png", digest, "2026-11-22")
    assert (row["media_type"], row["size"]) == ("image/png", len(PNG))
    picture.unlink()
    out = tmp_path / "out.png"
    answer = at_town("incident", "evidence", "export", hijack, "page.png", "--to", out)
    assert answer.code == 0, answer.err
    assert digest in answer.err
    assert out.read_bytes() == PNG
    assert out.stat().st_mode & 0o077 == 0
    acts = [entry["act"] for entry in at_town("trail", "list", "--format", "json").json]
    assert acts[-2:] == ["evidence-added", "evidence-exported"]
    for part in (b"threat in a picture", b"page.png"):
        assert part not in town.place.read_bytes()
    assert at_town("verify").code == 0


def test_a_file_is_kept_once_and_no_more_than_so_many(
    at_town: Run, hijack: str, picture: Path
) -> None:
    at_town("incident", "evidence", "add", hijack, picture)
    again = at_town("incident", "evidence", "add", hijack, picture)
    assert again.code == 2
    assert "kept already" in again.err
    for number in range(1, MOST_FILES):
        picture.write_bytes(PNG + bytes([number]))
        assert at_town("incident", "evidence", "add", hijack, picture).code == 0
    picture.write_bytes(PNG + b"one more")
    full = at_town("incident", "evidence", "add", hijack, picture)
    assert full.code == 2
    assert str(MOST_FILES) in full.err


def test_a_hostile_name_is_a_label_and_never_a_way_to_a_file(
    at_town: Run, hijack: str, tmp_path: Path
) -> None:
    file = tmp_path / "..\\..\\evil\x1b[31m\u202egnp.exe"
    file.write_bytes(PNG)
    assert at_town("incident", "evidence", "add", hijack, file).code == 0
    text = at_town("incident", "show", hijack).out
    assert "\x1b" not in text
    assert "\u202e" not in text
    before = set(tmp_path.iterdir())
    out = tmp_path / "chosen.png"
    assert at_town("incident", "evidence", "export", hijack, "evil", "--to", out).code == 0
    assert set(tmp_path.iterdir()) - before == {out}
    for to in (tmp_path, out):
        assert at_town("incident", "evidence", "export", hijack, "evil", "--to", to).code == 2


def test_evidence_never_takes_the_registers_place(
    at_town: Run, town: Town, hijack: str, picture: Path
) -> None:
    at_town("incident", "evidence", "add", hijack, picture)
    answer = at_town(
        *("incident", "evidence", "export", hijack, "page.png"),
        *("--to", town.place, "--overwrite"),
    )
    assert answer.code == 2


def test_a_picture_that_is_none_is_refused(at_town: Run, hijack: str, tmp_path: Path) -> None:
    file = tmp_path / "page.png"
    file.write_bytes(b"MZ not a picture")
    assert at_town("incident", "evidence", "add", hijack, file).code == 2
    assert at_town("incident", "evidence", "list", hijack, "--format", "json").json == []


def test_changed_evidence_is_told(
    at_town: Run, town: Town, hijack: str, picture: Path, tmp_path: Path
) -> None:
    at_town("incident", "evidence", "add", hijack, picture)
    (row,) = at_town("incident", "evidence", "list", hijack, "--format", "json").json
    town.register.close()
    with sqlite3.connect(town.place) as rows:
        rows.execute(
            "UPDATE record SET sealed = zeroblob(length(sealed)) WHERE id = ?",
            (bytes.fromhex(row["id"].replace("-", "")),),
        )
    out = tmp_path / "out.png"
    answer = at_town("incident", "evidence", "export", hijack, "page.png", "--to", out)
    assert answer.code == 4
    assert not out.exists()


def test_who_opens_no_passwords_reads_of_evidence_and_opens_none(
    office: Office, picture: Path, tmp_path: Path
) -> None:
    added = office(EINO, "incident", "add", "--kind", "hijack", "--account", PAGE)
    assert added.code == 0, added.err
    incident = added.out.strip()
    assert office(EINO, "incident", "evidence", "add", incident, picture).code == 0
    rows = office(SIIRI, "incident", "evidence", "list", incident, "--format", "json").json
    assert [row["file_name"] for row in rows] == ["page.png"]
    out = tmp_path / "out.png"
    export = ("incident", "evidence", "export", incident, "page.png", "--to", out)
    assert office(SIIRI, *export).code == 3
    assert not out.exists()
    assert office(AINO, *export).code == 0


def test_evidence_outlives_new_keys(office: Office, picture: Path, tmp_path: Path) -> None:
    incident = office(EINO, "incident", "add", "--kind", "spam", "--account", PAGE).out.strip()
    office(EINO, "incident", "evidence", "add", incident, picture)
    assert office(AINO, "revoke", EINO, "--unit", "Kirjasto", "--force").code == 0
    assert office(AINO, "verify").code == 0
    out = tmp_path / "out.png"
    export = ("incident", "evidence", "export", incident, "page.png", "--to", out)
    assert office(EINO, *export).code == 2  # who reads no cards of the unit reads of no incident
    assert office(AINO, *export).code == 0
    assert out.read_bytes() == PNG


OTHER = "tiktok/testilannuoret"


def test_an_incident_on_the_wrong_account_goes_to_the_right_one_with_its_evidence(
    at_town: Run, hijack: str, picture: Path, tmp_path: Path
) -> None:
    assert at_town("incident", "evidence", "add", hijack, picture).code == 0
    answer = at_town("incident", "update", hijack, "--account", OTHER)
    assert answer.code == 0, answer.err
    assert f"Changed 2026-11-22 hijack {OTHER}." in answer.err
    incident = shown(at_town, hijack)
    assert (incident["account"], incident["unit"]) == (OTHER, "Nuorisopalvelut")
    due = at_town("rotate", "list", "--format", "json").json
    assert (OTHER, "incident") in {(one["account"], one["reason"]) for one in due}
    out = tmp_path / "out.png"
    export = ("incident", "evidence", "export", hijack, "page.png", "--to", out)
    assert at_town(*export).code == 0
    assert out.read_bytes() == PNG
    assert at_town("verify").code == 0


def test_an_incident_that_was_on_no_account_goes_to_a_unit_and_asks_for_no_password(
    at_town: Run, hijack: str
) -> None:
    assert at_town("rotate", "start", PAGE).code == 0
    assert at_town("rotate", "confirm", PAGE).code == 0
    assert at_town("incident", "done", hijack, "rotate").code == 0
    answer = at_town("incident", "update", hijack, "--unit", "Nuorisopalvelut")
    assert answer.code == 0, answer.err
    incident = shown(at_town, hijack)
    assert (incident["account"], incident["unit"]) == (None, "Nuorisopalvelut")
    # The new password that was recorded was of the other account.
    again = at_town("incident", "update", hijack, "--account", OTHER)
    assert again.code == 0, again.err
    assert at_town("incident", "done", hijack, "rotate").code == 6


def test_evidence_goes_to_no_unit_whose_keys_the_mover_has_not(
    office: Office, picture: Path
) -> None:
    incident = office(EINO, "incident", "add", "--kind", "spam", "--account", PAGE).out.strip()
    assert office(EINO, "incident", "evidence", "add", incident, picture).code == 0
    moved = office(EINO, "incident", "update", incident, "--unit", "Nuorisopalvelut")
    assert moved.code in (2, 3)
    assert office(EINO, "incident", "show", incident, "--format", "json").json["account"] == PAGE
    assert office(AINO, "verify").code == 0
