"""How soon a guesser comes upon a password who joins words as people in an office do.

zxcvbn counts ten thousand tries more for every piece that it takes a password apart into, and so
takes `Matti!Korhonen12` for strong. Whoever guesses by rule does not: they go through a word, or
two, or a name, with a year and a mark behind it. This estimate is of that: what the pieces cost one
by one, multiplied.
"""

import re
from collections.abc import Iterator, Mapping
from math import log10

from somesec.hygiene.letters import folded
from somesec.hygiene.ranks import ranks

STRONG = 12.0
"""Powers of ten of tries that a strong password withstands. Three random words of a list of
thousands reach it; two words that belong together, a year and a mark do not. docs/strength.md shows
what that comes to."""

_LONGEST_WORD = 24
_WINDOW = 48  # characters: far more than it takes to be strong

_ONE_MORE = 0.3  # a piece more: twice as many orders to try
_REPEATED = 0.3
_CAPITAL, _CAPITALS = 0.3, 1.0  # at the beginning or all over; in the middle
_LETTER, _DIGIT, _MARK = log10(26), 1.0, log10(32)
_USUAL_DIGITS, _YEAR, _DAY_AND_MONTH, _DATE = 1.0, 1.6, 2.6, 4.3
_USUAL_MARK, _SAME_MARK = 0.5, 0.3
_LOOKALIKES = 1.0

_USUAL = {"1", "2", "3", "12", "123", "1234", "12345", "123456", "01", "007", "7", "99", "11", "22"}
_YEARS = re.compile(r"(19|20)\d\d")
_DAYS = re.compile(r"(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])")
_DATES = re.compile(r"(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])((19|20)?\d\d)")
_PARTED_DATES = re.compile(
    r"(0?[1-9]|[12]\d|3[01])[.\-/](0?[1-9]|1[0-2])[.\-/](19|20)?\d\d"
    r"|(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
)
_USUAL_MARKS = "!?.-_#*, "

# What people write for a letter, read either way where it stands for two.
_READINGS = tuple(
    str.maketrans({"0": "o", "1": one, "!": one, "3": "e", "€": "e", "4": "a", "@": "a"}
                  | {"5": "s", "$": "s", "7": "t"})
    for one in "il"
)  # fmt: skip


def guesses(password: str, context: Mapping[str, object]) -> float:
    """The powers of ten of tries until the password is guessed, of the folded words of its context
    first of all."""
    text = password[:_WINDOW]
    forms = {text: 0.0}
    for reading in _READINGS:
        forms.setdefault(text.translate(reading), _LOOKALIKES)
    return min(_cheapest(form, context) + extra for form, extra in forms.items())


def _cheapest(text: str, context: Mapping[str, object]) -> float:
    """The least that any way to take the text apart costs."""
    plain = folded(text)
    if len(plain) != len(text):  # a letter that becomes two
        text = plain
    least: list[tuple[float, str]] = [(0.0, "")]
    for end in range(1, len(text) + 1):
        ways = []
        for start, cost in _pieces_before(text, plain, end, context):
            before, previous = least[start]
            piece = plain[start:end]
            again = piece == previous and len(piece) > 1
            ways.append((before + (_REPEATED if again else cost) + _ONE_MORE, piece))
        least.append(min(ways))
    return max(0.0, least[-1][0] - _ONE_MORE)


def _pieces_before(
    text: str, plain: str, end: int, context: Mapping[str, object]
) -> Iterator[tuple[int, float]]:
    """Where a piece that ends there may begin, with what it costs alone."""
    yield end - 1, _sign(text[end - 1])
    for start in range(max(0, end - _LONGEST_WORD), end - 1):
        word = plain[start:end]
        if word in context:
            yield start, log10(1 + len(context)) + _case(text[start:end])
        elif (rank := ranks().get(word)) is not None:
            yield start, log10(rank + 1) + _case(text[start:end])
        elif word.isdigit():
            yield start, _number(word)
        elif _PARTED_DATES.fullmatch(word):
            yield start, _DATE
        elif word == word[0] * len(word) and not word.isalnum():
            yield start, _sign(word[0]) + _SAME_MARK * (len(word) - 1)


def _sign(sign: str) -> float:
    if sign.isdigit():
        return _USUAL_DIGITS if sign in _USUAL else _DIGIT
    if sign.isalpha():
        return _LETTER + (_CAPITAL if sign.isupper() else 0.0)
    return _USUAL_MARK if sign in _USUAL_MARKS else _MARK


def _case(word: str) -> float:
    if word.islower() or not any(letter.isupper() for letter in word):
        return 0.0
    return _CAPITAL if word.istitle() or word.isupper() else _CAPITALS


def _number(digits: str) -> float:
    if digits in _USUAL:
        return _USUAL_DIGITS
    if _YEARS.fullmatch(digits):
        return _YEAR
    if _DATES.fullmatch(digits):
        return _DATE
    if _DAYS.fullmatch(digits):
        return _DAY_AND_MONTH
    return _DIGIT * len(digits)
