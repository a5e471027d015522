"""A platform's terms on a time axis: texts, reviews and what falls due, drawn with letters."""

from collections.abc import Iterable
from datetime import date, timedelta

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from screens.text import clean, fitted
from somesec import clock
from somesec.language import _
from somesec.register.terms_changes import Timeline as Days

_LABEL = 20
_YEAR = 6
"""Cells that the number of a year takes, with the gap after it."""
_TEXT, _TECHNICAL, _REVIEW, _DUE, _TODAY, _LINE = "●", "∙", "✓", "◆", "│", "─"


class Timeline(Static):
    """Draws itself anew where the width changes."""

    def __init__(self, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id, markup=False)
        self._days: Days | None = None

    def tell(self, days: Days | None) -> None:
        """Shows what happened and what is to come; nothing for None."""
        self._days = days
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        room = self.content_size.width
        self.update(
            drawn(self._days, room, clock.today()) if self._days and room > _LABEL + 20 else ""
        )


def drawn(days: Days, width: int, today: date) -> Content:
    """The axis with its years, a row for each document, one for reviews and one for what is due."""
    first, last = _span(days, today)
    axis = _Axis(first, last, width - _LABEL, today)
    rows = [_row("", axis.years(), "$quiet")]
    for kind, texts in days.texts:
        marks = [(t.seen_on, _TECHNICAL if t.technical else _TEXT) for t in texts]
        rows.append(_row(kind, axis.line(marks), ""))
    rows.append(_row(_("Reviews"), axis.line((r.reviewed_on, _REVIEW) for r in days.reviews), ""))
    to_do = [*days.due, *(measure.due for measure in days.measures)]
    rows.append(_row(_("Due"), axis.line((day, _DUE) for day in to_do), ""))
    legend = _(
        "{text} new text  {technical} technical change  {review} review  {due} due  {today} today"
    )
    said = legend.format(text=_TEXT, technical=_TECHNICAL, review=_REVIEW, due=_DUE, today=_TODAY)
    indent = max(0, min(_LABEL, width - cell_len(said)))
    rows.append(Content.styled(" " * indent + said, "$quiet"))
    return Content("\n").join(rows)


def _span(days: Days, today: date) -> tuple[date, date]:
    """From the first to the last of all days, and a month more on each side; a year at least."""
    known = [
        today,
        today - timedelta(days=335),
        *(text.seen_on for _kind, texts in days.texts for text in texts),
        *(review.reviewed_on for review in days.reviews),
        *days.due,
        *(measure.due for measure in days.measures),
    ]
    return min(known) - timedelta(days=30), max(known) + timedelta(days=30)


class _Axis:
    """Places days in so many columns."""

    def __init__(self, first: date, last: date, width: int, today: date) -> None:
        self._first, self._width, self._today = first, width, today
        self._days = max((last - first).days, 1)
        self._last = last

    def years(self) -> str:
        """The numbers of the years where they begin, as many as there is room for. The first year
        is rarely whole, and gives way to the next."""
        letters = [" "] * self._width
        places = {
            year: self._column(max(date(year, 1, 1), self._first))
            for year in range(self._first.year, self._last.year + 1)
        }
        free = 0
        if places.get(self._first.year + 1, _YEAR) < _YEAR:
            del places[self._first.year]
        for year, place in places.items():
            if place >= free and place + 4 <= self._width:
                letters[place : place + 4] = str(year)
                free = place + _YEAR
        return "".join(letters)

    def line(self, marks: Iterable[tuple[date, str]]) -> str:
        """A line with a mark at each day; of several in one column the last is seen, but a
        technical change hides nothing."""
        letters = [_LINE] * self._width
        letters[self._column(self._today)] = _TODAY
        for day, mark in sorted(marks, key=lambda one: (one[1] != _TECHNICAL, one[0])):
            letters[self._column(day)] = mark
        return "".join(letters)

    def _column(self, day: date) -> int:
        return min((day - self._first).days * self._width // self._days, self._width - 1)


def _row(label: str, line: str, style: str) -> Content:
    return Content.assemble((fitted(clean(label), _LABEL - 2) + "  ", "$quiet"), (line, style))
