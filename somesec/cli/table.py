"""Plain tables for terminals. What people wrote is shown as text and moves no cursor."""

import unicodedata
from collections.abc import Iterable, Sequence

from policy.reports.harmless import harmless

_GAP = "  "


def width(text: str) -> int:
    """How many terminal columns the text takes."""
    if text.isascii():
        return len(text)
    return sum(_columns(letter) for letter in text)


def _columns(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1


def table(headers: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Aligned columns under their headers; the columns numbered in `right` are set to the right."""
    lines = [list(headers), *([harmless(cell) for cell in row] for row in rows)]
    widths = [max(width(line[place]) for line in lines) for place in range(len(headers))]
    return "\n".join(
        _GAP.join(
            _aligned(cell, widths[place], place in right) for place, cell in enumerate(line)
        ).rstrip()
        for line in lines
    )


def pairs(values: Iterable[tuple[str, str]]) -> str:
    """Names and values, a line each, values aligned; further lines of a value under its first."""
    kept = [(name, value.splitlines() or [""]) for name, value in values]
    longest = max((width(name) for name, _lines in kept), default=0)
    return "\n".join(
        (_aligned(name if first else "", longest, False) + _GAP + harmless(line)).rstrip()
        for name, lines in kept
        for first, line in ((place == 0, line) for place, line in enumerate(lines))
    )


def _aligned(text: str, columns: int, right: bool) -> str:
    padding = " " * (columns - width(text))
    return padding + text if right else text + padding
