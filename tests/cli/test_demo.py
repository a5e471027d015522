"""The made-up municipality."""

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Answer, Run

SIZE = ("--accounts", "8", "--units", "3", "--seed", "7")


def _said(answer: Answer, name: str) -> str:
    line = next(line for line in answer.out.splitlines() if line.startswith(name))
    return line.removeprefix(name).strip()


def test_place_passphrase_and_audit_are_printed_and_it_ends_with_0(
    run: Run, home: Path, tmp_path: Path
) -> None:
    answer = run("demo", *SIZE)
    assert answer.code == 0, answer.err
    place = Path(_said(answer, "Register"))
    assert place.is_relative_to(home / "data" / "somesec")
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert "SOM" in answer.out
    assert str(place) in answer.err
    passphrase = tmp_path / "p"
    passphrase.write_text(_said(answer, "Passphrase"), encoding="utf-8")
    listed = run(
        *("account", "list", "--format", "json", "--register", place),
        *("--passphrase-file", passphrase),
    )
    assert listed.code == 0, listed.err
    assert len(listed.json) == 8


def test_it_is_made_in_the_folder_asked_for_and_never_over_another(
    run: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "town"
    first = run("demo", *SIZE, "--directory", folder, "--audit")
    assert first.code == 0, first.err
    assert Path(_said(first, "Register")).parent == folder
    second = run("demo", *SIZE, "--directory", folder, "--audit")
    assert second.code == 2
    assert "--directory" in second.err


def test_a_folder_that_cannot_be_made_is_a_sentence(run: Run, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    answer = run("demo", *SIZE, "--directory", in_the_way)
    assert answer.code == 2
    assert answer.err.startswith("somesec: ")
    assert f"{in_the_way} is no folder" in answer.err
    assert "--directory DIR" in answer.err


@pytest.mark.parametrize(("words", "screens"), [((), 1), (("--audit",), 0)])
def test_at_a_terminal_the_screens_open_unless_the_audit_is_asked_for(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], screens: int
) -> None:
    opened: list[object] = []

    def start(_place: Path | None, register: Any = None, *, speaks: str | None) -> int:
        opened.append(register)
        register.close()
        return 1

    monkeypatch.setattr("somesec.cli.demo.on_terminal", lambda: True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr("screens.app.run", start)
    answer = run("demo", *SIZE, *words)
    assert answer.code == 0
    assert len(opened) == screens


@pytest.mark.skipif(os.name != "posix", reason="a file in the path is said otherwise there")
def test_a_folder_inside_a_file_is_named_with_what_to_do(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "file" / "town"
    folder.parent.write_text("")
    answer = run("demo", *SIZE, "--directory", folder)
    assert answer.code == 2
    assert str(folder) in answer.err
    assert "--directory DIR" in answer.err
