"""Long work beside a thread that people wait for lets that one go first."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from heapq import merge
from threading import main_thread
from typing import Any, TypeVar

T = TypeVar("T")

_WORK_SECONDS = 0.001
_REST_SECONDS = 0.0001
_PART = 2_000
_AGAIN_SECONDS = 0.002
_LONGEST_REST_SECONDS = 0.02
# The functions, on Windows and elsewhere, in which a loop of events stands while none is there.
_WAITING = {"select", "_poll"}
_beside: ContextVar[bool] = ContextVar("beside", default=False)


@contextmanager
def beside() -> Iterator[None]:
    """What runs within is work beside the main thread: `in_turns` rests in it."""
    before = _beside.set(True)
    try:
        yield
    finally:
        _beside.reset(before)


def in_turns(items: Iterable[T]) -> Iterable[T]:
    """The same items. Python lets one thread work at a time, and threads that only work would each
    take as many turns as the one that answers to keys; beside it this rests after each millisecond,
    and goes on once the main thread waits for events again, or after twenty."""
    return _rested(items) if _beside.get() else items


def in_order(items: Sequence[T], key: Callable[[T], Any], *, reverse: bool = False) -> list[T]:
    """The items sorted by a key that takes long to tell, in turns."""
    keys = [key(item) for item in in_turns(items)]
    # Nothing comes between while Python sorts: so it sorts a part at a time, and merges them.
    parts = (
        sorted(part, key=keys.__getitem__, reverse=reverse) for part in in_parts(range(len(items)))
    )
    return [items[n] for n in in_turns(merge(*parts, key=keys.__getitem__, reverse=reverse))]


def in_parts(items: Sequence[T]) -> Iterable[Sequence[T]]:
    """The same items a part at a time, in turns; outside of `beside`, all in one."""
    if not _beside.get():
        return [items]
    return _rested(items[n : n + _PART] for n in range(0, len(items), _PART))


def _rested(items: Iterable[T]) -> Iterator[T]:
    rest_at = time.perf_counter() + _WORK_SECONDS
    for item in items:
        yield item
        now = time.perf_counter()
        if now > rest_at:
            time.sleep(_REST_SECONDS)
            until = now + _LONGEST_REST_SECONDS
            while _is_main_at_work() and time.perf_counter() < until:
                time.sleep(_AGAIN_SECONDS)
            rest_at = time.perf_counter() + _WORK_SECONDS


def _is_main_at_work() -> bool:
    frame = sys._current_frames().get(main_thread().ident or 0)
    return frame is not None and frame.f_code.co_name not in _WAITING
