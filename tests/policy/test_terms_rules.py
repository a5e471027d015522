from datetime import timedelta

import msgspec
import pytest

from policy.finding import Severity
from somesec.model import (
    Decision,
    Measure,
    ReadText,
    ReviewAnswer,
    Status,
    TermsDocument,
    TermsPoint,
    TermsReview,
    TermsText,
)
from somesec.register.terms import carried_over
from tests.policy.town import (
    ALL_ANSWERED,
    FIRST_REVIEW,
    LAST_REVIEW,
    TODAY,
    ago,
    audited,
    codes,
    named,
    page,
    unknowns,
    view,
)


def review(**changes: object) -> TermsReview:
    return msgspec.structs.replace(LAST_REVIEW, **changes)


def elsewhere(of: TermsReview) -> TermsReview:
    """The review moved to a platform where the town has no page."""
    return msgspec.structs.replace(of, platform="tiktok")


def answered(*points: TermsPoint) -> tuple[ReviewAnswer, ...]:
    return tuple(answer for answer in ALL_ANSWERED if answer.point in points)


def unanswered(*points: TermsPoint) -> tuple[ReviewAnswer, ...]:
    return tuple(answer for answer in ALL_ANSWERED if answer.point not in points)


def read_first(*answers: ReviewAnswer) -> TermsReview:
    """The review from before the opening, with these answers."""
    return msgspec.structs.replace(FIRST_REVIEW, answers=answers)


def test_a_page_without_any_review_was_never_reviewed_and_nothing_else() -> None:
    assert codes(elsewhere(FIRST_REVIEW), elsewhere(LAST_REVIEW)) == ["SOM501"]


def test_an_accounts_own_review_counts_for_it_alone() -> None:
    own = review(account=named("page"), reviewed_on=ago(495))
    newer = review(id=named("own"), account=named("page"))
    other = page("other")
    assert codes(own, newer, elsewhere(FIRST_REVIEW)) == []
    assert codes(own, newer, elsewhere(FIRST_REVIEW), other, about="other") == ["SOM501"]


def test_a_review_of_unnamed_services_serves_no_other_account() -> None:
    shared = review(id=named("shared"), platform="other")
    assert "SOM501" in codes(page(platform="other"), shared)


def test_a_review_on_the_day_of_opening_is_in_time() -> None:
    assert codes(page(opened_on=ago(495))) == []


def test_a_review_after_the_day_of_opening_is_too_late() -> None:
    assert codes(page(opened_on=ago(496))) == ["SOM502"]


def test_rights_and_copyright_are_what_must_be_answered_before_opening() -> None:
    needed = answered(TermsPoint.USAGE_RIGHTS, TermsPoint.COPYRIGHT)
    assert codes(read_first(*needed)) == []


@pytest.mark.parametrize("point", [TermsPoint.USAGE_RIGHTS, TermsPoint.COPYRIGHT])
def test_a_review_before_opening_that_left_a_point_open_does_not_count(point: TermsPoint) -> None:
    [finding] = audited(read_first(*unanswered(point))).findings
    assert finding.rule == "SOM502"
    assert finding.evidence == {
        "opened_on": ago(490).isoformat(),
        "review_on": ago(495).isoformat(),
        "unanswered": [point.value],
    }
    name = point.value.replace("-", " ")
    assert finding.message.english() == (
        f"The terms were read on {ago(495)}, before the page was opened on {ago(490)}, but these "
        f"points were left unanswered: {name}."
    )


def test_two_half_readings_before_opening_are_no_whole_one() -> None:
    rights = read_first(*answered(TermsPoint.USAGE_RIGHTS))
    rest = review(id=named("rest"), reviewed_on=ago(491), answers=answered(TermsPoint.COPYRIGHT))
    assert codes(rights, rest) == ["SOM502"]


def test_an_earlier_whole_reading_counts_though_a_later_one_left_points_open() -> None:
    later = review(id=named("later"), reviewed_on=ago(491), answers=())
    assert codes(later) == []


def test_a_blank_answer_is_none() -> None:
    blank = tuple(ReviewAnswer(point=point, answer=" \n") for point in TermsPoint)
    assert codes(read_first(*blank)) == ["SOM502"]
    assert codes(review(answers=blank)) == ["SOM505"]


@pytest.mark.parametrize(
    ("point", "found"),
    [
        (TermsPoint.USAGE_RIGHTS, ["SOM505"]),
        (TermsPoint.COPYRIGHT, ["SOM505"]),
        (TermsPoint.RESERVED_RIGHTS, ["SOM505"]),
        (TermsPoint.THIRD_PARTIES, []),
        (TermsPoint.MINORS, []),
        (TermsPoint.REPRESENTATION, []),
        (TermsPoint.TERMINATION, []),
    ],
)
def test_the_newest_review_answers_the_points_of_the_guideline(
    point: TermsPoint, found: list[str]
) -> None:
    assert codes(review(answers=unanswered(point))) == found


