from uuid import UUID, uuid5

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policy.mailboxes import Evidence, Kind, Mailbox, Mailboxes
from somesec.model import Card, Organisation, Person, Records, Unit

_SPACE = UUID("0e9c5d5e-3a63-4a3c-8d3f-0b8f5d4f7a11")


def made(name: str) -> UUID:
    return uuid5(_SPACE, name)


TOWN = Organisation(id=made("town"), name="Testilän kaupunki", domains=("testila.fi", "äijälä.fi"))
LIBRARY = Unit(id=made("library"), name="Kirjasto", mailboxes=("kirjasto@testila.fi",))
BRANCH = Unit(
    id=made("branch"),
    name="Härmän sivukirjasto",
    parent=LIBRARY.id,
    mailboxes=("sivukirjasto@testila.fi",),
)
YOUTH = Unit(id=made("youth"), name="Nuorisopalvelut", mailboxes=("nuoriso@testila.fi",))
AINO = Person(
    id=made("aino"), name="Aino Mäkelä", addresses=("aino.makela@testila.fi", "ainoliini@gmail.com")
)
LIISA = Person(
    id=made("liisa"), name="Virtanen-Koski, Anna-Liisa", addresses=("liisa.koski@testila.fi",)
)
OULU = Person(id=made("oulu"), name="Kaisa Oulu")
EVERYBODY: tuple[Card, ...] = (TOWN, LIBRARY, BRANCH, YOUTH, AINO, LIISA, OULU)


def ask(address: str, unit: Unit = LIBRARY, cards: tuple[Card, ...] = EVERYBODY) -> Mailbox:
    return Mailboxes(Records.of(cards)).classify(address, unit.id)


@pytest.mark.parametrize(
    "address",
    [
        "kirjasto@testila.fi",
        "  Kirjasto@TESTILA.fi ",
        "kirjasto+facebook@testila.fi",
        '"kirjasto"@testila.fi',
        "Testilän kirjasto <kirjasto@testila.fi>",
        "mailto:kirjasto@testila.fi",
    ],
)
def test_a_units_listed_mailbox_is_its_own_however_it_is_written(address: str) -> None:
    assert ask(address).kind is Kind.OWN_UNITS


def test_a_mailbox_of_the_unit_above_counts_as_own() -> None:
    assert ask("kirjasto@testila.fi", BRANCH).kind is Kind.OWN_UNITS


def test_a_mailbox_of_the_unit_below_is_another_units() -> None:
    mailbox = ask("sivukirjasto@testila.fi", LIBRARY)
    assert mailbox.kind is Kind.OTHER_UNITS
    assert mailbox.units == (BRANCH.id,)


def test_units_above_each_other_in_a_ring_have_nobody_above() -> None:
    ring = msgspec.structs.replace(LIBRARY, parent=BRANCH.id)
    cards = (*EVERYBODY, ring)
    assert ask("nuoriso@testila.fi", BRANCH, cards).kind is Kind.OTHER_UNITS
    assert ask("kirjasto@testila.fi", BRANCH, cards).kind is Kind.OTHER_UNITS
    assert ask("sivukirjasto@testila.fi", LIBRARY, cards).kind is Kind.OTHER_UNITS
    assert ask("kirjasto@testila.fi", LIBRARY, cards).kind is Kind.OWN_UNITS


def test_a_unit_above_itself_has_its_own_mailboxes_and_no_others() -> None:
    itself = msgspec.structs.replace(LIBRARY, parent=LIBRARY.id)
    cards = (*EVERYBODY, itself)
    assert ask("kirjasto@testila.fi", LIBRARY, cards).kind is Kind.OWN_UNITS
    assert ask("kirjasto@testila.fi", BRANCH, cards).kind is Kind.OWN_UNITS
    assert ask("nuoriso@testila.fi", LIBRARY, cards).kind is Kind.OTHER_UNITS


def test_below_a_ring_only_the_unit_right_above_counts() -> None:
    bus = Unit(id=made("bus"), name="Kirjastoauto", parent=BRANCH.id)
    ring = msgspec.structs.replace(LIBRARY, parent=BRANCH.id)
    cards = (*EVERYBODY, ring, bus)
    assert ask("sivukirjasto@testila.fi", bus, cards).kind is Kind.OWN_UNITS
    assert ask("kirjasto@testila.fi", bus, cards).kind is Kind.OTHER_UNITS


def test_a_mailbox_that_two_units_share_is_each_ones_own() -> None:
    also = Unit(id=YOUTH.id, name="Nuorisopalvelut", mailboxes=("kirjasto@testila.fi",))
    assert ask("kirjasto@testila.fi", also, (*EVERYBODY, also)).kind is Kind.OWN_UNITS


