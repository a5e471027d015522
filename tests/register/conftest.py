"""What the register's tests share."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from somesec import clock
from somesec.register import Register, means
from somesec.vault.passphrase import unlock
from tests.conftest import PASSPHRASE, TODAY
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
