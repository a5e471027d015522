import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from somesec.hygiene.stem import stem

ORNAMENTS = st.text("0123456789!?.,-_#&/() ", max_size=8)
LETTERS = st.text("abcdefghjkmnopqrstuvwxyzåäö", min_size=4, max_size=12)


def test_a_new_year_and_another_mark_leave_the_same_stem() -> None:
    assert stem("Kirjasto2024!") == stem("Kirjasto2025?") is not None


@pytest.mark.parametrize(
    "other",
    [
        "kirjasto",
        "KIRJASTO99",
        "K1rj@sto_1",
        "!!k!rja$to",
        "Ｋｉｒｊａｓｔｏ",
        "Кirjastо5",
        "kirjastö",
    ],
)
def test_case_look_alikes_accents_and_other_scripts_leave_the_same_stem(other: str) -> None:
    assert stem(other) == stem("Kirjasto2024!")


@pytest.mark.parametrize("password", ["", "abc", "abc123!", "12345678", "!?!?!?", "\u0301\u0301"])
def test_what_has_under_four_characters_left_has_no_stem(password: str) -> None:
    assert stem(password) is None


def test_other_words_have_other_stems() -> None:
    assert stem("Kirjasto2024!") != stem("Uimahalli2024!")


@given(LETTERS, ORNAMENTS, ORNAMENTS)
def test_digits_and_marks_at_both_ends_never_change_the_stem(
    word: str, before: str, after: str
) -> None:
    assert stem(before + word + after) == stem(word)


@given(LETTERS)
def test_case_never_changes_the_stem(word: str) -> None:
    assert stem(word.upper()) == stem(word)


@given(st.text(max_size=40))
def test_composed_and_decomposed_forms_of_any_text_have_one_stem(text: str) -> None:
    assert stem(unicodedata.normalize("NFD", text)) == stem(unicodedata.normalize("NFC", text))


@given(st.text(max_size=40))
def test_the_stem_of_a_stem_is_the_stem(text: str) -> None:
    found = stem(text)
    assert found is None or stem(found) == found
