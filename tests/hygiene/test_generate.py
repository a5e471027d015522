import re
import string
from collections import Counter
from itertools import product
from math import log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from somesec.errors import InputError
from somesec.hygiene import generate
from somesec.hygiene.generate import (
    FEWEST_BITS,
    SYMBOLS,
    Generated,
    Needs,
    PasswordLimits,
    generate_passphrase,
    generate_password,
)
from somesec.hygiene.words import passphrase_words

LIMITS = st.builds(
    PasswordLimits,
    minimum=st.integers(0, 30),
    maximum=st.none() | st.integers(30, 80),
    symbols_allowed=st.none() | st.sampled_from(["", "!", "#_", "-.", "-().&@?'#,/\"+"]),
    needs=st.frozensets(st.sampled_from(Needs)),
)


def fits(text: str, limits: PasswordLimits) -> bool:
    marks = {c for c in text if not c.isalnum()}
    present = {
        Needs.UPPER: any(c.isupper() for c in text),
        Needs.LOWER: any(c.islower() for c in text),
        Needs.DIGIT: any(c.isdigit() for c in text),
        Needs.SYMBOL: bool(marks),
    }
    return (
        limits.minimum <= len(text)
        and (limits.maximum is None or len(text) <= limits.maximum)
        and (limits.symbols_allowed is None or marks <= set(limits.symbols_allowed))
        and all(present[need] for need in limits.needs)
    )


@settings(deadline=None, max_examples=200)
@given(LIMITS)
def test_a_password_fits_the_limits_or_none_is_made(limits: PasswordLimits) -> None:
    try:
        made = generate_password(limits=limits)
    except InputError:
        assert Needs.SYMBOL in limits.needs
        assert not set(SYMBOLS) & set(limits.symbols_allowed or "")
        return
    assert fits(made.text, limits)
    assert made.bits >= FEWEST_BITS


@settings(deadline=None, max_examples=100)
@given(LIMITS, st.sampled_from(["en", "fi", "sv"]), st.integers(4, 6))
def test_a_passphrase_fits_the_limits_or_none_is_made(
    limits: PasswordLimits, language: str, words: int
) -> None:
    try:
        made = generate_passphrase(words, language, limits)
    except InputError:
        needs_mark = Needs.SYMBOL in limits.needs and limits.symbols_allowed == ""
        assert needs_mark or limits.maximum is not None
        return
    assert fits(made.text, limits)
    assert made.bits >= FEWEST_BITS


def test_a_password_has_twenty_characters_of_every_class() -> None:
    text = generate_password().text
    assert len(text) == 20
    for characters in (string.ascii_lowercase, string.ascii_uppercase, string.digits, SYMBOLS):
        assert set(text) & set(characters)


def test_a_service_without_marks_gets_none() -> None:
    assert generate_password(limits=PasswordLimits(symbols_allowed="")).text.isalnum()


def test_the_length_follows_the_service_unless_one_is_asked() -> None:
    assert len(generate_password(limits=PasswordLimits(maximum=16)).text) == 16
    assert len(generate_password(limits=PasswordLimits(minimum=30)).text) == 30
    assert len(generate_password(12, PasswordLimits(maximum=16)).text) == 12


@pytest.mark.parametrize(
    ("length", "limits"),
    [
        (20, PasswordLimits(maximum=16)),
        (8, PasswordLimits(minimum=10)),
        (4, PasswordLimits()),
        (0, PasswordLimits()),
        (None, PasswordLimits(maximum=6)),
        (None, PasswordLimits(symbols_allowed="", needs=frozenset({Needs.SYMBOL}))),
    ],
)
def test_what_cannot_be_made_or_could_be_guessed_is_refused(
    length: int | None, limits: PasswordLimits
) -> None:
    with pytest.raises(InputError):
        generate_password(length, limits)


