import pytest

from policy.finding import Severity
from policy.rule import Found
from policy.rules.mailbox import RULES
from somesec.model import Account, Card, Person, Status, Unit
from tests.policy.town import AINO, LIBRARY, VEIKKO, named, page, person, unit, view

YOUTH = Unit(id=named("youth"), name="Nuorisopalvelut", mailboxes=("nuoriso@testila.fi",))
BRANCH = Unit(id=named("branch"), name="Sivukirjasto", parent=LIBRARY.id)
AT_WORK = person(AINO, addresses=("aino.esimerkki@testila.fi",))


def answers(account: Account, *cards: Card) -> tuple[list[str], list[str]]:
    """The codes found, and the codes that are unknown."""
    seen = view(account, AT_WORK, YOUTH, BRANCH, *cards)
    found: list[str] = []
    unknown: list[str] = []
    for rule in RULES:
        for answer in rule.check(account, seen):
            (found if isinstance(answer, Found) else unknown).append(rule.code)
    return found, unknown


def answer(code: str, account: Account) -> Found:
    [rule] = [rule for rule in RULES if rule.code == code]
    [found] = rule.check(account, view(account, AT_WORK, YOUTH, BRANCH))
    assert isinstance(found, Found)
    return found


def registered(address: str) -> Account:
    return page(registered_address=address, login="testilankirjasto")


def test_the_owning_units_mailbox_breaks_nothing() -> None:
    assert answers(page()) == ([], [])


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("aino.esimerkki@testila.fi", "SOM101"),
        ("esimerkki.aino@gmail.com", "SOM101"),
        ("matti.meikalainen@testila.fi", "SOM101"),
        ("testilankirjasto@gmail.com", "SOM102"),
        ("kirjasto@suomi24.fi", "SOM102"),
        ("info@mainostoimisto.example", "SOM103"),
        ("kirjasto@testla.fi", "SOM104"),
        ("kirjasto@testila.fi.example.com", "SOM104"),
        ("nuoriso@testila.fi", "SOM105"),
        ("viestinta@testila.fi", "SOM106"),
        ("info@edu.testila.fi", "SOM106"),
        ("", "SOM107"),
        ("ei tiedossa", "SOM107"),
    ],
)
def test_a_registered_address_breaks_just_one_rule(address: str, code: str) -> None:
    assert answers(registered(address)) == ([code], [])


def test_where_it_cannot_be_told_one_rule_says_so() -> None:
    assert answers(registered("xyz@testila.fi")) == ([], ["SOM101"])


@pytest.mark.parametrize("status", [Status.PLANNED, Status.OPEN, Status.CLOSING])
def test_accounts_count_until_they_are_closed(status: Status) -> None:
    account = page(registered_address="a@gmail.com", status=status)
    assert answers(account) == (["SOM102"], [])


def test_a_closed_account_breaks_nothing_and_leaves_nothing_unknown() -> None:
    account = page(
        registered_address="xyz@testila.fi",
        login="aino.esimerkki@testila.fi",
        recovery_address="a@gmail.com",
        recovery_phone="+358 40 000",
        recovery_phone_of=AINO.id,
        status=Status.CLOSED,
    )
    assert answers(account) == ([], [])


def test_the_mailbox_of_the_unit_above_is_in_order() -> None:
    assert answers(page(unit=BRANCH.id)) == ([], [])


def test_a_listed_consumer_mailbox_is_still_a_consumers() -> None:
    listed = unit(mailboxes=("kirjasto@gmail.com",))
    assert answers(registered("kirjasto@gmail.com"), listed) == (["SOM102"], [])


def test_a_leavers_address_is_still_a_persons() -> None:
    left = Person(id=named("left"), name="Lauri Lähtijä", addresses=("lla@testila.fi",))
    assert answers(registered("lla@testila.fi"), left) == (["SOM101"], [])


def test_a_finding_names_the_person_and_how_it_was_recognised() -> None:
    found = answer("SOM101", registered("a.esimerkki@gmail.com"))
    assert found.field == "registered_address"
    assert found.evidence == {
        "address": "a.esimerkki@gmail.com",
        "person": "Aino Esimerkki",
        "recognised_by": "initial",
    }
    assert found.message.english() == "a.esimerkki@gmail.com looks like the name of Aino Esimerkki."


