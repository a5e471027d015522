"""Tables for terminals, and the line that tells progress."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from somesec.cli.progress import progress
from somesec.cli.table import pairs, table, width


def test_columns_are_aligned_also_with_wide_and_combining_letters() -> None:
    lines = table(
        ("Name", "N"), [("Kirjasto", "1"), ("図書館", "22"), ("A\u0308iti", "3")]
    ).splitlines()
    assert {
        width(line)
        for line in table(("A", "N"), [("図", "1"), ("ab", "2")], right=(1,)).splitlines()
    } == {5}
    assert [width(line[: line.rindex(" ") + 1]) for line in lines] == [10, 10, 10, 10]


def test_numbers_are_set_to_the_right() -> None:
    assert table(("Unit", "N"), [("a", "1"), ("b", "10")], right=(1,)).splitlines() == [
        "Unit   N",
        "a      1",
        "b     10",
    ]


def test_a_table_without_rows_has_its_header() -> None:
    assert table(("Unit", "Mailboxes"), []) == "Unit  Mailboxes"


def test_a_value_of_several_lines_stays_in_its_column() -> None:
    assert pairs([("notes", "one\ntwo"), ("id", "")]).splitlines() == [
        "notes  one",
        "       two",
        "id",
    ]


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_no_text_of_people_breaks_a_row_or_steers_a_terminal(cells: list[str]) -> None:
    lines = table([""] * len(cells), [cells]).split("\n")
    assert len(lines) == 2
    assert not any(letter in lines[1] for letter in "\x1b\r\x9b\u202e\u2028")


def test_progress_is_shown_on_a_terminal_after_a_second_and_wiped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: True)
    monkeypatch.setattr("sys.stderr", screen)
    moments = iter([0.0, 0.5, 1.2, 1.2, 1.25, 1.4, 1.4])
    monkeypatch.setattr("time.monotonic", lambda: next(moments))
    with progress("Measuring") as tell:
        assert tell is not None
        tell(1, 10)
        assert screen.getvalue() == ""
        tell(5, 10)
        shown = screen.getvalue()
        assert shown.startswith("\rMeasuring ")
        assert shown.endswith(" 5/10")
        tell(6, 10)
        assert screen.getvalue() == shown
        tell(10, 10)
        assert screen.getvalue().endswith(" 10/10")
    assert screen.getvalue().split("\r")[-2].strip() == ""


def test_progress_is_silent_where_nobody_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr("sys.stderr", screen)
    with progress("Measuring") as tell:
        assert tell is None
    assert screen.getvalue() == ""
