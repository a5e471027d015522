"""What a benchmark tells: ratios of two pieces of work in one run, which say the same everywhere,
where seconds do not; figures; and curves of what grows."""

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeAlias

Work = Callable[[], float]
"""Does something once and gives back the seconds that it took."""


@dataclass(frozen=True)
class Aim:
    """What a value may be at most. `faster`: the value is a share of what others take, and people
    read how many times as fast it is. `why`: what stands in the way where it is missed."""

    text: str
    most: float
    faster: bool = False
    why: str = ""

    def is_met(self, value: float) -> bool:
        return value <= self.most

    def shown(self, value: float) -> str:
        """The value as people read it."""
        return f"{short(1 / value)} times as fast" if self.faster else short(value)

    def verdict(self, value: float) -> str:
        """Whether it is met, and by how much it is missed."""
        if self.is_met(value):
            return "met"
        return f"missed by {value / self.most - 1:.0%}"


@dataclass(frozen=True)
class Ratio:
    """What `work` takes in times of `floor`. Both `times` are seconds, pair by pair."""

    work: str
    floor: str
    times: tuple[float, ...]
    floor_times: tuple[float, ...]
    aim: Aim | None = None

    @property
    def ratios(self) -> list[float]:
        """Each pair's ratio, smallest first."""
        pairs = zip(self.times, self.floor_times, strict=True)
        return sorted(time / floor for time, floor in pairs)

    @property
    def value(self) -> float:
        return median(self.ratios)

    def row(self) -> tuple[str, ...]:
        """The cells of its row in the table."""
        ratios = self.ratios
        return (
            self.work,
            self.floor,
            short(self.value),
            f"{short(ratios[0])} - {short(ratios[-1])}",
            str(len(ratios)),
            f"{seconds(median(self.times))} / {seconds(median(self.floor_times))}",
        )


@dataclass(frozen=True)
class Figure:
    """One value by itself, in a unit of its own."""

    work: str
    value: float
    unit: str
    aim: Aim | None = None

    def row(self) -> tuple[str, ...]:
        return (self.work, "", f"{short(self.value)} {self.unit}".strip(), "", "1", "")


@dataclass(frozen=True)
class Growth:
    """How what is measured grows: for each name, points of a size and a value."""

    name: str
    title: str
    size: str
    value: str
    lines: Mapping[str, Sequence[tuple[float, float]]]


@dataclass(frozen=True)
class Skipped:
    """A comparison that could not be made here, or, where it `is_failure`, that broke off."""

    work: str
    reason: str
    is_failure: bool = False

    @property
    def why(self) -> str:
        return f"{'failed' if self.is_failure else 'skipped'}: {self.reason}"

    def row(self) -> tuple[str, ...]:
        return (self.work, self.why, "", "", "", "")


Result: TypeAlias = Ratio | Figure | Growth | Skipped
Results: TypeAlias = Iterator[Result]


def compare(
    work: str,
    doing: Work,
    floor: str,
    floor_doing: Work,
    *,
    rounds: int,
    aim: Aim | None = None,
    warms: bool = True,
) -> Ratio:
    """Does both by turns, each first in every other round, so that what else the machine does
    meanwhile weighs on both. `warms`: a first round fills caches and is not counted."""
    pairs = []
    for turn in range(rounds + warms):
        if turn % 2:
            time_taken = doing()
            pairs.append((time_taken, floor_doing()))
        else:
            floor_taken = floor_doing()
            pairs.append((doing(), floor_taken))
    times, floor_times = zip(*pairs[warms:], strict=True)
    return Ratio(work, floor, times, floor_times, aim)


def timed(action: Callable[[], object]) -> Work:
    """The work of calling this. Earlier rubbish is cleared away before the clock starts."""

    def work() -> float:
        gc.collect()
        begin = time.perf_counter()
        action()
        return time.perf_counter() - begin

    return work


def short(number: float) -> str:
    """A number in about three digits."""
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:.2f}" if number >= 0.1 else f"{number:.2g}"


def seconds(some: float) -> str:
    """A time in seconds or thousandths of one."""
    return f"{some:.2f} s" if some >= 1 else f"{some * 1000:.1f} ms"