@pytest.mark.parametrize(
    ("length", "limits", "sentence"),
    [
        (3, PasswordLimits(minimum=8), "at least 8 characters, not 3."),
        (17, PasswordLimits(minimum=8, maximum=16), "at most 16 characters, not 17."),
        (129, PasswordLimits(minimum=8), "is not known, so at most 128"),
        (9999, PasswordLimits(), "is not known, so at most 128"),
        (9999, PasswordLimits(minimum=200), "is not known, so at most 200"),
    ],
)
def test_a_length_that_is_refused_is_told_the_nearest_that_is_not(
    length: int, limits: PasswordLimits, sentence: str
) -> None:
    with pytest.raises(InputError) as refused:
        generate_password(length, limits)
    assert sentence in str(refused.value)


def test_a_length_up_to_what_is_known_to_be_taken_is_made() -> None:
    assert len(generate_password(300, PasswordLimits(maximum=4096)).text) == 300
    assert len(generate_password(128).text) == 128
    assert len(generate_password(limits=PasswordLimits(minimum=200)).text) == 200


def test_bits_count_the_passwords_that_are_possible() -> None:
    sizes = (2, 1, 3)
    letters = [(kind, n) for kind, size in enumerate(sizes) for n in range(size)]
    possible = sum({kind for kind, _n in text} == {0, 1, 2} for text in product(letters, repeat=5))
    assert generate._count_with_each(5, list(sizes)) == possible


def test_every_way_to_choose_words_is_equally_likely() -> None:
    choices = generate._WordChoices(("yö", "talo", "kissa"), 2)
    fitting = choices.fitting(6, 9)
    assert sum(fitting.values()) == 7
    drawn = Counter(tuple(choices.draw(fitting)) for _ in range(7000))
    assert len(drawn) == 7
    # Each has a mean of 1000 and a standard deviation of 29: seven of those either way.
    assert all(800 < count < 1200 for count in drawn.values())


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_a_passphrase_has_words_of_its_language(language: str) -> None:
    made = generate_passphrase(5, language)
    words = made.text.split("-")
    listed = passphrase_words(language)
    assert len(words) == 5
    assert set(words) <= set(listed)
    assert made.bits == pytest.approx(5 * log2(len(listed)))


def test_a_short_maximum_gets_shorter_words_and_says_fewer_bits() -> None:
    made = generate_passphrase(4, "fi", PasswordLimits(maximum=24))
    assert len(made.text) <= 24
    assert FEWEST_BITS <= made.bits < generate_passphrase(4, "fi").bits


def test_without_marks_capitals_show_where_words_begin() -> None:
    text = generate_passphrase(4, "fi", PasswordLimits(symbols_allowed="")).text
    assert re.fullmatch(r"([A-Z][a-z]{2,8}){4}", text)


def test_a_service_that_needs_it_gets_a_capital_and_a_digit() -> None:
    needs = frozenset({Needs.UPPER, Needs.DIGIT, Needs.SYMBOL})
    text = generate_passphrase(4, "sv", PasswordLimits(needs=needs)).text
    assert re.fullmatch(r"[A-Z][a-z]+(-[A-Z][a-z]+){3}[0-9]", text)


@pytest.mark.parametrize(
    ("words", "language", "limits", "separator"),
    [
        (3, "fi", None, None),
        (1000, "fi", None, None),
        (4, "de", None, None),
        (4, "fi", PasswordLimits(maximum=12), None),
        (4, "fi", PasswordLimits(maximum=15), None),
        (4, "fi", PasswordLimits(minimum=200), None),
        (4, "fi", PasswordLimits(symbols_allowed="."), "-"),
        (4, "fi", PasswordLimits(needs=frozenset({Needs.SYMBOL})), ""),
    ],
)
def test_a_passphrase_that_cannot_be_made_is_refused(
    words: int, language: str, limits: PasswordLimits | None, separator: str | None
) -> None:
    with pytest.raises(InputError):
        generate_passphrase(words, language, limits, separator=separator)


def test_what_was_made_is_not_shown() -> None:
    made = generate_password()
    assert made.text not in f"{made} {made!r} {[made]}"
    assert isinstance(made, Generated)
