from collections.abc import Iterator

import pytest

from somesec.hygiene.measure import Measurer

KEY = bytes(range(32))
REGISTER = b"a register's id."


@pytest.fixture(scope="session")
def measurer() -> Iterator[Measurer]:
    with Measurer(KEY, REGISTER, workers=2) as measurer:
        yield measurer
