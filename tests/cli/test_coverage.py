"""The coverage of the guideline, and guidelines of one's own, from the command line."""

import json
import stat
from pathlib import Path

import pytest

from policy.pack import PlanningLine, load_pack
from somesec.cli import account
from tests.cli.conftest import Office, Run
from tests.conftest import Town

KAUHAVA = Path(__file__).parents[2] / "policy" / "packs" / "kauhava.toml"


def own_pack(folder: Path, old: str, new: str) -> Path:
    file = folder / "own.toml"
    text = KAUHAVA.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


def states(run: Run, *words: str | Path) -> dict[str, str]:
    answer = run("coverage", "--format", "json", *words)
    assert answer.code == 0, answer.err
    return {clause["clause"]: clause["state"] for clause in answer.json["clauses"]}


def test_every_clause_has_a_state_and_the_bytes_stay_the_same(at_town: Run) -> None:
    first = at_town("coverage", "--format", "json")
    assert first.json["schema"] == "somesec-coverage/1"
    assert first.out == at_town("coverage", "--format", "json", "--language", "fi").out
    known = {"met", "not-met", "unknown", "not-checkable"}
    assert {clause["state"] for clause in first.json["clauses"]} <= known
    assert set(states(at_town)) == set(load_pack("kauhava").clauses)
    assert "not implemented" not in at_town("coverage").out


def test_recording_what_was_weighed_meets_the_clause(at_town: Run) -> None:
    assert states(at_town)["3.1-d"] == "unknown"
    for one in ("facebook", "instagram", "tiktok", "youtube"):
        lines = [word for line in account.PLANNING for word in ("--line", line)]
        assert at_town("account", "plan", one, *lines, "--on", "1.11.2026").code == 0
    assert states(at_town)["3.1-d"] == "met"


def test_the_planning_checklist_is_shown_with_what_is_open(at_town: Run, town: Town) -> None:
    assert tuple(PlanningLine) == account.PLANNING
    assert at_town("account", "plan", "tiktok", "--line", "need").code == 0
    shown = at_town("account", "plan", "tiktok").out
    assert "need" in shown
    assert shown.count("open") >= len(PlanningLine) - 1
    assert at_town("account", "plan", "tiktok", "--line", "need", "--on", "2027-01-01").code == 2
    town.register.refresh()
    [planned] = [a for a in town.register.records.accounts.values() if a.planning]
    assert list(planned.planning) == ["need"]