def test_the_finding_on_unanswered_points_names_them() -> None:
    [finding] = audited(
        review(answers=unanswered(TermsPoint.COPYRIGHT, TermsPoint.RESERVED_RIGHTS))
    ).findings
    assert finding.severity is Severity.MEDIUM
    assert finding.evidence == {
        "reviewed_on": ago(100).isoformat(),
        "unanswered": ["copyright", "reserved-rights"],
    }
    assert finding.message.english() == (
        f"The terms review of {ago(100)} left points unanswered: copyright, rights that the "
        "service reserves."
    )


def test_a_newer_review_makes_good_what_an_older_one_left_open() -> None:
    older = review(id=named("older"), reviewed_on=ago(200), answers=())
    assert codes(older) == []


def test_a_review_carried_over_from_a_table_answers_all_points() -> None:
    own = carried_over(page(), ago(495))
    assert codes(own, elsewhere(FIRST_REVIEW)) == []


def test_a_page_that_was_to_be_left_and_is_open_is_found() -> None:
    [finding] = audited(review(decision=Decision.STOP)).findings
    assert (finding.rule, finding.severity) == ("SOM506", Severity.HIGH)
    assert finding.field == "status"
    assert finding.evidence == {"reviewed_on": ago(100).isoformat()}


@pytest.mark.parametrize("decision", [Decision.GO_ON, Decision.GO_ON_WITH_MEASURES])
def test_a_newer_decision_to_go_on_holds(decision: Decision) -> None:
    stopped = review(id=named("stopped"), reviewed_on=ago(200), decision=Decision.STOP)
    assert codes(stopped, review(decision=decision)) == []


def test_an_accounts_own_decision_to_go_on_holds_where_the_platform_was_to_be_left() -> None:
    own = review(id=named("own"), account=named("page"))
    stopped = review(decision=Decision.STOP)
    assert codes(own, stopped) == []
    assert "SOM506" in codes(own, stopped, page("other"), about="other")


def test_without_a_day_of_opening_nobody_knows_which_came_first() -> None:
    assert codes(page(opened_on=None)) == []
    assert unknowns(page(opened_on=None)) == ["SOM502"]


@pytest.mark.parametrize(("days", "found"), [(365, []), (366, ["SOM503"])])
def test_a_review_is_good_for_a_year(days: int, found: list[str]) -> None:
    kept = [code for code in codes(review(reviewed_on=ago(days))) if code != "SOM504"]
    assert kept == found


@pytest.mark.parametrize(("days", "found"), [(0, False), (1, True)])
def test_a_day_that_the_review_set_itself_counts_before_the_interval(
    days: int, found: bool
) -> None:
    assert ("SOM503" in codes(review(next_due=ago(days)))) == found


@pytest.mark.parametrize(("left", "found"), [(31, False), (30, True), (0, True), (-1, False)])
def test_a_review_due_within_a_month_is_told_as_information(left: int, found: bool) -> None:
    result = audited(review(next_due=TODAY + timedelta(left)))
    soon = [f for f in result.findings if f.rule == "SOM504"]
    assert len(soon) == found
    assert all(f.severity is Severity.INFO for f in soon)


def test_information_alone_leaves_the_account_in_order() -> None:
    assert audited(review(next_due=TODAY)).summary.compliant_accounts == 1


def test_a_review_dated_after_today_has_not_been_made() -> None:
    late = review(reviewed_on=TODAY + timedelta(1))
    assert codes(late, elsewhere(FIRST_REVIEW)) == ["SOM501"]


def test_the_newest_review_serves_whether_own_or_shared() -> None:
    own = review(id=named("own"), account=named("page"), reviewed_on=ago(480))
    town = view(own)
    serving = town.reviews_serving(page())
    assert [r.id for r in serving] == [LAST_REVIEW.id, own.id, FIRST_REVIEW.id]


@pytest.mark.parametrize("status", [Status.PLANNED, Status.CLOSING, Status.CLOSED])
def test_pages_that_are_not_open_have_no_terms_duty(status: Status) -> None:
    changed = page(status=status, opened_on=None)
    reviewless = (elsewhere(FIRST_REVIEW), elsewhere(LAST_REVIEW))
    late = review(reviewed_on=ago(400), answers=(), decision=Decision.STOP)
    soon = review(next_due=TODAY)
    for reviews in (reviewless, (elsewhere(FIRST_REVIEW), late), (soon,)):
        assert codes(changed, *reviews) == []
        assert unknowns(changed, *reviews) == []


def document(*texts: TermsText, platform: str = "facebook") -> TermsDocument:
    return TermsDocument(
        id=named("document"), platform=platform, kind="Terms of Service", texts=texts
    )


FIRST_TEXT = TermsText(sha256=b"1" * 32, content=named("first text"), seen_on=ago(600))


