import pytest
from hypothesis import given
from hypothesis import strategies as st

from somesec.hygiene.breach.ranges import MalformedRangeError, parse_range

A, B = "A" * 35, "B" * 35


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_lines_end_either_way_with_or_without_a_last_line_end(end: str, last: bool) -> None:
    text = f"{A}:3{end}{B}:7{end if last else ''}"
    assert parse_range(text.encode(), 40) == {A: 3, B: 7}


def test_lower_case_digits_are_the_same_hash() -> None:
    assert parse_range(f"{A.lower()}:3".encode(), 40) == {A: 3}


def test_padding_is_dropped() -> None:
    assert parse_range(f"{A}:0\r\n{B}:1".encode(), 40) == {B: 1}


def test_the_rest_of_an_nt_hash_is_shorter() -> None:
    assert parse_range(b"C" * 27 + b":5", 32) == {"C" * 27: 5}
    with pytest.raises(MalformedRangeError):
        parse_range(b"C" * 27 + b":5", 40)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "<html>",
        A,
        f"{A}:",
        f"{A}:-1",
        f"{A}: 1",
        f"{A}:1 ",
        f" {A}:1",
        f"{A}:1:2",
        f"{A}:1e3",
        f"{A}:１",
        f"{A}A:1",
        f"{A[1:]}:1",
        f"{'G' * 35}:1",
        f"{A}:{'9' * 13}",
        "\ufeff" + f"{A}:1",
    ],
)
def test_any_other_line_is_refused_with_its_number(line: str) -> None:
    with pytest.raises(MalformedRangeError) as caught:
        parse_range(f"{B}:1\n{line}\n{B}:2\n".encode(), 40)
    assert caught.value.line == 2


@given(st.binary(max_size=200))
def test_any_bytes_give_counts_or_are_refused(text: bytes) -> None:
    try:
        found = parse_range(text, 40)
    except MalformedRangeError:
        return
    assert all(len(suffix) == 35 and count > 0 for suffix, count in found.items())
