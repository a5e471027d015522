"""What changed within a paragraph, word by word."""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from somesec.comparison.matching import common

# A word with what holds its parts together, or one other sign; a space behind belongs to it.
_TOKEN = re.compile(r"(\w+(?:['’\-]\w+)*|[^\w\s])(\s?)")
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")


class Side(StrEnum):
    """Which of two texts a piece is in."""

    BOTH = "both"
    OLD = "old"
    NEW = "new"


class Piece(NamedTuple):
    side: Side
    text: str


def words_of(text: str) -> list[str]:
    """The words of a text, without signs."""
    return _WORD.findall(text)


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Both paragraphs in one: all pieces but the new are the old one, all but the old are the new
    one. Both have single spaces between their words."""
    if old == new:
        return (Piece(Side.BOTH, old),) if old else ()
    if not old or not new:
        return (Piece(Side.OLD, old) if old else Piece(Side.NEW, new),)
    if old > new:
        # So that a comparison reads the same in both directions.
        return tuple(_turned(_pieces(new, old)))
    return tuple(_pieces(old, new))


def _pieces(old: str, new: str) -> Iterator[Piece]:
    before, after = _tokens(old), _tokens(new)
    marked: list[Piece] = []
    a = c = 0
    matches = common([word for word, _space in before], [word for word, _space in after])
    for first, second in [*matches, (len(before), len(after))]:
        marked += [Piece(Side.OLD, word + space) for word, space in before[a:first]]
        marked += [Piece(Side.NEW, word + space) for word, space in after[c:second]]
        if first < len(before):
            marked += _kept(before[first], after[second])
        a, c = first + 1, second + 1
    return _joined(_without_islands(_joined(marked)))


def _tokens(text: str) -> list[tuple[str, str]]:
    return [(found[1], found[2]) for found in _TOKEN.finditer(text)]


def _kept(old: tuple[str, str], new: tuple[str, str]) -> Iterator[Piece]:
    """A word that both have, and a space behind it that only one of them has."""
    (word, old_space), (_word, new_space) = old, new
    if old_space == new_space:
        yield Piece(Side.BOTH, word + new_space)
        return
    yield Piece(Side.BOTH, word)
    yield Piece(Side.OLD, old_space) if old_space else Piece(Side.NEW, new_space)


def _joined(marked: Iterable[Piece]) -> Iterator[Piece]:
    """Between two pieces of both, at most one old and one new, the old one first."""
    for is_both, run in groupby(marked, lambda piece: piece.side is Side.BOTH):
        together = list(run)
        for side in (Side.BOTH,) if is_both else (Side.OLD, Side.NEW):
            text = "".join(piece.text for piece in together if piece.side is side)
            if text:
                yield Piece(side, text)


def _without_islands(marked: Iterable[Piece]) -> Iterator[Piece]:
    """A few equal words amid more changed ones are part of the change, as one reads it."""
    runs = [
        (is_both, list(run))
        for is_both, run in groupby(marked, lambda piece: piece.side is Side.BOTH)
    ]
    for place, (is_both, run) in enumerate(runs):
        if is_both and 0 < place < len(runs) - 1:
            size = _size(run)
            if size <= _size(runs[place - 1][1]) and size <= _size(runs[place + 1][1]):
                text = run[0].text
                yield from (Piece(Side.OLD, text), Piece(Side.NEW, text))
                continue
        yield from run


def _size(run: Sequence[Piece]) -> int:
    """The letters of the longer side."""
    return max(
        sum(len(piece.text) for piece in run if piece.side is not without)
        for without in (Side.OLD, Side.NEW)
    )


def _turned(marked: Iterable[Piece]) -> Iterator[Piece]:
    other = {Side.BOTH: Side.BOTH, Side.OLD: Side.NEW, Side.NEW: Side.OLD}
    return _joined(Piece(other[piece.side], piece.text) for piece in marked)
