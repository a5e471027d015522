"""Terms of service on the screen: from a changed text to a recorded review, and over time."""

import re
from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
from textual.widgets import Input, OptionList, Static

from policy.reports import reviews
from screens.ask import Ask
from screens.terms import Terms
from screens.terms_history import TermsHistory
from screens.terms_review import ReviewTerms
from screens.widgets.passages import Passages
from screens.widgets.rows import Rows
from screens.widgets.timeline import drawn
from somesec import clock, language
from somesec.model import Decision, Measure, TermsPoint, TermsReview
from somesec.register import Register, accounts, terms, terms_changes
from somesec.register.terms_changes import Timeline
from tests.conftest import TODAY, Town
from tests.register.terms_texts import keep
from tests.screens.conftest import SIZES, Show, Stage

BEFORE = """# 1. Your content

You own what you post. You give us a licence to show it while it is on the service.

# 2. Leaving

You may close your account at any time.
"""
AFTER = BEFORE.replace("a licence to show it", "a perpetual licence to show and change it")


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def changed(town: Town) -> Town:
    """The town after Facebook changed its terms, which were read before."""
    keep(town.register, "facebook", "Terms of Service", {date(2026, 1, 1): BEFORE})
    with clock.frozen(date(2026, 2, 1)):
        terms.record_review(
            town.register,
            platform="facebook",
            reviewed_on=date(2026, 2, 1),
            reviewer="Eino Koe",
            answers={point: f"Earlier: {point.value}." for point in TermsPoint},
            decision=Decision.GO_ON,
        )
    keep(town.register, "facebook", "Terms of Service", {date(2026, 11, 1): AFTER})
    return town


def newest(register: Register) -> TermsReview:
    return max(register.records.reviews.values(), key=lambda review: review.reviewed_on)


async def _to_the_review(stage: Stage) -> None:
    await stage.press("4")
    rows = stage.one(Rows)
    rows.go_to(next(row.key for row in rows.rows if row.cells[1].text == "Facebook"))
    await stage.press("enter")
    assert isinstance(stage.app.screen, ReviewTerms)


@pytest.mark.parametrize("size", SIZES)
async def test_what_changed_stands_beside_the_points_and_a_few_keys_record_the_review(
    changed: Town, show: Show, size: tuple[int, int]
) -> None:
    async with show(changed.register, size=size) as stage:
        await _to_the_review(stage)
        text = " ".join(stage.text.split())
        assert "[+perpetual+]" in text
        assert "usage rights: licence" in text
        assert "1 ▲ usage rights changed" in text
        assert "last read on 2026-02-01 by Eino Koe" in text
        await stage.press("quotation_mark", "c", "enter", "enter", "f5")
        assert isinstance(stage.app.screen, Terms)
        review = newest(changed.register)
        assert review.reviewed_on == TODAY
        assert {a.point: a.answer for a in review.answers} == {
            point: f"Earlier: {point.value}." for point in TermsPoint
        }
        assert {a.point: a.quotation for a in review.answers if a.quotation} == {
            TermsPoint.USAGE_RIGHTS: "You give us a perpetual licence to show and change it while "
            "it is on the service."
        }
        (document,) = changed.register.records.documents.values()
        [read] = review.texts
        assert (read.document, read.sha256) == (document.id, document.texts[-1].sha256)


async def test_passages_stay_where_they_are_on_the_way_to_the_points(
    changed: Town, show: Show
) -> None:
    async with show(changed.register, size=(160, 45)) as stage:
        await _to_the_review(stage)
        before = stage.text
        await stage.press("tab")
        assert stage.text == before


async def test_keys_beside_the_decision_are_the_keys_that_change_it(
    changed: Town, show: Show
) -> None:
    async with show(changed.register, size=(160, 45)) as stage:
        await _to_the_review(stage)
        for key in re.findall(
            r"^(\S+) ", str(stage.one(Static, "#decision").content), re.MULTILINE
        ):
            assert key in stage.app.screen.active_bindings


async def test_a_point_is_answered_with_its_digit_and_the_earlier_answer_stands_there(
    changed: Town, show: Show
) -> None:
    async with show(changed.register) as stage:
        await _to_the_review(stage)
        await stage.press("4")
        assert isinstance(stage.app.screen, Ask)
        assert stage.one(Input).value == "Earlier: reserved-rights."
        stage.one(Input).value = "They may keep it for ever."
        await stage.press("enter", "c", "enter", "f5")
        answers = {a.point: a.answer for a in newest(changed.register).answers}
        assert answers[TermsPoint.RESERVED_RIGHTS] == "They may keep it for ever."
        assert answers[TermsPoint.MINORS] == "Earlier: minors."


