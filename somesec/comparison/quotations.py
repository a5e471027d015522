"""Whether a text says what is quoted from it."""

import re

# Marks of Markdown, which a reader does not see; and typographic signs with their plain ones.
_MARKS = re.compile(r"[*_`#\\]")
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


def stands_in(quotation: str, text: str) -> bool:
    """Whether the quotation stands in the text word for word; line breaks, the width of spaces,
    typographic signs, case and the marks of Markdown do not matter. An empty one stands nowhere."""
    wanted = _folded(quotation)
    return bool(wanted) and wanted in _folded(text)


def _folded(text: str) -> str:
    return " ".join(_MARKS.sub("", text.translate(_PLAIN)).casefold().split())
