"""Who was here last, known before anything is unlocked."""

from pathlib import Path

from somesec.device import Device, Pin
from somesec.vault.identity import Identity
from tests.device.conftest import AINO, EINO, OTHER_REGISTER, REGISTER


def test_nobody_was_here_before_the_first(device: Device, folder: Path) -> None:
    assert device.last_member(REGISTER) is None
    assert device.members(REGISTER) == {}
    assert not folder.exists()


def test_the_last_member_comes_first(device: Device, folder: Path) -> None:
    for member, name in ((AINO, "Aino Testi"), (EINO, "Eino Koe"), (AINO, "Aino Malli")):
        device.remember_member(REGISTER, member, name)
    again = Device(folder)
    assert again.last_member(REGISTER) == AINO
    assert list(again.members(REGISTER).items()) == [(AINO, "Aino Malli"), (EINO, "Eino Koe")]
    assert again.last_member(OTHER_REGISTER) is None


def test_a_member_is_found_by_name_in_any_case(device: Device) -> None:
    device.remember_member(REGISTER, AINO, "Äinö Testi")
    device.remember_member(REGISTER, EINO, "Eino Koe")
    assert device.member_named(REGISTER, "äinö TESTI") == AINO
    assert device.member_named(REGISTER, "Aino") is None


def test_a_name_that_several_have_names_nobody(device: Device) -> None:
    device.remember_member(REGISTER, AINO, "Aino Testi")
    device.remember_member(REGISTER, EINO, "aino testi")
    assert device.member_named(REGISTER, "Aino Testi") is None


def test_who_has_a_pin_but_was_never_named_was_not_here(device: Device, identity: Identity) -> None:
    device.remember_pin(REGISTER, AINO, identity, Pin(sequence=1, hash=b"h" * 32))
    assert device.last_member(REGISTER) is None


def test_a_name_is_kept_as_it_is(device: Device, folder: Path) -> None:
    name = '[b]"Aino"\x1b[2J\u202e=1+1\n'
    device.remember_member(REGISTER, AINO, name)
    assert Device(folder).members(REGISTER) == {AINO: name}


def test_a_damaged_memory_names_nobody(device: Device, folder: Path) -> None:
    device.remember_member(REGISTER, AINO, "Aino Testi")
    (folder / f"{REGISTER}.json").write_bytes(b"torn")
    assert device.last_member(REGISTER) is None


def test_where_nothing_can_be_written_nobody_is_remembered_and_nothing_said(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").touch()
    device = Device(tmp_path / "file" / "device")
    device.remember_member(REGISTER, AINO, "Aino Testi")
    assert device.members(REGISTER) == {}
