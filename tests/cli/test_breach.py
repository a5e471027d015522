"""Looking for the register's passwords in known breaches."""

import hashlib
from pathlib import Path

import pytest

from somesec.register.facts import CheckResult
from tests.cli.conftest import Run
from tests.conftest import PASSWORD


def _corpus(folder: Path, *passwords: str) -> Path:
    """A downloaded list as the official downloader writes it: hashes sorted, with counts."""
    # SHA-1 is what the list is made of; nothing is protected by it here.
    hashes = {
        hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper()
        for word in (*passwords, *(f"filler {number}" for number in range(500)))
    }
    file = folder / "corpus.txt"
    file.write_text("".join(f"{one}:3\r\n" for one in sorted(hashes)), newline="")
    return file


def test_a_breached_password_is_named_and_kept_for_the_audit(at_town: Run, tmp_path: Path) -> None:
    answer = at_town("breach", "check", "--corpus", _corpus(tmp_path, PASSWORD))
    assert "1 password checked, 1 breached." in answer.out
    assert "facebook/testilankirjasto" in answer.out
    assert PASSWORD not in answer.out + answer.err
    audit = at_town("audit", "--rule", "breached-password", "--format", "json").json
    assert [finding["account"]["handle"] for finding in audit["findings"]] == ["testilankirjasto"]


def test_a_password_in_no_list_is_said_to_be_in_none(at_town: Run, tmp_path: Path) -> None:
    answer = at_town("breach", "check", "--corpus", _corpus(tmp_path), "--format", "json")
    assert (answer.json["checked"], answer.json["found"]) == (1, [])


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--online", "--corpus", "list.txt"),
        ("--corpus", "list.txt", "--mirror", "https://testila.fi"),
        ("--corpus", "nothing-there.txt"),
        ("--online", "--mirror", "http://testila.fi"),
    ],
    ids=" ".join,
)
def test_it_must_be_clear_and_safe_where_to_look(at_town: Run, words: tuple[str, ...]) -> None:
    assert at_town("breach", "check", *words).code == 2


def test_what_could_not_be_checked_is_unknown_and_ends_with_5(at_town: Run) -> None:
    nobody_listens = "http://127.0.0.1:9"
    answer = at_town(
        *("breach", "check", "--online", "--mirror", nobody_listens, "--format", "json")
    )
    assert answer.code == 5
    assert answer.json["checked"] == 0
    assert [one["account"] for one in answer.json["unknown"]] == ["facebook/testilankirjasto"]
    assert "nothing is known" in answer.err


@pytest.mark.parametrize("path", ["", "/", "/range", "/range/"])
def test_a_mirror_is_asked_whether_its_path_was_copied_along_or_not(
    at_town: Run, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    asked: list[str | None] = []

    def check(*_register: object, mirror: str | None, **_options: object) -> CheckResult:
        asked.append(mirror)
        return CheckResult(0, (), ())

    monkeypatch.setattr("somesec.register.breaches.check", check)
    address = "https://pwned.testila.fi/mirror"
    assert at_town("breach", "check", "--online", "--mirror", address + path).code == 0
    assert asked == [address]
