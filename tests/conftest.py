"""What every test needs: a home of its own, the cheapest lock, English, and a small town."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import pytest

from somesec import clock, language
from somesec.vault import cost, passphrase
from tests.derived import Remembering

if TYPE_CHECKING:
    from somesec.register import Register
    from somesec.store.place import Server
    from tests.server import RunningServer

TODAY = date(2026, 11, 22)
PASSPHRASE = "korkea tammi juoksee hiljaa"
PASSWORD = "9vK!dummy-Reef-41-plank"


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder and no keyring, so that no test reads or writes the developer's own."""
    place = tmp_path_factory.mktemp("home")
    for name in list(os.environ):
        if name.startswith(("SOMESEC_", "XDG_", "TEXTUAL")) or name == "NO_COLOR":
            monkeypatch.delenv(name)
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(place))
    for name, folder in (("DATA", "data"), ("CONFIG", "config"), ("CACHE", "cache")):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(place / folder))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("SOMESEC_KEYRING", "no")
    return place


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What looks through all of the memory comes first, while there is little in it."""
    items.sort(key=lambda item: item.path.name != "test_locking.py")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Texts in English, before the test and after it."""
    language.choose("en")
    yield
    language.choose("en")
    language.reword(None)


@pytest.fixture(autouse=True)
def low_cost() -> Iterator[None]:
    """The cheapest passphrase lock that is allowed."""
    with cost.using(cost.FLOOR):
        yield


@pytest.fixture(scope="session", autouse=True)
def derived_once() -> Iterator[None]:
    """A key is derived once from the same passphrase, salt and cost."""
    with mock.patch.object(passphrase, "Argon2id", Remembering):
        yield


@dataclass
class Town:
    """A register and what opens it."""

    register: "Register"
    place: Path
    passphrase: str


@pytest.fixture(scope="session")
def town_made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the small town. Measuring its password takes a process of its own, so it is made
    once; each test that asks for `town` gets a copy."""
    from somesec.register import Register, accounts, people, secrets, units

    place = tmp_path_factory.mktemp("town") / "testila.somesec"
    with cost.using(cost.FLOOR), clock.frozen(TODAY):
        register, _kit = Register.create(
            place,
            organisation="Testilä",
            domains=["testila.fi"],
            member="Aino Testi",
            passphrase=PASSPHRASE,
        )
        with register:
            units.add(register, {"name": "Kirjasto", "mailboxes": "kirjasto@testila.fi"})
            units.add(register, {"name": "Nuorisopalvelut", "mailboxes": "nuoriso@testila.fi"})
            for name, address, unit in (
                ("Aino Testi", "aino.testi@testila.fi", "Kirjasto"),
                ("Eino Koe", "eino.koe@testila.fi", "Kirjasto"),
                ("Siiri Malli", "siiri.malli@testila.fi", "Nuorisopalvelut"),
            ):
                people.add(register, {"name": name, "address": address, "units": unit})
            for unit, platform, handle, address in (
                ("Kirjasto", "facebook", "testilankirjasto", "kirjasto@testila.fi"),
                ("Kirjasto", "instagram", "testilankirjasto", "kirjasto@testila.fi"),
                ("Nuorisopalvelut", "tiktok", "testilannuoret", "siiri.malli@testila.fi"),
                ("Nuorisopalvelut", "youtube", "testilannuoret", "nuoriso@testila.fi"),
            ):
                columns = {
                    "unit": unit,
                    "platform": platform,
                    "handle": handle,
                    "registered_address": address,
                    "administrators": "Aino Testi;Eino Koe",
                }
                accounts.add(register, columns)
            facebook = accounts.find(register, "facebook/testilankirjasto")
            secrets.set_field(register, facebook.id, "password", PASSWORD)
    return place


@pytest.fixture
def town(town_made_once: Path, tmp_path: Path) -> Iterator[Town]:
    """Testilä on 22 November 2026: two units, three people, four accounts, one with a password.

    It is unlocked; what else opens the same file meanwhile sees it too."""
    from somesec.register import Register

    place = tmp_path / "testila.somesec"
    shutil.copy(town_made_once, place)
    with Register.open(place, PASSPHRASE) as register:
        yield Town(register, place, PASSPHRASE)


@pytest.fixture(scope="session")
def running_server() -> Iterator["RunningServer"]:
    """A PostgreSQL server that runs while the tests do."""
    from tests import server

    programs = server.programs()
    if programs is None:
        pytest.skip("PostgreSQL is not among the development tools here")
    with server.running(programs) as folder:
        made = server.RunningServer(folder)
        yield made
        made.close()


@pytest.fixture
def server(running_server: "RunningServer") -> "Server":
    """A place on a PostgreSQL server where nothing is yet."""
    return running_server.place()
