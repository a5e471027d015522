"""Whether the keyboard was left alone, or the whole computer slept."""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

from somesec import clock

GAP_SECONDS = 10
"""Looks come every second. This long between two of them means that the program did not run: the
computer slept, or somebody stopped it."""

PAUSE_SECONDS = 10
"""Who did nothing for so long is reading, and does not wait for an answer."""


class Absence:
    """Watches two clocks: while a computer sleeps its steady clock may stand still, and the wall
    clock may be set back while nobody is there. `idle_seconds` without `touch` are an absence."""

    def __init__(
        self,
        idle_seconds: float,
        wall: Callable[[], datetime] = clock.now,
        steady: Callable[[], float] = monotonic,
    ) -> None:
        self.idle_seconds = idle_seconds
        self._wall = wall
        self._steady = steady
        self.touch()

    def touch(self) -> None:
        """Somebody is there now."""
        self._touched = self._looked = (self._wall(), self._steady())

    def is_noticed(self) -> bool:
        """Whether somebody was away too long, or the program did not run since the last look."""
        before, self._looked = self._looked, (self._wall(), self._steady())
        return self._since(self._touched) >= self.idle_seconds or self._since(before) >= GAP_SECONDS

    def is_pausing(self) -> bool:
        """Whether nobody touched anything for some seconds by the last look."""
        return self._since(self._touched) >= PAUSE_SECONDS

    def _since(self, moment: tuple[datetime, float]) -> float:
        wall, steady = moment
        now, ticks = self._looked
        return max((now - wall) / timedelta(seconds=1), ticks - steady)