def test_a_look_alike_finding_names_the_domain_it_imitates() -> None:
    found = answer("SOM104", registered("kirjasto@testla.fi"))
    assert found.evidence["imitates"] == "testila.fi"


def test_another_units_mailbox_is_named_with_the_unit() -> None:
    assert answer("SOM105", registered("nuoriso@testila.fi")).evidence["units"] == [YOUTH.name]


@pytest.mark.parametrize("login", ["aino.esimerkki@testila.fi", "AinoEsimerkki", "sirpa@gmail.com"])
def test_a_persons_login_is_found(login: str) -> None:
    assert answers(page(login=login)) == (["SOM108"], [])


@pytest.mark.parametrize(
    "login", ["", "testilankirjasto", "nuoriso@testila.fi", "a@agency.example"]
)
def test_other_logins_are_in_order(login: str) -> None:
    assert answers(page(login=login)) == ([], [])


def test_a_login_that_is_the_registered_address_is_found_once() -> None:
    address = "Aino.Esimerkki@testila.fi"
    account = page(registered_address=address, login=address.lower())
    assert answers(account) == (["SOM101"], [])


def test_a_login_address_that_cannot_be_told_is_unknown() -> None:
    assert answers(page(login="xyz@testila.fi")) == ([], ["SOM108"])


@pytest.mark.parametrize(
    "address", ["veikko.malli@testila.fi", "v@gmail.com", "kirjasto@testla.fi"]
)
def test_a_recovery_address_outside_the_organisations_hands_is_found(address: str) -> None:
    assert answers(page(recovery_address=address)) == (["SOM109"], [])


@pytest.mark.parametrize("address", ["", "kirjasto@testila.fi", "viestinta@testila.fi"])
def test_a_shared_recovery_address_or_none_is_in_order(address: str) -> None:
    assert answers(page(recovery_address=address)) == ([], [])


@pytest.mark.parametrize("address", ["xyz@testila.fi", "ei ole"])
def test_a_recovery_address_that_cannot_be_told_is_unknown(address: str) -> None:
    assert answers(page(recovery_address=address)) == ([], ["SOM109"])


def test_one_persons_recovery_phone_is_found_with_the_person() -> None:
    account = page(recovery_phone_of=VEIKKO.id)
    assert answers(account) == (["SOM110"], [])
    assert answer("SOM110", account).evidence == {"person": VEIKKO.name}


def test_a_units_recovery_phone_or_none_is_in_order() -> None:
    assert answers(page(recovery_phone="+358 40 000", recovery_phone_of=LIBRARY.id)) == ([], [])
    assert answers(page()) == ([], [])


def test_a_recovery_phone_of_nobody_known_is_unknown() -> None:
    assert answers(page(recovery_phone="+358 40 000")) == ([], ["SOM110"])
    assert answers(page(recovery_phone_of=named("nobody"))) == ([], ["SOM110"])


def test_rules_are_numbered_in_order_and_say_all_four_things() -> None:
    assert [rule.code for rule in RULES] == [f"SOM{number}" for number in range(101, 111)]
    for rule in RULES:
        assert all((rule.summary, rule.remedy, rule.checks, rule.why, rule.example, rule.resolve))


def test_severities_are_as_promised() -> None:
    weights = {rule.code: rule.severity for rule in RULES}
    assert weights["SOM104"] is Severity.CRITICAL
    assert weights["SOM106"] is Severity.LOW
    assert {weights[c] for c in ("SOM103", "SOM105", "SOM107", "SOM110")} == {Severity.MEDIUM}
    assert {weights[c] for c in ("SOM101", "SOM102", "SOM108", "SOM109")} == {Severity.HIGH}


def test_hostile_text_in_an_address_stays_data() -> None:
    hostile = "{0.__class__}[/]\x1b[31m@testila.fi"
    assert answers(registered(hostile)) == (["SOM107"], [])
    found = answer("SOM107", registered(hostile))
    assert hostile in found.message.english()
