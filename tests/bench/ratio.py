"""Comparing two pieces of work in one run: a ratio says the same everywhere, seconds do not."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

Work = Callable[[], float]
"""Does something once and gives back the seconds that it took."""


@dataclass(frozen=True)
class Ratio:
    """What `work` takes in times of `floor`. Both `times` are seconds, pair by pair."""

    work: str
    floor: str
    times: tuple[float, ...]
    floor_times: tuple[float, ...]

    @property
    def ratios(self) -> list[float]:
        """Each pair's ratio, smallest first."""
        pairs = zip(self.times, self.floor_times, strict=True)
        return sorted(time / floor for time, floor in pairs)

    def row(self) -> tuple[str, ...]:
        """The cells of its row in the table."""
        ratios = self.ratios
        return (
            self.work,
            self.floor,
            _short(median(ratios)),
            f"{_short(ratios[0])} - {_short(ratios[-1])}",
            str(len(ratios)),
            f"{_seconds(median(self.times))} / {_seconds(median(self.floor_times))}",
        )


@dataclass(frozen=True)
class Skipped:
    """A comparison that could not be made here."""

    work: str
    reason: str


def compare(work: str, doing: Work, floor: str, floor_doing: Work, *, rounds: int) -> Ratio:
    """Does both by turns, each first in every other round, so that what else the machine does
    meanwhile weighs on both. A first round warms caches and is not counted."""
    pairs = []
    for turn in range(rounds + 1):
        if turn % 2:
            time_taken = doing()
            pairs.append((time_taken, floor_doing()))
        else:
            floor_taken = floor_doing()
            pairs.append((doing(), floor_taken))
    times, floor_times = zip(*pairs[1:], strict=True)
    return Ratio(work, floor, times, floor_times)


def timed(action: Callable[[], object]) -> Work:
    """The work of calling this. Earlier rubbish is cleared away before the clock starts."""

    def work() -> float:
        gc.collect()
        begin = time.perf_counter()
        action()
        return time.perf_counter() - begin

    return work


def _short(ratio: float) -> str:
    return f"{ratio:.0f}" if ratio >= 100 else f"{ratio:.2f}"


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"
