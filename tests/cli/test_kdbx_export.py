"""Taking the passwords out into a KDBX file, which KeePassXC opens."""

import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from somesec.exchange.read import read_logins
from somesec.register import history
from tests.cli.conftest import Run
from tests.conftest import PASSPHRASE, PASSWORD, Town

OPENS = "vihreä lintu tanssii sillalla"
TO_KDBX = ("--to", "kdbx", "--with-secrets")


@pytest.fixture
def opens(tmp_path: Path) -> Path:
    file = tmp_path / "opens.txt"
    file.write_text(OPENS + "\n", encoding="utf-8")
    return file


def acts(town: Town) -> list[str]:
    town.register.refresh()
    return [line.act for line in history.events(town.register)]


def test_every_account_is_in_the_file_under_its_own_passphrase(
    at_town: Run, town: Town, tmp_path: Path, opens: Path
) -> None:
    at_town("secret", "set", "tiktok", "--field", "totp", "--value-file", "-", stdin="JBSWY3DP\n")
    file = tmp_path / "out.kdbx"
    answer = at_town("export", file, *TO_KDBX, "--file-passphrase-file", opens)
    assert (answer.code, answer.out) == (0, ""), answer.err
    assert PASSWORD not in answer.err
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    logins = {login.title: login for login in read_logins(file, passphrase=OPENS).logins}
    assert set(logins) == {
        *("facebook testilankirjasto", "instagram testilankirjasto"),
        *("tiktok testilannuoret", "youtube testilannuoret"),
    }
    facebook = logins["facebook testilankirjasto"]
    assert facebook.password == PASSWORD
    assert facebook.group == ("Kirjasto",)
    assert facebook.username == "kirjasto@testila.fi"
    assert "secret=JBSWY3DP&" in logins["tiktok testilannuoret"].totp
    assert acts(town)[-1] == "exported-to-kdbx"


@pytest.mark.skipif(shutil.which("keepassxc-cli") is None, reason="keepassxc-cli is not installed")
def test_keepassxc_opens_it(at_town: Run, tmp_path: Path, opens: Path) -> None:
    file = tmp_path / "out.kdbx"
    assert at_town("export", file, *TO_KDBX, "--file-passphrase-file", opens).code == 0
    shown = subprocess.run(
        [
            *("keepassxc-cli", "show", "-q", "-s", "-a", "Password"),
            *(file, "Kirjasto/facebook testilankirjasto"),
        ],
        input=OPENS + "\n",
        text=True,
        check=True,
        capture_output=True,
    )
    assert shown.stdout == PASSWORD + "\n"


@pytest.mark.parametrize(
    "words",
    [
        ("out.kdbx", "--to", "kdbx"),
        ("-", *TO_KDBX),
        ("out.kdbx", *TO_KDBX, "--what", "accounts"),
        ("out.csv", "--with-secrets", "--file-passphrase-file", "opens.txt"),
    ],
)
def test_what_does_not_fit_together_is_wrong_use(
    at_town: Run, town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    before = acts(town)
    answer = at_town("export", *words)
    assert answer.code == 2
    assert len(answer.err.splitlines()) == 1
    assert not list(tmp_path.glob("out.*"))
    assert acts(town) == before


def test_a_passphrase_is_typed_twice_and_the_name_once(
    at_town: Run,
    town: Town,
    tmp_path: Path,
    terminal: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal(OPENS, OPENS)
    monkeypatch.setattr("somesec.cli.exporting.on_terminal", lambda: True)
    file = tmp_path / "out.kdbx"
    answer = at_town("export", file, *TO_KDBX, stdin="testilä\n")
    assert answer.code == 0, answer.err
    assert "easily guessed" not in answer.err
    assert len(read_logins(file, passphrase=OPENS).logins) == 4


def test_two_passphrases_that_differ_export_nothing(
    at_town: Run,
    town: Town,
    tmp_path: Path,
    terminal: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal(OPENS, OPENS + "x")
    monkeypatch.setattr("somesec.cli.exporting.on_terminal", lambda: True)
    before = acts(town)
    file = tmp_path / "out.kdbx"
    assert at_town("export", file, *TO_KDBX, stdin="Testilä\n").code == 2
    assert not file.exists()
    assert acts(town) == before


@pytest.mark.parametrize("form", [("--with-secrets",), TO_KDBX])
def test_another_name_at_the_terminal_exports_nothing(
    at_town: Run,
    town: Town,
    tmp_path: Path,
    opens: Path,
    monkeypatch: pytest.MonkeyPatch,
    form: tuple[str, ...],
) -> None:
    monkeypatch.setattr("somesec.cli.exporting.on_terminal", lambda: True)
    before = acts(town)
    answer = at_town("export", tmp_path / "out", *form, stdin="Testilan kunta\n")
    assert answer.code == 2
    assert "Nothing was exported" in answer.err
    assert not (tmp_path / "out").exists()
    assert acts(town) == before


def test_a_passphrase_that_is_easily_guessed_is_said(
    at_town: Run, tmp_path: Path, opens: Path
) -> None:
    opens.write_text("testilä1\n", encoding="utf-8")
    file = tmp_path / "out.kdbx"
    answer = at_town("export", file, *TO_KDBX, "--file-passphrase-file", opens)
    assert answer.code == 0
    assert "easily guessed" in answer.err


def test_the_registers_passphrase_does_not_open_the_file(
    at_town: Run, tmp_path: Path, opens: Path
) -> None:
    file = tmp_path / "out.kdbx"
    assert at_town("export", file, *TO_KDBX, "--file-passphrase-file", opens).code == 0
    answer = at_town("import", file, "--source-passphrase-file", "-", stdin=PASSPHRASE + "\n")
    assert answer.code == 3


def test_without_a_terminal_it_says_which_file_lacks(at_town: Run, tmp_path: Path) -> None:
    answer = at_town("export", tmp_path / "out.kdbx", *TO_KDBX)
    assert answer.code == 2
    assert "--file-passphrase-file FILE" in answer.err
    assert not (tmp_path / "out.kdbx").exists()
