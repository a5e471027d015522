from datetime import timedelta

import msgspec
import pytest

from somesec.model import AccountKind, Closing, Status
from tests.policy.town import TODAY, ago, codes, page, unknowns


@pytest.mark.parametrize(("days", "found"), [(0, []), (7, []), (8, ["SOM801"])])
def test_a_page_is_silent_after_a_week(days: int, found: list[str]) -> None:
    assert codes(page(last_post_on=ago(days))) == found


@pytest.mark.parametrize(("days", "found"), [(0, []), (4, []), (5, ["SOM802"])])
def test_a_page_is_looked_at_more_often_than_it_is_updated(days: int, found: list[str]) -> None:
    assert codes(page(last_look_on=ago(days))) == found


@pytest.mark.parametrize(
    ("field", "code"), [("last_post_on", "SOM801"), ("last_look_on", "SOM802")]
)
def test_a_blank_day_of_the_last_post_or_look_is_unknown(field: str, code: str) -> None:
    assert codes(page(**{field: None})) == []
    assert unknowns(page(**{field: None})) == [code]


@pytest.mark.parametrize(("days", "found"), [(-1, []), (0, []), (1, ["SOM803"])])
def test_a_page_may_be_open_on_its_last_day_and_not_after(days: int, found: list[str]) -> None:
    assert codes(page(kind=AccountKind.FIXED_TERM, ends_on=ago(days))) == found


def test_a_page_without_kind_is_found() -> None:
    assert codes(page(kind=None)) == ["SOM804"]


def test_a_fixed_term_needs_an_end() -> None:
    assert codes(page(kind=AccountKind.FIXED_TERM)) == ["SOM805"]
    assert codes(page(kind=AccountKind.FIXED_TERM, ends_on=TODAY + timedelta(9))) == []
    assert codes(page(kind=AccountKind.PERMANENT)) == []


@pytest.mark.parametrize(("days", "found"), [(365, []), (366, ["SOM806"])])
def test_risks_are_reviewed_every_year(days: int, found: list[str]) -> None:
    assert codes(page(risk_reviewed_on=ago(days))) == found


def test_risks_that_were_never_reviewed_are_found() -> None:
    assert codes(page(risk_reviewed_on=None)) == ["SOM806"]


@pytest.mark.parametrize("status", [Status.PLANNED, Status.CLOSING, Status.CLOSED])
def test_pages_that_are_not_open_need_no_life(status: Status) -> None:
    quiet = page(
        status=status,
        kind=None,
        ends_on=ago(9),
        last_post_on=None,
        last_look_on=ago(99),
        risk_reviewed_on=None,
    )
    endless = page(status=status, kind=AccountKind.FIXED_TERM, ends_on=None)
    old = page(status=status, last_post_on=ago(99), risk_reviewed_on=ago(999))
    for changed in (quiet, endless, old):
        assert codes(changed) == []
        assert unknowns(changed) == []


def closing(days: int | None) -> Closing:
    return Closing(requested_by="Kirjasto", requested_on=None if days is None else ago(days))


@pytest.mark.parametrize(("days", "expected"), [(30, []), (31, ["SOM807"])])
def test_a_page_is_closed_within_a_month_of_the_request(days: int, expected: list[str]) -> None:
    assert codes(page(status=Status.CLOSING, closing=closing(days))) == expected


@pytest.mark.parametrize("days", [None, -1])
def test_a_closing_without_a_day_or_with_one_to_come_is_unknown(days: int | None) -> None:
    changed = page(status=Status.CLOSING, closing=closing(days))
    assert codes(changed) == []
    assert unknowns(changed) == ["SOM807"]


@pytest.mark.parametrize(("days", "expected"), [(30, []), (31, ["SOM807"])])
def test_credentials_are_retired_within_a_month_of_the_pages_end(
    days: int, expected: list[str]
) -> None:
    gone = msgspec.structs.replace(closing(90), removed_from_view_on=ago(days))
    assert codes(page(status=Status.CLOSED, closing=gone)) == expected
    retired = msgspec.structs.replace(gone, credentials_retired_on=TODAY)
    assert codes(page(status=Status.CLOSED, closing=retired)) == []


def test_a_page_closed_before_the_register_was_there_is_left_alone() -> None:
    assert codes(page(status=Status.CLOSED, closing=None)) == []
    assert unknowns(page(status=Status.CLOSED, closing=None)) == []


def test_an_open_page_is_not_half_closed() -> None:
    assert codes(page(closing=closing(90))) == []
