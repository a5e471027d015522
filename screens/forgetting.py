"""Takes what was shown out of memory, once its pages are gone."""

import gc
from collections.abc import Callable
from functools import _lru_cache_wrapper
from typing import TypeVar, cast

from textual.worker import Worker, active_worker

_DRAW = ("textual", "rich")

T = TypeVar("T")


def forget_drawn() -> None:
    """Frees pages that are down, which hold on to each other, and empties the caches of what draws
    them: those keep the last thousands of texts by their wording, shown passwords among them."""
    gc.collect()
    for cache in gc.get_objects():
        if isinstance(cache, _lru_cache_wrapper) and cache.__module__.startswith(_DRAW):
            cache.cache_clear()


def then_forgotten(act: Callable[[], T]) -> Callable[[], T]:
    """The act, for a thread worker, which lets go of it once it is done. Textual has a thread
    remember its last worker for as long as the thread is there, and the app the last message about
    one, and so all that the worker carried and the page that asked for it."""
    held = [act]
    del act

    def acted() -> T:
        try:
            return held.pop()()
        finally:
            active_worker.set(cast("Worker[object]", None))

    return acted
