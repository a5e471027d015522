"""Text from people, made harmless for a terminal: nothing in it moves a cursor or turns a line."""

import unicodedata

# Control, format (bidirectional overrides among them), surrogates, line and paragraph separators.
_HARMFUL = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Format characters that emoji and hyphenation need, and that cannot mislead.
_HARMLESS = frozenset("\u00ad\u200c\u200d")


def harmless(text: str) -> str:
    """The text with every character that could steer a terminal written out, such as \\x1b."""
    if text.isprintable():
        return text
    return "".join(_shown(letter) for letter in text)


def _shown(letter: str) -> str:
    if letter in _HARMLESS or unicodedata.category(letter) not in _HARMFUL:
        return letter
    return letter.encode("unicode_escape").decode("ascii")
