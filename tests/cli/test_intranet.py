"""Keeping the intranet's passwords out of the register's, and measuring again, as commands."""

from collections.abc import Callable
from pathlib import Path

import pytest

from somesec.hygiene.intranet import nt_hashes
from somesec.register import Register
from tests.cli.conftest import Run
from tests.conftest import PASSPHRASE, PASSWORD, Town

FACEBOOK = "facebook/testilankirjasto"
LM = "aad3b435b51404eeaad3b435b51404ee"
CANARY = "Kanarialintu-7f3a!"


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """A directory's export with these passwords in it, and with lines that cannot be read."""

    def make(*passwords: str) -> Path:
        hashes = [nt_hashes(password)[0].hex() for password in ("some other", *passwords)]
        lines = [f"person{n}:{1100 + n}:{LM}:{each}:::" for n, each in enumerate(hashes)]
        lines += [CANARY, f"PC1$:1000:{LM}:{'0' * 32}:::", f"{CANARY}:short"]
        file = tmp_path / "hashes.txt"
        file.write_text("\n".join(lines), encoding="utf-8")
        return file

    return make


def test_a_loaded_list_is_described_and_compared_with_at_once(
    at_town: Run, export: Callable[..., Path]
) -> None:
    file = export(PASSWORD)
    answer = at_town("intranet", "load", file)
    assert answer.code == 0, answer.err
    assert "2 passwords of the intranet are on the list now, read as pwdump." in answer.out
    assert "Left out: 0 without a password, 1 of machines." in answer.out
    assert "2 lines could not be read, the first of them: 3, 5." in answer.out
    assert "1 password compared, 1 of the intranet." in answer.out
    assert FACEBOOK in answer.out
    assert f"Delete {file} now" in answer.err
    assert CANARY not in answer.out + answer.err
    assert PASSWORD not in answer.out + answer.err
    audit = at_town("audit", "--rule", "SOM401", "--format", "json").json
    assert [finding["account"]["handle"] for finding in audit["findings"]] == ["testilankirjasto"]


def test_a_check_without_a_file_goes_by_the_loaded_list(
    at_town: Run, export: Callable[..., Path]
) -> None:
    assert at_town("intranet", "check").code == 2
    at_town("intranet", "load", export())
    answer = at_town("intranet", "check", "--format", "json")
    assert (answer.code, answer.json) == (0, {"checked": 1, "found": [], "unknown": []})
    facts = at_town("account", "show", FACEBOOK, "--format", "json").json["facts"]
    assert (facts["intranet"], facts["intranet_checked_on"]) == ("no", "2026-11-22")


def test_a_check_against_a_file_loads_no_list(
    at_town: Run, export: Callable[..., Path], town: Town
) -> None:
    answer = at_town("intranet", "check", export(PASSWORD))
    assert answer.code == 0, answer.err
    assert "one of the intranet's: change it now" in answer.out
    with Register.open(town.place, PASSPHRASE) as register:
        assert register.records.intranet is None
    assert "yes" in at_town("account", "show", FACEBOOK).out


@pytest.mark.parametrize("verb", ["load", "check"])
@pytest.mark.parametrize("content", [None, "", CANARY])
def test_a_file_without_hashes_is_refused_and_not_quoted(
    at_town: Run, tmp_path: Path, verb: str, content: str | None
) -> None:
    file = tmp_path / "file.txt"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    answer = at_town("intranet", verb, file)
    assert answer.code == 2
    assert str(file) in answer.err
    assert CANARY not in answer.out + answer.err


@pytest.mark.parametrize(
    ("typed", "likeness"),
    [(PASSWORD, "same"), (PASSWORD.upper() + "99", "near-same"), ("quite another", "different")],
)
def test_a_typed_password_is_compared(
    at_town: Run,
    tmp_path: Path,
    town: Town,
    terminal: Callable[..., None],
    typed: str,
    likeness: str,
) -> None:
    at_town("secret", "set", FACEBOOK, "--value-file", _file(tmp_path, PASSWORD))
    answer = at_town(
        *("intranet", "compare", FACEBOOK, "--format", "json"),
        *("--intranet-password-file", _file(tmp_path, typed)),
    )
    assert answer.code == 0, answer.err
    assert (answer.json["account"], answer.json["likeness"]) == (FACEBOOK, likeness)
    terminal(typed)
    text = at_town("intranet", "compare", FACEBOOK)
    assert text.code == 0, text.err
    assert {"same": "The same", "near-same": "Nearly the same", "different": "Different"}[
        likeness
    ] in text.out
    assert typed not in answer.out + answer.err + text.out + text.err


def _file(folder: Path, text: str) -> Path:
    file = folder / "secret.txt"
    file.write_text(text + "\n", encoding="utf-8")
    return file


def test_without_a_terminal_a_file_for_the_typed_password_is_asked_for(at_town: Run) -> None:
    answer = at_town("intranet", "compare", FACEBOOK)
    assert answer.code == 2
    assert "--intranet-password-file" in answer.err


def test_what_is_out_of_date_is_measured_again(at_town: Run) -> None:
    assert "0 passwords measured again." in at_town("recheck").out
    at_town("account", "edit", FACEBOOK, "--handle", "kirjasto")
    answer = at_town("recheck", "--format", "json")
    assert answer.code == 0, answer.err
    assert [one["account"] for one in answer.json["measured"]] == ["facebook/kirjasto"]
    assert answer.json["unknown"] == []


def test_a_stale_breach_check_looks_up_nothing_that_was_never_looked_up(
    at_town: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "00000.txt").write_text(f"{'0' * 35}:1\n", encoding="ascii")
    answer = at_town("breach", "check", "--corpus", folder, "--stale", "--format", "json")
    assert (answer.code, answer.json) == (0, {"checked": 0, "found": [], "unknown": []})
