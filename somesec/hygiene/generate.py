"""Makes passwords and passphrases, each as likely as any other within a platform's limits."""

import secrets
import string
from enum import StrEnum
from itertools import combinations
from math import log2
from typing import Any

import msgspec

from somesec.errors import InputError
from somesec.hygiene.words import LISTS, passphrase_words
from somesec.language import _

# Marks that no spreadsheet takes for a formula and few forms refuse.
SYMBOLS = "!#%*.:?_"
SEPARATORS = "-._"

LENGTH = 20
# Characters, where a service names no maximum: more wins nothing, and forms cut or refuse it.
MOST_UNLESS_TAKEN = 128
WORDS, FEWEST_WORDS, MOST_WORDS = 5, 4, 20

# What the scheme of four common words began with (https://xkcd.com/936/).
FEWEST_BITS = 44


class Needs(StrEnum):
    """A class of characters that a platform demands."""

    UPPER = "upper"
    LOWER = "lower"
    DIGIT = "digit"
    SYMBOL = "symbol"


class PasswordLimits(msgspec.Struct, frozen=True, kw_only=True):
    """What a platform takes: lengths in characters, the marks it allows (None for all, empty for
    none), and the classes that must be in."""

    minimum: int = 0
    maximum: int | None = None
    symbols_allowed: str | None = None
    needs: frozenset[Needs] = frozenset()

    def symbols_of(self, wanted: str) -> str:
        """Those of the wanted marks that the platform allows."""
        if self.symbols_allowed is None:
            return wanted
        return "".join(c for c in wanted if c in self.symbols_allowed)


class Generated(msgspec.Struct, frozen=True):
    """A password or passphrase, and the bits of chance in it. Its text form does not show it."""

    text: str
    bits: float

    def __repr__(self) -> str:
        return f"Generated(bits={self.bits:.0f})"

    # Pretty printers ask this first, and the one that comes with a Struct shows every field.
    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("bits", self.bits)]


def generate_password(
    length: int | None = None,
    limits: PasswordLimits | None = None,
    *,
    symbols: str = SYMBOLS,
) -> Generated:
    """A random password with lower and upper case letters, digits and, where the platform takes
    any, marks: at least one of each. It has 20 characters unless asked or limited otherwise.

    Raises InputError when the length asked is outside the limits, when the platform needs a mark
    and takes none of ours, or when so short a password could be guessed."""
    limits = limits or PasswordLimits()
    classes = [string.ascii_lowercase, string.ascii_uppercase, string.digits]
    if marks := limits.symbols_of(symbols):
        classes.append(marks)
    elif Needs.SYMBOL in limits.needs:
        raise _no_mark()
    length = _length_within(length, limits)
    bits = _require_bits(_count_with_each(length, [len(set(c)) for c in classes]))
    alphabet = sorted(set("".join(classes)))
    while True:
        # Drawn anew until every class is in: mending a draw would favour some passwords.
        text = "".join(secrets.choice(alphabet) for _place in range(length))
        if all(not set(text).isdisjoint(characters) for characters in classes):
            return Generated(text, bits)


def generate_passphrase(
    words: int = WORDS,
    language: str = "en",
    limits: PasswordLimits | None = None,
    *,
    separator: str | None = None,
    ascii_only: bool = True,
) -> Generated:
    """Random words of a language (`en`, `fi` or `sv`), joined by a hyphen or by another mark where
    the platform does not take hyphens; capitals and a digit at the end where it needs them.

    Every choice of words that fits the platform's lengths is equally likely. Raises InputError for
    fewer than four words, when nothing fits the limits, or when what fits could be guessed."""
    limits = limits or PasswordLimits()
    if language not in LISTS:
        raise InputError(
            _("There are no words in {language}. Choose one of {languages}.").format(
                language=language, languages=", ".join(sorted(LISTS))
            )
        )
    if not FEWEST_WORDS <= words <= MOST_WORDS:
        raise InputError(
            _("A passphrase has {fewest} to {most} words.").format(
                fewest=FEWEST_WORDS, most=MOST_WORDS
            )
        )
    joint = _separator(separator, limits)
    # Without a mark between them, capitals show where words begin: two choices never look alike.
    capitals = Needs.UPPER in limits.needs or not joint
    digit = Needs.DIGIT in limits.needs
    around = len(joint) * (words - 1) + digit
    choices = _WordChoices(passphrase_words(language, ascii_only), words)
    fitting = choices.fitting(
        limits.minimum - around, None if limits.maximum is None else limits.maximum - around
    )
    bits = _require_bits(sum(fitting.values()) * (10 if digit else 1))
    chosen = choices.draw(fitting)
    text = joint.join(word.capitalize() if capitals else word for word in chosen)
    return Generated(text + secrets.choice(string.digits) if digit else text, bits)


