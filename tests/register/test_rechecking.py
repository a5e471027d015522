"""Passwords measured again where their facts are out of date, by whoever may open them."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from somesec import clock
from somesec.hygiene.intranet import nt_hashes
from somesec.model import Account, Answer, Breach, Facts, Unit
from somesec.register import (
    Register,
    accounts,
    breaches,
    intranet,
    members,
    people,
    rechecking,
    secrets,
    units,
    verifying,
)
from somesec.register.facts import CHANGED_MEANWHILE
from somesec.register.keys import CARD, SECRET
from somesec.register.roles import UNIT_ADMIN
from tests.conftest import PASSPHRASE, PASSWORD, TODAY, Town
from tests.register.holding import let_go_of_secret_keys
from tests.register.newcomers import let_in
from tests.register.quick import QuickMeasurer, measured_anew
from tests.register.test_breaches import digest as sha1

pytestmark = pytest.mark.usefixtures("quick", "on_the_day")

LATER = TODAY + timedelta(30)
MEASURER = Register.measurer


@pytest.fixture
def three(town: Town) -> Town:
    """The town with three passwords, of two units."""
    measured_anew(town.register)
    for handle in ("instagram", "tiktok"):
        account = accounts.find(town.register, handle)
        secrets.set_field(town.register, account.id, "password", f"salasana {handle}")
    assert stale(town) == set()
    return town


def named(town: Town, ids: Sequence[UUID]) -> set[str]:
    return {town.register.records.accounts[one].platform for one in ids}


def stale(town: Town) -> set[str]:
    return named(town, rechecking.stale(town.register))


def card(town: Town, name: str) -> Account:
    return accounts.find(town.register, name)


def unit_of(town: Town, name: str) -> Unit:
    return town.register.records.units[card(town, name).unit]


def facts(town: Town, name: str) -> Facts:
    found = card(town, name).facts
    assert found is not None
    return found


def set_facts(town: Town, name: str, **values: Any) -> None:
    """Lets the facts on the card be as they were written some day."""
    account = card(town, name)
    with town.register.change("as it was") as change:
        new = msgspec.structs.replace(facts(town, name), **values)
        change.put(msgspec.structs.replace(account, facts=new))


def load(town: Town, folder: Path, *passwords: str) -> None:
    file = folder / "hashes.txt"
    hashes = [nt_hashes(password)[0].hex() for password in (*passwords, "some other")]
    file.write_text("\n".join(hashes), encoding="utf-8")
    intranet.load(town.register, file)


def test_facts_by_an_older_engine_are_measured_again_once(three: Town) -> None:
    set_facts(three, "tiktok", engine="zxcvbn 4.0.0, somesec 0", strength=0)
    set_facts(three, "facebook", engine="zxcvbn 999.0, somesec 999", strength=0)
    assert stale(three) == {"tiktok"}
    result = rechecking.recheck(three.register)
    assert (named(three, result.measured), result.unknown) == ({"tiktok"}, ())
    assert facts(three, "tiktok").strength == 4
    assert facts(three, "facebook").strength == 0
    assert rechecking.recheck(three.register).measured == ()


def test_another_word_around_the_account_makes_its_facts_out_of_date(three: Town) -> None:
    register = three.register
    accounts.edit(register, card(three, "facebook").id, {"handle": "testilankirjastot"})
    assert stale(three) == {"facebook"}
    kirjasto = next(u for u in register.records.units.values() if u.name == "Kirjasto")
    units.edit(register, kirjasto.id, {"name_sv": "Bibliotek"})
    assert stale(three) == {"facebook", "instagram"}
    eino = next(p for p in register.records.people.values() if p.name == "Eino Koe")
    people.edit(register, eino.id, {"name": "Eino Toinen"})
    assert stale(three) == {"facebook", "instagram", "tiktok"}
    assert len(rechecking.recheck(register).measured) == 3
    assert stale(three) == set()
    accounts.edit(register, card(three, "facebook").id, {"notes": "no word of the password's"})
    assert stale(three) == set()


@pytest.mark.parametrize(("days", "old"), [(365, False), (366, True)])
def test_a_measurement_is_made_again_after_the_policys_interval(
    three: Town, days: int, old: bool
) -> None:
    with clock.frozen(TODAY + timedelta(days)):
        assert stale(three) == ({"facebook", "instagram", "tiktok"} if old else set())


def test_a_newer_list_of_the_intranets_passwords_asks_for_a_comparison(
    three: Town, tmp_path: Path
) -> None:
    load(three, tmp_path, "salasana tiktok")
    assert stale(three) == {"facebook", "instagram", "tiktok"}
    rechecking.recheck(three.register)
    assert stale(three) == set()
    assert facts(three, "tiktok").intranet.match is Answer.YES
    assert facts(three, "facebook").intranet.match is Answer.NO
    with clock.frozen(LATER):
        load(three, tmp_path, "salasana tiktok")
        # What was found is found; a comparison could only say the same.
        assert stale(three) == {"facebook", "instagram"}
        rechecking.recheck(three.register)
        assert facts(three, "facebook").intranet.checked_on == LATER


def test_a_recheck_moves_no_date_of_a_change_and_forgets_no_answer(three: Town) -> None:
    changed_on, leaked = date(2026, 1, 2), Breach(seen=Answer.YES, source="corpus")
    set_facts(three, "tiktok", engine="old", changed_on=changed_on, breach=leaked)
    before, secret = card(three, "tiktok"), three.register.opened(card(three, "tiktok").id)
    with clock.frozen(LATER):
        rechecking.recheck(three.register)
    after = card(three, "tiktok")
    assert after.facts is not None
    assert (after.facts.changed_on, after.facts.breach) == (changed_on, leaked)
    assert after.facts.measured_on == LATER
    assert msgspec.structs.replace(after, facts=before.facts) == before
    assert three.register.opened(after.id).revision == secret.revision
    assert verifying.verify(three.place, PASSPHRASE).problems == ()


def test_facts_of_another_password_are_not_made_anew(three: Town) -> None:
    """Whoever writes a guess behind facts of their own would read its fingerprint otherwise."""
    set_facts(three, "tiktok", engine="old", fingerprint=b"of-who-knows-wha")
    forged = facts(three, "tiktok")
    head = three.register._contents.ledger.head.sequence
    result = rechecking.recheck(three.register)
    assert result.measured == ()
    assert result.unknown == ((card(three, "tiktok").id, rechecking.OF_ANOTHER),)
    assert facts(three, "tiktok") == forged
    assert three.register._contents.ledger.head.sequence == head


def test_one_change_is_written_for_each_batch(three: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rechecking, "BATCH", 2)
    for name in ("facebook", "instagram", "tiktok"):
        set_facts(three, name, engine="old")
    ledger = three.register._contents.ledger
    before = ledger.head.sequence
    told: list[tuple[int, int]] = []
    rechecking.recheck(three.register, lambda done, of: told.append((done, of)))
    assert ledger.head.sequence == before + 2
    assert told[-1] == (3, 3)


def test_nothing_out_of_date_writes_nothing_and_starts_no_process(
    three: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_measurer(self: Register) -> QuickMeasurer:
        raise AssertionError("a measurer was asked for")

    monkeypatch.setattr(Register, "measurer", no_measurer)
    head = three.register._contents.ledger.head
    assert rechecking.recheck(three.register) == rechecking.Rechecked((), ())
    assert three.register._contents.ledger.head == head


def test_a_member_rechecks_only_what_they_may_open_and_the_rest_keeps_its_date(
    three: Town,
) -> None:
    for name in ("facebook", "instagram", "tiktok"):
        set_facts(three, name, engine="old")
    youth = card(three, "tiktok").unit
    with clock.frozen(LATER), Register.open(three.place, PASSPHRASE) as register:
        let_go_of_secret_keys(register, youth)
        result = rechecking.recheck(register)
    assert named(three, result.measured) == {"facebook", "instagram"}
    assert named(three, [one for one, _why in result.unknown]) == {"tiktok"}
    three.register.refresh()
    assert facts(three, "facebook").measured_on == LATER
    assert (facts(three, "tiktok").measured_on, facts(three, "tiktok").engine) == (TODAY, "old")


def test_a_unit_admin_rechecks_the_own_units_passwords(three: Town) -> None:
    for name in ("facebook", "instagram", "tiktok"):
        set_facts(three, name, engine="old")
    library = unit_of(three, "facebook")
    let_in(three.register, "Eino Koe", UNIT_ADMIN, "einon oma tunnuslause", [library])
    with clock.frozen(LATER), Register.open(three.place, "einon oma tunnuslause") as register:
        result = rechecking.recheck(register)
    assert named(three, result.measured) == {"facebook", "instagram"}
    three.register.refresh()
    assert (facts(three, "tiktok").measured_on, facts(three, "tiktok").engine) == (TODAY, "old")


def test_who_may_open_a_password_and_not_write_to_its_card_leaves_it_as_it_is(
    three: Town, corpus: Callable[..., Path]
) -> None:
    set_facts(three, "facebook", engine="old")
    facebooks = unit_of(three, "facebook")
    others = next(unit for unit in three.register.records.units.values() if unit != facebooks)
    let_in(three.register, "Siiri Malli", UNIT_ADMIN, "siirin oma tunnuslause", [others])
    siiri = members.find(three.register, "Siiri Malli")
    with three.register.change(
        "keys-granted"
    ) as change:  # as a unit admin grants, not a coordinator
        for kind in (CARD, SECRET):
            change.give(siiri.id, facebooks.id, kind)
    with Register.open(three.place, "siirin oma tunnuslause") as register:
        facebook = accounts.find(register, "facebook")
        assert register.secret(facebook.id).password == PASSWORD
        before = facebook.facts
        result = rechecking.recheck(register)
        looked_up = breaches.check(register, corpus=corpus(PASSWORD))
        assert (result.measured, looked_up.found) == ((), ())
        for unknown in (result.unknown, looked_up.unknown):
            assert facebook.id in [one for one, _why in unknown]
        assert accounts.find(register, "facebook").facts == before


def test_a_member_without_the_organisations_secret_key_leaves_all_as_it_is(
    three: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_facts(three, "facebook", engine="old")
    monkeypatch.setattr(Register, "measurer", MEASURER)
    with clock.frozen(TODAY), Register.open(three.place, PASSPHRASE) as register:
        let_go_of_secret_keys(register, register.id)
        head = register._contents.ledger.head
        result = rechecking.recheck(register)
        assert result.measured == ()
        assert named(three, [one for one, _why in result.unknown]) == {"facebook"}
        assert register._contents.ledger.head == head


def test_a_password_changed_meanwhile_keeps_the_facts_of_its_change(
    three: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("facebook", "instagram"):
        set_facts(three, name, engine="old")
    measure = QuickMeasurer.measure_all

    def slow(self: QuickMeasurer, requests: Any, progress: Any = None) -> list[Facts]:
        if len(requests) > 1:
            with Register.open(three.place, PASSPHRASE) as elsewhere:
                facebook = accounts.find(elsewhere, "facebook")
                secrets.set_field(elsewhere, facebook.id, "password", "changed meanwhile 9")
        return measure(self, requests, progress)

    monkeypatch.setattr(QuickMeasurer, "measure_all", slow)
    with clock.frozen(LATER):
        result = rechecking.recheck(three.register)
    facebook = card(three, "facebook")
    assert named(three, result.measured) == {"instagram"}
    assert result.unknown == ((facebook.id, CHANGED_MEANWHILE),)
    assert facts(three, "facebook").changed_on == LATER
    assert secrets.show(three.register, facebook.id) == "changed meanwhile 9"


def test_a_second_factor_added_meanwhile_is_not_forgotten(
    three: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_facts(three, "facebook", engine="old")
    measure = QuickMeasurer.measure_all

    def slow(self: QuickMeasurer, requests: Any, progress: Any = None) -> list[Facts]:
        with Register.open(three.place, PASSPHRASE) as elsewhere:
            facebook = accounts.find(elsewhere, "facebook")
            secrets.set_field(elsewhere, facebook.id, "totp", "JBSWY3DPEHPK3PXP")
        return measure(self, requests, progress)

    monkeypatch.setattr(QuickMeasurer, "measure_all", slow)
    rechecking.recheck(three.register)
    assert facts(three, "facebook").has_totp


def test_a_register_that_does_not_verify_is_left_alone(three: Town) -> None:
    set_facts(three, "facebook", engine="old")
    three.register.problems = ("something is damaged",)
    assert rechecking.recheck(three.register) == rechecking.Rechecked((), ())


def test_a_closed_account_is_not_measured_again(three: Town) -> None:
    set_facts(three, "facebook", engine="old")
    id_ = card(three, "facebook").id
    accounts.close(three.register, id_, requested_by="Aino", removed_from_view_on=TODAY)
    assert stale(three) == set()


@pytest.fixture
def corpus(tmp_path: Path) -> Callable[..., Path]:
    def make(*passwords: str) -> Path:
        file = tmp_path / "pwned.txt"
        hashes = sorted([*map(sha1, passwords), *(sha1(f"other {n}") for n in range(500))])
        file.write_text("".join(f"{each}:7\n" for each in hashes), encoding="ascii")
        return file

    return make


@pytest.mark.parametrize(("days", "old"), [(90, False), (91, True)])
def test_a_look_up_is_made_again_after_the_policys_interval_where_it_was_made_before(
    three: Town, corpus: Callable[..., Path], days: int, old: bool
) -> None:
    then = TODAY - timedelta(days)
    looked_up = Breach(seen=Answer.NO, source="pwned.txt, 2026-01-01", checked_on=then)
    set_facts(three, "facebook", breach=looked_up)
    leaked = msgspec.structs.replace(looked_up, seen=Answer.YES)
    set_facts(three, "instagram", breach=leaked)
    expected = {"facebook"} if old else set()
    assert named(three, rechecking.stale_breach_answers(three.register)) == expected
    # Without a place to look, nothing is looked up: no answer gets a new date.
    rechecking.recheck(three.register)
    assert facts(three, "facebook").breach == looked_up
    result = breaches.check(
        three.register,
        corpus=corpus(PASSWORD),
        among=rechecking.stale_breach_answers(three.register),
    )
    assert named(three, result.found) == expected
    assert facts(three, "instagram").breach == leaked
    assert facts(three, "tiktok").breach == Breach()
