"""The rows as values."""

import msgspec
import pytest

from somesec.store.rows import (
    GrantRow,
    MemberRow,
    RecordHead,
    RecordRow,
    RegisterRow,
    Row,
    TrailRow,
)


@pytest.mark.parametrize(
    "kind", [Row, RegisterRow, MemberRow, GrantRow, RecordRow, RecordHead, TrailRow]
)
def test_a_row_that_was_read_stays_as_it_was_and_costs_the_collector_nothing(
    kind: type[msgspec.Struct],
) -> None:
    assert kind.__struct_config__.frozen
    assert not kind.__struct_config__.gc