async def test_an_earlier_answer_is_taken_over_by_itself_only_where_nothing_changed(
    changed: Town, show: Show
) -> None:
    after = AFTER + "\n\nYou own the copyright to what you publish, and we may use it too.\n"
    keep(changed.register, "facebook", "Terms of Service", {date(2026, 11, 2): after})
    async with show(changed.register) as stage:
        await _to_the_review(stage)
        await stage.press("c")
        assert isinstance(stage.app.screen, Ask)
        assert stage.one(Input).value == "Earlier: usage-rights."
        await stage.press("escape", "f5")
        assert "Points without an answer: 1, 2, 4." in stage.text
        await stage.press("c", "enter")
        assert stage.one(Input).value == "Earlier: copyright."
        await stage.press("!", "enter", "enter", "f5")
        answers = {a.point: a.answer for a in newest(changed.register).answers}
        assert answers[TermsPoint.USAGE_RIGHTS] == "Earlier: usage-rights."
        assert answers[TermsPoint.COPYRIGHT] == "Earlier: copyright.!"
        assert answers[TermsPoint.MINORS] == "Earlier: minors."


async def test_no_review_is_recorded_while_a_point_is_open(changed: Town, show: Show) -> None:
    async with show(changed.register) as stage:
        await _to_the_review(stage)
        await stage.press("f5")
        assert "Points without an answer: 1, 2, 3, 4, 5, 6, 7" in stage.text
        assert len(changed.register.records.reviews) == 1


async def test_a_measure_has_a_day_and_makes_the_decision_one_with_measures(
    changed: Town, show: Show
) -> None:
    async with show(changed.register, size=(160, 45)) as stage:
        await _to_the_review(stage)
        await stage.press("c", "enter", "enter", "m")
        text, day = stage.app.screen.query(Input)
        text.value, day.value = "Take the old pictures down", "nonsense"
        await stage.press("enter", "enter")
        assert isinstance(stage.app.screen, Ask)
        day.value = "31.12.2026"
        await stage.press("enter")
        assert "2026-12-31  Take the old pictures down" in stage.text
        await stage.press("f5")
        review = newest(changed.register)
        assert review.decision is Decision.GO_ON_WITH_MEASURES
        assert review.measures == (
            Measure(text="Take the old pictures down", due=date(2026, 12, 31)),
        )


async def test_without_texts_or_an_earlier_review_the_points_are_still_answered(
    town: Town, show: Show
) -> None:
    async with show(town.register, size=(160, 45)) as stage:
        await _to_the_review(stage)
        assert "No text of these terms is kept" in " ".join(stage.text.split())
        await stage.press("c")
        assert "There is no earlier review" in stage.text
        for number in range(1, len(TermsPoint) + 1):
            await stage.press(str(number))
            stage.one(Input).value = "The town can live with it."
            await stage.press("enter")
        await stage.press("d", "d", "f5")
        review = terms.latest(
            town.register, accounts.find(town.register, "facebook/testilankirjasto").id
        )
        assert review is not None
        assert (review.decision, len(review.answers)) == (Decision.STOP, len(TermsPoint))
        states = {row.cells[1].text: row.cells[0].text for row in stage.one(Rows).rows}
        assert states["Facebook"] == "✓ in order"
        assert states["TikTok"] == "▲ never read"


async def test_what_was_answered_is_not_lost_without_a_question(changed: Town, show: Show) -> None:
    async with show(changed.register) as stage:
        await _to_the_review(stage)
        await stage.press("c", "escape", "escape")
        assert "What you typed is not saved" in stage.text
        await stage.press("escape")
        assert isinstance(stage.app.screen, ReviewTerms)


async def test_hostile_terms_are_shown_as_text(town: Town, show: Show) -> None:
    evil = "# [bold]1[/bold]\n\nYou give us a licence\x1b[2J and [link=x]more[/link] \u202eevil."
    keep(town.register, "facebook", "Terms of Service", {date(2026, 1, 1): evil})
    async with show(town.register, size=(160, 45)) as stage:
        await _to_the_review(stage)
        assert "[link=x]more[/link]" in stage.text
        assert not set("\x1b\u202e") & set(stage.text)
        assert stage.one(Passages).change is not None


