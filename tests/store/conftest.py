from collections.abc import Iterator
from pathlib import Path

import pytest

from somesec.store.store import Store
from tests.store import examples
from tests.store.examples import SQLitePlace


@pytest.fixture(params=[SQLitePlace])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> SQLitePlace:
    """A place of each kind of database: the contract holds for all of them."""
    made: SQLitePlace = request.param(tmp_path / "testilä.somesec")
    return made


@pytest.fixture
def store(place: SQLitePlace) -> Iterator[Store]:
    with place.create() as made:
        examples.found(made)
        yield made
