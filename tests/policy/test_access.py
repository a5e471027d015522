"""By which ways a person gets into an account."""

import msgspec

from policy.access import PASSWORD, left_open, ways_in
from somesec.model import Administrator, Right, RotationDue, Status
from tests.policy.town import AINO, TODAY, VEIKKO, named, page

NOBODYS = page(
    administrators=(),
    second_factor_of=None,
    recovery_phone_of=None,
    registered_address="",
    recovery_address="",
    login="",
)


def test_an_account_that_names_somebody_nowhere_is_out_of_their_reach() -> None:
    without_address = msgspec.structs.replace(AINO, addresses=())
    assert ways_in(AINO, NOBODYS) == ways_in(without_address, NOBODYS) == ()


def test_rights_of_all_entries_count() -> None:
    twice = tuple(
        Administrator(person=AINO.id, rights=(right,))
        for right in (Right.MODERATE, Right.ADMINISTER)
    )
    account = msgspec.structs.replace(NOBODYS, administrators=twice)
    assert ways_in(AINO, account) == ("administrator", "moderator")
    assert ways_in(VEIKKO, account) == ()


def test_addresses_are_told_whatever_their_case() -> None:
    aino = msgspec.structs.replace(AINO, addresses=("aino@testila.fi",))
    account = msgspec.structs.replace(
        NOBODYS, login="Aino@Testila.fi", recovery_address="AINO@testila.fi"
    )
    assert ways_in(aino, account) == ("recovery-address", "login")


def test_a_password_is_known_until_it_is_changed() -> None:
    due = RotationDue(since=TODAY, reason="leaver", person=AINO.id)
    account = msgspec.structs.replace(NOBODYS, rotation_due=due)
    assert left_open(AINO, account) == (PASSWORD,)
    assert left_open(VEIKKO, account) == ()
    assert left_open(AINO, NOBODYS) == ()


def test_another_cause_for_the_change_stands_for_this_one_too() -> None:
    due = RotationDue(since=TODAY, reason="leaver", person=named("somebody"))
    account = msgspec.structs.replace(NOBODYS, rotation_due=due, second_factor_of=AINO.id)
    assert left_open(AINO, account) == ("second-factor", PASSWORD)


def test_nothing_is_open_at_a_page_that_is_closed() -> None:
    account = msgspec.structs.replace(NOBODYS, second_factor_of=AINO.id, status=Status.CLOSED)
    assert left_open(AINO, account) == ()
