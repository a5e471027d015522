"""Rotation loses no password, whatever comes between."""

from datetime import timedelta

import pytest

from somesec import clock
from somesec.errors import ConflictError, InputError
from somesec.model import Account
from somesec.register import Register, accounts, people, rotation, secrets, units
from somesec.register.draft import Draft
from tests.conftest import PASSPHRASE, PASSWORD, TODAY, Town
from tests.register.conftest import New

pytestmark = pytest.mark.usefixtures("quick", "on_the_day")

PENDING = "hopeinen mopo kiitää kotiin"


@pytest.fixture
def facebook(town: Town) -> Account:
    return accounts.find(town.register, "facebook/testilankirjasto")


def test_a_pending_password_stands_beside_the_current_one(town: Town, facebook: Account) -> None:
    assert rotation.start(town.register, facebook.id, password=PENDING) == PENDING
    with Register.open(town.place, PASSPHRASE) as elsewhere:
        assert rotation.pending(elsewhere, facebook.id) == PENDING
        assert secrets.show(elsewhere, facebook.id) == PASSWORD
        assert [account.id for account in rotation.unfinished(elsewhere)] == [facebook.id]


def test_it_is_on_disk_before_anybody_sees_it(
    town: Town, facebook: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object) -> None:
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(Draft, "write", fails)
        with pytest.raises(OSError):  # noqa: PT011 - the one raised above
            rotation.start(town.register, facebook.id, password=PENDING)
    assert not town.register.secret(facebook.id).pending
    rotation.start(town.register, facebook.id, password=PENDING)


def test_confirming_keeps_the_old_password_with_its_day(town: Town, facebook: Account) -> None:
    rotation.start(town.register, facebook.id, password=PENDING)
    with clock.frozen(TODAY + timedelta(3)):
        account = rotation.confirm(town.register, facebook.id)
    secret = town.register.secret(facebook.id)
    assert (secret.password, secret.pending, secret.pending_since) == (PENDING, "", None)
    assert [(p.password, p.replaced_on) for p in secret.previous] == [
        (PASSWORD, TODAY + timedelta(3))
    ]
    assert account.facts is not None
    assert account.facts.changed_on == TODAY + timedelta(3)
    assert account.pending_since is None
    assert town.register.records.accounts[facebook.id] == account


def test_cancelling_leaves_the_current_password(town: Town, facebook: Account) -> None:
    rotation.start(town.register, facebook.id, password=PENDING)
    rotation.cancel(town.register, facebook.id)
    secret = town.register.secret(facebook.id)
    assert (secret.password, secret.pending, secret.previous) == (PASSWORD, "", ())
    assert rotation.unfinished(town.register) == []


def test_a_second_start_is_a_conflict_and_keeps_the_first(town: Town, facebook: Account) -> None:
    with Register.open(town.place, PASSPHRASE) as elsewhere:
        rotation.start(elsewhere, facebook.id, password=PENDING)
    with pytest.raises(ConflictError, match="pending"):
        rotation.start(town.register, facebook.id)
    assert rotation.pending(town.register, facebook.id) == PENDING


def test_setting_a_password_meanwhile_keeps_the_pending_one(town: Town, facebook: Account) -> None:
    rotation.start(town.register, facebook.id, password=PENDING)
    account = secrets.set_field(town.register, facebook.id, "password", "yet another one 12")
    assert rotation.pending(town.register, facebook.id) == PENDING
    assert account.facts is not None
    assert account.pending_since == TODAY
    rotation.confirm(town.register, facebook.id)
    secret = town.register.secret(facebook.id)
    assert secret.password == PENDING
    assert [old.password for old in secret.previous] == [PASSWORD, "yet another one 12"]


def test_setting_the_pending_password_itself_ends_the_rotation(
    town: Town, facebook: Account
) -> None:
    rotation.start(town.register, facebook.id, password=PENDING)
    secrets.set_field(town.register, facebook.id, "password", PENDING)
    assert rotation.unfinished(town.register) == []
    assert town.register.secret(facebook.id).password == PENDING


def test_the_password_it_has_is_no_new_one(town: Town, facebook: Account) -> None:
    with pytest.raises(InputError, match="has now"):
        rotation.start(town.register, facebook.id, password=PASSWORD)
    assert rotation.unfinished(town.register) == []


