"""Lets Python's collector of cycles rest."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def resting() -> Iterator[None]:
    """For work that makes very many objects which stay: the collector would look through all of
    them time and again, a fifth of the whole work, and find nothing to take."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
