"""Making a register, and the recovery kit that comes of it once."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from somesec import language
from somesec.errors import SomesecError
from somesec.register import RecoveryKit
from tests.cli.conftest import Run
from tests.conftest import PASSPHRASE

NAMES = ("--organisation", "Testilä", "--domain", "testila.fi", "--member", "Aino Testi")


def test_a_register_is_made_and_the_kit_printed(
    run: Run, tmp_path: Path, passphrase_file: Path
) -> None:
    place = tmp_path / "t.somesec"
    given = ("--register", place, "--passphrase-file", passphrase_file)
    made = run("init", *NAMES, *given)
    assert made.code == 0, made.err
    assert "Testilä" in made.out
    assert str(place) in made.err
    assert PASSPHRASE not in made.out + made.err
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert run("verify", *given).code == 0


def test_the_kit_goes_to_a_file_for_its_owner_only(
    run: Run, tmp_path: Path, passphrase_file: Path
) -> None:
    kit = tmp_path / "kit.txt"
    made = run(
        *("init", *NAMES, "--register", tmp_path / "t.somesec"),
        *("--passphrase-file", passphrase_file, "--recovery-kit", kit),
    )
    assert (made.code, made.out) == (0, "")
    assert stat.S_IMODE(kit.stat().st_mode) == 0o600
    assert "Testilä" in kit.read_text(encoding="utf-8")


def test_a_kit_never_overwrites_and_then_no_register_is_made(
    run: Run, tmp_path: Path, passphrase_file: Path
) -> None:
    kit = tmp_path / "kit.txt"
    kit.write_text("an older kit")
    place = tmp_path / "t.somesec"
    made = run(
        *("init", *NAMES, "--register", place),
        *("--passphrase-file", passphrase_file, "--recovery-kit", kit),
    )
    assert made.code == 2
    assert kit.read_text() == "an older kit"
    assert not place.exists()


def test_no_empty_kit_stays_behind_when_no_register_was_made(
    run: Run, tmp_path: Path, passphrase_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise SomesecError("The disk is full.")

    monkeypatch.setattr("somesec.register.Register.create", fail)
    kit = tmp_path / "kit.txt"
    made = run(
        *("init", *NAMES, "--register", tmp_path / "t.somesec"),
        *("--passphrase-file", passphrase_file, "--recovery-kit", kit),
    )
    assert made.code == 2
    assert not kit.exists()


def test_an_existing_register_is_never_replaced(
    run: Run, tmp_path: Path, passphrase_file: Path
) -> None:
    place = tmp_path / "t.somesec"
    place.write_bytes(b"somebody's")
    made = run("init", *NAMES, "--register", place, "--passphrase-file", passphrase_file)
    assert made.code == 2
    assert place.read_bytes() == b"somebody's"


def test_without_a_place_it_is_made_in_the_data_folder(
    run: Run, home: Path, passphrase_file: Path
) -> None:
    assert run("init", *NAMES, "--passphrase-file", passphrase_file).code == 0
    place = home / "data" / "somesec" / "register.somesec"
    assert place.exists()
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert run("unit", "list", "--passphrase-file", passphrase_file).code == 0


def test_the_founder_is_named_as_members_are_named_everywhere(
    run: Run, tmp_path: Path, passphrase_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ("--register", tmp_path / "t.somesec", "--passphrase-file", passphrase_file)
    nameless = run("init", *NAMES[:-2], *given)
    assert nameless.code == 2
    assert "--member NAME" in nameless.err
    monkeypatch.setenv("SOMESEC_MEMBER", "Eino Koe")
    assert run("init", *NAMES[:-2], *given).code == 0
    assert [row["name"] for row in run("member", "list", "--format", "json", *given).json] == [
        "Eino Koe"
    ]


def test_a_register_can_be_made_for_this_computer_only(
    run: Run, tmp_path: Path, passphrase_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ("--register", tmp_path / "t.somesec", "--passphrase-file", passphrase_file)
    made = run("init", *NAMES, *given, "--this-computer-only")
    assert made.code == 0
    assert "this computer only" in made.err
    assert run("unit", "list", *given).code == 0
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "elsewhere"))
    assert run("unit", "list", *given).code == 3


def test_at_a_terminal_the_passphrase_is_typed_twice(
    run: Run, tmp_path: Path, terminal: Callable[..., None]
) -> None:
    place = tmp_path / "t.somesec"
    terminal(PASSPHRASE, PASSPHRASE + "?")
    assert run("init", *NAMES, "--register", place).code == 2
    assert not place.exists()
    terminal(PASSPHRASE, PASSPHRASE)
    assert run("init", *NAMES, "--register", place).code == 0


def test_a_weak_passphrase_is_advised_against(run: Run, tmp_path: Path) -> None:
    weak = tmp_path / "p"
    weak.write_text("Testilä2026\n", encoding="utf-8")
    place = tmp_path / "t.somesec"
    made = run("init", *NAMES, "--register", place, "--passphrase-file", weak)
    assert made.code == 0
    assert "easily guessed" in made.err


def test_an_unknown_guideline_is_wrong_input(
    run: Run, tmp_path: Path, passphrase_file: Path
) -> None:
    place = tmp_path / "t.somesec"
    given = ("--register", place, "--passphrase-file", passphrase_file)
    assert run("init", *NAMES, *given, "--policy", "nowhere").code == 2
    assert not place.exists()


@pytest.mark.parametrize("chosen", ["en", "fi", "sv"])
def test_the_words_of_the_kit_fit_a_printed_page(chosen: str) -> None:
    language.choose(chosen)
    text = RecoveryKit(
        "KEY", "Testilä", "3c886955-ef27-41b8-b5f4-103723890d4d", ("kela",) * 6
    ).text()
    lines = text.splitlines()
    assert max(map(len, lines)) <= 76
    assert any(len(line) > 60 for line in lines)
