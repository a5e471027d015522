"""The pages on terms as they are written, and as a browser shows them."""

import itertools
from datetime import date
from pathlib import Path

import msgspec
import pytest

from policy.reports import changes_html, reviews_html
from policy.reports.changes import Changes
from policy.reports.harmless import harmless
from policy.reports.reviews import reviews_of
from somesec import language
from somesec.comparison import compare
from somesec.model import Measure, ReadText, Records, ReviewAnswer, TermsPoint
from tests.policy import browser
from tests.policy.reported import EVIL
from tests.policy.test_html_report import MADE_HERE, read
from tests.policy.town import LAST_REVIEW, ORGANISATION, TODAY, TOWN, ago, named


def changes_page() -> bytes:
    old = f"# {EVIL}\n\nYou give us a licence.\n\nGone {EVIL}."
    new = f"# {EVIL}\n\nYou give us a perpetual licence {EVIL}.\n\nCame <b>here</b>."
    told = Changes(
        platform=EVIL,
        document=EVIL,
        old_day=date(2026, 1, 1),
        new_day=date(2026, 2, 1),
        comparison=compare(old, new),
    )
    return changes_html.write([told, told], EVIL)


def reviews_page() -> bytes:
    review = msgspec.structs.replace(
        LAST_REVIEW,
        reviewer=EVIL,
        texts=(ReadText(document=named("document"), sha256=b"1" * 32, seen_on=ago(200)),),
        answers=(ReviewAnswer(point=TermsPoint.MINORS, answer=EVIL, quotation=EVIL),),
        measures=(Measure(text=EVIL, due=TODAY),),
    )
    cards = [card for card in TOWN if card.id != review.id]
    return reviews_html.write(reviews_of("facebook", Records.of([*cards, review]), TODAY))


PAGES = (changes_page, reviews_page)


@pytest.mark.parametrize("written", PAGES)
@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_hostile_texts_are_text_and_nothing_is_loaded(written: object, lang: str) -> None:
    language.choose(lang)
    page = written()  # type: ignore[operator]
    reader = read(page)
    allowed = MADE_HERE | {"ins", "del", "blockquote", "code"}
    assert {name for name, _values in reader.elements} <= allowed
    assert not set(page.decode()) & set("\x1b\x9b\u202e\u2066\r")
    assert not any("style" in v or "src" in v for _name, v in reader.elements)
    assert not any(key.startswith("on") for _name, v in reader.elements for key in v)
    levels = [int(name[1]) for name, _v in reader.elements if name in ("h1", "h2", "h3")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    ids = [values["id"] for _name, values in reader.elements if "id" in values]
    assert len(ids) == len(set(ids))


def test_what_came_and_went_is_told_by_elements_and_signs() -> None:
    reader = read(changes_page())
    assert len(reader.all("ins")) > 1
    assert len(reader.all("del")) > 1
    assert b'ins::before, ins::after { content: "+"; }' in changes_page()
    assert harmless(EVIL) in read(reviews_page()).text
    assert ORGANISATION.name in read(reviews_page()).text


@pytest.mark.skipif(browser.PROGRAM is None, reason=browser.MISSING)
def test_a_browser_shows_the_pages_and_complains_of_nothing(tmp_path: Path) -> None:
    for number, written in enumerate(PAGES):
        page = tmp_path / f"{number}.html"
        page.write_bytes(written())
        assert browser.console(page) == ""