class _WordChoices:
    """All ways to choose a number of words, counted by how many letters they have together."""

    def __init__(self, words: tuple[str, ...], number: int) -> None:
        self._by_length: dict[int, list[str]] = {}
        for word in words:
            self._by_length.setdefault(len(word), []).append(word)
        # self._ways[n][t]: in how many ways n words have t letters together.
        self._ways: list[dict[int, int]] = [{0: 1}]
        for _place in range(number):
            longer: dict[int, int] = {}
            for total, ways in self._ways[-1].items():
                for length, group in self._by_length.items():
                    longer[total + length] = longer.get(total + length, 0) + ways * len(group)
            self._ways.append(longer)

    def fitting(self, minimum: int, maximum: int | None) -> dict[int, int]:
        """The number of ways for each total of letters within the bounds."""
        return {
            total: ways
            for total, ways in self._ways[-1].items()
            if minimum <= total and (maximum is None or total <= maximum)
        }

    def draw(self, fitting: dict[int, int]) -> list[str]:
        """One of the ways counted in `fitting`, all equally likely."""
        left = _drawn(fitting)
        words = []
        for ways in reversed(self._ways[:-1]):
            length = _drawn(
                {
                    length: len(group) * ways.get(left - length, 0)
                    for length, group in self._by_length.items()
                }
            )
            words.append(secrets.choice(self._by_length[length]))
            left -= length
        return words


def _drawn(weights: dict[int, int]) -> int:
    """A key, as likely as its weight says."""
    rest = secrets.randbelow(sum(weights.values()))
    for key, weight in weights.items():
        if rest < weight:
            return key
        rest -= weight
    raise AssertionError("the rest is below the sum of the weights")


def _count_with_each(length: int, sizes: list[int]) -> int:
    """How many texts of this length have a character of each class, classes being disjoint."""
    return sum(
        (-1) ** missing * (sum(sizes) - sum(left_out)) ** length
        for missing in range(len(sizes) + 1)
        for left_out in combinations(sizes, missing)
    )


def _length_within(asked: int | None, limits: PasswordLimits) -> int:
    if asked is None:
        default = max(LENGTH, limits.minimum)
        return default if limits.maximum is None else min(default, limits.maximum)
    if asked < limits.minimum:
        raise InputError(
            _("The service takes passwords of at least {fewest} characters, not {asked}.").format(
                fewest=limits.minimum, asked=asked
            )
        )
    if limits.maximum is not None:
        if asked > limits.maximum:
            raise InputError(
                _("The service takes passwords of at most {most} characters, not {asked}.").format(
                    most=limits.maximum, asked=asked
                )
            )
    elif asked > max(MOST_UNLESS_TAKEN, limits.minimum):
        raise InputError(
            _(
                "How long a password the service takes is not known, so at most {most} characters "
                "are made, not {asked}."
            ).format(most=max(MOST_UNLESS_TAKEN, limits.minimum), asked=asked)
        )
    return asked


def _separator(asked: str | None, limits: PasswordLimits) -> str:
    if asked is not None:
        if limits.symbols_of(asked) != asked:
            raise InputError(
                _("The service does not take '{separator}' in a password.").format(separator=asked)
            )
        found = asked
    else:
        found = limits.symbols_of(SEPARATORS + SYMBOLS)[:1]
    if not found and Needs.SYMBOL in limits.needs:
        raise _no_mark()
    return found


def _require_bits(choices: int) -> float:
    """The bits in so many equally likely choices, when they are enough."""
    bits = log2(choices) if choices > 0 else 0.0
    if bits < FEWEST_BITS:
        raise InputError(
            _(
                "Within these lengths only passwords that can be guessed are possible. Ask for a "
                "longer one, or for a password of random characters in place of a passphrase."
            )
        )
    return bits


def _no_mark() -> InputError:
    return InputError(
        _("The service needs a mark in the password and takes none that somesec uses.")
    )
