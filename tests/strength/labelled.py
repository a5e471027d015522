"""Made-up passwords of the kinds that people choose in Finnish offices, and random ones.

Every weak one is built of parts (words.toml) by a rule that a guesser would try: a word of work,
season, place or person in some inflected form, and the ornament that a form asks for. None is in a
word list as it stands: each has a digit, a mark, a capital inside, a walk over the keys, or is a
compound that the rule has just made.
"""

import random
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SEED = 2026
EACH = 45
"""Passwords of each kind, at most."""

RANDOM = 500
_SHORTEST, _LONGEST = 12, 24


class Weak(NamedTuple):
    """A password that a guesser comes upon soon, and the kind it is of."""

    password: str
    kind: str


PARTS = {
    name: tuple(words.split())
    for name, words in tomllib.loads(
        Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
    ).items()
}
_YEARS = ("2019", "2020", "2021", "2022", "2023", "2024", "2025", "2026", "1985", "74", "25", "26")
_COUNTS = ("1", "12", "123", "1234", "01", "7", "99", "007", "11", "22")
_MARKS = ("!", "?", ".", "", "!!", "#", "-", "*")
_PLAIN = str.maketrans("äöåÄÖÅ", "aoaAOA")
_LOOKALIKE = str.maketrans({"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "ä": "4", "ö": "0"})


def weak() -> list[Weak]:
    """The weak ones, every one once, the same at each call."""
    chance = random.Random(SEED)  # noqa: S311 - made-up passwords, not secrets
    found: dict[str, Weak] = {}
    for kind, passwords in _kinds(chance).items():
        for password in list(dict.fromkeys(passwords))[:EACH]:
            found.setdefault(password, Weak(password, kind))
    return list(found.values())


def _kinds(chance: random.Random) -> dict[str, list[str]]:
    def one(parts: tuple[str, ...] | list[str]) -> str:
        return chance.choice(parts)

    def many(make: object) -> list[str]:
        return [make() for _n in range(EACH)]  # type: ignore[operator]

    return {
        "unit and year": many(lambda: one(PARTS["units"]) + one(_YEARS) + one(_MARKS)),
        "unit and count, no umlauts": many(
            lambda: one(PARTS["units"]).translate(_PLAIN).lower() + one(_COUNTS) + one(_MARKS)
        ),
        "inflected word": many(lambda: one(PARTS["inflected"]) + one(_YEARS) + one(_MARKS)),
        "inflected word, no umlauts": many(
            lambda: (
                one(PARTS["inflected"]).translate(_PLAIN).capitalize() + one(_COUNTS) + one(_MARKS)
            )
        ),
        "compound": many(lambda: one(PARTS["first"]) + one(PARTS["second"]) + one(_COUNTS)),
        "compound, no umlauts": many(
            lambda: (
                (one(PARTS["first"]) + one(PARTS["second"])).translate(_PLAIN).capitalize()
                + one(_YEARS)
                + one(_MARKS)
            )
        ),
        "season": many(lambda: one(PARTS["months"]).capitalize() + one(_YEARS) + one(_MARKS)),
        "name": many(lambda: one(PARTS["names"]) + one(PARTS["surnames"]).lower() + one(_YEARS)),
        "name, no umlauts": many(
            lambda: (
                (one(PARTS["names"]) + one(_MARKS) + one(PARTS["surnames"])).translate(_PLAIN)
                + one(_COUNTS)
            )
        ),
        "place": many(lambda: one(PARTS["places"]).translate(_PLAIN) + one(_YEARS) + one(_MARKS)),
        "phrase": [phrase + one(("", "1", "!")) for phrase in PARTS["phrases"]],
        "keyboard walk": [walk + one(("", "1", "!")) for walk in PARTS["walks"]],
        "Swedish word": many(lambda: one(PARTS["swedish"]) + one(_YEARS) + one(_MARKS)),
        "Swedish word, no umlauts": many(
            lambda: one(PARTS["swedish"]).translate(_PLAIN).capitalize() + one(_YEARS) + one(_MARKS)
        ),
        "date": [*PARTS["dates"], *(one(PARTS["names"]) + date for date in PARTS["dates"])],
        "look-alikes": many(
            lambda: one(PARTS["units"] + PARTS["inflected"]).translate(_LOOKALIKE) + one(_MARKS)
        ),
        "twice": many(lambda: one(PARTS["first"]).capitalize() * 2 + one(_COUNTS)),
    }


def strong() -> Iterator[str]:
    """Random ones of 12 to 24 characters, as a password manager makes them; the same at each
    call."""
    chance = random.Random(SEED)  # noqa: S311 - made-up passwords, not secrets
    signs = string.ascii_letters + string.digits + "!#%+-.:=?@_"
    for number in range(RANDOM):
        length = _SHORTEST + number % (_LONGEST - _SHORTEST + 1)
        yield "".join(chance.choices(signs, k=length))
