"""Folders of `pass`, made and opened by the real `pass` and gpg with keys of their own."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from somesec.errors import InputError, LockedError
from somesec.exchange import pass_folder
from somesec.exchange.detect import Format, detect
from somesec.exchange.login import LeftOutKind
from somesec.exchange.read import read_logins

pytestmark = pytest.mark.skipif(
    not (shutil.which("pass") and shutil.which("gpg")), reason="needs pass and gpg"
)

ENTRIES = {
    "Kirjasto/facebook": (
        ' väli "lyönti" \nuser: kirjasto@testila.fi\nURL: https://www.facebook.com/testilankirjasto\n'
        "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP\nKysymys: koiran nimi\n\nvapaa rivi\n"
    ),
    "Viestintä/x.com/testila": "lintu-99",
    "--version": "alku-viivalla-3\n",
    "Kuva": "\xff\xfe",
}


@pytest.fixture(scope="module")
def made() -> Iterator[tuple[Path, Path]]:
    """The home of the keys, and a folder with entries. Sockets of the agent want a short path."""
    with tempfile.TemporaryDirectory(prefix="gpg") as short:
        keys, folder = Path(short) / "keys", Path(short) / "store"
        keys.mkdir(mode=0o700)
        environment = {**os.environ, "GNUPGHOME": str(keys), "PASSWORD_STORE_DIR": str(folder)}

        def run(*words: str, said: bytes = b"") -> None:
            subprocess.run(
                words, input=said, env=environment, check=True, capture_output=True, timeout=60
            )

        run(
            *("gpg", "--batch", "--passphrase", "", "--quick-generate-key"),
            *("pass@testila.fi", "future-default"),
        )
        run("pass", "init", "pass@testila.fi")
        for name, text in ENTRIES.items():
            said = text.encode("latin-1" if name == "Kuva" else "utf-8")
            run("pass", "insert", "--multiline", "--", name, said=said)
        (folder / ".extensions").mkdir()
        (folder / ".extensions" / "show.bash").write_text("touch /tmp/pass-extension-ran\n")
        yield keys, folder
        subprocess.run(["gpgconf", "--kill", "all"], env=environment, check=False)


@pytest.fixture
def folder(made: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    keys, folder = made
    monkeypatch.setenv("GNUPGHOME", str(keys))
    monkeypatch.setenv("PASSWORD_STORE_DIR", "/nowhere")
    monkeypatch.setenv("PASSWORD_STORE_ENABLE_EXTENSIONS", "true")
    return folder


def test_each_entry_is_opened_and_its_customary_lines_are_read(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    reading = read_logins(folder, progress=lambda done, total: told.append((done, total)))
    by_title = {login.title: login for login in reading.logins}
    facebook = by_title["facebook"]
    assert detect(folder) is Format.PASS
    assert facebook.password == ' väli "lyönti" '
    assert facebook.username == "kirjasto@testila.fi"
    assert facebook.addresses == ("https://www.facebook.com/testilankirjasto",)
    assert facebook.totp == "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP"
    assert facebook.notes == "Kysymys: koiran nimi\n\nvapaa rivi"
    assert facebook.group == ("Kirjasto",)
    testila = by_title["testila"]
    assert (testila.username, testila.addresses) == ("testila", ("x.com",))
    assert testila.group == ("Viestintä",)
    assert by_title["--version"].password == "alku-viivalla-3"
    assert told[-1] == (4, 4)
    assert [(left.kind, left.title) for left in reading.left_out] == [(LeftOutKind.OTHER, "Kuva")]
    assert not Path("/tmp/pass-extension-ran").exists()  # noqa: S108


def test_without_the_key_the_first_entries_tell(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GNUPGHOME", str(tmp_path))
    with pytest.raises(LockedError, match="is your key on this computer"):
        read_logins(folder)


def test_an_entry_that_cannot_be_opened_is_said_and_the_others_come_in(
    folder: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "store"
    shutil.copytree(folder, copy)
    (copy / "rikki.gpg").write_bytes(b"no message")
    reading = read_logins(copy)
    assert len(reading.logins) == 3
    assert {left.title for left in reading.left_out} == {"Kuva", "rikki"}


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one entry, and a `pass` that does what its body says."""
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "yksi.gpg").touch()
    program = tmp_path / "pass"
    monkeypatch.setattr(shutil, "which", lambda _name: str(program))
    return program


def _does(program: Path, body: str) -> None:
    program.write_text(f"#!{sys.executable}\nimport sys, time\n{body}\n")
    program.chmod(0o700)


def test_an_entry_without_end_is_left_out(stand_in: Path) -> None:
    _does(stand_in, "while True: sys.stdout.write('x' * 65536)")
    reading = pass_folder.read(stand_in.parent / "store")
    (left,) = reading.left_out
    assert "too long" in str(left.reason)


def test_a_program_that_hangs_is_given_up(stand_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _does(stand_in, "time.sleep(600)")
    monkeypatch.setattr(pass_folder, "ENTRY_SECONDS", 0.3)
    with pytest.raises(LockedError):
        pass_folder.read(stand_in.parent / "store")


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_a_folder_without_entries_says_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"no folder|holds no entries"):
        pass_folder.read(tmp_path / name)


def test_without_pass_it_says_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(InputError, match="Install it"):
        read_logins(folder)
