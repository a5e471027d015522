from collections.abc import Iterator
from pathlib import Path

import pytest

from somesec.store.place import Server
from somesec.store.store import Store
from tests.store import examples


@pytest.fixture(params=["file", "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | Server:
    """A place of each kind of database: the contract holds for all of them."""
    if request.param == "file":
        return tmp_path / "testilä.somesec"
    server: Server = request.getfixturevalue("server")
    return server


@pytest.fixture
def store(place: Path | Server) -> Iterator[Store]:
    with Store.create(place) as made:
        examples.found(made)
        yield made
