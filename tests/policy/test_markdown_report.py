import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from policy.reports import markdown
from policy.reports.harmless import harmless
from somesec import language
from tests.policy.reported import EVIL, counts, everything, report_of, waiver
from tests.policy.town import ago, page, unit

READER = MarkdownIt("commonmark").enable("table")


def tokens(text: str) -> list[Token]:
    return [inner for token in READER.parse(text) for inner in (token, *(token.children or ()))]


def shown(text: str) -> str:
    """What a reader sees of a line."""
    return "".join(token.content for token in tokens(text) if token.type == "text")


@given(st.text())
@pytest.mark.parametrize("around", ["a {} b", "| {} |\n| --- |", "**{}**"])
def test_any_text_is_shown_as_it_is_and_is_no_markup(around: str, name: str) -> None:
    name = f"x{name}x"
    written = around.format(markdown.escape(name))
    assert "\n" not in markdown.escape(name)
    assert harmless(name) in shown(written)
    plain = {token.type for token in tokens(around.format("x"))} | {"text_special"}
    assert {token.type for token in tokens(written)} <= plain


@pytest.mark.parametrize(
    "name",
    ["<b>x</b>", "[x](http://e.test)", "![x](y)", "`x`", "*x*", "__x__", "a|b", "http://e.test"],
)
def test_signs_are_shown_and_do_nothing(name: str) -> None:
    assert shown(markdown.escape(name)) == name


def test_bare_addresses_do_not_become_links() -> None:
    for name in ("http://e.test", "www.e.test", "WWW.e.test"):
        assert shown(markdown.escape(name)) == name
        assert not re.search(r"(?<!\\)://|www\.", markdown.escape(name), re.IGNORECASE)


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_hostile_names_break_nothing(lang: str) -> None:
    language.choose(lang)
    text = markdown.write(everything()).decode()
    assert not set(text) & set("\x1b\x9b\u202e\u2066\r")
    kinds = {token.type for token in tokens(text)}
    assert not kinds & {"html_inline", "html_block", "link_open", "image", "code_inline"}
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len(rows) > 5


def test_each_part_stands_under_its_heading() -> None:
    text = markdown.write(everything()).decode()
    headings = [line for line in text.splitlines() if re.match(r"##? ", line)]
    assert headings == [
        "# Audit of the social media accounts",
        "## Units",
        "## Findings",
        "## ? Unknown",
        "## Accepted for now",
        "## What to do",
        "## By month",
        "## The guideline",
    ]
    assert "1 check failed to run" in text or "2 checks failed to run" in text


def test_an_audit_in_order_has_no_empty_parts() -> None:
    text = markdown.write(report_of()).decode()
    assert "**1 of 1 account in use is in order.**" in text
    assert re.findall(r"^## .*$", text, re.MULTILINE) == ["## Units"]


def test_a_waived_finding_stands_apart_with_its_reason() -> None:
    text = markdown.write(report_of(page(kind=None), waiver("SOM804"))).decode()
    assert "## Findings" not in text
    assert "| Until spring. | Aino | 2026-11-22 |" in text


def test_a_summary_is_short_and_names_what_weighs_most() -> None:
    report = report_of(unit(responsible=None), page(kind=None), counts(ago(40), 3))
    text = markdown.write_summary(report).decode()
    assert text.startswith("# Summary of the audit\n")
    assert "On 2026-10-13, 3 of 9 accounts in use were in order." in text
    assert "## What weighs most" in text
    assert len(text.splitlines()) < 60


def test_a_summary_shows_hostile_names_harmlessly() -> None:
    text = markdown.write_summary(everything()).decode()
    assert EVIL not in text
    assert not {token.type for token in tokens(text)} & {"html_inline", "link_open", "image"}
