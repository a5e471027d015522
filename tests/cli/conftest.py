"""Running the command line as a person would, and reading what it says."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from somesec import clock
from somesec.cli import main
from tests.conftest import PASSPHRASE, TODAY, Town


@dataclass
class Answer:
    """What a command gave back."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Answer]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on the day of the town, with `stdin` coming in; there is no terminal."""

    def ran(*words: str | Path, stdin: str = "") -> Answer:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        capsys.readouterr()
        with clock.frozen(TODAY):
            code = main([str(word) for word in words])
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return ran


@pytest.fixture
def passphrase_file(tmp_path: Path) -> Path:
    file = tmp_path / "passphrase.txt"
    file.write_text(PASSPHRASE + "\n", encoding="utf-8")
    return file


@pytest.fixture
def at_town(town: Town, run: Run, passphrase_file: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs commands on the small town, which is named by the environment."""
    monkeypatch.setenv("SOMESEC_REGISTER", str(town.place))
    monkeypatch.setenv("SOMESEC_PASSPHRASE_FILE", str(passphrase_file))
    return run


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Puts somebody at a terminal who types these answers without them being shown, in turn."""

    def sit_down(*answers: str) -> None:
        waiting = list(answers)
        monkeypatch.setattr("somesec.cli.unlocking.on_terminal", lambda: True)
        monkeypatch.setattr("getpass.getpass", lambda _prompt: waiting.pop(0))

    return sit_down
