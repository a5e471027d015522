"""Python's collector of cycles rests while it is told to, and no longer."""

import gc

import pytest

from somesec import collector


def test_the_collector_rests_and_goes_on() -> None:
    assert gc.isenabled()
    with collector.resting():
        assert not gc.isenabled()
        with collector.resting():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_collector_goes_on_after_a_failure() -> None:
    with pytest.raises(ValueError, match="broken"), collector.resting():
        raise ValueError("broken")
    assert gc.isenabled()


def test_the_collector_goes_its_full_rounds_seldom_and_then_as_before() -> None:
    before = gc.get_threshold()
    with collector.seldom():
        assert gc.get_threshold()[:2] == before[:2]
        assert gc.get_threshold()[2] > before[2]
    assert gc.get_threshold() == before


def test_what_was_made_while_it_rested_is_not_looked_through_with_the_next_new_things() -> None:
    with collector.resting():
        made: list[object] = [[number] for number in range(1000)]
        assert not any(one is made for one in gc.get_objects(2))
    assert any(one is made for one in gc.get_objects(2))
