import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from somesec.errors import TamperedError
from somesec.vault.encoding import decode, encode

parts = st.lists(
    st.one_of(
        st.text(max_size=12), st.binary(max_size=12), st.integers(min_value=0, max_value=2**64 - 1)
    ),
    max_size=6,
).map(tuple)


@given(parts, parts)
def test_different_lists_never_give_equal_bytes(
    one: tuple[str | bytes | int, ...], other: tuple[str | bytes | int, ...]
) -> None:
    assert (encode(*one) == encode(*other)) == (one == other)


@given(parts)
def test_decoding_gives_back_what_was_encoded(values: tuple[str | bytes | int, ...]) -> None:
    assert decode(encode(*values)) == values


@pytest.mark.parametrize("length", [0, 1, 255, 256, 257])
def test_bytes_of_every_length_have_the_same_form(length: int) -> None:
    part = bytes(length)
    assert encode(part) == b"b" + length.to_bytes(4, "big") + part


@given(st.text(max_size=8), st.text(max_size=8), st.integers(min_value=0, max_value=8))
def test_moving_the_border_between_two_parts_changes_the_bytes(
    left: str, right: str, border: int
) -> None:
    joined = left + right
    moved = (joined[:border], joined[border:])
    if moved != (left, right):
        assert encode(*moved) != encode(left, right)


def test_joined_paths_that_look_alike_are_told_apart() -> None:
    assert encode("a:b", "c") != encode("a", "b:c")
    assert encode("ab", "") != encode("a", "b")
    assert encode("a") != encode(b"a")
    assert encode(97) != encode(struct.pack(">Q", 97))


@given(st.binary(max_size=40))
def test_bytes_that_decode_are_the_only_bytes_for_their_parts(data: bytes) -> None:
    try:
        values = decode(data)
    except TamperedError:
        return
    assert encode(*values) == data


def test_every_truncation_is_refused_or_ends_between_two_parts() -> None:
    whole = encode("text", b"bytes", 7)
    borders = {0, len(encode("text")), len(encode("text", b"bytes"))}
    for length in range(len(whole)):
        if length not in borders:
            with pytest.raises(TamperedError):
                decode(whole[:length])


def test_a_number_of_another_width_is_refused() -> None:
    with pytest.raises(TamperedError):
        decode(b"i\x00\x00\x00\x01\x07")


def test_text_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(TamperedError):
        decode(b"s\x00\x00\x00\x01\xff")


def test_true_is_not_taken_for_one() -> None:
    with pytest.raises(TypeError):
        encode(True)


@pytest.mark.parametrize("number", [-1, 2**64])
def test_a_number_out_of_range_is_refused(number: int) -> None:
    with pytest.raises(struct.error):
        encode(number)
