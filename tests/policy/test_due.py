"""What falls due, and when: the day itself is in time, the day after is late."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from policy.due import DUE, KINDS, NEVER, OVERDUE, Due, falling_due
from somesec.model import (
    Account,
    Card,
    Declaration,
    Incident,
    IncidentKind,
    Measure,
    RotationDue,
    Status,
    TermsReview,
    Waiver,
)
from tests.policy.town import AINO, LAST_REVIEW, LIBRARY, TODAY, ago, named, page, view


def due(*cards: Card, within: int = 0) -> list[Due]:
    return falling_due(view(*cards), within)


def of(kind: str, *cards: Card, within: int = 0) -> list[Due]:
    return [one for one in due(*cards, within=within) if one.kind == kind]


def test_a_page_in_order_has_nothing_late() -> None:
    assert [one.state(TODAY) for one in due(page(), within=0)] == []


@pytest.mark.parametrize(
    ("kind", "field", "days"),
    [
        ("risk-review", "risk_reviewed_on", 365),
        ("maintainer-check", "maintainer_stated_on", 365),
        ("unit-page-link", "unit_page_linked_on", 365),
        ("collection-page-link", "collection_page_linked_on", 365),
    ],
)
def test_a_check_is_due_on_its_day_and_late_after(kind: str, field: str, days: int) -> None:
    [last_day] = of(kind, page(**{field: ago(days)}))
    assert (last_day.day, last_day.state(TODAY)) == (TODAY, DUE)
    [late] = of(kind, page(**{field: ago(days + 1)}))
    assert late.state(TODAY) == OVERDUE
    assert of(kind, page(**{field: ago(days - 1)})) == []
    assert len(of(kind, page(**{field: ago(days - 1)}), within=1)) == 1
    for unknown in (None, TODAY + timedelta(1)):
        [never] = of(kind, page(**{field: unknown}))
        assert (never.day, never.state(TODAY)) == (None, NEVER)


def test_a_measure_of_a_review_is_due_on_its_day_until_it_is_done() -> None:
    measure = Measure(text="Tell the units", due=TODAY)
    review = msgspec.structs.replace(LAST_REVIEW, measures=(measure,))
    other = page("other", handle="other")
    [one] = of("measure", page(), other, review)
    assert (one.subject, one.key) == ("facebook", f"measure-{LAST_REVIEW.id}-0")
    assert (one.day, one.state(TODAY)) == (TODAY, DUE)
    own = msgspec.structs.replace(review, account=named("page"))
    [one] = of("measure", page(), own)
    assert (one.subject, one.unit) == (page().name, LIBRARY.id)
    done = msgspec.structs.replace(measure, done_on=TODAY)
    assert of("measure", page(), msgspec.structs.replace(review, measures=(done,))) == []
    assert of("measure", page(status=Status.CLOSED), review) == []


def test_terms_are_due_once_a_platform() -> None:
    old = page("other", handle="other")
    [one] = of("terms", page(), old, msgspec.structs.replace(LAST_REVIEW, reviewed_on=ago(365)))
    assert (one.subject, one.key, one.day) == ("facebook", "terms-facebook", TODAY)


def test_terms_of_an_account_with_a_review_of_its_own_are_apart() -> None:
    own = TermsReview(
        id=named("own"),
        platform="facebook",
        account=named("page"),
        reviewed_on=ago(50),
        next_due=ago(1),
    )
    [one] = of("terms", page(), own)
    assert one.key == f"terms-{named('page')}"
    assert one.state(TODAY) == OVERDUE


@pytest.mark.parametrize(
    ("kind", "field", "last", "days"),
    [
        ("briefing", "briefed_on", lambda day: day, 730),
        ("declaration", "declarations", lambda day: (Declaration(declared_on=day),), 365),
    ],
)
def test_briefings_and_declarations_are_due_of_those_with_rights(
    kind: str, field: str, last: object, days: int
) -> None:
    def person(day_ago: int, **more: object) -> Card:
        return msgspec.structs.replace(AINO, **{field: last(ago(day_ago)), **more})  # type: ignore[operator]

    assert [one.state(TODAY) for one in of(kind, page(), person(days))] == [DUE]
    assert [one.state(TODAY) for one in of(kind, page(), person(days + 1))] == [OVERDUE]
    assert of(kind, page(status=Status.CLOSED), person(days + 1)) == []
    assert of(kind, page(), person(days + 1, left_on=ago(1))) == []


def test_a_fixed_term_page_ends_on_its_day() -> None:
    [one] = of("account-end", page(ends_on=TODAY))
    assert one.state(TODAY) == DUE
    assert of("account-end", page(ends_on=ago(1)))[0].state(TODAY) == OVERDUE
    assert of("account-end", page(ends_on=ago(1), status=Status.CLOSED)) == []


def test_a_pending_password_is_finished_within_a_week_and_stands_for_the_rotation() -> None:
    waiting = RotationDue(since=ago(30), reason="leaver")
    [one] = of("pending-rotation", page(pending_since=ago(7), rotation_due=waiting))
    assert one.state(TODAY) == DUE
    assert of("pending-rotation", page(pending_since=ago(8)))[0].state(TODAY) == OVERDUE
    assert of("rotation", page(pending_since=ago(8), rotation_due=waiting)) == []
    assert of("rotation", page(rotation_due=waiting))[0].state(TODAY) == OVERDUE


def test_a_leavers_ways_are_due_on_the_last_day() -> None:
    leaver = msgspec.structs.replace(AINO, left_on=TODAY)
    [one] = of("leaving", page(), leaver)
    assert one.state(TODAY) == DUE
    assert "facebook/testilankirjasto" in str(one.text)
    without = page(administrators=(), second_factor_of=LIBRARY.id, recovery_phone_of=LIBRARY.id)
    assert of("leaving", without, leaver) == []


def waiver(**changes: object) -> Waiver:
    made = Waiver(
        id=named("waiver"),
        rule="SOM801",
        subject=named("page"),
        reason="The library moves house.",
        made_by="Aino",
        made_on=ago(10),
        expires_on=TODAY,
    )
    return msgspec.structs.replace(made, **changes)


def test_a_waiver_is_due_while_it_runs_and_is_the_audits_affair_after() -> None:
    assert [one.state(TODAY) for one in of("waiver-end", page(), waiver())] == [DUE]
    assert of("waiver-end", page(), waiver(expires_on=ago(1))) == []


def test_open_steps_of_an_incident_are_due_at_once() -> None:
    incident = Incident(
        id=named("incident"),
        kind=IncidentKind.THREAT_TO_TOWN,
        unit=LIBRARY.id,
        happened_at=datetime(2026, 11, 21, 12, tzinfo=UTC),
        authorities_told_on=TODAY,
    )
    found = of("incident-step", incident)
    assert [one.key.rpartition(str(incident.id))[2] for one in found] == [
        *("-ask-removal", "-keep-evidence", "-tell-supervisor")
    ]
    assert {one.state(TODAY) for one in found} == {OVERDUE}
    assert of("incident-step", msgspec.structs.replace(incident, closed_on=TODAY)) == []


def test_the_most_urgent_comes_first_and_keys_are_once_each() -> None:
    account: Account = page(
        risk_reviewed_on=None, maintainer_stated_on=ago(400), ends_on=TODAY + timedelta(3)
    )
    found = due(account, within=3650)
    days = [one.day for one in found]
    assert days[0] is None
    assert days[1:] == sorted(day for day in days if day)
    assert len({one.key for one in found}) == len(found)
    assert {one.kind for one in found} <= set(KINDS)
