"""Where in a TOML file a key stands, as the parser itself does not tell."""

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from typing import Any

Path = tuple[str | int, ...]
"""The keys from the top of the file down; a number is the place in an array of tables."""

_HEADER = re.compile(r"\s*(\[\[?)([^\[\]]+)\]\]?\s*(#.*)?")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    """The line, from 1, of the key at the path or of the nearest thing above it; None where
    nothing of it is in the file."""
    wanted, places = tuple(path), _places(text)
    for length in range(len(wanted), 0, -1):
        if wanted[:length] in places:
            return places[wanted[:length]]
    return None


def _places(text: str) -> dict[Path, int]:
    """The first line of every key and table."""
    places: dict[Path, int] = {}
    counted: Counter[Path] = Counter()
    table: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header, key = _HEADER.fullmatch(line), _KEY.match(line)
        if header and (names := _names(header[2])):
            table = names
            if header[1] == "[[":
                table = (*names, counted[names])
                counted[names] += 1
        elif not key:
            continue
        path = (*table, *_names(key[1])) if key and not header else table
        for length in range(1, len(path) + 1):
            places.setdefault(path[:length], number)
    return places


def _names(dotted: str) -> tuple[str, ...]:
    """The parts of a dotted key, with what is quoted taken out of its quotes."""
    try:
        value: Any = tomllib.loads(f"{dotted} = 0")
    except tomllib.TOMLDecodeError:
        return ()
    names: list[str] = []
    while isinstance(value, dict):
        ((name, value),) = value.items()
        names.append(name)
    return tuple(names)
