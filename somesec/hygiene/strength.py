"""How hard a password is to guess, and what makes it easy: zxcvbn with our words and bounds, and
our own estimate of who joins words by rule.

zxcvbn keeps context words in a global, takes seconds on hostile input and echoes the password in
its result. So it runs only in worker processes (see `somesec.hygiene.worker`) and nothing but a
score and codes leaves this module.
"""

import re
from collections.abc import Iterator
from math import prod
from typing import Any

from zxcvbn import matching, zxcvbn

from somesec.hygiene.context import PasswordContext, context_words, kinds_in
from somesec.hygiene.keyboard import KEYS
from somesec.hygiene.letters import plain
from somesec.hygiene.pieces import STRONG, guesses
from somesec.hygiene.ranks import ranks
from somesec.hygiene.verdict import REASONS, Strength

# How many characters zxcvbn reads at once: its cost grows with the square of the length, and with
# the number of ways to undo look-alike characters.
_WINDOW = 32
_CROWDED_WINDOW = 16
_CROWDED = 32

# More than this of a text is no password that anybody types; context words are sought up to here.
_CONTEXT_WINDOW = 4096

# NIST SP 800-63B-4, 3.1.1.2: the least for a password used beside a second factor.
_SHORTEST = 8

_STRONGEST = 4
_NOTABLE_TOKEN = 3

_DICTIONARIES = {
    "passwords": "common-password",
    "surnames": "name",
    "male_names": "name",
    "female_names": "name",
}
_PATTERNS = {
    "spatial": "keyboard-walk",
    "repeat": "repeat",
    "sequence": "sequence",
    "date": "date",
    "regex": "year",
}


_Reading = tuple[int, list[dict[str, Any]]]


def prepare() -> None:
    """Gives zxcvbn, in this process and for good, the words, the keyboard and the years after 2019
    that it lacks. Takes a third of a second."""
    matching.RANKED_DICTIONARIES["words"] = ranks()
    matching.GRAPHS["nordic"] = KEYS
    matching.REGEXEN["recent_year"] = re.compile(r"19\d\d|20[0-4]\d")


def strength(password: str, context: PasswordContext) -> Strength:
    """The strength of a password that is not empty.

    The first 32 characters alone decide the score: guessing the whole takes at least what they
    take. What follows is a bonus that is not counted, so a repeated word does not become strong by
    its length. Context words are sought in all of it."""
    words = context_words(context)
    score, sequence = _reading(password[:_WINDOW], list(words))
    is_joined = guesses(password, words) < STRONG
    score = min(score, _STRONGEST - 1) if is_joined else score
    context_kinds = kinds_in(password[:_CONTEXT_WINDOW], context)
    found = set(_weaknesses(sequence)) if score < _STRONGEST else set()
    if len(password) < _SHORTEST:
        found.add("too-short")
    if score < _STRONGEST and is_joined and not found:
        found.add("dictionary-word")
    if context_kinds:
        found.add("context-word")
    reasons = tuple(reason for reason in REASONS if reason in found)
    return Strength(score=score, reasons=reasons, context=context_kinds)


def _reading(text: str, words: list[str]) -> _Reading:
    """The weaker reading of the text as written and in plain letters: accents, full-width forms
    and letters of another script hide a word from zxcvbn but not from a guesser."""
    forms = dict.fromkeys((text, plain(text)[:_WINDOW] or text))
    return min((_read(form, words) for form in forms), key=lambda reading: reading[0])


def _read(text: str, words: list[str]) -> _Reading:
    window = _CROWDED_WINDOW if _ways_to_undo(text) > _CROWDED else _WINDOW
    result = zxcvbn(text[:window], user_inputs=words)
    return result["score"], result["sequence"]


def _ways_to_undo(text: str) -> int:
    """How many readings of its look-alike characters zxcvbn would go through, at most."""
    return prod(
        max(1, sum(mark in text for mark in stand_ins))
        for stand_ins in matching.L33T_TABLE.values()
    )


def _weaknesses(sequence: list[dict[str, Any]]) -> Iterator[str]:
    for match in sequence:
        # Context words are sought on their own, in the whole password.
        if len(match["token"]) < _NOTABLE_TOKEN or match.get("dictionary_name") == "user_inputs":
            continue
        if match["pattern"] == "dictionary":
            yield _DICTIONARIES.get(match["dictionary_name"], "dictionary-word")
            if match["l33t"]:
                yield "look-alikes"
        elif match["pattern"] in _PATTERNS:
            yield _PATTERNS[match["pattern"]]
