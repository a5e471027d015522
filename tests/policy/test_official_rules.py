import msgspec
import pytest

from policy.coverage import State, coverage
from policy.engine import audit
from policy.pack import PlanningLine, load_pack
from somesec.model import Account, Approval, Status, Unit
from tests.policy.town import (
    AINO,
    LIBRARY,
    ORGANISATION,
    TODAY,
    ago,
    audited,
    codes,
    named,
    page,
    person,
    unit,
    unknowns,
    view,
)


@pytest.mark.parametrize(
    "approval", [None, Approval(), Approval(by="H. Johtaja", role="HR director")]
)
def test_a_units_page_without_a_dated_approval_is_unapproved(approval: Approval | None) -> None:
    assert codes(page(approval=approval)) == ["SOM701"]


@pytest.mark.parametrize(
    ("approval", "said"),
    [
        (Approval(), "Nobody's approval of the page is recorded."),
        (Approval(by="H. Johtaja"), "The page's approval has no date."),
        (Approval(role="HR director"), "The page's approval has no date."),
    ],
)
def test_no_approval_at_all_is_told_from_one_without_a_date(approval: Approval, said: str) -> None:
    [finding] = audited(page(approval=approval)).findings
    assert finding.message.english() == said


def test_a_day_without_a_name_is_an_approval_of_unknown_role() -> None:
    assert codes(page(approval=Approval(on=ago(500)))) == []


def test_the_main_page_needs_no_approval() -> None:
    assert codes(page(approval=None, main_page=True)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"display_name": "Testilä"},
        {"display_name": "TESTILÄN KAUPUNKI"},
        {"display_name": "City of Testilä"},
        {"display_name": "Testilä stad"},
        {"handle": "testila"},
        {"handle": "testilan.kaupunki"},
        {"handle": "TestilanKaupunki"},
    ],
)
def test_a_page_that_bears_the_towns_name_is_its_main_page(changes: dict[str, str]) -> None:
    assert codes(page(approval=None, **changes)) == []


@pytest.mark.parametrize("name", ["Testilän kirjasto", "Testilä nuoret", "kaupunki", "n", ""])
def test_other_names_are_no_main_page(name: str) -> None:
    assert "SOM701" in codes(page(approval=None, display_name=name))


def test_the_organisations_name_may_itself_say_town() -> None:
    town = msgspec.structs.replace(ORGANISATION, name="Testilän kaupunki")
    assert codes(town, page(approval=None, display_name="Testilä")) == []


@pytest.mark.parametrize(
    "role",
    [
        "tietohallintokoordinaattori",
        "Tietohallintokoordinaattori",
        "Henkilöstöjohtaja",
        "henkilostojohtaja",
        "information management coordinator",
        "HR Director",
        "personaldirektör",
        "informationsförvaltningskoordinator",
    ],
)
def test_the_two_roles_may_approve_in_any_of_the_languages(role: str) -> None:
    assert codes(page(approval=Approval(by="X", role=role, on=ago(500)))) == []


def test_who_approved_the_main_page_is_nobodys_question() -> None:
    approval = Approval(by="X", role="kirjastonjohtaja", on=ago(500))
    assert codes(page(main_page=True, approval=approval)) == []


def test_another_role_may_not_approve() -> None:
    approval = Approval(by="X", role="kirjastonjohtaja", on=ago(500))
    assert codes(page(approval=approval)) == ["SOM702"]


def test_a_role_that_the_organisation_added_may_approve() -> None:
    town = msgspec.structs.replace(ORGANISATION, approver_roles=("Viestintäjohtaja",))
    approval = Approval(by="X", role="viestintäjohtaja", on=ago(500))
    assert codes(town, page(approval=approval)) == []


@pytest.mark.parametrize(
    "approval", [Approval(by="X", on=ago(500)), Approval(by="X"), Approval(on=ago(500))]
)
def test_an_approval_without_a_role_is_unknown(approval: Approval) -> None:
    assert "SOM702" not in codes(page(approval=approval))
    assert unknowns(page(approval=approval)) == ["SOM702"]


def test_an_approval_of_which_nothing_is_known_is_missing_and_not_unknown() -> None:
    assert unknowns(page(approval=Approval())) == []


def test_an_organisations_name_is_cut_only_where_it_says_town() -> None:
    town = msgspec.structs.replace(ORGANISATION, name="Tampin")
    assert codes(town, page(approval=None, display_name="Tampin kaupunki")) == []
    assert codes(town, page(approval=None, display_name="Tampi kaupunki")) == ["SOM701"]


def test_a_second_main_page_on_a_service_is_found_on_the_younger_one() -> None:
    old = page("old", main_page=False, handle="testila", opened_on=ago(490))
    new = page("new", display_name="Testilän kaupunki", opened_on=ago(489))
    assert codes(old, new, about="old") == []
    [finding] = audited(old, new).findings
    assert (finding.rule, finding.subject) == ("SOM703", named("new"))
    assert finding.related == (named("old"),)


def test_a_page_marked_as_main_comes_before_an_older_one_named_so() -> None:
    named_so = page("old", handle="testila")
    marked = page("new", main_page=True, opened_on=ago(480))
    assert codes(named_so, marked, about="old") == ["SOM703"]
    assert codes(named_so, marked, about="new") == []


def test_a_main_page_without_a_day_of_opening_counts_as_the_younger() -> None:
    dated, undated = page("b", main_page=True), page("a", main_page=True, opened_on=None)
    assert codes(dated, undated, about="b") == []
    assert codes(dated, undated, about="a") == ["SOM703"]


def test_an_older_page_that_is_no_main_page_is_no_rival() -> None:
    for changes in ({"main_page": True}, {"display_name": "Testilä"}):
        new = page("new", opened_on=ago(480), **changes)
        assert codes(new, about="new") == []


