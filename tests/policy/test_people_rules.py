from datetime import date

import pytest

from policy.finding import Severity
from somesec.model import Administrator, Declaration, Person, Right, Status
from tests.policy.town import (
    AINO,
    TODAY,
    VEIKKO,
    ago,
    audited,
    codes,
    named,
    page,
    person,
    unknowns,
)


def administrators(
    *people: str, rights: tuple[Right, ...] | None = None
) -> tuple[Administrator, ...]:
    given = (Right.ADMINISTER, Right.MODERATE) if rights is None else rights
    return tuple(Administrator(person=named(name), rights=given) for name in people)


def test_one_administrator_is_too_few() -> None:
    assert codes(page(administrators=administrators("aino"))) == ["SOM601"]


def test_the_same_person_twice_is_one_administrator() -> None:
    assert codes(page(administrators=administrators("aino", "aino"))) == ["SOM601"]


def test_a_moderator_is_no_second_administrator() -> None:
    only_moderates = Administrator(person=VEIKKO.id, rights=(Right.MODERATE,))
    changed = page(administrators=(Administrator(person=AINO.id), only_moderates))
    assert codes(changed) == ["SOM601"]


def test_nobody_at_all_is_no_administrator_and_no_moderator() -> None:
    assert codes(page(administrators=())) == ["SOM605", "SOM606"]


def test_a_leaver_is_found_and_no_longer_counts() -> None:
    assert codes(person(VEIKKO, left_on=ago(1))) == ["SOM602", "SOM601"]


def test_a_person_still_works_on_the_last_day() -> None:
    assert codes(person(VEIKKO, left_on=TODAY)) == []


def test_a_leaver_who_may_only_moderate_weighs_less() -> None:
    third = person(VEIKKO, id=named("third"), name="Kolmas Henkilö", left_on=ago(9))
    moderator = Administrator(person=third.id, rights=(Right.MODERATE,))
    [finding] = audited(third, page(administrators=(*page().administrators, moderator))).findings
    assert finding.rule == "SOM602"
    assert finding.severity is Severity.HIGH


def test_a_leaver_on_a_closing_page_is_still_found() -> None:
    assert codes(person(VEIKKO, left_on=ago(1)), page(status=Status.CLOSING)) == ["SOM602"]


@pytest.mark.parametrize(("days", "found"), [(730, []), (731, ["SOM603"])])
def test_a_briefing_is_good_for_two_years(days: int, found: list[str]) -> None:
    assert codes(person(AINO, briefed_on=ago(days))) == found


def test_each_unbriefed_person_is_a_finding_of_its_own() -> None:
    result = audited(person(AINO, briefed_on=None), person(VEIKKO, briefed_on=None))
    assert [f.rule for f in result.findings] == ["SOM603", "SOM603"]
    assert {f.evidence["person"] for f in result.findings} == {AINO.name, VEIKKO.name}
    assert len({f.fingerprint for f in result.findings}) == 2


def test_a_person_whom_nobody_listed_is_unknown_but_counts() -> None:
    assert codes(person(VEIKKO, listed=False)) == ["SOM604"]


def test_an_administrator_who_is_not_among_the_people_is_unknown_and_does_not_count() -> None:
    assert codes(page(administrators=administrators("aino", "nobody"))) == ["SOM601", "SOM604"]


def test_administrators_without_the_right_to_moderate_leave_nobody_to_moderate() -> None:
    only = administrators("aino", "veikko", rights=(Right.ADMINISTER,))
    assert codes(page(administrators=only)) == ["SOM606"]


def test_until_somebody_says_who_may_moderate_nobody_knows() -> None:
    only = administrators("aino", "veikko", rights=(Right.ADMINISTER,))
    unsaid = page(administrators=only, moderation_recorded=False)
    assert codes(unsaid) == []
    assert unknowns(unsaid) == ["SOM606"]
    assert unknowns(page(administrators=only)) == []