def changed(days: int, **more: object) -> TermsText:
    text = TermsText(sha256=b"2" * 32, content=named("second text"), seen_on=ago(days))
    return msgspec.structs.replace(text, **more)


@pytest.mark.parametrize(("days", "expected"), [(30, []), (31, ["SOM507"])])
def test_changed_terms_are_read_within_a_month(days: int, expected: list[str]) -> None:
    assert codes(document(FIRST_TEXT, changed(days))) == expected


@pytest.mark.parametrize("days", [100, 101])
def test_a_change_that_was_read_is_in_order(days: int) -> None:
    assert codes(document(FIRST_TEXT, changed(days))) == []


def test_a_review_of_the_very_text_is_in_order_whatever_its_day() -> None:
    assert codes(read(changed(50)), document(FIRST_TEXT, changed(50))) == []


def read(*texts: TermsText, of: str = "document") -> TermsReview:
    """The last review, which says that it was of these texts."""
    return review(
        texts=tuple(
            ReadText(document=named(of), sha256=text.sha256, seen_on=text.seen_on) for text in texts
        )
    )


def test_the_text_that_a_review_names_counts_before_its_day() -> None:
    # Of the day before the review, but brought into the register later.
    late = changed(101)
    assert codes(document(FIRST_TEXT, late)) == []
    assert codes(document(FIRST_TEXT, late), read(FIRST_TEXT)) == ["SOM507"]
    assert codes(document(FIRST_TEXT, late), read(late)) == []


def test_technical_changes_after_the_text_read_ask_for_nothing() -> None:
    text = changed(200)
    technical = changed(50, sha256=b"3" * 32, technical=True)
    assert codes(document(FIRST_TEXT, text, technical), read(text)) == []
    assert codes(document(FIRST_TEXT, text, technical), read(FIRST_TEXT)) == ["SOM507"]


def test_a_text_put_back_as_it_was_read_is_no_change() -> None:
    back = changed(40, sha256=FIRST_TEXT.sha256)
    assert codes(document(FIRST_TEXT, changed(50), back), read(FIRST_TEXT)) == []


def test_a_text_that_is_kept_no_more_is_told_by_its_day() -> None:
    gone = TermsText(sha256=b"9" * 32, content=named("gone text"), seen_on=ago(300))
    assert codes(document(FIRST_TEXT, changed(200)), read(gone)) == ["SOM507"]
    assert codes(document(FIRST_TEXT, changed(310)), read(gone)) == []


def test_a_review_of_other_documents_says_nothing_of_this_one() -> None:
    older = read_first(*ALL_ANSWERED)
    elsewhere_read = read(FIRST_TEXT, of="privacy")
    assert codes(document(FIRST_TEXT, changed(200)), older, elsewhere_read) == ["SOM507"]
    named_before = msgspec.structs.replace(
        older,
        texts=(ReadText(document=named("document"), sha256=b"2" * 32, seen_on=ago(500)),),
    )
    assert codes(document(FIRST_TEXT, changed(500)), named_before, elsewhere_read) == []


def decided(**values: object) -> TermsReview:
    measure = Measure(text="Take down the pictures", due=ago(1))
    return review(measures=(msgspec.structs.replace(measure, **values),))


@pytest.mark.parametrize(("days", "expected"), [(0, []), (1, ["SOM508"])])
def test_a_measure_is_taken_by_its_day(days: int, expected: list[str]) -> None:
    assert codes(decided(due=ago(days))) == expected


def test_a_measure_that_is_done_is_no_finding_and_one_of_an_older_review_is() -> None:
    assert codes(decided(done_on=TODAY)) == []
    older = msgspec.structs.replace(FIRST_REVIEW, measures=decided().measures)
    [finding] = audited(older).findings
    assert (finding.rule, finding.severity) == ("SOM508", Severity.MEDIUM)
    assert finding.evidence == {
        "reviewed_on": ago(495).isoformat(),
        "due": ago(1).isoformat(),
        "measure": "Take down the pictures",
    }
    assert codes(older, page(status=Status.CLOSING)) == []


@pytest.mark.parametrize(
    "kept",
    [
        document(),
        document(changed(50)),
        document(FIRST_TEXT, changed(50, technical=True)),
        document(FIRST_TEXT, changed(-1)),
        document(FIRST_TEXT, changed(50), platform="instagram"),
    ],
)
def test_a_first_text_a_technical_change_and_one_to_come_ask_for_nothing(
    kept: TermsDocument,
) -> None:
    assert codes(kept) == []
    assert unknowns(kept) == []


def test_pages_never_reviewed_or_not_open_have_no_changed_terms() -> None:
    kept = document(FIRST_TEXT, changed(50))
    assert "SOM507" not in codes(kept, elsewhere(FIRST_REVIEW), elsewhere(LAST_REVIEW))
    assert codes(kept, page(status=Status.CLOSING)) == []
