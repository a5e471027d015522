from contextvars import Context
from pathlib import Path

import pytest

from somesec.errors import SomesecError, TamperedError
from somesec.vault import cost, identity
from somesec.vault.cost import CEILING, DEFAULT, FLOOR, Cost, default_cost, require_support, using


@pytest.mark.parametrize(
    "changed",
    [
        Cost(FLOOR.memory_kib - 1, 3, 4),
        Cost(DEFAULT.memory_kib, 2, 4),
        Cost(DEFAULT.memory_kib, 3, 0),
        Cost(CEILING.memory_kib + 1, 3, 4),
        Cost(2**32 - 1, 3, 4),
        Cost(DEFAULT.memory_kib, 11, 4),
        Cost(DEFAULT.memory_kib, 3, 9),
        Cost(0, 0, 0),
    ],
)
def test_a_cost_out_of_bounds_is_refused(changed: Cost) -> None:
    with pytest.raises(TamperedError, match="parameters"):
        changed.check()


@pytest.mark.parametrize("kept", [FLOOR, DEFAULT, CEILING])
def test_the_bounds_themselves_are_allowed(kept: Cost) -> None:
    kept.check()


def test_the_numbers_are_those_of_the_format() -> None:
    assert Cost(65536, 3, 1) == FLOOR
    assert Cost(262144, 3, 4) == DEFAULT
    assert Cost(1048576, 10, 8) == CEILING


def test_another_default_lasts_for_the_block_only() -> None:
    before = default_cost()
    with using(DEFAULT):
        assert default_cost() == DEFAULT
    assert default_cost() == before


def test_where_nobody_chose_the_cost_is_that_of_an_office_computer() -> None:
    assert Context().run(default_cost) == DEFAULT


def test_no_block_can_make_weak_locks() -> None:
    with pytest.raises(ValueError, match="FLOOR"), using(Cost(8, 1, 1)):
        pass


def test_less_memory_or_fewer_passes_is_weaker_and_fewer_lanes_is_not() -> None:
    assert FLOOR.weaker_than(DEFAULT)
    assert Cost(DEFAULT.memory_kib, 3, 4).weaker_than(Cost(DEFAULT.memory_kib, 4, 4))
    assert not Cost(DEFAULT.memory_kib, 3, 1).weaker_than(DEFAULT)
    assert not CEILING.weaker_than(DEFAULT)


def test_raising_a_cost_lowers_no_parameter() -> None:
    assert Cost(524288, 3, 1).at_least(Cost(262144, 5, 4)) == Cost(524288, 5, 4)


def test_this_cryptography_has_what_the_vault_needs() -> None:
    require_support.cache_clear()
    require_support()


def test_a_cryptography_without_the_hybrid_is_refused_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from cryptography.exceptions import UnsupportedAlgorithm

    def missing() -> None:
        raise UnsupportedAlgorithm("ML-KEM is not supported")

    monkeypatch.setattr(identity.Identity, "generate", missing)
    require_support.cache_clear()
    with pytest.raises(SomesecError, match=r"48\.0\.1"):
        require_support()
    require_support.cache_clear()


def test_bounds_are_known_without_loading_any_cryptography() -> None:
    source = Path(cost.__file__).read_text()
    assert not any(line.startswith(("import crypt", "from crypt")) for line in source.splitlines())