def test_a_unit_can_be_looked_at_alone_and_an_unknown_one_is_refused(at_town: Run) -> None:
    answer = at_town("coverage", "--format", "json", "--unit", "Kirjasto")
    assert answer.json["units"] == ["Kirjasto"]
    assert at_town("coverage", "--unit", "Uimahalli").code == 2


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_a_file_is_readable_by_its_owner_only(at_town: Run, tmp_path: Path, form: str) -> None:
    file = tmp_path / "coverage"
    answer = at_town("coverage", "--format", form, "--output", file)
    assert (answer.code, answer.out) == (0, "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "3.1-d" in file.read_text(encoding="utf-8")


# guidelines


def test_an_audit_goes_by_a_guideline_of_ones_own(at_town: Run, tmp_path: Path) -> None:
    file = own_pack(tmp_path, 'id = "kauhava"', 'id = "testila"\noff = ["SOM501"]')
    audit = ("audit", "--format", "json", "--fail-on", "never")
    answer = at_town(*audit, "--policy", file)
    assert answer.json["policy"]["id"] == "testila"
    assert "SOM501" not in answer.out
    assert "SOM501" in at_town(*audit).out
    assert states(at_town, "--policy", "nist-800-63b-4").keys() >= {"3.1.1.2-length"}


def test_severities_of_a_guideline_of_ones_own_hold(at_town: Run, tmp_path: Path) -> None:
    file = own_pack(tmp_path, "[thresholds]", '[severities]\nSOM501 = "critical"\n\n[thresholds]')
    answer = at_town("audit", "--policy", file, "--rule", "SOM501", "--fail-on", "critical")
    assert answer.code == 1
    assert at_town("audit", "--rule", "SOM501", "--fail-on", "critical").code == 0


@pytest.mark.parametrize("command", [("audit", "--policy"), ("policy", "check")])
def test_a_wrong_guideline_is_refused_with_its_line(
    at_town: Run, tmp_path: Path, command: tuple[str, str]
) -> None:
    file = own_pack(tmp_path, "post = 7", "posts = 7")
    answer = at_town(*command, file)
    assert (answer.code, answer.out) == (2, "")
    assert "intervals.posts, line" in answer.err
    assert len(answer.err.splitlines()) == 1


def test_a_right_guideline_is_said_to_be_so(run: Run, tmp_path: Path) -> None:
    answer = run("policy", "check", own_pack(tmp_path, "post = 7", "post = 8"))
    assert (answer.code, answer.out) == (0, "")
    assert "kauhava" in answer.err


def test_the_guidelines_that_come_along_are_listed_and_shown(run: Run) -> None:
    listed = run("policy", "list", "--format", "json").json
    assert [pack["id"] for pack in listed] == ["kauhava", "nist-800-63b-4"]
    shown = run("policy", "show", "nist-800-63b-4", "--format", "json").json
    values = {value["key"]: value for value in shown["values"]}
    assert values["thresholds.length"]["value"] == 15
    assert not any(value["own"] for value in shown["values"])
    assert "thresholds.length_with_factor" in run("policy", "show", "nist-800-63b-4").out


def test_a_value_set_here_holds_and_says_who_set_it_when(at_town: Run) -> None:
    assert at_town("policy", "set", "intervals.post", "10").code == 0
    assert at_town("policy", "set", "intervals.post", "9").code == 0
    shown = at_town("policy", "show", "--format", "json").json["values"]
    [value] = [value for value in shown if value["own"]]
    assert (value["key"], value["value"], value["default"]) == ("intervals.post", 9, 7)
    assert value["set_by"] == "Aino Testi"
    assert value["set_at"].startswith("2026-11-22")
    assert "Aino Testi" in at_town("policy", "show").out
    assert at_town("policy", "unset", "intervals.post").code == 0
    assert not any(
        value["own"] for value in at_town("policy", "show", "--format", "json").json["values"]
    )
    assert at_town("policy", "unset", "intervals.post").code == 2


def test_a_rule_can_be_switched_off_and_weighed_here(at_town: Run) -> None:
    audit = ("audit", "--format", "json", "--fail-on", "never", "--rule", "SOM501")
    assert at_town("policy", "set", "severities.SOM501", "low").code == 0
    assert {f["severity"] for f in at_town(*audit).json["findings"]} == {"low"}
    assert at_town("policy", "set", "off", '["SOM501"]').code == 0
    assert at_town(*audit).json["findings"] == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("intervals.post", "often"),
        ("intervals.post", "0"),
        ("intervals.nothing", "3"),
        ("severities.SOM999", "low"),
        ("severities.SOM501", "dire"),
        ("off", '["SOM999"]'),
        ("id", "testila"),
        ("clauses", "x"),
        ("", "1"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_set(
    at_town: Run, town: Town, key: str, value: str
) -> None:
    answer = at_town("policy", "set", key, value)
    assert answer.code == 2
    assert len(answer.err.splitlines()) == 1
    town.register.refresh()
    assert not town.register.records.settings


def test_only_a_coordinator_changes_the_guideline(office: Office) -> None:
    for name in ("Eino Koe", "Siiri Malli"):
        assert office(name, "policy", "set", "intervals.post", "10").code == 3
        assert office(name, "policy", "unset", "intervals.post").code == 3
    assert office("Outi Outo", "policy", "set", "intervals.post", "10").code == 0


def test_another_guideline_explains_its_rules(run: Run) -> None:
    rules = run("rules", "--policy", "nist-800-63b-4", "--format", "json").json
    by_code = {rule["code"]: rule for rule in rules}
    assert by_code["SOM202"]["clauses"] == ["3.1.1.2-length"]
    assert by_code["SOM801"]["severity"] is None
    assert "15 characters" in run("rule", "SOM202", "--policy", "nist-800-63b-4").out


def test_the_coverage_is_written_out_in_json_once(at_town: Run) -> None:
    text = at_town("coverage", "--format", "json").out
    assert text == json.dumps(json.loads(text), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
