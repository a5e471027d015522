"""Text from people and files, made harmless to show: it is data, never markup or an escape."""

import unicodedata

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


def _shown(character: str) -> str:
    if character in _HARMLESS_FORMATS or unicodedata.category(character) not in _ESCAPED:
        return character
    return f"\\u{ord(character):04x}"
