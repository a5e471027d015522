"""The keys that texts name.

A text writes a key as [F5 form.save]: the usual key, and the id of what it does. Said is the usual
one, or the one that somebody chose for it."""

import re
from collections.abc import Mapping

from textual.keys import format_key

_NAMED = re.compile(r"\[(\S+) ([a-z-]+\.[a-z-]+)\]")
_chosen: Mapping[str, str] = {}


def choose(keys: Mapping[str, str]) -> None:
    """Sets the keys by the id of what they do, from here on; several are parted by commas."""
    global _chosen
    _chosen = keys


def with_chosen(text: str) -> str:
    """The text with each key that it names as it is said."""
    return _NAMED.sub(lambda found: key_of(found[2], found[1]), text)


def key_of(act: str, usual: str) -> str:
    """The first key chosen for what has this id, else the usual one: ctrl+r as Ctrl+R."""
    if act not in _chosen:
        return usual
    *held, key = _chosen[act].split(",")[0].strip().split("+")
    shown = format_key(key)
    if held or len(key) > 1:
        shown = shown.capitalize()
    return "+".join([*(name.capitalize() for name in held), shown])