@pytest.mark.parametrize("step", [rotation.confirm, rotation.cancel, rotation.pending])
def test_without_a_pending_password_there_is_nothing_to_end(
    town: Town, facebook: Account, step: object
) -> None:
    assert callable(step)
    with pytest.raises(InputError, match="no pending"):
        step(town.register, facebook.id)


def test_an_account_without_a_password_is_rotated_too(town: Town) -> None:
    tiktok = accounts.find(town.register, "tiktok")
    new = rotation.start(town.register, tiktok.id, words=4, language="fi")
    assert [account.id for account in rotation.unfinished(town.register)] == [tiktok.id]
    rotation.confirm(town.register, tiktok.id)
    secret = town.register.secret(tiktok.id)
    assert (secret.password, secret.previous) == (new, ())
    assert rotation.unfinished(town.register) == []


def test_a_rotation_that_is_due_is_done_by_confirming(town: Town, facebook: Account) -> None:
    eino = people.find(town.register, "Eino Koe")
    people.leave(town.register, eino.id, TODAY)
    assert facebook.id in {account.id for account in rotation.due(town.register)}
    rotation.start(town.register, facebook.id, password=PENDING)
    assert facebook.id in {account.id for account in rotation.due(town.register)}
    rotation.confirm(town.register, facebook.id)
    assert facebook.id not in {account.id for account in rotation.due(town.register)}


def test_an_edit_of_the_card_while_a_password_is_measured_is_kept(
    town: Town, facebook: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure = town.register.measurer().measure_all

    class Slow:
        def measure_all(self, requests: object, progress: object = None) -> object:
            with Register.open(town.place, PASSPHRASE) as elsewhere:
                accounts.edit(elsewhere, facebook.id, {"notes": "written meanwhile"})
            town.register.refresh()
            return measure(requests, None)  # type: ignore[arg-type]

    monkeypatch.setattr(Register, "measurer", lambda self: Slow())
    secrets.set_field(town.register, facebook.id, "password", PENDING)
    account = town.register.records.accounts[facebook.id]
    assert account.notes == "written meanwhile"
    assert account.facts is not None
    assert town.register.secret(facebook.id).password == PENDING


def test_another_password_set_while_one_is_measured_is_not_lost(
    town: Town, facebook: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure = town.register.measurer().measure_all
    turns = iter(["the other one's password 5"])

    class Slow:
        def measure_all(self, requests: object, progress: object = None) -> object:
            for password in turns:
                with Register.open(town.place, PASSPHRASE) as elsewhere:
                    secrets.set_field(elsewhere, facebook.id, "password", password)
                town.register.refresh()
            return measure(requests, None)  # type: ignore[arg-type]

    monkeypatch.setattr(Register, "measurer", lambda self: Slow())
    with pytest.raises(ConflictError):
        secrets.set_field(town.register, facebook.id, "password", PENDING)
    assert town.register.secret(facebook.id).password == "the other one's password 5"


def test_a_first_password_that_is_not_confirmed_is_unfinished_too(new: New) -> None:
    register = new()
    units.add(register, {"name": "Kirjasto"})
    account = accounts.add(register, {"unit": "Kirjasto", "platform": "x", "handle": "a"})
    rotation.start(register, account.id)
    assert [waiting.pending_since for waiting in rotation.unfinished(register)] == [TODAY]
    rotation.cancel(register, account.id)
    assert rotation.unfinished(register) == []


def test_what_another_session_added_or_changed_meanwhile_is_known(
    town: Town, facebook: Account
) -> None:
    with Register.open(town.place, PASSPHRASE) as elsewhere:
        added = accounts.add(
            elsewhere, {"unit": "Kirjasto", "platform": "youtube", "handle": "testila"}
        )
        accounts.edit(elsewhere, facebook.id, {"notes": "seen"})
        rotation.start(elsewhere, facebook.id, password=PENDING)
    password = rotation.start(town.register, added.id)
    assert town.register.secret(added.id).pending == password
    assert rotation.confirm(town.register, added.id).pending_since is None
    assert rotation.confirm(town.register, facebook.id).notes == "seen"
