"""A list of rows drawn line by line, so that a hundred thousand rows cost what is seen of them.

Cells are plain text with the name of a tone; nothing in them is read as markup.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar, overload

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive, reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from screens.text import clean, fitted
from somesec.language import N_

_GUTTER = 2
_GAP = 2
_BESIDE_BAR = 1
"""A cell stays empty, so that the bar touches no letters."""
_WIDEST = 44
_MEASURED_ROWS = 500
_KEPT_LINES = 250
_ABOVE, _INDENT = 2, 4
"""The lines above and the cells beside what is said in the place of rows."""


@dataclass(frozen=True, slots=True)
class Column:
    """`least` is the width in cells below which it is not shrunk, None when it is shown whole, and
    `most` the width beyond which it takes only what other columns leave;
    `room` what is kept for it whatever it holds; columns of the highest `rank` are left out first
    where the screen is too narrow."""

    key: str
    title: str
    least: int | None = None
    most: int = _WIDEST
    room: int = 0
    right: bool = False
    rank: int = 0
    sortable: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells; a `heading` has one cell over the whole width and cannot be chosen."""

    key: str
    cells: tuple[Cell, ...]
    heading: bool = False


class Seen(Sequence[Row]):
    """Rows that are made when they are first seen: `make` gives the row of one of the `keys`. Those
    among the `headings` cannot be chosen."""

    def __init__(
        self,
        keys: Sequence[str],
        make: Callable[[str], Row],
        headings: Collection[str] = (),
    ) -> None:
        self._keys = keys
        self._make = make
        self.headings = headings
        self._made: dict[int, Row] = {}

    def __len__(self) -> int:
        return len(self._keys)

    @overload
    def __getitem__(self, number: int) -> Row: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Row]: ...
    def __getitem__(self, number: int | slice) -> Row | Sequence[Row]:
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        if not -len(self) <= number < len(self):
            raise IndexError(number)
        number %= len(self)
        if number not in self._made:
            self._made[number] = self._make(self._keys[number])
        return self._made[number]

    @property
    def order(self) -> Sequence[str]:
        """The keys of all rows, headings too, as they follow each other."""
        return self._keys


