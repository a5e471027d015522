"""Running the command line as a person would, and reading what it says."""

import importlib
import io
import json
import pkgutil
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import somesec.cli
from somesec import clock
from somesec.cli import main
from somesec.vault import cost
from tests.conftest import PASSPHRASE, TODAY, Town
from tests.register.newcomers import let_in


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
    """Runs a command on a day, the town's by default, with `stdin` coming in; no terminal."""

    def ran(*words: str | Path, stdin: str = "", on: date = TODAY) -> Answer:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        capsys.readouterr()
        with clock.frozen(on):
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


AINO, EINO, SIIRI, OUTI = "Aino Testi", "Eino Koe", "Siiri Malli", "Outi Outo"
PASSPHRASES = {
    AINO: PASSPHRASE,
    EINO: "vihreä kanootti laulaa aamulla",
    SIIRI: "seitsemän kiveä nukkuu suolla",
    OUTI: "puinen silta muistaa laivat",
}


@dataclass
class Office:
    """A register that several people share, each at a computer of their own."""

    where: str
    folder: Path
    run: Run
    monkeypatch: pytest.MonkeyPatch

    @property
    def place(self) -> Path:
        """The register's file."""
        return Path(self.where)

    def passphrase_file(self, name: str) -> Path:
        file = self.folder / f"{name}.passphrase"
        file.write_text(PASSPHRASES[name] + "\n", encoding="utf-8")
        return file

    def sit_down(self, computer: str) -> None:
        """From now on it is this computer, which remembers what it saw before."""
        self.monkeypatch.setenv("XDG_DATA_HOME", str(self.folder / computer))

    def __call__(self, name: str, *words: str | Path, stdin: str = "", on: date = TODAY) -> Answer:
        """What a command answers somebody at their own computer."""
        self.sit_down(name)
        self.monkeypatch.setenv("SOMESEC_REGISTER", self.where)
        self.monkeypatch.setenv("SOMESEC_PASSPHRASE_FILE", str(self.passphrase_file(name)))
        return self.run(*words, stdin=stdin, on=on)


@pytest.fixture(scope="session")
def office_made_once(town_made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from somesec.register import Register, units

    place = tmp_path_factory.mktemp("office") / "testila.somesec"
    shutil.copy(town_made_once, place)
    with (
        cost.using(cost.FLOOR),
        clock.frozen(TODAY),
        Register.open(place, PASSPHRASE) as register,
    ):
        library = units.find(register, "Kirjasto")
        let_in(register, EINO, "unit-admin", PASSPHRASES[EINO], [library])
        let_in(register, SIIRI, "auditor", PASSPHRASES[SIIRI])
        let_in(register, OUTI, "coordinator", PASSPHRASES[OUTI])
    return place


@pytest.fixture
def office(
    office_made_once: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Office:
    """The small town's register with four members: Aino, who founded it; Eino, who looks after the
    library; Siiri, who audits; and Outi, a coordinator who opens no passwords."""
    place = tmp_path / "testila.somesec"
    shutil.copy(office_made_once, place)
    return Office(str(place), tmp_path, run, monkeypatch)


@pytest.fixture
def at_terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Puts somebody at a terminal who answers in the open with these lines, in turn."""

    def sit_down(*answers: str) -> None:
        waiting = list(answers)
        for module in ("inviting", "member", "recovery", "unlocking"):
            monkeypatch.setattr(f"somesec.cli.{module}.on_terminal", lambda: True)
        for module in ("inviting", "member", "recovery"):
            monkeypatch.setattr(f"somesec.cli.{module}.asked", lambda _question: waiting.pop(0))

    return sit_down


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Puts somebody at a terminal who types these answers without them being shown, in turn."""

    def sit_down(*answers: str) -> None:
        waiting = list(answers)
        # A command that is loaded only now would keep what stands here for the time of the test.
        for module in pkgutil.iter_modules(somesec.cli.__path__):
            importlib.import_module(f"somesec.cli.{module.name}")
        monkeypatch.setattr("somesec.cli.unlocking.on_terminal", lambda: True)
        monkeypatch.setattr("getpass.getpass", lambda _prompt: waiting.pop(0))

    return sit_down
