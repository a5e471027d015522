"""What is still in this process's memory: whatever anything can still get at."""

import gc
from collections.abc import Iterator


def reachable() -> Iterator[object]:
    """Every object that something refers to, once. Small records are not watched by the collector
    themselves, so what it watches is followed to what that refers to."""
    gc.collect()
    waiting = gc.get_objects()
    seen = {id(waiting), id(seen_by := [])}
    seen_by.append(seen)
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        yield thing
        waiting += [each for each in gc.get_referents(thing) if id(each) not in seen]
