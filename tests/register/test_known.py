"""What of the register can be known before it is unlocked, and how its trail is read back."""

from pathlib import Path

import pytest

from somesec.device import Device
from somesec.errors import InputError, LockedError
from somesec.model import Unit
from somesec.register import Register, history, members, units
from somesec.register.known import names_here
from somesec.register.roles import COORDINATOR, UNIT_ADMIN
from tests.conftest import PASSPHRASE, Town
from tests.register.newcomers import let_in

OTHER = "sininen jarvi nukkuu aamulla"


@pytest.fixture
def device(tmp_path: Path) -> Device:
    return Device(tmp_path / "device")


def test_those_who_unlocked_it_here_are_known_by_name_the_last_one_first(
    town: Town, device: Device
) -> None:
    assert names_here(town.place, device) == []
    let_in(town.register, "Eino Koe", COORDINATOR, OTHER)
    Register.open(town.place, OTHER, device=device).close()
    with pytest.raises(LockedError, match="--member NAME"):
        Register.open(town.place, PASSPHRASE, device=device)
    Register.open(town.place, PASSPHRASE, member="Aino Testi", device=device).close()
    Register.open(town.place, OTHER, device=device).close()
    Register.open(town.place, PASSPHRASE, device=device).close()
    assert names_here(town.place, device) == ["Aino Testi", "Eino Koe"]


def test_where_no_register_is_nobody_is_known(tmp_path: Path, device: Device) -> None:
    with pytest.raises(InputError):
        names_here(tmp_path / "none.somesec", device)


def test_the_trail_is_read_from_its_newest_entry_too(town: Town) -> None:
    forward = list(history.events(town.register))
    assert len(forward) > 5
    assert list(history.events(town.register, newest_first=True)) == forward[::-1]


def _kirjasto(town: Town) -> Unit:
    return units.find(town.register, "Kirjasto")


def test_who_alone_opens_a_unit_s_passwords_is_told_the_kit_not_counted(town: Town) -> None:
    kirjasto = _kirjasto(town)
    let_in(town.register, "Eino Koe", UNIT_ADMIN, OTHER, [kirjasto])
    aino, eino = (members.find(town.register, name) for name in ("Aino Testi", "Eino Koe"))
    assert [unit.name for unit in members.opens_alone(town.register, aino)] == ["Nuorisopalvelut"]
    assert members.opens_alone(town.register, eino) == []
    members.revoke(town.register, eino, kirjasto, by_force=True)
    aino_alone = members.opens_alone(town.register, aino)
    assert [unit.name for unit in aino_alone] == ["Kirjasto", "Nuorisopalvelut"]


def test_what_a_device_remembers_otherwise_is_told_from_other_problems(
    town: Town, device: Device
) -> None:
    before = town.place.read_bytes()
    units.add(town.register, {"name": "Uimahalli"})
    Register.open(town.place, PASSPHRASE, device=device).close()
    town.register.close()
    town.place.write_bytes(before)
    with Register.open(town.place, PASSPHRASE, device=device) as put_back:
        assert put_back.problems
        assert put_back.differs_from_memory
    with Register.open(town.place, PASSPHRASE, device=device, accepts=True) as accepted:
        assert not accepted.problems
    with Register.open(town.place, PASSPHRASE, device=device) as again:
        assert not again.problems
        assert not again.differs_from_memory
