"""The audit: formats, exit codes, files, and the rules' own pages."""

import json
import os
import stat
from datetime import date
from pathlib import Path

import pytest

from policy.finding import RuleError, SubjectKind
from policy.reports.report import Report
from somesec.cli.audit import FORMATS, SUMMARIES
from tests.cli.conftest import AINO, EINO, SIIRI, Office, Run
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


@pytest.mark.parametrize("form", FORMATS)
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

    whole = auditing.report(town.register)
    error = RuleError(
        rule="SOM101",
        subject=town.register.records.organisation.id,
        subject_kind=SubjectKind.ORGANISATION,
        error="ValueError",
    )

    def report(*_arguments: object, **_options: object) -> Report:
        broken = msgspec.structs.replace(whole.audit, rule_errors=(error,))
        return msgspec.structs.replace(whole, audit=broken)

    monkeypatch.setattr("somesec.register.auditing.report", report)
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


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_goes_to_standard_output_as_to_a_file(
    at_town: Run, tmp_path: Path, form: str
) -> None:
    words = ("audit", "--fail-on", "never", "--format", form)
    printed = at_town(*words)
    at_town(*words, "--output", tmp_path / "audit")
    assert printed.code == 0
    assert printed.err == ""
    assert printed.out.encode() == (tmp_path / "audit").read_bytes()
    assert "Testilä" in printed.out or form == "csv"
    assert PASSWORD not in printed.out


@pytest.mark.parametrize("form", ["json", "sarif", "csv"])
def test_machine_formats_never_change_with_the_language(at_town: Run, form: str) -> None:
    words = ("audit", "--fail-on", "never", "--format", form)
    assert at_town(*words, "--language", "fi").out == at_town(*words, "--language", "sv").out


@pytest.mark.parametrize("form", ["text", "html", "markdown"])
def test_what_people_read_is_in_their_language(at_town: Run, form: str) -> None:
    answer = at_town("audit", "--fail-on", "never", "--format", form, "--language", "fi")
    assert "22.11.2026" in answer.out
    assert "vakava" in answer.out


@pytest.mark.parametrize("form", SUMMARIES)
def test_a_summary_is_for_people(at_town: Run, form: str) -> None:
    words = ("audit", "--fail-on", "never", "--format", form)
    summary = at_town(*words, "--summary")
    assert summary.code == 0
    assert "What weighs most" in summary.out
    assert "Units that need most" in summary.out
    assert len(summary.out) < len(at_town(*words).out)


@pytest.mark.parametrize("form", sorted({*FORMATS} - {*SUMMARIES}))
def test_a_summary_is_in_no_machine_format(at_town: Run, form: str) -> None:
    answer = at_town("audit", "--summary", "--format", form)
    assert (answer.code, answer.out) == (2, "")
    assert "text, html, markdown" in answer.err


def test_saved_counts_come_back_by_month(at_town: Run) -> None:
    saving = ("audit", "--save", "--fail-on", "never")
    assert "By month" not in at_town("audit").out
    first = at_town(*saving, on=date(2026, 10, 5))
    assert first.code == 0
    assert "The counts of this audit are kept." in first.err
    at_town(*saving, on=date(2026, 11, 2))
    last = at_town(*saving, on=date(2026, 11, 20)).out
    lines = last[last.index("By month") :].splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["2026-10-05", "2026-11-20"]
    assert at_town("trail", "list").out.count("kept the counts of an audit") == 3


def test_saving_leaves_the_json_as_it_is(at_town: Run) -> None:
    words = ("audit", "--format", "json", "--fail-on", "never")
    before = at_town(*words).out
    assert at_town(*words, "--save").out == before
    assert at_town(*words).out == before


@pytest.mark.parametrize(
    "part", [("--unit", "Kirjasto"), ("--rule", "SOM101"), ("--today", "2026-11-01")]
)
def test_only_a_whole_audit_of_today_is_kept(at_town: Run, part: tuple[str, str]) -> None:
    answer = at_town("audit", "--save", *part)
    assert (answer.code, answer.out) == (2, "")
    assert "leave out" in answer.err


def test_only_a_coordinator_keeps_counts(office: Office) -> None:
    for name in (EINO, SIIRI):
        answer = office(name, "audit", "--save")
        assert (answer.code, answer.out) == (3, "")
        assert "coordinator" in answer.err
    assert office(AINO, "audit", "--save", "--fail-on", "never").code == 0


@pytest.mark.parametrize("words", [(), ("--summary",), ("--format", "html")])
def test_a_unit_admin_is_not_told_how_the_whole_towns_months_went(
    office: Office, words: tuple[str, ...]
) -> None:
    for day in (date(2026, 9, 5), date(2026, 10, 5)):
        office(AINO, "audit", "--save", "--fail-on", "never", on=day)

    def told(name: str) -> bool:
        out = office(name, "audit", "--fail-on", "never", *words).out
        return "2026-10" in out or "2026-09" in out

    assert told(AINO)
    assert told(SIIRI)
    assert not told(EINO)


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
