"""Takes what was shown out of memory, once its pages are gone."""

import gc
from functools import _lru_cache_wrapper

_DRAW = ("textual", "rich")


def forget_drawn() -> None:
    """Frees pages that are down, which hold on to each other, and empties the caches of what draws
    them: those keep the last thousands of texts by their wording, shown passwords among them."""
    gc.collect()
    for cache in gc.get_objects():
        if isinstance(cache, _lru_cache_wrapper) and cache.__module__.startswith(_DRAW):
            cache.cache_clear()
