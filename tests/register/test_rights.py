"""What a member is offered to do about others is what the trail lets them do."""

import pytest

from somesec.errors import InputError, LockedError
from somesec.model import Unit
from somesec.register import Member, Register, members, rights, units
from somesec.register.keys import SECRET
from somesec.register.roles import AUDITOR, COORDINATOR, UNIT_ADMIN
from tests.conftest import PASSPHRASE, Town
from tests.register.newcomers import let_in

KIT = "recovery kit"
EINO, SIIRI, OUTI = "sininen jarvi nukkuu", "vihrea lintu laulaa", "musta kivi makaa"
OTSO = "punainen kettu juoksee"


@pytest.fixture
def crowd(town: Town) -> Town:
    """Aino and Outi lead it, Eino looks after the library, Siiri reads."""
    kirjasto = units.find(town.register, "Kirjasto")
    let_in(town.register, "Eino Koe", UNIT_ADMIN, EINO, [kirjasto])
    let_in(town.register, "Siiri Malli", AUDITOR, SIIRI)
    let_in(town.register, "Outi Uusi", COORDINATOR, OUTI)
    return town


def _offered(register: Register) -> dict[tuple[str, str, str], bool]:
    return {
        (act, member.name, unit.name): unit in offered(register, member)
        for act, offered in (("grant", rights.grantable), ("revoke", rights.revocable))
        for member in register.members()
        for unit in register.records.units.values()
    }


@pytest.mark.parametrize("passphrase", [PASSPHRASE, EINO, SIIRI, OUTI])
def test_what_is_offered_succeeds_and_what_is_not_is_refused(crowd: Town, passphrase: str) -> None:
    crowd.register.close()
    before = crowd.place.read_bytes()
    with Register.open(crowd.place, passphrase) as register:
        offered = _offered(register)
    for (act, name, unit_name), is_offered in offered.items():
        if name == KIT:
            assert not is_offered
            continue
        crowd.place.write_bytes(before)
        with Register.open(crowd.place, passphrase) as register:
            member = members.find(register, name)
            unit = units.find(register, unit_name)
            assert _succeeds(register, act, member, unit) == is_offered, (act, name, unit_name)


def test_the_key_to_the_fingerprints_is_offered_to_who_lacks_nothing_else(crowd: Town) -> None:
    let_in(crowd.register, "Otso Toinen", COORDINATOR, OTSO)
    kirjasto = units.find(crowd.register, "Kirjasto")
    for unit, name in (("Kirjasto", "Otso Toinen"), ("Nuorisopalvelut", "Outi Uusi")):
        member = members.find(crowd.register, name)
        members.grant(crowd.register, member, units.find(crowd.register, unit))
    with Register.open(crowd.place, OTSO) as otso:
        # He has no such key himself.
        outi = members.find(otso, "Outi Uusi")
        members.grant(otso, outi, kirjasto)
        assert rights.grantable(otso, outi) == []
    with Register.open(crowd.place, EINO) as eino:
        assert rights.lacks_only_fingerprints(eino, outi, kirjasto)
        assert kirjasto in rights.grantable(eino, outi)
        members.grant(eino, outi, kirjasto)
        assert rights.grantable(eino, outi) == []
        assert rights.lacking(eino, outi, kirjasto) == []
    with Register.open(crowd.place, OUTI) as register:
        assert register.holds(register.id, SECRET)


def _succeeds(register: Register, act: str, member: Member, unit: Unit) -> bool:
    # A grant of everything includes one of the cards alone, which is what others than the unit's
    # own can give.
    tries = (
        [lambda: members.revoke(register, member, unit, by_force=True)]
        if act == "revoke"
        else [
            lambda: members.grant(register, member, unit),
            lambda: members.grant(register, member, unit, cards_only=True),
        ]
    )
    for attempt in tries:
        try:
            attempt()
        except (InputError, LockedError):
            continue
        return True
    return False


def test_only_coordinators_decide_who_belongs_to_it(crowd: Town) -> None:
    assert rights.decides(crowd.register)
    for passphrase, leads in ((EINO, False), (SIIRI, False), (OUTI, True)):
        with Register.open(crowd.place, passphrase) as register:
            assert rights.decides(register) == leads