@pytest.mark.parametrize(
    "changes",
    [
        {"status": Status.CLOSED, "opened_on": ago(491)},
        {"status": Status.CLOSING, "opened_on": ago(491)},
        {"status": Status.PLANNED, "opened_on": None},
        {"platform": "instagram"},
    ],
)
def test_one_open_main_page_a_service_is_right(changes: dict[str, object]) -> None:
    result = audited(page("a", main_page=True), page("b", main_page=True, **changes))
    assert "SOM703" not in [f.rule for f in result.findings]


def test_services_that_nobody_told_apart_are_not_one_service() -> None:
    pages = (page(n, platform="other", main_page=True) for n in ("a", "b"))
    assert "SOM703" not in [f.rule for f in audited(*pages).findings]


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("maintainer_stated_on", "SOM704"),
        ("unit_page_linked_on", "SOM705"),
        ("collection_page_linked_on", "SOM706"),
    ],
)
def test_what_is_looked_at_once_a_year_is_found_when_blank_or_older(field: str, code: str) -> None:
    assert codes(page(**{field: None})) == [code]
    assert codes(page(**{field: ago(365)})) == []
    assert codes(page(**{field: ago(366)})) == [code]


@pytest.mark.parametrize("name", ["Aino Esimerkki", "esimerkki, aino", "ESIMERKKI AINO"])
def test_a_page_may_not_bear_a_persons_name(name: str) -> None:
    assert codes(page(display_name=name)) == ["SOM707"]


def test_a_units_name_is_no_persons_name() -> None:
    assert codes(person(AINO, name="Kirjasto"), page(display_name="Kirjasto")) == []


def test_a_blank_display_name_is_unknown() -> None:
    assert codes(page(display_name="")) == []
    assert unknowns(page(display_name=" ")) == ["SOM707"]


def test_a_unit_with_open_accounts_needs_a_responsible_person() -> None:
    assert codes(unit(responsible=None), about="library") == ["SOM708"]
    assert codes(unit(responsible=named("nobody")), about="library") == ["SOM708"]
    left = person(AINO, left_on=ago(1))
    assert codes(left, about="library") == ["SOM708"]
    assert codes(person(AINO, left_on=TODAY), about="library") == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (unit(responsible=None), "The unit has open accounts and no responsible person."),
        (
            unit(responsible=named("nobody")),
            "The unit's responsible person is not in the register's people.",
        ),
    ],
)
def test_nobody_is_told_from_somebody_who_is_not_known(changed: Unit, said: str) -> None:
    [finding] = audited(changed).findings
    assert finding.message.english() == said


def test_a_unit_without_open_accounts_needs_none() -> None:
    assert codes(unit(responsible=None), page(status=Status.CLOSING), about="library") == []


def test_the_finding_on_a_unit_names_no_account_but_relates_to_its_open_ones() -> None:
    [finding] = audited(unit(responsible=None)).findings
    assert finding.account is None
    assert finding.unit == LIBRARY.id
    assert finding.related == (named("page"),)


@pytest.mark.parametrize("status", [Status.PLANNED, Status.CLOSING, Status.CLOSED])
def test_pages_that_are_not_open_have_no_official_duties(status: Status) -> None:
    bare = page(
        status=status,
        approval=None,
        display_name="Aino Esimerkki",
        maintainer_stated_on=None,
        unit_page_linked_on=None,
        collection_page_linked_on=None,
    )
    unfit = page(status=status, approval=Approval(by="X", role="kirjastonjohtaja", on=ago(500)))
    stale = page(
        status=status, display_name="", approval=Approval(by="X"), unit_page_linked_on=ago(999)
    )
    for changed in (bare, unfit, stale):
        assert codes(changed) == []
        assert unknowns(changed) == []


def planned_but(line: PlanningLine, **changes: object) -> Account:
    lines = {one: day for one, day in page().planning.items() if one != line}
    return page(planning=lines, **changes)


@pytest.mark.parametrize("line", PlanningLine)
def test_a_planning_line_without_a_day_is_found_under_its_clause(line: PlanningLine) -> None:
    for status in (Status.OPEN, Status.PLANNED):
        findings = audited(planned_but(line, status=status)).findings
        [finding] = [f for f in findings if f.rule == "SOM709"]
        assert finding.clauses == (load_pack("kauhava").planning[line],)
        assert finding.evidence == {"line": line.value}


def test_a_planned_page_needs_every_line() -> None:
    found = audited(page(status=Status.PLANNED, planning={})).findings
    assert [f.rule for f in found] == ["SOM709"] * len(PlanningLine)
    assert len({f.fingerprint for f in found}) == len(PlanningLine)


def test_an_open_page_that_may_have_been_planned_before_is_no_fault_and_still_unknown() -> None:
    assert audited(page(planning={})).unknown == ()
    assert codes(page(planning={})) == []
    states = {
        covered.clause: covered.state for covered in coverage(view(page(planning={}))).clauses
    }
    for clause in load_pack("kauhava").planning.values():
        assert states[clause] is State.UNKNOWN


def test_a_planning_line_on_a_day_to_come_is_unknown() -> None:
    ahead = page(planning={**page().planning, PlanningLine.NEED: ago(-1)})
    [answer] = audited(ahead).unknown
    assert answer.clauses == ("3.1-d",)
    assert codes(ahead) == []
    assert audited(page(planning={**page().planning, PlanningLine.NEED: TODAY})).unknown == ()


def test_a_pack_without_planning_lines_asks_for_none() -> None:
    bare = msgspec.structs.replace(load_pack("kauhava"), planning={})
    assert audit(view(page(planning={}), pack=bare)).unknown == ()
