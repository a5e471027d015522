"""A pin goes forward only, is its member's alone, and is never lost without a word."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from somesec.device import Device, Pin
from somesec.errors import TamperedError
from somesec.vault.device_key import pin_key
from somesec.vault.identity import Identity
from tests.device.conftest import AINO, EINO, OTHER_REGISTER, REGISTER


def at(sequence: int, fill: bytes = b"h") -> Pin:
    return Pin(sequence=sequence, hash=fill * 32)


def test_there_is_no_pin_before_the_first(device: Device, identity: Identity) -> None:
    assert device.pin(REGISTER, AINO, identity) is None


def test_a_pin_is_known_again(device: Device, folder: Path, identity: Identity) -> None:
    device.remember_pin(REGISTER, AINO, identity, at(7))
    assert Device(folder).pin(REGISTER, AINO, identity) == at(7)
    assert device.pin(REGISTER, EINO, identity) is None
    assert device.pin(OTHER_REGISTER, AINO, identity) is None


def test_a_pin_goes_forward_only(device: Device, identity: Identity) -> None:
    for sequence in (7, 9, 8):
        device.remember_pin(REGISTER, AINO, identity, at(sequence))
    assert device.pin(REGISTER, AINO, identity) == at(9)


def test_another_entry_of_the_same_sequence_is_refused(device: Device, identity: Identity) -> None:
    device.remember_pin(REGISTER, AINO, identity, at(7))
    with pytest.raises(TamperedError, match="Entry 7"):
        device.remember_pin(REGISTER, AINO, identity, at(7, b"H"))
    assert device.pin(REGISTER, AINO, identity) == at(7)


def test_an_accepted_pin_replaces_a_further_one(device: Device, identity: Identity) -> None:
    device.remember_pin(REGISTER, AINO, identity, at(9))
    device.replace_pin(REGISTER, AINO, identity, at(3, b"n"))
    assert device.pin(REGISTER, AINO, identity) == Pin(sequence=3, hash=b"n" * 32, accepted=1)
    device.remember_pin(REGISTER, AINO, identity, at(4, b"n"))
    assert device.pin(REGISTER, AINO, identity) == Pin(sequence=4, hash=b"n" * 32, accepted=1)


def test_a_pin_of_somebody_else_is_not_believed(
    device: Device, identity: Identity, stranger: Identity
) -> None:
    device.remember_pin(REGISTER, AINO, stranger, at(7))
    with pytest.raises(TamperedError, match="does not verify"):
        device.pin(REGISTER, AINO, identity)
    with pytest.raises(TamperedError, match="does not verify"):
        device.remember_pin(REGISTER, AINO, identity, at(8))
    device.replace_pin(REGISTER, AINO, identity, at(8))
    assert device.pin(REGISTER, AINO, identity) is not None


@pytest.mark.parametrize(("register", "member"), [(OTHER_REGISTER, AINO), (REGISTER, EINO)])
def test_a_pin_moved_to_another_place_is_not_believed(
    device: Device, folder: Path, identity: Identity, register: UUID, member: UUID
) -> None:
    device.remember_pin(REGISTER, AINO, identity, at(7))
    text = (folder / f"{REGISTER}.json").read_text()
    (folder / f"{register}.json").write_text(text.replace(str(AINO), str(member)))
    with pytest.raises(TamperedError, match="does not verify"):
        device.pin(register, member, identity)


def test_the_key_of_pins_is_the_members_and_no_other_key(
    identity: Identity, stranger: Identity
) -> None:
    assert pin_key(identity) == pin_key(identity)
    assert len({pin_key(identity), pin_key(stranger)}) == 2
    assert pin_key(identity) not in identity.private_bytes()


DAMAGES = [b"", b"{", b"[]", b"{}x", b'{"format":2,"members":{}}', b'{"members":{"a":{}}}', b"\xff"]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_memory_is_said_and_never_taken_for_a_first_time(
    device: Device, folder: Path, identity: Identity, damage: bytes
) -> None:
    device.remember_pin(REGISTER, AINO, identity, at(7))
    (folder / f"{REGISTER}.json").write_bytes(damage)
    acts: list[Callable[[], object]] = [
        lambda: device.pin(REGISTER, AINO, identity),
        lambda: device.remember_pin(REGISTER, AINO, identity, at(8)),
        lambda: device.new_secret(REGISTER, AINO),
    ]
    for act in acts:
        with pytest.raises(TamperedError, match="is damaged"):
            act()
    device.remember_member(REGISTER, AINO, "Aino Testi")
    assert (folder / f"{REGISTER}.json").read_bytes() == damage


def test_an_accepted_pin_begins_a_damaged_memory_anew_and_keeps_the_old_aside(
    device: Device, folder: Path, identity: Identity
) -> None:
    device.remember_pin(REGISTER, AINO, identity, at(7))
    (folder / f"{REGISTER}.json").write_bytes(b"torn")
    device.replace_pin(REGISTER, AINO, identity, at(8))
    assert device.pin(REGISTER, AINO, identity) is not None
    assert (folder / f"{REGISTER}.damaged").read_bytes() == b"torn"
