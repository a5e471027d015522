"""Two texts side by side: which paragraph became which, what came, what went, and what moved."""

import itertools
import re
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from somesec.comparison.matching import common, likeness, rising
from somesec.comparison.paragraphs import Paragraph, paragraphs
from somesec.comparison.points import Touch, touches
from somesec.comparison.words import Piece, Side, pieces, words_of

_ALIKE = 0.5
"""Share of common words from which on a paragraph is taken for another one, edited."""

_LEAST_WORDS_MOVED = 3
"""Fewer equal words elsewhere are chance: 'Yes', 'Back to top'."""

_RARE = 8
_CANDIDATES = 5
"""Words found in more paragraphs than `_RARE` tell none of them; and of the paragraphs that share
the most words with one, so many are looked at. Both keep hostile texts from taking long."""

_LONGEST_QUOTATION = 400

_SENTENCE_END = re.compile(r"[.!?;:]\s+")


class Kind(StrEnum):
    """What became of a paragraph. A moved one may have been edited too."""

    KEPT = "kept"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True)
class Change:
    """A paragraph of the old text, of the new, or one that is in both; `pieces` are its words with
    the side each is on, `touches` the points of a review on which its changed sentences bear."""

    kind: Kind
    old: Paragraph | None
    new: Paragraph | None
    pieces: tuple[Piece, ...]
    touches: tuple[Touch, ...] = ()

    @property
    def section(self) -> tuple[str, ...]:
        """The headings it stands under, in the new text where it is there."""
        paragraph = self.new or self.old
        return paragraph.section if paragraph else ()

    @property
    def words_added(self) -> int:
        return sum(len(words_of(p.text)) for p in self.pieces if p.side is Side.NEW)

    @property
    def words_removed(self) -> int:
        return sum(len(words_of(p.text)) for p in self.pieces if p.side is Side.OLD)

    @property
    def quotation(self) -> str:
        """What to quote of it from the new text: its first changed sentence, before others one that
        touches a point, in its first words where it is long; empty for what was taken out."""
        if self.new is None:
            return ""
        sentences = _changed_sentences(self.pieces, Side.NEW) or [self.new.text]
        chosen = next((one for one in sentences if touches(one)), sentences[0])
        if len(chosen) <= _LONGEST_QUOTATION:
            return chosen
        return chosen[:_LONGEST_QUOTATION].rpartition(" ")[0] or chosen[:_LONGEST_QUOTATION]

    @property
    def is_edited(self) -> bool:
        """Whether any word of it differs; what merely moved does not."""
        return any(piece.side is not Side.BOTH for piece in self.pieces)


@dataclass(frozen=True)
class Comparison:
    """Every paragraph of both texts in the order of reading; `rows` hold the kept ones too."""

    rows: tuple[Change, ...]

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What is not as it was, in the order of reading."""
        return tuple(row for row in self.rows if row.kind is not Kind.KEPT)

    @cached_property
    def ranked(self) -> tuple[Change, ...]:
        """The changes, those on points of a review first: the more points the higher."""
        return tuple(sorted(self.changes, key=lambda change: -len(change.touches)))

    @cached_property
    def on_points(self) -> tuple[Change, ...]:
        """The changes that touch a point of a review, in the order of reading."""
        return tuple(change for change in self.changes if change.touches)

    @property
    def words_added(self) -> int:
        return sum(change.words_added for change in self.changes)

    @property
    def words_removed(self) -> int:
        return sum(change.words_removed for change in self.changes)

    @property
    def words_changed(self) -> int:
        """Words on both sides; a word exchanged for another counts once."""
        return sum(max(c.words_added, c.words_removed) for c in self.changes)


def compare(old: str, new: str) -> Comparison:
    """What changed from one text to the other. Comparing the other way round gives the same with
    the sides exchanged."""
    before, after = paragraphs(old), paragraphs(new)
    if old > new:
        turned_in_place, turned_elsewhere = _pairs(after, before)
        in_place = sorted((first, second) for second, first in turned_in_place)
        elsewhere = {first: second for second, first in turned_elsewhere}
    else:
        in_place, found_elsewhere = _pairs(before, after)
        elsewhere = dict(found_elsewhere)
    return Comparison(tuple(_rows(before, after, in_place, elsewhere)))


_Pairs = list[tuple[int, int]]


def _pairs(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> tuple[_Pairs, _Pairs]:
    """The paragraphs that stayed where they were, edited or not, in order; and those that moved."""
    kept = common([p.text for p in old], [p.text for p in new])
    rest_old = _without(old, {first for first, _second in kept})
    rest_new = _without(new, {second for _first, second in kept})
    moved = list(_moved(rest_old, rest_new))
    rest_old = _without(rest_old, {first for first, _second in moved})
    rest_new = _without(rest_new, {second for _first, second in moved})
    matched = sorted([*moved, *_edited(rest_old, rest_new)])
    between = [pair for pair in matched if _is_between(pair, kept)]
    stayed = set(rising(between))
    elsewhere = [pair for pair in matched if pair not in stayed]
    return sorted([*kept, *stayed]), elsewhere


def _is_between(pair: tuple[int, int], kept: Sequence[tuple[int, int]]) -> bool:
    """Whether as many kept paragraphs stand before it in both texts."""
    first, second = pair
    return bisect(kept, first, key=lambda one: one[0]) == bisect(
        kept, second, key=lambda one: one[1]
    )


def _without(all_of_them: Sequence[Paragraph], places: set[int]) -> list[Paragraph]:
    return [paragraph for paragraph in all_of_them if paragraph.place not in places]


def _moved(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> Iterator[tuple[int, int]]:
    """Paragraphs that are word for word elsewhere."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for paragraph in reversed(new):
        waiting[paragraph.text].append(paragraph.place)
    for paragraph in old:
        places = waiting.get(paragraph.text)
        if places and len(words_of(paragraph.text)) >= _LEAST_WORDS_MOVED:
            yield paragraph.place, places.pop()


