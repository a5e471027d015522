"""A line on the terminal that says how far a long piece of work has come."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_PATIENCE = 1.0  # seconds before anything is shown
_REFRESH = 0.1  # seconds between two drawings
_BAR = 24  # columns

Tell = Callable[[int, int], None]


@contextmanager
def progress(label: str) -> Iterator[Tell | None]:
    """Gives what the work calls with (done, total); None where nobody would see it. The line
    appears after a second, and is wiped at the end."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    line = _Line(label)
    try:
        yield line.tell
    finally:
        line.wipe()


class _Line:
    def __init__(self, label: str) -> None:
        self._label = label
        self._next = time.monotonic() + _PATIENCE
        self._shown = 0

    def tell(self, done: int, total: int) -> None:
        if time.monotonic() < self._next or total <= 0:
            return
        self._next = time.monotonic() + _REFRESH
        full = round(_BAR * min(done, total) / total)
        text = f"{self._label} {'█' * full}{'░' * (_BAR - full)} {done}/{total}"
        self._draw(text + " " * (self._shown - len(text)))
        self._shown = len(text)

    def wipe(self) -> None:
        if self._shown:
            self._draw(" " * self._shown)
            self._draw("")

    def _draw(self, text: str) -> None:
        sys.stderr.write("\r" + text)
        sys.stderr.flush()
