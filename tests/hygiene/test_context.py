import pytest

from somesec.hygiene.context import KINDS, PasswordContext, context_words, kinds_in

TESTILA = PasswordContext(
    organisation="Testilä",
    domains=("testila.fi",),
    units=("Testilän kirjasto", "Nuorisopalvelut", "Bibliotek"),
    platform="facebook",
    handle="luetaan.yhdessa",
    login="some-posti@testila.fi",
    people=("Aino Mäkelä",),
)


@pytest.mark.parametrize(
    ("password", "kind"),
    [
        ("Testilä2024!", "organisation"),
        ("xx-testila-99", "organisation"),
        ("T3st1l4!", "organisation"),
        ("Kirjaston7", "unit"),
        ("nuorisopalvelujen", "unit"),
        ("B1bl10t3k", "unit"),
        ("f4ceb00k!!", "platform"),
        ("LuetaanYhdessa1", "handle"),
        ("someposti#1", "login"),
        ("MakelaAino77", "person"),
        ("mäkelä!", "person"),
    ],
)
def test_context_words_are_found_folded_inflected_joined_and_in_disguise(
    password: str, kind: str
) -> None:
    assert kind in kinds_in(password, TESTILA)


def test_a_word_that_stretches_over_the_domains_end_is_not_sought() -> None:
    assert "fi" not in context_words(TESTILA)


def test_a_password_without_context_words_has_no_kinds() -> None:
    assert kinds_in("oikea-hevonen-akku-niitti", TESTILA) == ()


def test_kinds_come_in_one_order() -> None:
    assert kinds_in("facebook testila kirjasto makela", TESTILA) == (
        "organisation",
        "unit",
        "platform",
        "login",
        "person",
    )
    assert set(KINDS) >= set(kinds_in("testila", TESTILA))


def test_an_empty_context_has_no_words() -> None:
    assert not context_words(PasswordContext())
