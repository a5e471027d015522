import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policy.names import fold, full_forms, initial_forms, joined, runs, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Äänekoski", "aanekoski"),
        ("ÅÖ é ü", "ao e u"),
        ("A\u0308iti", "aiti"),
        ("Straße", "strasse"),
        ("Øystein Æ", "oystein ae"),
    ],
)
def test_letters_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=60))
@example("ß\u0130ŉ")
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_words_are_runs_of_letters_and_digits() -> None:
    assert words("Anna-Liisa O'Mäki_2") == ("anna", "liisa", "o", "maki", "2")


def test_digits_at_the_end_are_left_out_of_a_login() -> None:
    assert joined("Aino.Mäkelä85") == "ainomakela"


@pytest.mark.parametrize(
    ("name", "login"),
    [
        ("Aino Mäkelä", "aino.makela"),
        ("Aino Mäkelä", "makela.aino"),
        ("Aino Mäkelä", "ainomakela"),
        ("Aino Mäkelä", "aino_maekelae"),
        ("Mäkelä, Aino", "aino.makela"),
        ("Aino Maria Mäkelä", "aino.m.makela"),
        ("Aino Maria Mäkelä", "aino.maria.makela"),
        ("Aino Maria Mäkelä", "maria.makela"),
        ("Anna-Liisa Mäkelä", "anna-liisa.makela"),
        ("Anna-Liisa Mäkelä", "annaliisa.makela"),
        ("Anna-Liisa Mäkelä", "anna.makela"),
        ("Aino Mäkelä-Virta", "aino.makela-virta"),
        ("Aino Mäkelä-Virta", "aino.virta"),
        ("Aino Mäkelä Virta", "aino.makela"),
        ("Åsa af Ström", "asa.afstrom"),
        ("René Östman", "rene.ostman"),
    ],
)
def test_a_whole_name_is_known_however_it_is_written(name: str, login: str) -> None:
    assert joined(login) in full_forms(name)


@pytest.mark.parametrize(
    ("name", "login"),
    [
        ("Aino Mäkelä", "amakela"),
        ("Aino Mäkelä", "a.makela"),
        ("Aino Mäkelä", "makelaa"),
        ("Aino Mäkelä", "aino.m"),
        ("Anna-Liisa Mäkelä", "al.makela"),
        ("Aino Maria Mäkelä", "am.makela"),
    ],
)
def test_a_name_with_an_initial_is_known_as_the_weaker_evidence(name: str, login: str) -> None:
    assert joined(login) in initial_forms(name)
    assert joined(login) not in full_forms(name)


def test_one_word_is_no_name() -> None:
    assert full_forms("Kirjasto") == frozenset()
    assert initial_forms("Kirjasto") == frozenset()


def test_an_initial_with_a_surname_of_two_letters_is_no_evidence() -> None:
    assert "ali" not in initial_forms("Anna Li")


def test_a_name_among_other_parts_is_found() -> None:
    assert "ainomakela" in set(runs("ext.aino.makela.kirjasto"))


@given(st.text(max_size=60))
@example("- -")
@example("a, ")
@example("von von")
@example("\u0345 a\u0345")
def test_any_text_may_stand_as_a_name(text: str) -> None:
    assert all(full_forms(text)) or full_forms(text) == frozenset()
    initial_forms(text)
    list(runs(text))
