import pytest
from hypothesis import given
from hypothesis import strategies as st

from somesec.hygiene.pieces import STRONG, guesses

NOTHING: dict[str, object] = {}


@pytest.mark.parametrize(
    "password",
    [
        "Matti!Korhonen12",
        "matti.korhonen",
        "kesäpäivä2024",
        "Kesapaiva-24.12.2019",
        "perjantaionparas1",
        "K1rj4st0n5ivu!",
        "KISSAKOIRA1234",
    ],
)
def test_joined_words_with_an_ornament_are_guessed(password: str) -> None:
    assert guesses(password, NOTHING) < STRONG


@given(st.text(max_size=60), st.text(max_size=10))
def test_more_of_a_password_is_at_most_a_little_easier(password: str, more: str) -> None:
    assert 0 <= guesses(password, NOTHING) <= guesses(password + more, NOTHING) + 6


@given(st.text(max_size=200))
def test_any_text_has_an_estimate(password: str) -> None:
    assert guesses(password, NOTHING) >= 0


def test_a_word_of_the_context_costs_next_to_nothing() -> None:
    assert guesses("xyzzyq", {"xyzzyq": None}) < 1 < guesses("xyzzyq", NOTHING)
