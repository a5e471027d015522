import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from somesec.hygiene.context import PasswordContext
from somesec.hygiene.strength import prepare, strength
from somesec.hygiene.verdict import REASONS

NOTHING = PasswordContext()
KAUHAVA = PasswordContext(organisation="Kauhava", domains=("kauhava.fi",), platform="facebook")
WEAK = 2

# Not an assertion of speed but of bounds: without them some of these take minutes.
SECONDS = 5


@pytest.fixture(scope="module", autouse=True)
def _prepared() -> None:
    prepare()


def test_the_towns_name_with_a_year_is_weak() -> None:
    found = strength("Kauhava2024!", KAUHAVA)
    assert found.score <= WEAK
    assert "context-word" in found.reasons
    assert found.context == ("organisation",)


@pytest.mark.parametrize(
    "password",
    [
        "kirjastonhoitaja",
        "viestintä2023",
        "viestinta2023",
        "Pääkirjasto",
        "bibliotekarie",
        "cisterciensermunk",
    ],
)
def test_finnish_and_swedish_words_are_weak_with_and_without_their_dots(password: str) -> None:
    found = strength(password, NOTHING)
    assert found.score <= WEAK
    assert "dictionary-word" in found.reasons


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("abc12", "too-short"),
        ("facebook1", "context-word"),
        ("password", "common-password"),
        ("kirjastonhoitaja", "dictionary-word"),
        ("Jennifer", "name"),
        ("p@ssw0rd", "look-alikes"),
        ("qwertyuiop[", "keyboard-walk"),
        ("aaaaaaaaaaaa", "repeat"),
        ("mnopqrstuvw", "sequence"),
        ("13.12.1991", "date"),
        ("nakki2024", "year"),
    ],
)
def test_the_reason_says_what_makes_it_easy(password: str, reason: str) -> None:
    assert reason in strength(password, KAUHAVA).reasons


@pytest.mark.parametrize("password", ["x7Gq!mP2kLw9zR", "kuukausi-lampaat-virsi-oravat-tiili"])
def test_a_strong_password_scores_four_without_reasons(password: str) -> None:
    found = strength(password, KAUHAVA)
    assert (found.score, found.reasons, found.context) == (4, (), ())


def test_a_weak_word_does_not_become_strong_by_being_repeated() -> None:
    assert strength("kauhava" * 20, KAUHAVA).score <= WEAK


def test_what_follows_the_first_characters_neither_lowers_nor_raises_the_score() -> None:
    strong, weak = "x7Gq!mP2kLw9zRb4Tn8Vc3Ys6Df1Hj5K", "a" * 40
    assert strength(strong + weak, NOTHING).score == 4
    assert strength(weak + strong, NOTHING).score <= WEAK


@pytest.mark.parametrize("word", ["kauhava", "avahuak", "K4uh4v4"])
def test_a_context_word_is_found_anywhere_in_a_long_password(word: str) -> None:
    found = strength("x7Gq!mP2kLw9" * 10 + word, KAUHAVA)
    assert found.context == ("organisation",)
    assert "context-word" in found.reasons


@pytest.mark.parametrize(
    "disguised", ["Ｋａｕｈａｖａ２０２４", "Каuhava2024", "K\u0301auhava2024"]
)
def test_letters_that_look_alike_hide_no_word(disguised: str) -> None:
    assert strength(disguised, KAUHAVA).score <= WEAK


def test_context_is_forgotten_between_passwords() -> None:
    assert strength("zyxomma-kvack", PasswordContext(handle="zyxomma-kvack")).score <= WEAK
    assert strength("zyxomma-kvack", NOTHING).score > WEAK


@pytest.mark.parametrize(
    "hostile",
    [
        "4@8({[<36911|0$5+7%2" * 4,
        "a4@8({[<3e69g1!i7l0o$5s+7t%x2z|B8" * 3,
        "1!|7" * 18,
        "a" * 10_000,
        "ab" * 5_000,
        "0123456789abcdef0123456789abcdef01234567",
        "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8",
        "ﷺ" * 10_000,
        "e\u0301\u0327" * 3_000,
        "\u0301" * 10_000,
        "\x00\x1b[31m\r\n\x7f\u202e\u2066",
        "[/]{0}%s\\x00" * 10,
        "\U0010ffff" * 100,
        "1" * 10_000,
        "1/1/2001" * 9,
    ],
    ids=lambda text: ascii(text[:8]),
)
def test_hostile_input_is_measured_in_bounded_time(hostile: str) -> None:
    before = time.perf_counter()
    found = strength(hostile, KAUHAVA)
    assert time.perf_counter() - before < SECONDS
    assert 0 <= found.score <= 4


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(min_size=1, max_size=80), st.text(max_size=20))
def test_any_password_in_any_context_has_a_score_and_known_codes(text: str, name: str) -> None:
    context = PasswordContext(organisation=name, handle=name, people=(name,))
    found = strength(text, context)
    assert 0 <= found.score <= 4
    assert set(found.reasons) <= set(REASONS)
