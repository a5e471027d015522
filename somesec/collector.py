"""Lets Python's collector of cycles rest."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def resting() -> Iterator[None]:
    """For work that makes very many objects which stay: the collector would look through all of
    them time and again, a fifth of the whole work, and find nothing to take. Afterwards they count
    as old, so that it does not look through all of them even once with the next new ones."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.unfreeze()
            gc.enable()


_SELDOM = 5_000


@contextmanager
def seldom() -> Iterator[None]:
    """For a program that people wait for: full rounds, a tenth of a second and more where much is
    kept, are five hundred times as rare by themselves. Call `gc.collect` where nobody waits."""
    before = gc.get_threshold()
    gc.set_threshold(*before[:2], _SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
