"""The audit: formats, exit codes, files, and the rules' own pages."""

import json
import os
import stat
from pathlib import Path

import pytest

from policy.engine import Audit
from policy.finding import RuleError, SubjectKind
from tests.cli.conftest import Run
from tests.conftest import PASSWORD, Town


def test_the_same_audit_gives_the_same_bytes(at_town: Run) -> None:
    words = ("audit", "--format", "json", "--today", "2026-11-22")
    first, second = at_town(*words), at_town(*words)
    assert first.out == second.out
    assert first.err == ""
    assert first.json["schema"] == "somesec-audit/1"
    assert first.json["today"] == "2026-11-22"
    assert PASSWORD not in first.out


@pytest.mark.parametrize(
    ("fail_on", "code"), [(None, 1), ("low", 1), ("high", 1), ("critical", 0), ("never", 0)]
)
def test_the_exit_code_follows_fail_on(at_town: Run, fail_on: str | None, code: int) -> None:
    given = ("--fail-on", fail_on) if fail_on else ()
    assert at_town("audit", *given).code == code


def test_text_says_first_how_many_accounts_are_in_order(at_town: Run) -> None:
    answer = at_town("audit", "--fail-on", "never")
    assert "4" in answer.out.splitlines()[0]
    assert "SOM601" in answer.out or "SOM501" in answer.out
    assert "\x1b" not in answer.out


def test_units_and_rules_can_be_chosen(at_town: Run) -> None:
    answer = at_town(
        *("audit", "--format", "json", "--unit", "Kirjasto", "--rule", "never-reviewed"),
        *("--rule", "SOM701"),
    )
    found = answer.json["findings"]
    assert {finding["rule"] for finding in found} == {"SOM501", "SOM701"}
    assert {finding["unit"] for finding in found} == {"Kirjasto"}


@pytest.mark.parametrize("words", [("--unit", "Uimahalli"), ("--rule", "SOM999")])
def test_an_unknown_unit_or_rule_is_wrong_input(at_town: Run, words: tuple[str, str]) -> None:
    answer = at_town("audit", *words)
    assert answer.code == 2
    assert answer.out == ""


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_file_is_written_for_its_owner_only_and_replaced(
    at_town: Run, tmp_path: Path, form: str
) -> None:
    file = tmp_path / "audit"
    for _again in range(2):
        answer = at_town("audit", "--format", form, "--output", file, "--fail-on", "never")
        assert (answer.code, answer.out) == (0, "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    content = file.read_text(encoding="utf-8")
    assert content.endswith("\n")
    if form == "json":
        assert json.loads(content)["organisation"] == "Testilä"


def test_a_device_is_never_replaced_by_a_file(at_town: Run, tmp_path: Path) -> None:
    device = tmp_path / "pipe"
    os.mkfifo(device)
    link = tmp_path / "link"
    link.symlink_to(device)
    for place in (device, link, tmp_path):
        answer = at_town("audit", "--output", place)
        assert answer.code == 2
        assert "no ordinary file" in answer.err
    assert device.is_fifo()


def test_a_file_that_cannot_be_written_is_a_sentence(at_town: Run, tmp_path: Path) -> None:
    answer = at_town("audit", "--output", tmp_path / "no" / "such" / "folder")
    assert answer.code == 2
    assert answer.err.startswith("somesec: ")


def test_a_rule_that_fails_to_run_ends_with_5_after_the_audit_is_printed(
    at_town: Run, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    import msgspec

    from somesec.register import auditing

    whole = auditing.audit(town.register)
    error = RuleError(
        rule="SOM101",
        subject=town.register.records.organisation.id,
        subject_kind=SubjectKind.ORGANISATION,
        error="ValueError",
    )

    def audit(*_arguments: object, **_options: object) -> Audit:
        return msgspec.structs.replace(whole, rule_errors=(error,))

    monkeypatch.setattr("somesec.register.auditing.audit", audit)
    answer = at_town("audit", "--format", "json", "--fail-on", "never")
    assert answer.code == 5
    assert answer.json["rule_errors"]
    assert "failed to run" in answer.err


def test_colour_only_on_a_terminal_that_wants_it(
    at_town: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    words = ("audit", "--fail-on", "never")
    assert "\x1b[" in at_town(*words).out
    assert "\x1b[" not in at_town(*words, "--no-color").out
    assert "\x1b[" not in at_town(*words, "--format", "json").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in at_town(*words).out


def test_rules_are_listed_without_a_register(run: Run) -> None:
    assert "SOM301" in run("rules").out
    rows = run("rules", "--format", "json").json
    assert {"code", "name", "severity", "clauses", "summary", "applies_to"} == set(rows[0])


@pytest.mark.parametrize("named", ["SOM601", "som601", "single-administrator"])
def test_a_rule_is_explained_by_code_or_name(run: Run, named: str) -> None:
    answer = run("rule", named)
    assert answer.code == 0
    assert "SOM601 single-administrator" in answer.out


def test_an_unknown_rule_or_guideline_is_wrong_input(run: Run) -> None:
    assert run("rule", "SOM9999").code == 2
    assert run("rules", "--policy", "../kauhava").code == 2
