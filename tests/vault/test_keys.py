from hypothesis import given
from hypothesis import strategies as st

from somesec.vault.keys import (
    detail_context,
    digest,
    grant_context,
    grant_message,
    new_key,
    record_context,
)

ids = st.binary(min_size=16, max_size=16)
numbers = st.integers(min_value=0, max_value=2**64 - 1)
records = st.tuples(ids, ids, ids, st.text(max_size=8), numbers, numbers)
grants = st.tuples(ids, ids, numbers, st.text(max_size=8), ids)


@given(records, records)
def test_two_places_of_records_never_share_a_context(
    one: tuple[bytes, bytes, bytes, str, int, int], other: tuple[bytes, bytes, bytes, str, int, int]
) -> None:
    assert (record_context(*one) == record_context(*other)) == (one == other)


@given(grants, grants)
def test_two_places_of_grants_never_share_a_context(
    one: tuple[bytes, bytes, int, str, bytes], other: tuple[bytes, bytes, int, str, bytes]
) -> None:
    assert (grant_context(*one) == grant_context(*other)) == (one == other)


@given(records, grants, ids, numbers)
def test_contexts_of_different_things_never_meet(
    record: tuple[bytes, bytes, bytes, str, int, int],
    grant: tuple[bytes, bytes, int, str, bytes],
    register: bytes,
    sequence: int,
) -> None:
    contexts = {
        record_context(*record),
        grant_context(*grant),
        detail_context(register, sequence),
        grant_message(*grant, b"sealed"),
    }
    assert len(contexts) == 4


def test_digests_differ_when_a_value_moves_from_one_field_to_the_next() -> None:
    assert digest(b"ab", b"c") != digest(b"a", b"bc")
    assert digest(1, "1") != digest("1", 1)
    assert len(digest(b"row")) == 32


def test_new_keys_are_thirty_two_bytes_and_never_the_same() -> None:
    assert len({new_key() for _ in range(50)}) == 50
    assert len(new_key()) == 32
