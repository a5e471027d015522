"""The lines of a range list: the rest of a hash after its first five digits, and a count."""

import re

PREFIX_DIGITS = 5
SHA1_DIGITS = 40
NT_DIGITS = 32

_LINE = re.compile(rb"([0-9A-Fa-f]{27}|[0-9A-Fa-f]{35}):([0-9]{1,12})")


class MalformedRangeError(ValueError):
    """The text is no range list; `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line} is no range line")
        self.line = line


def parse_range(text: bytes, digits: int) -> dict[str, int]:
    """Suffixes in upper case with their counts, from lines `SUFFIX:COUNT` ended by LF or CRLF.

    `digits` are those of a whole hash, 40 (SHA-1) or 32 (NT). Lines with count 0 are padding and
    left out. Raises MalformedRangeError for any other line; an empty text gives no line."""
    counts: dict[str, int] = {}
    lines = text.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    for number, line in enumerate(lines, 1):
        found = _LINE.fullmatch(line.removesuffix(b"\r"))
        if found is None or len(found[1]) != digits - PREFIX_DIGITS:
            raise MalformedRangeError(number)
        count = int(found[2])
        if count:
            suffix = found[1].decode().upper()
            counts[suffix] = max(count, counts.get(suffix, 0))
    return counts