def _edited(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> Iterator[tuple[int, int]]:
    """Paragraphs with most words in common, the likest first, each in one pair."""
    words_old = {paragraph.place: _telling_words(paragraph) for paragraph in old}
    words_new = {paragraph.place: _telling_words(paragraph) for paragraph in new}
    found = [
        (-alike, abs(first - second), first, second)
        for first, second in _candidates(words_old, words_new)
        if (alike := likeness(words_old[first], words_new[second], _ALIKE))
    ]
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for _alike, _distance, first, second in sorted(found):
        if first not in taken_old and second not in taken_new:
            taken_old.add(first)
            taken_new.add(second)
            yield first, second


def _telling_words(paragraph: Paragraph) -> list[str]:
    """The words by which it is known again: a heading's number is none, since it counts places,
    and a heading is no other paragraph."""
    words = [word.casefold() for word in words_of(paragraph.text)]
    if not paragraph.is_heading:
        return words
    return [f"# {word}" for word in words if not word.isdigit()]


def _candidates(old: dict[int, list[str]], new: dict[int, list[str]]) -> Iterator[tuple[int, int]]:
    """Pairs that share words, or pairs of words, which few others have."""
    where: dict[object, list[int]] = defaultdict(list)
    for place, words in new.items():
        for mark in _marks(words):
            where[mark].append(place)
    counted = Counter(mark for words in old.values() for mark in _marks(words))
    for place, words in old.items():
        shared = Counter(
            other
            for mark in _marks(words)
            if counted[mark] <= _RARE and len(where.get(mark, ())) <= _RARE
            for other in where.get(mark, ())
        )
        best = sorted(shared.items(), key=lambda one: (-one[1], abs(one[0] - place), one[0]))
        yield from ((place, other) for other, _count in best[:_CANDIDATES])


def _marks(words: Sequence[str]) -> set[object]:
    return {*words, *itertools.pairwise(words)}


def _rows(
    old: Sequence[Paragraph],
    new: Sequence[Paragraph],
    in_place: Sequence[tuple[int, int]],
    elsewhere: Mapping[int, int],
) -> Iterator[Change]:
    """In the new text's order; what went stands where it was, before what came there."""
    came_from = {second: first for first, second in elsewhere.items()}
    a = c = 0
    for first, second in [*in_place, (len(old), len(new))]:
        for paragraph in old[a:first]:
            if paragraph.place not in elsewhere:
                yield _change(Kind.REMOVED, paragraph, None)
        for paragraph in new[c:second]:
            if paragraph.place in came_from:
                yield _change(Kind.MOVED, old[came_from[paragraph.place]], paragraph)
            else:
                yield _change(Kind.ADDED, None, paragraph)
        if first < len(old):
            is_same = old[first].text == new[second].text
            yield _change(Kind.KEPT if is_same else Kind.CHANGED, old[first], new[second])
        a, c = first + 1, second + 1


def _change(kind: Kind, old: Paragraph | None, new: Paragraph | None) -> Change:
    marked = pieces(old.text if old else "", new.text if new else "")
    if kind is Kind.KEPT:
        return Change(kind, old, new, marked)
    changed = [
        sentence for side in (Side.OLD, Side.NEW) for sentence in _changed_sentences(marked, side)
    ]
    return Change(kind, old, new, marked, touches("\n".join(changed)))


def _changed_sentences(marked: Sequence[Piece], side: Side) -> list[str]:
    """The sentences of one side in which a word came or went."""
    if len(marked) == 1 and marked[0].side is not Side.BOTH:
        return [marked[0].text] if marked[0].side is side else []
    text, spans = "", []
    for piece in marked:
        if piece.side in (Side.BOTH, side):
            if piece.side is side:
                spans.append((len(text), len(text) + len(piece.text)))
            text += piece.text
        else:
            # What the other side has here changes the sentence on this one.
            spans.append((max(0, len(text) - 1), len(text)))
    found, begin = [], 0
    for end in [*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]:
        if any(start < end and begin < stop for start, stop in spans):
            found.append(text[begin:end].strip())
        begin = end
    return found
