"""A day to come on which something is said to have happened proves nothing."""

from datetime import date, timedelta

import pytest

from somesec.model import AccountKind, Answer, Approval, Breach, Card, Intranet
from tests.policy.town import (
    AINO,
    TODAY,
    VEIKKO,
    audited,
    codes,
    facts,
    page,
    person,
    unknowns,
)

TOMORROW = TODAY + timedelta(1)


def approved(on: date | None) -> Card:
    return page(approval=Approval(by="H. Johtaja", role="HR director", on=on))


def checked(on: date | None) -> Card:
    return page(facts=facts(breach=Breach(seen=Answer.NO, checked_on=on)))


def compared(on: date | None) -> Card:
    return page(facts=facts(intranet=Intranet(match=Answer.NO, checked_on=on)))


@pytest.mark.parametrize(
    ("card", "code", "what"),
    [
        (checked(TOMORROW), "SOM203", "the breach check"),
        (page(pending_since=TOMORROW), "SOM206", "the password change"),
        (page(facts=facts(measured_on=TOMORROW)), "SOM207", "the measurement"),
        (compared(TOMORROW), "SOM401", "the comparison"),
        (person(AINO, briefed_on=TOMORROW), "SOM603", "a briefing"),
        (approved(TOMORROW), "SOM701", "the approval"),
        (page(maintainer_stated_on=TOMORROW), "SOM704", "the maintainer check"),
        (page(unit_page_linked_on=TOMORROW), "SOM705", "the link check"),
        (page(collection_page_linked_on=TOMORROW), "SOM706", "the link check"),
        (page(last_post_on=TOMORROW), "SOM801", "the last post"),
        (page(last_look_on=TOMORROW), "SOM802", "the last look"),
        (page(risk_reviewed_on=TOMORROW), "SOM806", "the risk review"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_day_to_come_is_neither_kept_nor_broken(card: Card, code: str, what: str) -> None:
    assert codes(card) == []
    [answer] = audited(card).unknown
    assert answer.rule == code
    assert answer.reason.english() == f"the date of {what} lies in the future"


@pytest.mark.parametrize(
    "card",
    [
        checked(TODAY),
        compared(TODAY),
        page(pending_since=TODAY),
        page(facts=facts(measured_on=TODAY)),
        person(AINO, briefed_on=TODAY),
        approved(TODAY),
        page(maintainer_stated_on=TODAY),
        page(unit_page_linked_on=TODAY),
        page(collection_page_linked_on=TODAY),
        page(last_post_on=TODAY),
        page(last_look_on=TODAY),
        page(risk_reviewed_on=TODAY),
    ],
)
def test_today_is_no_day_to_come(card: Card) -> None:
    assert codes(card) == []
    assert unknowns(card) == []


@pytest.mark.parametrize(
    "card",
    [
        page(opened_on=TOMORROW),
        page(kind=AccountKind.FIXED_TERM, ends_on=TOMORROW),
        person(VEIKKO, left_on=TOMORROW),
    ],
)
def test_days_that_may_be_planned_may_lie_ahead(card: Card) -> None:
    assert codes(card) == []
    assert unknowns(card) == []


def test_a_leaked_password_is_found_though_its_check_is_dated_ahead() -> None:
    leaked = Breach(seen=Answer.YES, source="corpus", checked_on=TOMORROW)
    assert codes(page(facts=facts(breach=leaked))) == ["SOM203"]


def test_a_password_of_the_intranet_is_found_though_its_comparison_is_dated_ahead() -> None:
    same = Intranet(match=Answer.YES, checked_on=TOMORROW)
    assert codes(page(facts=facts(intranet=same))) == ["SOM401"]


def test_a_measurement_dated_ahead_does_not_make_the_others_old() -> None:
    ahead = page("ahead", facts=facts(engine="engine 3", measured_on=TOMORROW, stem=None))
    assert "SOM207" not in codes(ahead)
