"""What measuring a password's strength says: a score, and codes that tell nothing else of it."""

import msgspec

REASONS = (
    "too-short",
    "context-word",
    "common-password",
    "dictionary-word",
    "name",
    "look-alikes",
    "keyboard-walk",
    "repeat",
    "sequence",
    "date",
    "year",
)


class Strength(msgspec.Struct, frozen=True, kw_only=True):
    """`score` is zxcvbn's, 0 (guessed at once) to 4; `reasons` some of REASONS in that order;
    `context` the kinds of context word found."""

    score: int
    reasons: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
