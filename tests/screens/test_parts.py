"""The parts that need no terminal: cleaning text, spelling, marks, QR codes."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.finding import Severity
from screens import qr
from screens.marks import Health
from screens.spelling import spelled
from screens.text import clean, clean_lines
from somesec import language


@given(st.text())
def test_no_control_or_direction_character_is_ever_shown(text: str) -> None:
    kept = {"\u200c", "\u200d", "\u00ad"}
    assert not any(
        unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        for character in clean(text)
        if character not in kept
    )


@given(st.text())
def test_cleaning_what_is_clean_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_lines_stay_lines_and_names_stay_names() -> None:
    assert clean("Yrjö Åström, évêque 中文") == "Yrjö Åström, évêque 中文"
    assert clean("a\nb") == "a\\u000ab"
    assert clean_lines("a\nb\x1b") == "a\nb\\u001b"


@pytest.mark.parametrize("spoken", language.LANGUAGES)
@given(text=st.text(min_size=1))
def test_every_character_has_words_to_say_it_by(spoken: str, text: str) -> None:
    said = spelled(text, spoken)
    assert "".join(character for character, _words in said) == text
    assert all(words for _character, words in said)


def test_capital_letters_are_told_from_small_ones() -> None:
    assert spelled("aA", "fi") == [("a", "Aarne"), ("A", "capital AARNE")]
    assert spelled("ö-7", "sv") == [("ö", "Östen"), ("-", "hyphen"), ("7", "7")]


def test_every_severity_has_a_shape_and_a_word_of_its_own() -> None:
    marks = [str(Health.of(severity)) for severity in Severity if severity is not Severity.INFO]
    assert marks == ["■ critical", "▲ high", "● medium", "· low"]
    assert str(Health.UNKNOWN) == "? unknown"
    assert str(Health.IN_ORDER) == "✓ in order"


def test_a_qr_code_is_a_square_of_half_blocks() -> None:
    lines = qr.drawn("https://www.facebook.com/settings").splitlines()
    assert len({len(line) for line in lines}) == 1
    assert abs(len(lines) * 2 - len(lines[0])) <= 1
    assert set("".join(lines)) <= set(" ▀▄█")
