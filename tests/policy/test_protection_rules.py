import pytest

from policy.catalogue import load_catalogue
from somesec.model import Account, SecondFactor, Status
from tests.policy.town import AINO, LIBRARY, codes, facts, named, page, unknowns


def factor(kind: SecondFactor | None, **changes: object) -> Account:
    return page(second_factor=kind, **{"second_factor_of": LIBRARY.id, **changes})


def protection(*cards: Account) -> list[str]:
    return [code for code in codes(*cards) if code.startswith("SOM9")]


def test_an_account_without_second_factor_is_found() -> None:
    assert protection(factor(SecondFactor.NONE)) == ["SOM901"]


def test_no_word_on_the_second_factor_is_unknown() -> None:
    assert protection(factor(None)) == []
    assert unknowns(factor(None)) == ["SOM901"]


def test_nothing_is_asked_where_the_service_offers_none() -> None:
    bare = next(p.id for p in load_catalogue() if not p.second_factors)
    assert protection(factor(SecondFactor.NONE, platform=bare)) == []
    assert "SOM901" not in unknowns(factor(None, platform=bare))


@pytest.mark.parametrize(
    "kind", [SecondFactor.APP, SecondFactor.KEY, SecondFactor.PASSKEY, SecondFactor.TOTP]
)
def test_a_factor_on_one_persons_device_is_found(kind: SecondFactor) -> None:
    assert protection(factor(kind, second_factor_of=AINO.id)) == ["SOM902"]


def test_codes_whose_key_is_in_the_register_are_shared() -> None:
    shared = factor(SecondFactor.TOTP, second_factor_of=AINO.id, facts=facts(has_totp=True))
    assert protection(shared) == []
    app = factor(SecondFactor.APP, second_factor_of=AINO.id, facts=facts(has_totp=True))
    assert protection(app) == ["SOM902"]


@pytest.mark.parametrize("owner", [None, named("nobody")])
def test_a_factor_of_nobody_known_is_unknown(owner: object) -> None:
    assert protection(factor(SecondFactor.APP, second_factor_of=owner)) == []
    assert unknowns(factor(SecondFactor.APP, second_factor_of=owner)) == ["SOM902"]


@pytest.mark.parametrize("kind", [SecondFactor.SMS, SecondFactor.EMAIL])
def test_a_weak_factor_is_found_where_the_service_offers_better(kind: SecondFactor) -> None:
    assert protection(factor(kind)) == ["SOM903"]


def test_for_a_service_outside_the_catalogue_better_factors_are_unknown() -> None:
    assert "SOM903" in unknowns(factor(SecondFactor.SMS, platform="other"))


@pytest.mark.parametrize("status", [Status.PLANNED, Status.CLOSED])
def test_accounts_not_in_use_need_no_second_factor(status: Status) -> None:
    assert protection(factor(SecondFactor.NONE, status=status)) == []
    assert unknowns(factor(None, status=status)) == []
