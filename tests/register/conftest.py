"""What the register's tests share."""

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from somesec import clock
from somesec.register import Register, means
from somesec.store.copying import copy_rows
from somesec.store.place import Server
from somesec.store.store import Store
from somesec.vault import cost
from somesec.vault.passphrase import unlock
from tests.conftest import PASSPHRASE, TODAY
from tests.register import crew as crews
from tests.register.crew import Crew
from tests.register.quick import QuickMeasurer

New = Callable[..., Register]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measures passwords in this process and in no time."""
    monkeypatch.setattr(Register, "measurer", lambda self: QuickMeasurer())


@pytest.fixture
def on_the_day() -> Iterator[None]:
    """It is the day of the town."""
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def derived_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derives the key of one lock and one passphrase only once, for tests that open a register
    hundreds of times."""
    monkeypatch.setattr(means, "unlock", cache(unlock))


@pytest.fixture
def new(tmp_path: Path) -> Iterator[New]:
    """Makes empty registers, and locks them in the end."""
    made: list[Register] = []

    def make(name: str = "new.somesec") -> Register:
        register, _kit = Register.create(
            tmp_path / name,
            organisation="Testilä",
            domains=["testila.fi"],
            member="Aino Testi",
            passphrase=PASSPHRASE,
        )
        made.append(register)
        return register

    yield make
    for register in made:
        register.close()


@pytest.fixture(scope="session")
def crew_made_once(tmp_path_factory: pytest.TempPathFactory) -> Crew:
    folder = tmp_path_factory.mktemp("crew")
    with cost.using(cost.FLOOR), clock.frozen(TODAY):
        return crews.make(folder / "testila.somesec", folder / "computers")


@pytest.fixture
def crew_in_file(crew_made_once: Crew, tmp_path: Path) -> Iterator[Crew]:
    """A register that five people share, in a file."""

    def copy(file: Path) -> Path:
        return Path(shutil.copy(file, tmp_path / "testila.somesec"))

    made = crews.copied(crew_made_once, tmp_path / "computers", copy)
    yield made
    made.close()


@pytest.fixture
def crew(crew_in_file: Crew) -> Crew:
    """The same, for tests to which the place is all one."""
    return crew_in_file


@pytest.fixture
def crew_on_server(crew_made_once: Crew, server: Server, tmp_path: Path) -> Iterator[Crew]:
    """The same on a server."""

    def copy(file: Path) -> Server:
        with (
            Store.open(file) as kept,
            kept.read() as reading,
            Store.create(server) as store,
            store.write() as writing,
        ):
            copy_rows(reading, writing)
        return server

    made = crews.copied(crew_made_once, tmp_path / "computers", copy)
    yield made
    made.close()


@pytest.fixture(params=["crew_in_file", "crew_on_server"])
def crew_anywhere(request: pytest.FixtureRequest) -> Crew:
    """The same in a file, and then on a server."""
    made: Crew = request.getfixturevalue(request.param)
    return made