@pytest.mark.parametrize(
    ("address", "person", "evidence"),
    [
        ("aino.makela@testila.fi", AINO, Evidence.NAME),
        ("AINO.MÄKELÄ@testila.fi", AINO, Evidence.NAME),
        ("makela.aino@testila.fi", AINO, Evidence.NAME),
        ("ainomaekelae@testila.fi", AINO, Evidence.NAME),
        ("aino.makela+fb@testila.fi", AINO, Evidence.NAME),
        ("ext-aino.makela@testila.fi", AINO, Evidence.NAME),
        ("aino.makela@edu.testila.fi", AINO, Evidence.NAME),
        ("aino.makela@xn--ijl-placb.fi", AINO, Evidence.NAME),
        ("aino.makela@gmail.com", AINO, Evidence.NAME),
        ("aino.makela@mainostoimisto.example", AINO, Evidence.NAME),
        ("amakela@testila.fi", AINO, Evidence.INITIAL),
        ("a.makela@hotmail.fi", AINO, Evidence.INITIAL),
        ("ainoliini@gmail.com", AINO, Evidence.LISTED),
        ("annaliisa.virtanen@testila.fi", LIISA, Evidence.NAME),
        ("liisa.koski@testila.fi", LIISA, Evidence.NAME),
    ],
)
def test_a_persons_address_is_recognised(address: str, person: Person, evidence: Evidence) -> None:
    mailbox = ask(address)
    assert (mailbox.kind, mailbox.person, mailbox.evidence) == (Kind.PERSON, person.id, evidence)


def test_a_listed_mailbox_that_bears_a_persons_name_is_the_persons() -> None:
    listed = Unit(id=YOUTH.id, name="Nuorisopalvelut", mailboxes=("aino.makela@testila.fi",))
    assert ask("aino.makela@testila.fi", listed, (*EVERYBODY, listed)).kind is Kind.PERSON


def test_a_shared_mailbox_among_a_persons_addresses_is_still_shared() -> None:
    sloppy = Person(id=AINO.id, name="Aino Mäkelä", addresses=("kirjasto@testila.fi",))
    assert ask("kirjasto@testila.fi", LIBRARY, (*EVERYBODY, sloppy)).kind is Kind.OWN_UNITS


def test_an_address_shaped_like_a_name_is_a_persons_where_peoples_addresses_are() -> None:
    mailbox = ask("matti.meikalainen@testila.fi")
    assert (mailbox.kind, mailbox.evidence) == (Kind.PERSON, Evidence.SHAPE)


def test_an_address_shaped_like_a_name_is_unknown_where_nobody_has_such_a_one() -> None:
    mailbox = ask("matti.meikalainen@testila.fi", LIBRARY, (TOWN, LIBRARY, OULU))
    assert mailbox.kind is Kind.UNKNOWN
    assert "looks like a name" in str(mailbox.reason)


@pytest.mark.parametrize(
    "local",
    [
        *("info", "kirjastot", "keskustakirjasto", "kirjastoauto", "nuorisopalvelut", "viestinta"),
        *("viestintae", "viestintä", "kirjaamo", "asiakaspalvelu", "some", "somet", "tiedotus"),
        *("rekry", "museo", "uimahalli", "liikunta", "liikunnan.palvelut", "alakoulu", "koulu"),
        *("paivakoti", "päiväkoti.koivula", "sivistys", "kulttuuri", "matkailu", "tapahtumat"),
        *("palaute", "toimisto", "hallinto", "yrityspalvelut", "tekninen", "tuki.palvelut"),
        *("bibliotek", "stadsbiblioteket", "ungdomsgarden", "fritid", "dagis.daghem", "vaxel"),
        *("library", "youth", "marketing", "events", "customer.service", "townhall.office"),
        *("facebook", "testilan.facebook", "testila", "harman", "info2", "johtaja"),
    ],
)
def test_words_for_posts_and_services_tell_a_shared_mailbox(local: str) -> None:
    assert ask(f"{local}@testila.fi").kind is Kind.UNLISTED


@pytest.mark.parametrize(
    "surname",
    [
        *("Korhonen", "Halli", "Isotalo", "Toimela", "Kunnas", "Lundstad", "Palviainen", "Opas"),
        *("Kaupinmäki", "Vanhala", "Museus", "Sosa", "Tietäväinen", "Matkala", "Infors", "Somero"),
        *("Supponen", "Rekola", "Kirjavainen", "Johtela", "Nuorala", "Yrjölä", "Ekonen", "Itälä"),
    ],
)
def test_surnames_that_begin_like_words_for_posts_stay_names(surname: str) -> None:
    assert ask(f"sirpa.{surname}@testila.fi").kind is Kind.PERSON


