"""The labelled passwords: what docs/strength.md claims."""

import pytest

from somesec.hygiene.strength import prepare, strength
from tests.strength.__main__ import LONG, TOWN
from tests.strength.labelled import strong, weak


@pytest.fixture(scope="module", autouse=True)
def _prepared() -> None:
    prepare()


def test_under_two_in_a_hundred_weak_ones_pass() -> None:
    ones = weak()
    assert len(ones) >= 500
    passed = [one for one in ones if strength(one.password, TOWN).score >= 4]
    assert len(passed) < len(ones) * 0.02, passed


def test_no_long_random_one_is_refused() -> None:
    assert [one for one in strong() if len(one) >= LONG and strength(one, TOWN).score < 4] == []


def test_every_weak_one_that_is_refused_has_a_reason() -> None:
    found = [strength(one.password, TOWN) for one in weak()]
    assert all(one.reasons for one in found if one.score < 4)
