from datetime import date

import msgspec
import pytest

from policy.engine import audit
from policy.finding import SubjectKind
from policy.view import View
from somesec.model import FoundAddress, Scan, ScanKind
from tests.policy.town import (
    AINO,
    ORGANISATION,
    TODAY,
    ago,
    audited,
    codes,
    named,
    page,
    unknowns,
    view,
)


def browser(made_on: date = TODAY, *accounts: str, name: str = "scan-1") -> Scan:
    return Scan(
        id=named(name),
        kind=ScanKind.BROWSER,
        made_on=made_on,
        person=AINO.id,
        accounts=tuple(named(account) for account in accounts),
    )


def addresses(made_on: date = TODAY, *places: tuple[str, str]) -> Scan:
    return Scan(
        id=named("scan-3"),
        kind=ScanKind.ADDRESSES,
        made_on=made_on,
        source="a list",
        addresses=tuple(FoundAddress(address=a, service=s) for a, s in places),
    )


def test_a_login_that_a_browser_keeps_is_found_on_the_person() -> None:
    [finding] = audited(browser(TODAY, "page")).findings
    assert (finding.rule, finding.subject, finding.related) == (
        "SOM909",
        AINO.id,
        (named("page"),),
    )
    assert finding.subject_kind is SubjectKind.PERSON


def test_each_login_is_a_finding_of_its_own() -> None:
    result = audited(page("other"), browser(TODAY, "page", "other"))
    stored = [f for f in result.findings if f.rule == "SOM909"]
    assert len({f.fingerprint for f in stored}) == 2


def test_a_login_of_an_account_that_a_unit_admin_does_not_see_is_unknown() -> None:
    whole = view(browser(TODAY, "elsewhere"))
    assert [answer.rule for answer in audit(whole).unknown] == []
    partial = View(whole.records, whole.today, whole.pack, whole.catalogue, is_whole=False)
    assert "SOM909" in [answer.rule for answer in audit(partial).unknown]


def test_a_newer_look_that_finds_nothing_ends_it() -> None:
    before = browser(ago(3), "page", name="before")
    assert codes(before, browser(TODAY), about="aino") == []
    assert codes(before, browser(ago(4)), about="aino") == ["SOM909"]


def test_nobody_having_looked_is_unknown() -> None:
    assert unknowns(without="scan-1") == ["SOM909"]
    assert unknowns(without="scan-3") == ["SOM910"]


@pytest.mark.parametrize(("days", "expected"), [(365, []), (366, ["SOM909"])])
def test_a_look_through_browsers_is_good_for_a_year(days: int, expected: list[str]) -> None:
    assert unknowns(browser(ago(days))) == expected


def test_a_look_on_a_day_to_come_has_not_been_made() -> None:
    assert unknowns(browser(ago(-1))) == ["SOM909"]
    assert unknowns(addresses(ago(-1))) == ["SOM910"]


def test_nothing_is_asked_of_those_without_rights_to_an_open_account() -> None:
    idle = msgspec.structs.replace(AINO, id=named("idle"), name="Joku Muu")
    assert unknowns(idle) == []


def test_an_account_that_is_gone_from_the_register_is_no_finding() -> None:
    assert codes(browser(TODAY, "gone"), about="aino") == []


def test_an_address_at_a_service_that_nobody_registered_is_found() -> None:
    scan = addresses(ago(400), ("liisa@testila.fi", "Dating"), ("kirjasto@testila.fi", "Facebook"))
    [finding] = audited(scan).findings
    assert (finding.rule, finding.subject) == ("SOM910", ORGANISATION.id)
    assert finding.evidence["address"] == "liisa@testila.fi"


@pytest.mark.parametrize(("days", "expected"), [(365, []), (366, ["SOM910"])])
def test_a_look_for_addresses_is_good_for_a_year(days: int, expected: list[str]) -> None:
    assert unknowns(addresses(ago(days))) == expected
