"""A list of rows: how its columns share the width."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.pilot import Pilot
from textual.screen import Screen

from screens.theme import DARK
from screens.widgets.rows import Cell, Column, Row, Rows

LONG = "a sentence that is longer than a column is by itself allowed to be"


class Only(App[None]):
    """Nothing but a list."""

    def __init__(self, *columns: Column) -> None:
        super().__init__()
        self._columns = columns
        self.register_theme(DARK)
        self.theme = DARK.name

    def compose(self) -> ComposeResult:
        yield Rows(*self._columns)


@asynccontextmanager
async def listed(rows: list[Row], *columns: Column, size: tuple[int, int]) -> AsyncIterator[Rows]:
    app = Only(*columns)
    async with app.run_test(size=size) as pilot:
        shown = app.query_one(Rows)
        shown.show(rows)
        await pilot.pause()
        yield shown


def lines(rows: Rows) -> list[str]:
    return [rows.render_line(y).text for y in range(rows.size.height)]


async def test_a_cell_that_would_be_cut_gets_the_room_that_is_left() -> None:
    columns = Column("what", "What", least=10), Column("day", "Day", right=True)
    row = Row("1", (Cell(LONG), Cell("today")))
    async with listed([row], *columns, size=(90, 5)) as wide:
        assert f"{LONG}  today" in lines(wide)[1]
    async with listed([row], *columns, size=(40, 5)) as narrow:
        assert "…  today" in lines(narrow)[1]


async def test_no_letter_touches_the_bar_beside_the_list() -> None:
    rows = [Row(str(n), (Cell(LONG), Cell("today"))) for n in range(20)]
    columns = Column("what", "What", least=10), Column("day", "Day", right=True)
    async with listed(rows, *columns, size=(40, 5)) as shown:
        width = shown.scrollable_content_region.width
        assert width == 39
        assert all(line[:width].endswith("today ") for line in lines(shown)[1:])


async def test_a_heading_of_a_severity_has_its_tone() -> None:
    rows = [
        Row("one", (Cell("■ critical", "critical"),), heading=True),
        Row("row", (Cell("a row", "critical"),)),
        Row("two", (Cell("Kirjasto"),), heading=True),
    ]
    async with listed(rows, Column("what", "What"), size=(40, 5)) as shown:
        severity, cell, unit = (
            next(s.style.color for s in shown.render_line(y) if s.text.strip(" ›") and s.style)
            for y in (1, 2, 3)
        )
    assert severity == cell != unit


async def test_what_is_said_instead_of_rows_goes_on_below_itself() -> None:
    async with listed([], Column("what", "What"), size=(30, 8)) as shown:
        shown.show([], instead="Nothing fits. Press Escape to see all again.")
        assert "What" not in "".join(lines(shown))
        said = [line.strip() for line in lines(shown) if line.strip()]
        assert len(said) > 1
        assert " ".join(said) == "Nothing fits. Press Escape to see all again."


async def test_a_list_that_becomes_short_is_not_left_scrolled_beyond_its_end() -> None:
    rows = [Row(str(n), (Cell(f"row {n}"),)) for n in range(100)]
    async with listed(rows, Column("what", "What"), size=(30, 11)) as shown:
        shown.action_edge(1)
        assert shown.scroll_y == 90
        shown.show(rows[:15])
        assert shown.scroll_y == 5
        assert "row 14" in lines(shown)[10]
        shown.show(rows[:3])
        assert shown.scroll_y == 0
        assert "row 2" in lines(shown)[3]


async def test_a_row_that_changed_is_drawn_anew_under_the_same_key() -> None:
    async with listed([Row("1", (Cell("before"),))], Column("what", "What"), size=(30, 5)) as shown:
        assert "before" in lines(shown)[1]
        shown.show([Row("1", (Cell("after"),))])
        assert "after" in lines(shown)[1]


@pytest.mark.parametrize("height", ["1fr", "auto"])
async def test_only_a_list_as_high_as_its_rows_is_laid_out_anew_for_another_number_of_them(
    monkeypatch: pytest.MonkeyPatch, height: str
) -> None:
    rows = [Row(str(n), (Cell(f"row {n}"),)) for n in range(100)]
    laid_out = []
    lay_out = Screen._refresh_layout

    def counted(screen: Screen[object], size: Size | None = None, scroll: bool = False) -> None:
        laid_out.append(size)
        lay_out(screen, size, scroll)

    async with listed(rows[:3], Column("what", "What"), size=(30, 11)) as shown:
        shown.styles.height = height
        await Pilot(shown.app).pause()
        monkeypatch.setattr(Screen, "_refresh_layout", counted)
        shown.show(rows)
        await Pilot(shown.app).pause()
        assert shown.vertical_scrollbar.display
        assert shown.vertical_scrollbar.window_virtual_size == 101
        shown.show(rows[:3])
        await Pilot(shown.app).pause()
        assert bool(laid_out) == (height == "auto")
        assert shown.size.height == (4 if height == "auto" else 11)