def test_where_nobody_is_left_at_all_nobody_is_left_to_moderate() -> None:
    nobody = page(administrators=(), moderation_recorded=False)
    assert codes(nobody) == ["SOM605", "SOM606"]
    assert unknowns(nobody) == []


def test_a_moderator_who_is_named_says_that_moderation_was_recorded() -> None:
    assert codes(page(moderation_recorded=False)) == []
    assert unknowns(page(moderation_recorded=False)) == []
    gone = Administrator(person=named("gone"), rights=(Right.MODERATE,))
    left = person(VEIKKO, id=named("gone"), left_on=ago(9))
    only = administrators("aino", "veikko", rights=(Right.ADMINISTER,))
    changed = page(administrators=(*only, gone), moderation_recorded=False)
    assert codes(left, changed) == ["SOM602", "SOM606"]


@pytest.mark.parametrize("status", [Status.PLANNED, Status.CLOSING, Status.CLOSED])
def test_pages_that_are_not_open_need_no_moderator(status: Status) -> None:
    changed = page(status=status, administrators=(), moderation_recorded=False)
    assert codes(changed) == []
    assert unknowns(changed) == []


@pytest.mark.parametrize("status", [Status.PLANNED, Status.CLOSED])
def test_pages_not_in_use_have_no_duties_about_people(status: Status) -> None:
    people = (person(AINO, left_on=ago(9)), person(VEIKKO, listed=False, briefed_on=None))
    strangers = administrators("aino", "veikko", "nobody")
    for changed in (page(status=status, administrators=strangers), page(status=status)):
        assert codes(changed, *people) == []
        assert unknowns(changed, *people) == []


def test_on_a_closing_page_strangers_are_found_and_nobody_need_be_briefed() -> None:
    closing = page(status=Status.CLOSING, administrators=administrators("aino", "nobody"))
    assert codes(closing, person(AINO, briefed_on=None)) == ["SOM604"]
    assert codes(page(status=Status.CLOSING), person(AINO, listed=False)) == ["SOM604"]


def test_a_finding_on_a_briefing_says_when_the_last_one_was() -> None:
    [old] = audited(person(AINO, briefed_on=ago(900))).findings
    [never] = audited(person(AINO, briefed_on=None)).findings
    assert old.evidence == {"person": AINO.name, "briefed_on": ago(900).isoformat()}
    assert never.evidence == {"person": AINO.name, "briefed_on": ""}


def declared(on: date | None) -> Person:
    given = (Declaration(declared_on=on),) if on else ()
    return person(AINO, declarations=given)


@pytest.mark.parametrize(("days", "expected"), [(365, []), (366, ["SOM607"])])
def test_a_declaration_is_good_for_a_year(days: int, expected: list[str]) -> None:
    assert codes(declared(ago(days)), about="aino") == expected


def test_no_declaration_is_found_on_the_person_with_the_accounts() -> None:
    [finding] = audited(declared(None)).findings
    assert (finding.rule, finding.subject, finding.related) == (
        "SOM607",
        AINO.id,
        (named("page"),),
    )
    assert finding.clauses == ("5-d", "5-g", "5-h")


def test_the_newest_declaration_counts() -> None:
    twice = (Declaration(declared_on=ago(1)), Declaration(declared_on=ago(900)))
    assert codes(person(AINO, declarations=twice), about="aino") == []


def test_a_declaration_on_a_day_to_come_is_unknown() -> None:
    assert codes(declared(ago(-1)), about="aino") == []
    assert unknowns(declared(ago(-1))) == ["SOM607"]


def test_those_who_left_or_have_no_rights_declare_nothing() -> None:
    gone = person(AINO, declarations=(), left_on=ago(1))
    assert codes(gone, about="aino") == []
    idle = person(AINO, id=named("idle"), name="Joku Muu", declarations=())
    assert codes(idle, about="idle") == []
    assert codes(declared(None), page(status=Status.CLOSING), about="aino") == []