class Rows(ScrollView, can_focus=True):
    """Rows under a fixed line of column titles, with one row under the cursor. With `marks`,
    several can be marked for an act on all of them. A click goes to a row and another chooses it;
    where the list cannot be gone into with the keys, the first does."""

    ALLOW_SELECT = False
    # A click that comes from another list or field goes to a row, and opens nothing yet.
    FOCUS_ON_CLICK = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--titles",
        "rows--cursor",
        "rows--resting",
        "rows--heading",
        "rows--quiet",
        "rows--accent",
        "rows--gone",
        "rows--critical",
        "rows--high",
        "rows--medium",
        "rows--strong",
    }
    DEFAULT_CSS = """
    Rows {
        width: 1fr;
        height: 1fr;
        overflow-x: hidden;
        /* The bar has its place also where all rows are seen: nothing is laid out anew for it. */
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        background: $background;
        & > .rows--titles { color: $quiet; }
        & > .rows--cursor { background: $cursor-line; }
        & > .rows--resting { background: $panel; }
        & > .rows--heading { color: $accent; text-style: bold; }
        & > .rows--quiet { color: $quiet; }
        & > .rows--accent { color: $accent; }
        & > .rows--gone { color: $quiet; text-style: strike; }
        & > .rows--critical { color: $error; text-style: bold; }
        & > .rows--high { color: $warning; }
        & > .rows--medium { color: $foreground; }
        & > .rows--strong { text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "step(1)", N_("Down"), show=False, id="rows.down"),
        Binding("up,k", "step(-1)", N_("Up"), show=False, id="rows.up"),
        Binding("pagedown", "page(1)", N_("Page down"), show=False, id="rows.page-down"),
        Binding("pageup", "page(-1)", N_("Page up"), show=False, id="rows.page-up"),
        Binding("home", "edge(-1)", N_("First"), show=False, id="rows.first"),
        Binding("end", "edge(1)", N_("Last"), show=False, id="rows.last"),
        Binding("ctrl+d", "page(0.5)", N_("Half a page down"), show=False, id="rows.half-down"),
        Binding("ctrl+u", "page(-0.5)", N_("Half a page up"), show=False, id="rows.half-up"),
        Binding("G", "edge(1)", N_("Last"), show=False, id="rows.last-too"),
        Binding("enter", "choose", N_("Open"), show=False, id="rows.choose"),
        Binding("space", "mark", N_("Mark"), show=False, id="rows.mark"),
        Binding("shift+down,J", "reach(1)", N_("Mark downwards"), show=False, id="rows.mark-down"),
        Binding("shift+up,K", "reach(-1)", N_("Mark upwards"), show=False, id="rows.mark-up"),
        Binding("ctrl+a,A", "mark_all", N_("Mark all"), show=False, id="rows.mark-all"),
    ]

    cursor: reactive[int] = reactive(-1)
    # Textual would lay the whole page out anew for each number of rows; `_measure` does where the
    # list is as high as its rows.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0))

    @dataclass
    class Highlighted(Message):
        """The cursor came to a row."""

        rows: "Rows"
        key: str

        @property
        def control(self) -> "Rows":
            return self.rows

    @dataclass
    class Chosen(Message):
        """A row was opened with Enter or a second click."""

        rows: "Rows"
        key: str

        @property
        def control(self) -> "Rows":
            return self.rows

    @dataclass
    class TitleClicked(Message):
        """A column's title was clicked."""

        rows: "Rows"
        column: str

        @property
        def control(self) -> "Rows":
            return self.rows

    @dataclass
    class Marked(Message):
        """Other rows are marked than before."""

        rows: "Rows"

        @property
        def control(self) -> "Rows":
            return self.rows

    def __init__(
        self,
        *columns: Column,
        titles: bool = True,
        marks: bool = False,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._styles: dict[tuple[str, ...], Style] = {}
        self._drawn: dict[tuple[Row, str, bool], Strip] = {}
        self._instead = ""
        self._columns = columns
        self._titles = titles
        self._marks = marks
        self._rows: Sequence[Row] = []
        self._natural: list[int] = []
        self._whole: list[int] = []
        self._measured: Sequence[Row] | None = None
        self._laid: tuple[int, list[tuple[int, int]]] | None = None
        self._sorted: tuple[str, bool] | None = None
        self._marked: set[str] = set()
        self._reached: tuple[int, frozenset[str]] | None = None
        self._in_use = False

    # What it shows

    @property
    def rows(self) -> Sequence[Row]:
        """The rows, headings among them, in the order shown."""
        return self._rows

    @property
    def key(self) -> str | None:
        """The key of the row under the cursor, if there is one."""
        return self._rows[self.cursor].key if 0 <= self.cursor < len(self._rows) else None

    @property
    def marked(self) -> list[str]:
        """The keys of the marked rows, in the order shown."""
        return [key for key in self._keys() if key in self._marked] if self._marked else []

    @property
    def columns(self) -> Sequence[Column]:
        """The columns, those that do not fit among them."""
        return self._columns

    def set_columns(self, *columns: Column) -> None:
        """Takes other columns; rows that have their cells are to be shown next."""
        self._columns = columns
        self._rows, self._natural, self._whole = [], [], []
        self._measured, self._laid = None, None

    def show(
        self,
        rows: Sequence[Row],
        *,
        sorted_by: tuple[str, bool] | None = None,
        measured: Sequence[Row] | None = None,
        instead: str = "",
    ) -> None:
        """Shows other rows. The cursor stays on the row with the same key and that one where it is
        on the screen; if it is gone, the cursor stays at the same place. Marks of rows that are not
        shown any more are taken off.

        `sorted_by` is the key of the column they are sorted by, and whether from the top down;
        `measured` rows that columns get their widths from, by default the first of those shown;
        `instead` is what is said where there are none."""
        seen = self._seen()
        key, place = self.key, self.cursor
        below = place - round(self.scroll_y)
        self._rows = rows if isinstance(rows, Seen) else list(rows)
        self._sorted, self._reached, self._instead = sorted_by, None, instead
        if measured is None or measured is not self._measured:
            self._whole = self._whole_widths(
                self._rows[:_MEASURED_ROWS] if measured is None else measured
            )
            self._natural = [
                min(column.most, width)
                for column, width in zip(self._columns, self._whole, strict=True)
            ]
            self._measured, self._laid = measured, None
        self._measure()
        if self._marked:
            self._set_marked(self._marked.intersection(self._keys()))
        found = self._place_of(key) if key is not None else None
        if found is not None and found != place:
            self.scroll_to(y=found - below, animate=False, immediate=True)
        self.set_reactive(Rows.cursor, self._choosable(place, 1) if found is None else found)
        self._bring_into_view()
        self._highlighted()
        if self._seen() != seen:
            self.refresh()

    def _seen(self) -> tuple[object, ...]:
        """All that the drawn lines follow from, but for styles and the room there is."""
        top = round(self.scroll_y)
        rows = self._rows[top : top + self._body_height]
        marked = [row.key in self._marked for row in rows] if self._marked else []
        return rows, marked, self.cursor - top, self._sorted, self._instead, self._natural

    def go_to(self, key: str) -> bool:
        """Moves the cursor to the row with a key; says whether there is one."""
        place = self._place_of(key)
        if place is not None:
            self.cursor = place
        return place is not None

    def _keys(self) -> Iterator[str]:
        if isinstance(self._rows, Seen):
            headings = self._rows.headings
            return (key for key in self._rows.order if key not in headings)
        return (row.key for row in self._rows if not row.heading)

    def _place_of(self, key: str) -> int | None:
        if isinstance(self._rows, Seen):
            with suppress(ValueError):
                return self._rows.order.index(key)
            return None
        for number, row in enumerate(self._rows):
            if row.key == key and not row.heading:
                return number
        return None

    # Marking

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self._marks if action in ("mark", "mark_all", "reach") else True

    def action_mark(self) -> None:
        """Marks the row under the cursor, or takes its mark off, and goes on to the next."""
        if self.key is not None:
            self._set_marked(self._marked ^ {self.key})
            self.action_step(1)

    def action_reach(self, by: int) -> None:
        """Marks from where the reach began to the row that the cursor goes to."""
        if self.key is None:
            return
        reached = self._reached or (self.cursor, frozenset(self._marked))
        self.cursor = self._choosable(self.cursor + by, by)
        self._mark_from(*reached)

    def action_mark_all(self) -> None:
        """Marks every row that is shown; when all are, none."""
        every = set(self._keys())
        self._set_marked(set() if self._marked == every else every)

    def unmark(self) -> None:
        """Takes every mark off."""
        self._set_marked(set())

    def _mark_from(self, start: int, before: frozenset[str]) -> None:
        first, last = sorted((start, self.cursor))
        between = {row.key for row in self._rows[first : last + 1] if not row.heading}
        self._set_marked(before | between)
        self._reached = (start, before)

    def _set_marked(self, keys: set[str] | frozenset[str]) -> None:
        self._reached = None
        if keys != self._marked:
            self._marked = set(keys)
            self.post_message(self.Marked(self))
            self.refresh()

    # Moving

    def watch_cursor(self) -> None:
        self._bring_into_view()
        self.refresh()
        self._highlighted()

    def _highlighted(self) -> None:
        if self.key is not None:
            self.post_message(self.Highlighted(self, self.key))

    def action_step(self, by: int) -> None:
        self._reached = None
        self.cursor = self._choosable(self.cursor + by, by)

    def action_page(self, pages: float) -> None:
        step = max(1, round(abs(pages) * (self._body_height - 1)))
        direction = 1 if pages > 0 else -1
        self.cursor = self._choosable(self.cursor + direction * step, direction)

    def action_edge(self, direction: int) -> None:
        self.cursor = self._choosable(len(self._rows) if direction > 0 else 0, direction)

    def action_choose(self) -> None:
        if self.key is not None:
            self.post_message(self.Chosen(self, self.key))

    def on_mouse_down(self) -> None:
        self._in_use = self.has_focus
        self.focus(scroll_visible=False)

    def on_click(self, event: events.Click) -> None:
        if self._titles and event.y == 0:
            column = self._column_at(event.x)
            if column is not None and column.sortable:
                self.post_message(self.TitleClicked(self, column.key))
            return
        number = round(self.scroll_y) + event.y - self._top
        if 0 <= number < len(self._rows) and not self._rows[number].heading:
            if self._marks and event.ctrl:
                self.cursor = number
                self._set_marked(self._marked ^ {self._rows[number].key})
            elif self._marks and event.shift:
                start = self._reached or (max(0, self.cursor), frozenset(self._marked))
                self.cursor = number
                self._mark_from(*start)
            else:
                again = self._in_use and number == self.cursor
                self.cursor = number
                if again or not self.can_focus:
                    self.action_choose()

    def _choosable(self, wanted: int, direction: int) -> int:
        """The nearest row that is no heading, first looking in the direction of the move."""
        if not self._rows:
            return -1
        wanted = max(0, min(wanted, len(self._rows) - 1))
        step = 1 if direction > 0 else -1
        for numbers in (
            range(wanted, len(self._rows) if step > 0 else -1, step),
            range(wanted, -1 if step > 0 else len(self._rows), -step),
        ):
            for number in numbers:
                if not self._rows[number].heading:
                    return number
        return -1

    def _bring_into_view(self) -> None:
        if self.cursor < 0 or not self.size.height:
            return
        # A heading right above belongs to the row: show it too.
        above = 1 if self.cursor and self._rows[self.cursor - 1].heading else 0
        top, height = round(self.scroll_y), self._body_height
        if self.cursor - above < top:
            self.scroll_to(y=self.cursor - above, animate=False, immediate=True)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False, immediate=True)

    # Drawing

    @property
    def _top(self) -> int:
        return 1 if self._titles else 0

    @property
    def _body_height(self) -> int:
        return max(1, self.scrollable_content_region.height - self._top)

    def on_resize(self) -> None:
        self._measure()
        self._bring_into_view()

    def _measure(self) -> None:
        virtual_size = Size(self.size.width, len(self._rows) + self._top)
        if self.styles.is_auto_height and virtual_size.height != self.virtual_size.height:
            self.refresh(layout=True)
        self.virtual_size = virtual_size
        self.vertical_scrollbar.window_virtual_size = virtual_size.height
        if self.scroll_y > self.max_scroll_y:
            self.scroll_to(y=self.max_scroll_y, animate=False, immediate=True, force=True)

    def _whole_widths(self, rows: Sequence[Row]) -> list[int]:
        # Beyond so many the widths hardly change, and measuring would be what one waits for.
        sample = [row for row in rows if not row.heading]
        return [
            max(
                [cell_len(column.title) + 2 * column.sortable, column.room]
                + [cell_len(clean(row.cells[n].text)) for row in sample]
            )
            for n, column in enumerate(self._columns)
        ]

    def _layout(self) -> list[tuple[int, int]]:
        """The columns that fit, each with its width in cells, in the order shown."""
        room = self.scrollable_content_region.width - _GUTTER - _BESIDE_BAR
        if self._laid is None or self._laid[0] != room:
            self._laid = (room, self._laid_out(room))
            self._drawn.clear()
        return self._laid[1]

    def _laid_out(self, room: int) -> list[tuple[int, int]]:
        shown = list(range(len(self._columns)))

        def total(widths: list[int]) -> int:
            return sum(widths) + _GAP * (len(widths) - 1)

        natural = self._natural or [len(column.title) for column in self._columns]
        least = [
            width if column.least is None else min(column.least, width)
            for column, width in zip(self._columns, natural, strict=True)
        ]
        while len(shown) > 1 and total([least[n] for n in shown]) > room:
            shown.remove(max(shown, key=lambda n: (self._columns[n].rank, n)))
        widths = {n: max(natural[n], 1) for n in shown}
        while total(list(widths.values())) > room:
            shrinkable = [n for n in shown if widths[n] > least[n]]
            if not shrinkable:
                break
            widest = max(shrinkable, key=lambda n: widths[n])
            widths[widest] -= 1
        left = room - total(list(widths.values()))
        for n, width in widths.items() if self._whole else ():
            widths[n] = width + max(0, min(left, self._whole[n] - width))
            left -= widths[n] - width
        return [(n, widths[n]) for n in shown]

    def _column_at(self, x: int) -> Column | None:
        left = _GUTTER
        for number, width in self._layout():
            if left <= x < left + width + _GAP:
                return self._columns[number]
            left += width + _GAP
        return None

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        if not self._rows:
            return self._line_instead(y, width)
        if self._titles and y == 0:
            return self._title_line(width)
        number = round(self.scroll_y) + y - self._top
        if not 0 <= number < len(self._rows):
            return Strip.blank(width, self._style())
        row = self._rows[number]
        state = ""
        if number == self.cursor:
            state = "cursor" if self.has_focus else "resting"
        columns = self._layout()
        # Textual too keeps what it made of a line with it.
        drawn = (row, state, row.key in self._marked)
        if drawn not in self._drawn:
            if len(self._drawn) >= _KEPT_LINES:
                self._drawn.clear()
            self._drawn[drawn] = self._row_line(row, state, columns, width)
        return self._drawn[drawn]

    def _row_line(self, row: Row, state: str, columns: list[tuple[int, int]], width: int) -> Strip:
        base = self._style(state)
        if row.heading:
            tones = filter(None, ("heading", row.cells[0].tone))
            text = " " * _GUTTER + clean(row.cells[0].text)
            heading = Segment(text, self._style(state, *tones))
            return self._strip([heading], width, base)
        pointer = "›" if state else " "
        mark = "◆" if row.key in self._marked else " "
        segments = [
            Segment(pointer, self._style(state, "accent" if self.has_focus else "quiet")),
            Segment(mark, self._style(state, "accent")),
        ]
        for place, (column, room) in enumerate(columns):
            if place:
                segments.append(Segment(" " * _GAP, base))
            cell = row.cells[column]
            text = fitted(clean(cell.text), room, right=self._columns[column].right)
            segments.append(Segment(text, self._style(state, cell.tone)))
        return self._strip(segments, width, base)

    def _style(self, *tones: str) -> Style:
        """The list's own style with those of the tones on it; "" is none."""
        style = self._styles.get(tones)
        if style is None:
            style = self.rich_style
            for tone in filter(None, tones):
                style += self.get_component_rich_style(f"rows--{tone}", partial=True)
            self._styles[tones] = style
        return style

    def notify_style_update(self) -> None:
        self._styles.clear()
        self._drawn.clear()
        super().notify_style_update()

    def _line_instead(self, y: int, width: int) -> Strip:
        lines = Content(self._instead).wrap(max(1, width - 2 * _INDENT))
        text = lines[y - _ABOVE].plain if 0 <= y - _ABOVE < len(lines) else ""
        return self._strip(
            [Segment(" " * _INDENT + text, self._style("quiet"))], width, self._style()
        )

    def _title_line(self, width: int) -> Strip:
        base, quiet = self._style(), self._style("titles")
        segments = [Segment(" " * _GUTTER, quiet)]
        for place, (number, room) in enumerate(self._layout()):
            column = self._columns[number]
            if place:
                segments.append(Segment(" " * _GAP, quiet))
            title = column.title
            if self._sorted and self._sorted[0] == column.key:
                title = f"{title} {'▾' if self._sorted[1] else '▴'}".strip()
            segments.append(Segment(fitted(title, room, right=column.right), quiet))
        return self._strip(segments, width, base)

    @staticmethod
    def _strip(segments: list[Segment], width: int, base: Style) -> Strip:
        return Strip(segments).adjust_cell_length(width, base)
