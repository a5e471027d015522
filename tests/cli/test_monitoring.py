"""A breach monitoring service's domain search, recorded."""

import json
from pathlib import Path

import pytest

from somesec.model import ScanKind
from tests.cli.conftest import Office, Run
from tests.conftest import Town

SEARCH = {
    "kirjasto": ["Facebook", "Kuvapelit"],
    "Palaute": ["Kuvapelit"],
    "eino koe": ["Adobe"],
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "search.json"
    made.write_text(json.dumps(SEARCH), encoding="utf-8")
    return made


def test_services_without_an_account_become_findings(at_town: Run, town: Town, file: Path) -> None:
    answer = at_town("breach", "monitoring", file, "--on", "2026-11-20", "--format", "json")
    assert answer.code == 0, answer.err
    assert answer.json == {
        "found": 3,
        "left_out": [{"line": 3, "reason": "no mail address"}],
        "made_on": "2026-11-20",
        "unknown": [
            {"address": "kirjasto@testila.fi", "service": "Kuvapelit"},
            {"address": "palaute@testila.fi", "service": "Kuvapelit"},
        ],
    }
    town.register.refresh()
    (scan,) = town.register.records.scans.values()
    assert (scan.kind, scan.source, scan.recorded_by) == (
        ScanKind.ADDRESSES,
        "search.json",
        "Aino Testi",
    )
    audit = at_town("audit", "--rule", "SOM910", "--format", "json", "--fail-on", "never").json
    assert len(audit["findings"]) == 2
    assert at_town("trail", "list", "--format", "json").json[-1]["act"] == "scan-recorded"


def test_what_was_left_out_is_named_and_counted(at_town: Run, file: Path) -> None:
    answer = at_town("breach", "monitoring", file)
    assert "3 uses of addresses found, 2 of them without an account here." in answer.out
    assert "Left out at 3: no mail address." in answer.err
    assert "1 place in the file could not be used." in answer.err
    assert "eino koe" not in answer.out + answer.err


def test_a_newer_search_takes_the_place_of_the_last(at_town: Run, file: Path) -> None:
    at_town("breach", "monitoring", file, "--on", "2026-11-20")
    file.write_text("{}", encoding="utf-8")
    assert at_town("breach", "monitoring", file, "--format", "json").json["found"] == 0
    audit = at_town("audit", "--rule", "SOM910", "--format", "json").json
    assert (audit["findings"], audit["unknown"]) == ([], [])


@pytest.mark.parametrize(
    "words", [("--domain", "gmail.com"), ("--on", "2026-11-23"), ("--on", "yesterday")]
)
def test_wrong_use_records_nothing(
    at_town: Run, town: Town, file: Path, words: tuple[str, ...]
) -> None:
    answer = at_town("breach", "monitoring", file, *words)
    assert answer.code == 2
    town.register.refresh()
    assert not town.register.records.scans


def test_a_file_that_is_not_there_or_of_another_form_is_refused(
    at_town: Run, tmp_path: Path
) -> None:
    assert at_town("breach", "monitoring", tmp_path / "nowhere.json").code == 2
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    answer = at_town("breach", "monitoring", tmp_path / "x.csv")
    assert answer.code == 2
    assert "no domain search" in answer.err


def test_an_auditor_records_nothing(office: Office, file: Path) -> None:
    assert office("Siiri Malli", "breach", "monitoring", file).code == 3
