"""Two who have the same register open: each sees what the other wrote, and nothing is lost."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from somesec.errors import ConflictError, InputError
from somesec.register import Register, accounts, means, people, rotation, secrets, units, verifying
from somesec.vault.passphrase import Unlocked, unlock
from tests.conftest import PASSPHRASE, TODAY, Town
from tests.register.crew import AINO, Crew

pytestmark = pytest.mark.usefixtures("quick", "on_the_day")


@pytest.fixture
def elsewhere(town: Town) -> Iterator[Register]:
    with Register.open(town.place, PASSPHRASE) as register:
        yield register


def test_refreshing_takes_in_what_was_written_elsewhere(town: Town, elsewhere: Register) -> None:
    assert town.register.refresh() is False
    unit = units.add(elsewhere, {"name": "Uusi"})
    account = accounts.add(elsewhere, {"unit": "Uusi", "platform": "x", "handle": "uusi"})
    seen = town.register.records
    assert unit.id not in seen.units
    assert town.register.refresh() is True
    assert unit.id not in seen.units
    assert town.register.records == elsewhere.records
    assert accounts.edit(town.register, account.id, {"notes": "here"}).notes == "here"
    assert town.register.refresh() is False


def test_what_was_removed_elsewhere_is_gone_here(town: Town, elsewhere: Register) -> None:
    tiktok = accounts.find(elsewhere, "tiktok")
    with elsewhere.change("removed") as change:
        change.remove(tiktok.id)
    assert town.register.refresh() is True
    assert tiktok.id not in town.register.records.accounts
    assert town.register.revision(tiktok.id) == 0


def test_edits_of_different_columns_are_both_kept(town: Town, elsewhere: Register) -> None:
    tiktok = accounts.find(town.register, "tiktok")
    accounts.edit(elsewhere, tiktok.id, {"notes": "from elsewhere"})
    accounts.edit(town.register, tiktok.id, {"login": "from here"})
    elsewhere.refresh()
    kept = elsewhere.records.accounts[tiktok.id]
    assert (kept.notes, kept.login) == ("from elsewhere", "from here")


def test_a_form_opened_before_somebody_elses_change_is_refused(
    town: Town, elsewhere: Register
) -> None:
    tiktok = accounts.find(town.register, "tiktok")
    kirjasto = units.find(town.register, "Kirjasto")
    aino = people.find(town.register, "Aino Testi")
    opened = [town.register.revision(record.id) for record in (tiktok, kirjasto, aino)]
    accounts.edit(elsewhere, tiktok.id, {"notes": "theirs"})
    units.edit(elsewhere, kirjasto.id, {"website": "theirs.fi"})
    people.edit(elsewhere, aino.id, {"employment": "intern"})
    with pytest.raises(ConflictError):
        accounts.edit(town.register, tiktok.id, {"notes": "ours"}, expected=opened[0])
    with pytest.raises(ConflictError):
        units.edit(town.register, kirjasto.id, {"website": "ours.fi"}, expected=opened[1])
    with pytest.raises(ConflictError):
        people.edit(town.register, aino.id, {"employment": "elected"}, expected=opened[2])
    assert town.register.records == elsewhere.records
    assert town.register.revision(tiktok.id) == opened[0] + 1
    accounts.edit(town.register, tiktok.id, {"notes": "ours"}, expected=opened[0] + 1)


def test_the_same_account_cannot_be_added_twice_from_two_places(
    town: Town, elsewhere: Register
) -> None:
    columns = {"unit": "Kirjasto", "platform": "facebook", "handle": "kahdesti"}
    accounts.add(elsewhere, columns)
    with pytest.raises(InputError, match="already"):
        accounts.add(town.register, columns)
    units.add(elsewhere, {"name": "Uusi"})
    with pytest.raises(InputError, match="already"):
        units.add(town.register, {"name": " uusi "})
    people.add(elsewhere, {"name": "Uuno"})
    with pytest.raises(InputError, match="already"):
        people.add(town.register, {"name": "Uuno", "address": "uuno@testila.fi"})


def test_a_leaver_reaches_accounts_that_were_added_elsewhere(
    town: Town, elsewhere: Register
) -> None:
    columns = {"unit": "Kirjasto", "platform": "x", "handle": "uusi", "administrators": "Eino Koe"}
    account = accounts.add(elsewhere, columns)
    eino = people.find(town.register, "Eino Koe")
    assert account.id in {a.id for a in people.leave(town.register, eino.id, TODAY)}


def test_a_change_that_raises_writes_nothing(town: Town, elsewhere: Register) -> None:
    before, stored = town.register.records, town.place.read_bytes()
    tiktok = accounts.find(town.register, "tiktok")

    def half() -> None:
        with town.register.change("half") as change:
            change.remove(tiktok.id)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert town.register.records == before
    assert town.place.read_bytes() == stored
    assert elsewhere.refresh() is False


def test_a_new_unit_of_somebody_else_can_be_read_and_written(
    town: Town, elsewhere: Register
) -> None:
    unit = units.add(elsewhere, {"name": "Uusi"})
    town.register.refresh()
    accounts.add(town.register, {"unit": "Uusi", "platform": "x", "handle": "uusi"})
    units.edit(town.register, unit.id, {"name_sv": "Ny"})
    assert verifying.verified(elsewhere).problems == ()
    assert verifying.verify(town.place, PASSPHRASE).problems == ()


def test_verifying_an_open_register_sees_what_is_stored_now(
    town: Town, elsewhere: Register
) -> None:
    facebook = accounts.find(elsewhere, "facebook")
    secrets.set_field(elsewhere, facebook.id, "password", "quite another 66")
    units.add(elsewhere, {"name": "Uusi"})
    verdict = verifying.verified(town.register)
    assert verdict.problems == ()
    assert verdict == verifying.verified(elsewhere)


def test_everyone_and_everything_within_reach_is_due_when_somebody_leaves(town: Town) -> None:
    register = town.register
    eino = people.add(register, {"name": "Lasse Lähtijä", "address": "lasse@testila.fi"})
    ways = {
        "administers": {"administrators": "Lasse Lähtijä"},
        "moderates": {"moderators": "Lasse Lähtijä"},
        "factor": {"second_factor": "app", "second_factor_of": "Lasse Lähtijä"},
        "phone": {"recovery_phone_of": "Lasse Lähtijä"},
        "registered": {"registered_address": "Lasse@testila.fi"},
        "recovery": {"recovery_address": "lasse@testila.fi"},
        "login": {"login": "lasse@testila.fi"},
    }
    for handle, columns in ways.items():
        accounts.add(register, {"unit": "Kirjasto", "platform": "x", "handle": handle} | columns)
    closed = accounts.add(
        register,
        {"unit": "Kirjasto", "platform": "x", "handle": "closed", "administrators": eino.name},
    )
    accounts.close(register, closed.id, requested_by="Lasse", removed_from_view_on=TODAY)
    reached = people.leave(register, eino.id, date(2026, 11, 30))
    assert {account.handle for account in reached} == set(ways)
    for account in register.records.accounts.values():
        assert (account.rotation_due is not None) == (account.handle in ways)
    assert register.records.people[eino.id].left_on == date(2026, 11, 30)


def test_names_in_our_columns_lead_back_to_the_same_records(town: Town) -> None:
    register = town.register
    for address in ("mikko.a@testila.fi", "mikko.b@testila.fi"):
        people.add(register, {"name": "Mikko Mainio", "address": address})
    people.add(register, {"name": "Kirjasto", "address": "k@testila.fi"})
    first, second = (p for p in people.listed(register) if p.name == "Mikko Mainio")
    account = accounts.add(
        register,
        {
            "unit": "Kirjasto",
            "platform": "x",
            "handle": "kaksi",
            "administrators": "mikko.a@testila.fi;mikko.b@testila.fi",
            "recovery_phone_of": "k@testila.fi",
        },
    )
    assert {a.person for a in account.administrators} == {first.id, second.id}
    written = {name: text for name, text in accounts.as_values(register, account).items() if text}
    again = accounts.edit(register, account.id, written)
    assert again == account
    for unit in units.listed(register):
        assert units.edit(register, unit.id, units.as_values(register, unit)) == unit
    for person in people.listed(register):
        assert people.edit(register, person.id, people.as_values(register, person)) == person


def test_two_people_cannot_share_an_address(town: Town) -> None:
    with pytest.raises(InputError, match="already"):
        people.add(town.register, {"name": "Joku Muu", "address": "AINO.testi@testila.fi"})
    siiri = people.find(town.register, "Siiri")
    with pytest.raises(InputError, match="already"):
        people.edit(town.register, siiri.id, {"address": "aino.testi@testila.fi"})


def test_a_unit_cannot_take_another_ones_name_in_any_language(town: Town) -> None:
    with pytest.raises(InputError, match="already"):
        units.add(town.register, {"name": "Library", "name_fi": "KIRJASTO"})


def test_what_is_not_there_any_more_is_told(town: Town, elsewhere: Register) -> None:
    tiktok, youtube = (accounts.find(town.register, name) for name in ("tiktok", "youtube"))
    unit, person = uuid4(), uuid4()
    with elsewhere.change("removed") as change:
        change.remove(tiktok.id)
    for use in (
        lambda: accounts.edit(town.register, tiktok.id, {"notes": "late"}),
        lambda: accounts.edit(town.register, tiktok.id, {"main_page": "yes"}),
        lambda: accounts.close(town.register, tiktok.id, requested_by="Aino"),
        lambda: secrets.set_field(town.register, tiktok.id, "password", "late 1"),
        lambda: secrets.suggest(town.register, tiktok.id),
        lambda: rotation.start(town.register, tiktok.id),
        lambda: units.edit(town.register, unit, {"website": "late.fi"}),
        lambda: units.add_mailbox(town.register, unit, "late@testila.fi"),
        lambda: people.edit(town.register, person, {"name": "Late"}),
        lambda: people.leave(town.register, person, TODAY),
    ):
        with pytest.raises(InputError, match="There is no"):
            use()
    accounts.edit(town.register, youtube.id, {"notes": "goes on"})
    assert verifying.verified(elsewhere).problems == ()


def test_what_another_program_here_wrote_during_the_unlocking_is_no_older_state(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(*args: Any, **given: Any) -> Unlocked:
        monkeypatch.setattr(means, "unlock", unlock)
        with crew.open(AINO) as other:
            people.add(other, {"name": "Maija Meanwhile"})
        return unlock(*args, **given)

    monkeypatch.setattr(means, "unlock", slowly)
    register = crew.open(AINO)
    assert register.problems == ()
    assert people.find(register, "Maija Meanwhile")
