"""Looking through this computer's browsers from the command line, and recording it."""

from pathlib import Path

import pytest

from somesec.model import ScanKind
from tests.cli.conftest import Run
from tests.conftest import Town
from tests.exchange.test_browsers import chromium, firefox

FACEBOOK = "https://www.facebook.com/login"
PRIVATE = "https://treffit.example"


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return chromium(tmp_path / "profile", FACEBOOK, PRIVATE).folder


def scans(town: Town) -> list[tuple[str, list[str]]]:
    town.register.refresh()
    records = town.register.records
    return [
        (
            records.people[scan.person].name if scan.person else "",
            [records.accounts[id_].name for id_ in scan.accounts],
        )
        for scan in records.scans.values()
        if scan.kind is ScanKind.BROWSER
    ]


def test_logins_of_the_registers_services_are_told_and_no_others(
    at_town: Run, town: Town, profile: Path
) -> None:
    answer = at_town("browser-scan", "--profile", profile, "--format", "json")
    assert answer.code == 0, answer.err
    assert answer.json["saved"] is False
    assert answer.json["profiles"] == [
        {"browser": "Chromium", "origins": 2, "path": str(profile), "problem": None}
    ]
    (found,) = answer.json["found"]
    assert (found["origin"], found["platform"]) == ("https://www.facebook.com", "facebook")
    assert [account["account"] for account in found["accounts"]] == ["facebook/testilankirjasto"]
    assert "treffit" not in answer.out + answer.err
    text = at_town("browser-scan", "--profile", profile)
    assert "facebook/testilankirjasto" in text.out
    assert "treffit" not in text.out + text.err
    assert scans(town) == []


def test_without_a_profile_the_usual_places_are_looked_through(
    at_town: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    firefox(home / ".mozilla/firefox/a.default", "https://www.tiktok.com")
    answer = at_town("browser-scan", "--format", "json")
    assert [found["platform"] for found in answer.json["found"]] == ["tiktok"]


def test_a_look_is_recorded_for_the_member_and_found_by_the_audit(
    at_town: Run, town: Town, profile: Path
) -> None:
    answer = at_town("browser-scan", "--profile", profile, "--save")
    assert answer.code == 0, answer.err
    assert scans(town) == [("Aino Testi", ["facebook/testilankirjasto"])]
    audit = at_town("audit", "--rule", "SOM909", "--format", "json").json
    assert [f["subject"]["name"] for f in audit["findings"]] == ["Aino Testi"]


def test_a_look_that_finds_nothing_is_recorded_too(
    at_town: Run, town: Town, tmp_path: Path
) -> None:
    empty = chromium(tmp_path / "empty", PRIVATE).folder
    answer = at_town("browser-scan", "--profile", empty, "--save", "--person", "Eino")
    assert (answer.code, answer.out) == (0, ""), answer.err
    assert scans(town) == [("Eino Koe", [])]


def test_accounts_that_the_person_has_no_rights_to_are_not_recorded(
    at_town: Run, town: Town, profile: Path
) -> None:
    assert at_town("browser-scan", "--profile", profile, "--save", "--person", "Siiri").code == 0
    assert scans(town) == [("Siiri Malli", [])]


def test_an_account_that_is_closed_is_not_told(at_town: Run, profile: Path) -> None:
    assert at_town("account", "edit", "facebook", "--status", "closed").code == 0
    answer = at_town("browser-scan", "--profile", profile, "--format", "json")
    assert answer.json["found"] == []


def test_an_account_on_no_known_service_is_known_by_its_host(at_town: Run, tmp_path: Path) -> None:
    words = ("--unit", "Kirjasto", "--profile-address", "https://keskustelu.example/kirjasto")
    assert at_town("account", "add", *words).code == 0
    folder = chromium(tmp_path / "p", "https://www.keskustelu.example/in").folder
    answer = at_town("browser-scan", "--profile", folder, "--format", "json")
    (found,) = answer.json["found"]
    assert found["platform"] == "other"


def test_what_cannot_be_looked_through_is_unknown_and_records_nothing(
    at_town: Run, town: Town, tmp_path: Path
) -> None:
    root = tmp_path / "firefox"
    firefox(root / "a.default", "https://www.facebook.com")
    firefox(root / "b.default")
    (root / "b.default/logins.json").write_text("{", encoding="utf-8")
    answer = at_town("browser-scan", "--profile", root, "--save", "--format", "json")
    assert answer.code == 5
    assert answer.json["saved"] is False
    assert len(answer.json["found"]) == 1
    assert [bool(looked["problem"]) for looked in answer.json["profiles"]] == [False, True]
    assert "nothing is recorded" in answer.err
    assert scans(town) == []


def test_no_browser_at_all_is_no_look(at_town: Run, town: Town) -> None:
    assert at_town("browser-scan").code == 0
    answer = at_town("browser-scan", "--save")
    assert answer.code == 2
    assert scans(town) == []


@pytest.mark.parametrize(
    "words", [("--profile", "gone"), ("--save", "--person", "Nobody"), ("--profile", ".")]
)
def test_what_is_no_profile_and_nobody_is_wrong_use(
    at_town: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    (tmp_path / "nothing").mkdir()
    monkeypatch.chdir(tmp_path / "nothing")
    answer = at_town("browser-scan", *words)
    assert answer.code == 2
    assert len(answer.err.splitlines()) == 1


def test_what_steers_a_terminal_is_shown_harmlessly(at_town: Run, tmp_path: Path) -> None:
    folder = chromium(tmp_path / "evil\x1b[31m[bold]", FACEBOOK).folder
    answer = at_town("browser-scan", "--profile", folder)
    assert answer.code == 0
    assert "\x1b" not in answer.out + answer.err