async def test_moving_the_mark_on_the_left_moves_the_point_on_the_right(
    town: Town, show: Show
) -> None:
    keep(town.register, "facebook", "Terms of Service", {date(2026, 1, 1): BEFORE})
    async with show(town.register, size=(160, 45)) as stage:
        await _to_the_review(stage)
        marked = []
        for _step in range(4):
            marked.append(stage.one(OptionList, "#points").highlighted)
            await stage.press("down")
        order = list(TermsPoint)
        assert order.index(TermsPoint.USAGE_RIGHTS) in marked
        assert order.index(TermsPoint.TERMINATION) in marked


async def test_the_terms_of_a_service_are_told_over_time(changed: Town, show: Show) -> None:
    async with show(changed.register) as stage:
        await stage.press("4")
        rows = stage.one(Rows)
        rows.go_to(next(row.key for row in rows.rows if row.cells[1].text == "Facebook"))
        await stage.settled()
        assert "Terms of Service" in stage.text
        await stage.press("h")
        assert isinstance(stage.app.screen, TermsHistory)
        days = [tuple(cell.text for cell in row.cells) for row in stage.one(Rows).rows]
        assert ("2026-11-01", "new text", "Terms of Service") in days
        assert ("2026-01-01", "first text", "Terms of Service") in days
        assert ("2026-02-01", "review", "Eino Koe, go on using the service") in days
        assert [day for day, *_rest in days] == sorted((d for d, *_r in days), reverse=True)


def _line(days: Timeline, row: int, width: int = 80) -> str:
    return drawn(days, width, TODAY).plain.splitlines()[row]


def test_marks_stand_in_the_order_of_their_days_and_within_the_axis() -> None:
    review = TermsReview(id=uuid4(), platform="x", reviewed_on=date(2020, 5, 1))
    days = Timeline(texts=[], reviews=[review], due=[date(2027, 5, 1)], measures=[])
    reviews, due = _line(days, 1), _line(days, 2)
    assert reviews.index("✓") < reviews.index("│")
    assert due.index("│") < due.index("◆")
    assert "2021" in _line(days, 0)


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_the_axis_and_what_its_signs_mean_fit_where_the_screen_is_narrow(spoken: str) -> None:
    language.choose(spoken)
    days = Timeline(texts=[], reviews=[], due=[], measures=[])
    assert all(len(line) <= 76 for line in drawn(days, 76, TODAY).plain.splitlines())


def test_a_year_of_few_days_gives_way_to_the_next() -> None:
    days = Timeline(texts=[], reviews=[], due=[], measures=[])
    assert _line(days, 0, 76).split() == ["2026"]


def test_a_platform_of_which_nothing_is_kept_has_an_empty_axis() -> None:
    nothing = Timeline(texts=[], reviews=[], due=[], measures=[])
    assert "✓" not in _line(nothing, 1)
    assert "│" in _line(nothing, 1)


@pytest.mark.parametrize(("spoken", "word"), [("fi", "aiemmin:"), ("sv", "tidigare:")])
async def test_earlier_answers_are_named_in_the_readers_language(
    changed: Town, show: Show, spoken: str, word: str
) -> None:
    language.choose(spoken)
    async with show(changed.register, size=(160, 45)) as stage:
        await _to_the_review(stage)
        assert word in stage.text


def test_of_several_reviews_of_a_day_the_one_recorded_last_counts(changed: Town) -> None:
    register = changed.register
    facebook = accounts.find(register, "facebook/testilankirjasto").id
    # Their ids are random, so one pair alone would come out right half of the time.
    for number in range(6):
        recorded = terms.record_review(
            register,
            platform="facebook",
            reviewed_on=TODAY,
            reviewer="Aino Testi",
            answers={point: f"Reading {number}." for point in TermsPoint},
            decision=Decision.GO_ON,
        )
        assert terms.latest(register, facebook) == recorded
        assert terms_changes.reviews_of(register, "facebook")[0] == recorded
        assert terms_changes.timeline(register, "facebook", TODAY).reviews[-1] == recorded
        report = reviews.reviews_of("facebook", register.records, TODAY)
        assert report.reviews[0].answers[0].answer == f"Reading {number}."
