import pytest

from policy.catalogue import load_catalogue
from somesec.model import Account, SecondFactor, Status
from tests.policy.town import AINO, LIBRARY, codes, facts, named, page, unknowns

WEAK = {"sms", "email", "codes"}


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


def test_a_weak_factor_is_in_order_where_the_service_offers_no_better() -> None:
    only_weak = next(
        p.id for p in load_catalogue() if p.second_factors and set(p.second_factors) <= WEAK
    )
    assert protection(factor(SecondFactor.SMS, platform=only_weak)) == []
    assert "SOM903" not in unknowns(factor(SecondFactor.SMS, platform=only_weak))


def test_a_factor_of_a_unit_or_in_the_shared_mailbox_is_in_order() -> None:
    assert unknowns(factor(SecondFactor.APP)) == []
    assert unknowns(factor(SecondFactor.EMAIL, second_factor_of=None)) == []


@pytest.mark.parametrize(("kind", "found"), [(None, []), (SecondFactor.NONE, ["SOM901"])])
def test_where_there_is_no_factor_nobody_has_it(
    kind: SecondFactor | None, found: list[str]
) -> None:
    assert protection(factor(kind, second_factor_of=AINO.id)) == found
    assert "SOM902" not in unknowns(factor(kind, second_factor_of=None))


def test_codes_of_a_person_are_found_also_where_the_password_is_not_in_the_register() -> None:
    alone = factor(SecondFactor.TOTP, second_factor_of=AINO.id, facts=None)
    assert protection(alone) == ["SOM902"]


@pytest.mark.parametrize("status", [Status.PLANNED, Status.CLOSED])
def test_accounts_not_in_use_need_no_second_factor(status: Status) -> None:
    for changed in (
        factor(SecondFactor.NONE, status=status),
        factor(None, status=status),
        factor(SecondFactor.SMS, status=status, second_factor_of=AINO.id),
        factor(SecondFactor.SMS, status=status, platform="other"),
        factor(SecondFactor.APP, status=status, second_factor_of=None),
    ):
        assert protection(changed) == []
        assert unknowns(changed) == []


def test_a_closing_account_still_needs_its_second_factor() -> None:
    assert protection(factor(SecondFactor.NONE, status=Status.CLOSING)) == ["SOM901"]
    alone = factor(SecondFactor.SMS, status=Status.CLOSING, second_factor_of=AINO.id)
    assert protection(alone) == ["SOM902", "SOM903"]
