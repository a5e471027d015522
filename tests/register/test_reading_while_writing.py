"""What is known of a register is read at once, however long somebody writes or looks it through."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from somesec.errors import LockedError
from somesec.register import Register, units
from tests.conftest import Town
from tests.register.slow import slow_database


def what_is_known(register: Register) -> object:
    return (
        register.records,
        register.names,
        register.member,
        register.members(),
        register.member_card(register.member.id),
        register.revision(register.id),
        register.moved_to,
        register.locked,
        register.view().records,
    )


@pytest.mark.parametrize(
    "work",
    [lambda register: units.add(register, {"name": "Museo"}), Register.verified_anew],
    ids=["a change", "a look through everything"],
)
def test_what_is_known_is_read_beside_a_slow_database(
    town: Town, monkeypatch: pytest.MonkeyPatch, work: Callable[[Register], object]
) -> None:
    register = town.register
    before = what_is_known(register)
    with (
        ThreadPoolExecutor(2) as pool,
        slow_database(monkeypatch) as (waits, answers),
    ):
        done = pool.submit(work, register)
        assert waits.wait(30)
        assert pool.submit(what_is_known, register).result(30) == before
        answers.set()
        done.result(30)


def test_what_was_written_is_known_at_once(town: Town) -> None:
    unit = units.add(town.register, {"name": "Museo"})
    assert town.register.records.units[unit.id] == unit
    assert town.register.revision(unit.id) == 1
    assert town.register.names.unit("Museo") == unit.id


def test_nothing_is_known_of_a_register_that_was_closed_meanwhile(town: Town) -> None:
    town.register.close()
    with pytest.raises(LockedError):
        _ = town.register.records
    with pytest.raises(LockedError):
        town.register.revision(uuid4())
