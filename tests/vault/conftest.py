"""Shared by the vault's tests: the cheapest cost allowed, and one identity made once."""

from collections.abc import Iterator

import pytest

from somesec.vault import cost
from somesec.vault.identity import Identity


@pytest.fixture(autouse=True)
def cheapest_cost() -> Iterator[None]:
    with cost.using(cost.FLOOR):
        yield


@pytest.fixture(scope="session")
def identity() -> Identity:
    return Identity.from_seed(b"\x01" * 32)


@pytest.fixture(scope="session")
def stranger() -> Identity:
    return Identity.from_seed(b"\x02" * 32)
