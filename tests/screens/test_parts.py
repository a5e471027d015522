"""The parts that need no terminal: cleaning text, spelling, marks, QR codes."""

import re
import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.finding import Severity
from screens import bars, qr
from screens.days import by_day
from screens.filters import GIVEN
from screens.marks import Health
from screens.pane import Pane
from screens.spelling import spelled
from screens.text import clean, clean_lines
from somesec import language
from somesec.register.filter_language import parse
from tests import messages


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


# Details


def _lines(pane: Pane, width: int) -> list[str]:
    return pane.content.within(width).plain.split("\n")


def test_a_value_goes_on_below_itself_and_an_address_is_not_broken() -> None:
    pane = Pane()
    pane.value("Unit", "one two three four")
    pane.value("Profile address", "https://www.tiktok.com/@kirjasto")
    pane.step(1, "Change it at the service first")
    assert _lines(pane, 34) == [
        "Unit              one two three",
        "                  four",
        "Profile address   ",
        "  https://www.tiktok.com/@kirjasto",
        "1  Change it at the service first",
    ]
    assert "Unit              one two three four\n" in pane.content.plain


@pytest.mark.parametrize("width", [30, 40, 80])
def test_columns_stay_on_one_line_where_their_first_gives_way(width: int) -> None:
    pane = Pane()
    pane.columns(("Kulttuuripalvelut", "✓ reads", "✓ opens"), (24, 14))
    pane.columns(("Kirjasto", "– no", "– no"), (24, 14))
    first, second = _lines(pane, width)
    assert first.endswith("✓ reads  ✓ opens")
    assert second.index("– no") == first.index("✓ reads")
    assert len(first) <= width


# Filters given to all


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_a_given_filter_means_the_same_in_every_language(spoken: str) -> None:
    language.choose(spoken)
    for text in GIVEN.values():
        assert parse(language._(text)) == parse(text)
        assert spoken == "en" or language._(text) != text


# Charts and days


@pytest.mark.parametrize(
    ("part", "whole", "full"), [(0, 5, 0), (1, 100, 1), (99, 100, 11), (5, 5, 12), (3, 6, 6)]
)
def test_a_bar_is_full_for_all_only_and_empty_for_none_only(
    part: int, whole: int, full: int
) -> None:
    assert bars.bar(part, whole, 12) == "━" * full + "┈" * (12 - full)
    assert bars.bar(0, 0, 12) == ""


def test_a_course_ends_with_how_far_it_has_come() -> None:
    assert bars.sparkline([3, 3, 10]) == "▁▁█ +7"
    assert bars.sparkline([4, 4]) == "▁▁ +0"
    assert bars.sparkline([4]) == ""


def test_days_are_said_as_people_count_them() -> None:
    today = date(2026, 11, 22)
    away = {days: by_day(today + timedelta(days), today) for days in (-1, -30, 0, 1, 2, 14, 15)}
    assert list(away.values()) == [
        "1 day late",
        "30 days late",
        "today",
        "tomorrow",
        "in 2 days",
        "in 14 days",
        "2026-12-07",
    ]


def test_no_text_names_a_key_by_a_capital_letter_where_the_key_is_a_small_one() -> None:
    alone = re.compile(r"(?<![\w'’+=-])[B-HJ-Z](?![\w'’+-])")
    bound = {"U"}
    for spoken in ("fi", "sv"):
        for message in messages.kept("screens", spoken):
            texts = [message.id, message.string]
            said = {
                found for text in texts if isinstance(text, str) for found in alone.findall(text)
            }
            assert said <= bound, texts
