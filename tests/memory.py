"""What is still in this process's memory: whatever anything can still get at."""

import gc
import sys
from collections.abc import Iterator

_OF_THE_TESTS = ("_pytest", "pytest", "pluggy", "xdist", "execnet", "anyio", "hypothesis")
"""Who runs the tests, and so holds all of them."""


def set_aside() -> None:
    """Keeps what is there now, such as thousands of collected tests, from being looked through each
    time. What a module holds is looked through all the same."""
    gc.collect()
    gc.freeze()


def reachable() -> Iterator[object]:
    """Every object that something refers to, once. Small records are not watched by the collector
    themselves, so what it watches is followed to what that refers to."""
    gc.collect()
    waiting = [*gc.get_objects(), *_modules()]
    seen = {id(waiting), id(seen_by := [])}
    seen_by.append(seen)
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if _is_of_the_tests(type(thing)):
            continue
        yield thing
        waiting += [each for each in gc.get_referents(thing) if id(each) not in seen]


def _is_of_the_tests(kind: type) -> bool:
    # A type may call anything its module.
    return str(kind.__module__).partition(".")[0] in _OF_THE_TESTS


def _modules() -> Iterator[object]:
    """The modules, but for those of whoever runs the tests, which hold the tests."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] not in _OF_THE_TESTS:
            yield module
