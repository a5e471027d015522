"""The one form of a wording, and Markdown brought into it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from somesec.terms.markdown import text_of_markdown
from somesec.terms.wording import wording

TEXTS = st.text(
    st.sampled_from("ab ä.1)#-*_>|`[]()!\\&<=\n\r\t\f\u00a0\u200b\u00ad\u2028\u202e•e\u0301")
)


def of(markdown: str) -> str:
    return wording(text_of_markdown(markdown))


@pytest.mark.parametrize(
    "text",
    [
        "Terms\n\nYou may use it.",
        "Terms\r\n\r\nYou may\r\nuse it.",
        "  Terms\n \t\n\n\nYou\u00a0may   use it. \n",
        "Terms\u2029You may u\u00adse it.\u200b",
        "\ufeffTerms\f\x07You may \u202euse it.",
    ],
)
def test_how_a_text_is_laid_out_is_no_part_of_its_wording(text: str) -> None:
    assert wording(text) == "Terms\n\nYou may use it."


def test_letters_made_of_two_signs_are_the_same_letters() -> None:
    assert wording("Ka\u0308ytto\u0308ehdot") == "Käyttöehdot"


def test_items_and_headings_stand_by_themselves() -> None:
    assert wording("You may not:\n• spam\n  others\n- lie\n## Rights\nAll are ours.") == (
        "You may not:\n\n- spam others\n\n- lie\n\n## Rights\n\nAll are ours."
    )


def test_a_numbered_list_is_parted_and_a_date_at_the_beginning_of_a_line_is_not() -> None:
    assert wording("as follows:\n1. one.\n2. two.") == "as follows:\n\n1. one.\n\n2. two."
    assert wording("in force from\n12. joulukuuta on") == "in force from 12. joulukuuta on"


@given(TEXTS)
def test_the_wording_of_a_wording_is_that_wording(text: str) -> None:
    assert wording(wording(text)) == wording(text)


@given(TEXTS)
def test_markdown_of_any_kind_gives_a_wording(text: str) -> None:
    assert of(text) == wording(of(text))


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("Terms\n=====\n\nText", "# Terms\n\nText"),
        ("Rights\n------\nText", "## Rights\n\nText"),
        ("### [](#1-intro)1\\. Intro ###\nText", "### 1. Intro\n\nText"),
        ('see [the _privacy_ policy](https://x.fi/a_(b)_c "title")', "see the privacy policy"),
        ("[![logo](a.png)](https://x.fi) **b**, __b__, *it* and _it_", "logo b, b, it and it"),
        (
            "snake_case_name, 2 * 3 * 4, \\*not\\*, a\\_b\\_c",
            "snake_case_name, 2 * 3 * 4, *not*, a_b_c",
        ),
        ("*   one\n    more\n*   two", "- one more\n\n- two"),
        ("1\\. no list\n\n1.  first\n2.  second", "1. no list\n\n1. first\n\n2. second"),
        ("> quoted\n> **more**\n\n* * *\n\n`code`", "quoted more\n\ncode"),
        ("A &amp; B <b>tags</b> <https://x.fi/>", "A & B tags https://x.fi/"),
        ("| a | b |\n| --- | --- |\n| c | d |", "a b\n\nc d"),
        ("line  \nbroken", "line broken"),
    ],
)
def test_marks_of_markdown_go_and_words_stay(markdown: str, expected: str) -> None:
    assert of(markdown) == expected


@pytest.mark.parametrize(
    "hostile",
    ["[" * 50_000, "](" * 50_000, "[a](" * 20_000, "_a " * 50_000, "\\" * 50_000, "<!--" * 20_000],
)
def test_hostile_markdown_takes_no_time(hostile: str) -> None:
    assert len(of(hostile)) <= len(hostile) + 1
