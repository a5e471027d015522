"""What two sequences have in common, in an order both keep, in bounded time and memory."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence

from rapidfuzz.distance import LCSseq

_LARGEST = 400_000_000
"""Cells (the product of both lengths) compared exactly, a bit each: 50 MB. Larger ones are parted
first at what both have once."""


def common(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Places of equal items in both, rising in both: a longest common subsequence, and where the
    two are too large for that, one through what each has exactly once."""
    if len(old) * len(new) <= _LARGEST:
        return [
            (first, second)
            for run in LCSseq.opcodes(old, new)
            if run.tag == "equal"
            for first, second in zip(
                range(run.src_start, run.src_end), range(run.dest_start, run.dest_end), strict=True
            )
        ]
    anchors = rising(_once_in_both(old, new))
    found: list[tuple[int, int]] = []
    a = c = 0
    for first, second in [*anchors, (len(old), len(new))] if anchors else []:
        found += [(a + i, c + j) for i, j in common(old[a:first], new[c:second])]
        if first < len(old):
            found.append((first, second))
        a, c = first + 1, second + 1
    return found


def likeness(old: Sequence[Hashable], new: Sequence[Hashable], least: float) -> float:
    """How much of two sequences is common: 0 to 1, and 0 for less than `least`."""
    longer, shorter = max(len(old), len(new)), min(len(old), len(new))
    if not shorter or 2 * shorter < least * (shorter + longer):
        return 0.0
    share = 2 * _size_of_common(old, new) / (shorter + longer)
    return share if share >= least else 0.0


def _size_of_common(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    if len(old) * len(new) <= _LARGEST:
        return LCSseq.similarity(old, new)
    return len(common(old, new))


def _once_in_both(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    counted, counted_new = Counter(old), Counter(new)
    places = {item: place for place, item in enumerate(new) if counted_new[item] == 1}
    return [
        (place, places[item])
        for place, item in enumerate(old)
        if counted[item] == 1 and item in places
    ]


def rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most of these pairs, given by their first number, that rise in the second too."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_first, second) in enumerate(pairs):
        length = bisect_left(tails, second)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [second]
        ends[length : length + 1] = [number]
    found = []
    number = ends[-1] if ends else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]
