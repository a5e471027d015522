from datetime import timedelta

import msgspec
import pytest

from policy.finding import Severity
from somesec.model import Status, TermsReview
from tests.policy.town import (
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
    changed = page(status=status)
    found = codes(changed, elsewhere(FIRST_REVIEW), elsewhere(LAST_REVIEW))
    assert not [code for code in found if code.startswith("SOM5")]
