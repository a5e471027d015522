"""The passphrase, the key file beside it, and what a guess costs."""

from pathlib import Path

import pytest

from somesec import clock
from somesec.errors import ConflictError, InputError, LockedError
from somesec.register import Register, passphrases, units, verifying
from somesec.store.store import Store
from somesec.vault import cost
from somesec.vault.cost import FLOOR, Cost
from somesec.vault.passphrase import cost_of
from tests.conftest import PASSPHRASE, Town

DEARER = Cost(FLOOR.memory_kib, FLOOR.passes + 1, FLOOR.lanes)


def stored_cost(place: Path) -> Cost:
    with Store.open(place) as store, store.read() as rows:
        return next(cost_of(row.locked) for row in rows.members() if row.locked)


def test_after_a_change_only_the_new_passphrase_opens(town: Town) -> None:
    passphrases.change(town.register, PASSPHRASE, "uusi ja pitkä tunnuslause")
    with pytest.raises(LockedError):
        Register.open(town.place, PASSPHRASE)
    assert verifying.verify(town.place, "uusi ja pitkä tunnuslause").problems == ()


def test_the_register_that_changed_it_goes_on(town: Town) -> None:
    passphrases.change(town.register, PASSPHRASE, "one")
    units.add(town.register, {"name": "Uusi"})
    passphrases.change(town.register, "one", "two")
    assert verifying.verify(town.place, "two").problems == ()


@pytest.mark.parametrize(("old", "new"), [("wrong", "new"), ("", "new")])
def test_the_old_passphrase_must_be_right(town: Town, old: str, new: str) -> None:
    before = town.place.read_bytes()
    with pytest.raises(LockedError):
        passphrases.change(town.register, old, new)
    assert town.place.read_bytes() == before


def test_an_empty_passphrase_is_refused(town: Town) -> None:
    with pytest.raises(InputError):
        passphrases.change(town.register, PASSPHRASE, "")


def test_of_two_changes_at_once_one_is_told(town: Town) -> None:
    with Register.open(town.place, PASSPHRASE) as elsewhere:
        passphrases.change(elsewhere, PASSPHRASE, "elsewhere")
    with pytest.raises(ConflictError):
        passphrases.change(town.register, PASSPHRASE, "here")
    assert verifying.verify(town.place, "elsewhere").problems == ()


def test_a_key_file_is_asked_for_and_kept_by_a_change(tmp_path: Path) -> None:
    key_file = tmp_path / "key"
    key_file.write_bytes(b"random bytes of a key file")
    place = tmp_path / "keyed.somesec"
    register, _kit = Register.create(
        place,
        organisation="Testilä",
        domains=["testila.fi"],
        member="Aino Testi",
        passphrase="one",
        key_file=key_file,
    )
    with register:
        passphrases.change(register, "one", "two", key_file=key_file)
    with pytest.raises(LockedError):
        Register.open(place, "two")
    other = tmp_path / "other"
    other.write_bytes(b"another file")
    with pytest.raises(LockedError):
        Register.open(place, "two", key_file=other)
    with pytest.raises(InputError, match="cannot be read"):
        Register.open(place, "two", key_file=tmp_path / "none")
    assert verifying.verify(place, "two", key_file=key_file).problems == ()


def test_a_higher_default_strengthens_the_lock_at_the_next_unlocking(town: Town) -> None:
    town.register.close()
    assert stored_cost(town.place) == FLOOR
    with cost.using(DEARER):
        Register.open(town.place, PASSPHRASE).close()
    assert stored_cost(town.place) == DEARER
    assert verifying.verify(town.place, PASSPHRASE).problems == ()


def test_a_lower_default_weakens_nothing(town: Town) -> None:
    with cost.using(DEARER):
        passphrases.change(town.register, PASSPHRASE, "one")
    passphrases.change(town.register, "one", "two")
    Register.open(town.place, "two").close()
    assert stored_cost(town.place) == DEARER


def test_a_lock_that_cannot_be_strengthened_now_still_opens(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_args: object) -> None:
        raise ConflictError("in use")

    town.register.close()
    with monkeypatch.context() as patched, cost.using(DEARER):
        patched.setattr(Store, "write", refuses)
        with Register.open(town.place, PASSPHRASE) as register:
            assert len(register.records.units) == 2
    assert stored_cost(town.place) == FLOOR


def test_the_advice_on_a_passphrase_knows_the_town() -> None:
    with clock.frozen(clock.now()):
        assert passphrases.weakness("", "Testilä")
        assert passphrases.weakness("testila2024", "Testilä")
        assert passphrases.weakness(PASSPHRASE, "Testilä") is None
