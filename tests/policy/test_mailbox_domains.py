import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policy.domains import imitated, is_consumer, plain_domain, within


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Testila.FI.", "testila.fi"),
        ("äänekoski.fi", "xn--nekoski-4waa.fi"),
        ("xn--nekoski-4waa.fi", "xn--nekoski-4waa.fi"),
        ("testila..fi", ""),
        ("-testila.fi", ""),
        ("test ila.fi", ""),
        ("", ""),
        ("a" * 64 + ".fi", ""),
    ],
)
def test_a_domain_has_one_written_form(text: str, plain: str) -> None:
    assert plain_domain(text) == plain


def test_a_subdomain_is_within_and_a_longer_name_is_not() -> None:
    assert within("edu.testila.fi", "testila.fi")
    assert not within("uusitestila.fi", "testila.fi")


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com",
        "suomi24.fi",
        "elisanet.fi",
        "pp1.inet.fi",
        "telia.com",
        "online.no",
        "luukku.com",
    ],
)
def test_consumer_providers_are_known(domain: str) -> None:
    assert is_consumer(domain)


@pytest.mark.parametrize("domain", ["kauhava.fi", "testila.fi", "fi", "avi.fi", "telia.fi"])
def test_an_organisations_domain_is_no_consumer_providers(domain: str) -> None:
    assert not is_consumer(domain)


@pytest.mark.parametrize(
    "domain",
    [
        "kauhava.fi.example.com",
        "kauhava.fi-posti.com",
        "kauhva.fi",
        "kauhavaa.fi",
        "kauhaca.fi",
        "kauahva.fi",
        "kau-hava.fi",
        "kauhava.com",
        "kauhava.co.uk",
        "kauhva.com",
        "kauhava-fi.com",
        "kauhavafi.com",
        "posti.kauhva.fi",
        "k\u0430uhava.fi",
        "kаuhаvа.fi",
        "kåuhava.fi",
    ],
)
def test_an_imitation_is_seen_through(domain: str) -> None:
    assert imitated(plain_domain(domain), ["kauhava.fi"]) == "kauhava.fi"


@pytest.mark.parametrize(
    "domain",
    [
        "kauhajoki.fi",
        "lapua.fi",
        "kauhavanlehti.fi",
        "example.com",
        "kauhava.onmicrosoft.com",
        "fi",
    ],
)
def test_another_organisations_domain_is_no_imitation(domain: str) -> None:
    assert imitated(domain, ["kauhava.fi"]) is None


def test_towns_of_short_names_are_not_taken_for_each_other() -> None:
    assert imitated("vaala.fi", ["vaasa.fi"]) is None
    assert imitated("pori.fi", ["nori.fi"]) is None
    assert imitated("vasaa.fi", ["vaasa.fi"]) == "vaasa.fi"
    assert imitated("p0ri.fi", ["pori.fi"]) == "pori.fi"


def test_the_domain_above_an_own_subdomain_is_no_imitation() -> None:
    assert imitated("kauhava.fi", ["edu.kauhava.fi"]) is None


@given(st.text(max_size=80))
@example("xn--a.fi")
@example("xn--.fi")
@example(".")
def test_any_text_may_stand_as_a_domain(text: str) -> None:
    plain = plain_domain(text)
    assert plain_domain(plain) == plain
    imitated(plain, ["kauhava.fi"])
    is_consumer(plain)
