"""What is still in this process's memory: whatever anything can still get at."""

import gc


def reachable() -> list[object]:
    """Every object that something refers to, once. Small records are not watched by the collector
    themselves, so what it watches is followed to what that refers to: one step for all that is
    known at a time, since a step for each single object takes many times as long."""
    gc.collect()
    step = gc.get_objects()
    found = dict(zip(map(id, step), step, strict=True))
    while step:
        referred = gc.get_referents(*step)
        by_id = dict(zip(map(id, referred), referred, strict=True))
        new = by_id.keys() - found.keys()
        step = [by_id[each] for each in new]
        found.update(zip(new, step, strict=True))
    return list(found.values())


def instances(of: tuple[type, ...], among: list[object]) -> list[object]:
    """Those of some types, or of types made from them."""
    kinds = {kind for kind in set(map(type, among)) if issubclass(kind, of)}
    return [thing for thing in among if type(thing) in kinds]