def test_a_word_that_is_also_an_initial_and_a_surname_is_a_word_first() -> None:
    assert ask("koulu@testila.fi").kind is Kind.UNLISTED


@pytest.mark.parametrize("local", ["aino.kirjasto", "xyz", "ppk.etela", "aino", "1234"])
def test_what_cannot_be_told_is_unknown_with_a_reason(local: str) -> None:
    mailbox = ask(f"{local}@testila.fi")
    assert mailbox.kind is Kind.UNKNOWN
    assert str(mailbox.reason)
    assert local not in str(mailbox.reason)


@pytest.mark.parametrize("domain", ["gmail.com", "suomi24.fi", "pp.inet.fi", "TELIA.com"])
def test_a_consumer_mailbox_is_known_even_when_a_unit_lists_it(domain: str) -> None:
    listed = Unit(id=YOUTH.id, name="Nuorisopalvelut", mailboxes=(f"nuoriso@{domain}",))
    assert ask(f"nuoriso@{domain}", listed, (*EVERYBODY, listed)).kind is Kind.CONSUMER


def test_another_organisations_mailbox_is_outside() -> None:
    assert ask("info@mainostoimisto.example").kind is Kind.OUTSIDE


@pytest.mark.parametrize(
    "domain", ["testila.fi.example.com", "testla.fi", "testila.com", "tеstila.fi"]
)
def test_a_look_alike_is_told_with_what_it_imitates(domain: str) -> None:
    mailbox = ask(f"kirjasto@{domain}")
    assert (mailbox.kind, mailbox.imitates) == (Kind.LOOK_ALIKE, "testila.fi")


def test_an_internationalised_domain_is_the_same_either_way_it_is_written() -> None:
    for domain in ("äijälä.fi", "xn--ijl-placb.fi", "ÄIJÄLÄ.FI"):
        assert ask(f"info@{domain}").kind is Kind.UNLISTED


def test_without_domains_of_the_organisation_nothing_is_outside() -> None:
    bare = Organisation(id=TOWN.id, name="Testilä")
    mailbox = ask("kirjasto@testila.fi", LIBRARY, (*EVERYBODY, bare))
    assert mailbox.kind is Kind.UNKNOWN
    assert ask("kirjasto@gmail.com", LIBRARY, (*EVERYBODY, bare)).kind is Kind.CONSUMER


@pytest.mark.parametrize("text", ["", "  "])
def test_no_address_is_missing(text: str) -> None:
    assert ask(text).kind is Kind.MISSING


@pytest.mark.parametrize(
    "text",
    [
        "ei tiedossa",
        "kirjasto",
        "@testila.fi",
        "kirjasto@",
        "a@b",
        "a@b@testila.fi",
        "a b@testila.fi",
    ],
)
def test_what_is_no_address_is_invalid(text: str) -> None:
    assert ask(text).kind is Kind.INVALID


def test_a_person_made_of_a_services_name_is_not_taken_for_one() -> None:
    service = Person(id=made("service"), name="Kirjaston Asiakaspalvelu", listed=False)
    mailbox = ask("kirjaston.asiakaspalvelu@testila.fi", LIBRARY, (*EVERYBODY, service))
    assert mailbox.kind is Kind.UNLISTED


@pytest.mark.parametrize("login", ["aino.makela", "AinoMakela", "ainomäkelä85", "amakela"])
def test_a_login_that_is_a_persons_name_is_known(login: str) -> None:
    mailbox = Mailboxes(Records.of(EVERYBODY)).person_of_login(login)
    assert mailbox is not None
    assert mailbox.person == AINO.id


@pytest.mark.parametrize(
    "login", ["testilankirjasto", "kirjasto", "matti.meikalainen", "koulu", ""]
)
def test_other_logins_are_nobodys_name(login: str) -> None:
    assert Mailboxes(Records.of(EVERYBODY)).person_of_login(login) is None


_asked_for_anything = Mailboxes(Records.of(EVERYBODY))


@given(st.text(max_size=120), st.sampled_from(["", "@testila.fi", "@gmail.com", "@testila.fi.x"]))
@example("\u0345", "@testila.fi")
@example("+", "@testila.fi")
@example('"', "@testila.fi")
@example("@", "@xn--")
def test_any_text_gets_an_answer(text: str, domain: str) -> None:
    mailbox = _asked_for_anything.classify(text + domain, LIBRARY.id)
    assert (mailbox.kind is Kind.UNKNOWN) == (mailbox.reason is not None)
    _asked_for_anything.person_of_login(text)
