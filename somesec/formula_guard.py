"""Cells that a spreadsheet would run as a formula, made harmless and back.

Source: OWASP, 'CSV Injection': cells that begin with = + - @, tab, carriage return, line feed or
the full-width forms of the signs get an apostrophe in front. Cells that already begin so get one
more, which makes the guard reversible for every text.
"""

import re

_DANGEROUS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def guard(text: str) -> str:
    """The text as it may stand in a CSV cell."""
    return "'" + text if _DANGEROUS.match(text) else text


def unguard(cell: str) -> str:
    """The text that was guarded: `unguard(guard(text)) == text`."""
    return cell[1:] if cell.startswith("'") and _DANGEROUS.match(cell) else cell
