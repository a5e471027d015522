"""Text from people and files, made harmless to show: it is data, never markup or an escape."""

import unicodedata

from rich.cells import cell_len, set_cell_size

# Joiners stay: without them emoji and some scripts fall apart, and they cannot reorder a line.
_HARMLESS_FORMATS = {"\u200c", "\u200d", "\u00ad"}
_ESCAPED = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def clean(text: str) -> str:
    """The text on one line, with control and direction characters shown by their number."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def clean_lines(text: str) -> str:
    """The same for text of several lines, which stay lines."""
    return "\n".join(clean(line) for line in text.splitlines())


def fitted(text: str, width: int, *, right: bool = False) -> str:
    """The text in so many cells, cut with an ellipsis where it is longer."""
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, max(0, width - 1)) + "…"
    return " " * (width - length) + text if right else text + " " * (width - length)


def _shown(character: str) -> str:
    if character in _HARMLESS_FORMATS or unicodedata.category(character) not in _ESCAPED:
        return character
    return f"\\u{ord(character):04x}"
