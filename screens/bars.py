"""Charts of one line of text: shares and courses say more than their numbers alone."""

from collections.abc import Sequence

_FULL, _EMPTY = "━", "┈"
_STEPS = "▁▂▃▄▅▆▇█"


def bar(part: int, whole: int, cells: int) -> str:
    """How much of the whole the part is. Any at all shows, and only all of it fills the bar."""
    if whole <= 0:
        return ""
    full = part * cells // whole
    if part and not full:
        full = 1
    return _FULL * full + _EMPTY * (cells - full)


def sparkline(counts: Sequence[int]) -> str:
    """The course of some counts from the first to the last, and how far it has come; nothing where
    there is no course yet."""
    if len(counts) < 2:
        return ""
    least, most = min(counts), max(counts)
    steps = len(_STEPS) - 1
    line = "".join(_STEPS[(count - least) * steps // ((most - least) or 1)] for count in counts)
    return f"{line} {counts[-1] - counts[0]:+d}"
