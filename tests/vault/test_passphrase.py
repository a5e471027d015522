import hashlib
import struct
from typing import Any

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from somesec.errors import InputError, LockedError, SomesecError, TamperedError
from somesec.vault import passphrase as module
from somesec.vault.cost import CEILING, DEFAULT, FLOOR, Cost, using
from somesec.vault.identity import Identity
from somesec.vault.passphrase import (
    LOCKED_BYTES,
    Unlocked,
    cost_of,
    ids_of,
    lock,
    needs_device_secret,
    needs_key_file,
    needs_stronger,
    unlock,
)

REGISTER, MEMBER, ROOT = b"r" * 16, b"m" * 16, b"o" * 32
DEVICE_SECRET = b"d" * 32
PASSPHRASE = "hevonen paristo niitti näin"
MEMORY_AT, PASSES_AT, LANES_AT = 2, 6, 10


class CountingArgon2id:
    """Counts derivations and makes them cheap. It leaves salt and cost out of its answer, so that
    only the binding of the header can refuse a changed one."""

    runs = 0

    def __init__(self, **parameters: Any) -> None:
        pass

    def derive(self, material: bytes) -> bytes:
        CountingArgon2id.runs += 1
        return hashlib.sha256(material).digest()


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> type[CountingArgon2id]:
    monkeypatch.setattr(module, "Argon2id", CountingArgon2id)
    CountingArgon2id.runs = 0
    return CountingArgon2id


def with_number(blob: bytes, position: int, number: int) -> bytes:
    return blob[:position] + struct.pack(">I", number) + blob[position + 4 :]


def test_a_locked_key_opens_with_its_passphrase_and_no_other(identity: Identity) -> None:
    blob = lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT)
    assert len(blob) == LOCKED_BYTES == 351
    opened = unlock(blob, PASSPHRASE, REGISTER, MEMBER)
    assert (opened.identity.public, opened.root) == (identity.public, ROOT)
    with pytest.raises(LockedError):
        unlock(blob, PASSPHRASE + " ", REGISTER, MEMBER)


def test_what_was_unlocked_shows_nothing_when_printed(identity: Identity) -> None:
    assert f"{Unlocked(identity, ROOT)}" == repr(Unlocked(identity, ROOT)) == "Unlocked()"


@pytest.mark.usefixtures("counted")
def test_composed_and_decomposed_letters_are_one_passphrase(identity: Identity) -> None:
    blob = lock(identity, "pa\u0308iva\u0308", REGISTER, MEMBER, root=ROOT)
    assert unlock(blob, "p\u00e4iv\u00e4", REGISTER, MEMBER).identity.public == identity.public


@pytest.mark.usefixtures("counted")
def test_every_flipped_bit_is_refused(identity: Identity) -> None:
    blob = lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT)
    for bit in range(8 * len(blob)):
        changed = bytearray(blob)
        changed[bit // 8] ^= 1 << (bit % 8)
        with pytest.raises((TamperedError, LockedError)):
            unlock(bytes(changed), PASSPHRASE, REGISTER, MEMBER)


def test_every_truncation_is_refused_before_deriving(
    identity: Identity, counted: type[CountingArgon2id]
) -> None:
    blob = lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT)
    counted.runs = 0
    for cut in (*(blob[:length] for length in range(len(blob))), blob + b"\x00"):
        with pytest.raises(TamperedError):
            unlock(cut, PASSPHRASE, REGISTER, MEMBER)
    assert counted.runs == 0


@pytest.mark.parametrize(
    ("position", "number"),
    [
        (MEMORY_AT, FLOOR.memory_kib - 1),
        (MEMORY_AT, 8),
        (MEMORY_AT, 0),
        (MEMORY_AT, CEILING.memory_kib + 1),
        (MEMORY_AT, 2**32 - 1),
        (PASSES_AT, 2),
        (PASSES_AT, 11),
        (PASSES_AT, 2**32 - 1),
        (LANES_AT, 0),
        (LANES_AT, 9),
        (LANES_AT, 2**24),
    ],
)
def test_a_cost_changed_out_of_bounds_is_refused_before_deriving(
    identity: Identity, counted: type[CountingArgon2id], position: int, number: int
) -> None:
    blob = with_number(lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT), position, number)
    counted.runs = 0
    with pytest.raises(TamperedError, match="parameters"):
        unlock(blob, PASSPHRASE, REGISTER, MEMBER)
    assert counted.runs == 0


@pytest.mark.usefixtures("counted")
def test_a_cost_lowered_within_bounds_does_not_open(identity: Identity) -> None:
    blob = lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT, cost=DEFAULT)
    with pytest.raises(LockedError):
        unlock(with_number(blob, MEMORY_AT, FLOOR.memory_kib), PASSPHRASE, REGISTER, MEMBER)


@pytest.mark.parametrize("suite", [0, 2, 255])
def test_a_suite_never_released_has_no_reader(
    identity: Identity, counted: type[CountingArgon2id], suite: int
) -> None:
    blob = lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT)
    counted.runs = 0
    with pytest.raises(TamperedError):
        unlock(bytes([suite]) + blob[1:], PASSPHRASE, REGISTER, MEMBER)
    assert counted.runs == 0


def test_a_key_carried_to_another_register_or_member_is_refused_before_deriving(
    identity: Identity, counted: type[CountingArgon2id]
) -> None:
    blob = lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT)
    counted.runs = 0
    for register, member in ((b"R" * 16, MEMBER), (REGISTER, b"M" * 16)):
        with pytest.raises(TamperedError, match="another register or member"):
            unlock(blob, PASSPHRASE, register, member)
    assert counted.runs == 0


@pytest.mark.usefixtures("counted")
def test_a_key_with_its_ids_rewritten_to_another_member_does_not_open(identity: Identity) -> None:
    blob = lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT)
    rewritten = blob.replace(MEMBER, b"M" * 16)
    with pytest.raises(LockedError):
        unlock(rewritten, PASSPHRASE, REGISTER, b"M" * 16)


def test_a_key_file_is_needed_where_one_was_used(identity: Identity) -> None:
    blob = lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT, key_file=b"content")
    opened = unlock(blob, PASSPHRASE, REGISTER, MEMBER, key_file=b"content")
    assert opened.identity.public == identity.public
    with pytest.raises(LockedError, match="needs the key file"):
        unlock(blob, PASSPHRASE, REGISTER, MEMBER)
    with pytest.raises(LockedError, match="Wrong passphrase or key file"):
        unlock(blob, PASSPHRASE, REGISTER, MEMBER, key_file=b"contents")


@pytest.mark.usefixtures("counted")
def test_the_key_file_cannot_be_talked_away(identity: Identity) -> None:
    blob = lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT, key_file=b"content")
    without_flag = blob[:1] + b"\x00" + blob[2:]
    with pytest.raises(LockedError):
        unlock(without_flag, PASSPHRASE, REGISTER, MEMBER)


@pytest.mark.usefixtures("counted")
def test_a_key_file_that_protects_nothing_is_not_taken_silently(identity: Identity) -> None:
    blob = lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT)
    with pytest.raises(LockedError, match="without a key file"):
        unlock(blob, PASSPHRASE, REGISTER, MEMBER, key_file=b"content")
    with pytest.raises(InputError, match="key file is empty"):
        lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT, key_file=b"")


SECOND_THINGS: list[dict[str, Any]] = [
    {},
    {"key_file": b"content"},
    {"device_secret": DEVICE_SECRET},
    {"key_file": b"content", "device_secret": DEVICE_SECRET},
]


@pytest.mark.parametrize("second", SECOND_THINGS)
def test_what_a_lock_needs_is_known_before_deriving(
    identity: Identity, counted: type[CountingArgon2id], second: dict[str, Any]
) -> None:
    blob = lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT, **second)
    counted.runs = 0
    assert needs_key_file(blob) == ("key_file" in second)
    assert needs_device_secret(blob) == ("device_secret" in second)
    assert ids_of(blob) == (REGISTER, MEMBER)
    assert counted.runs == 0
    for tell in (needs_key_file, needs_device_secret, ids_of):
        with pytest.raises(TamperedError):
            tell(blob[:-1])


@pytest.mark.parametrize("second", SECOND_THINGS)
@pytest.mark.usefixtures("counted")
def test_every_second_thing_takes_part_in_the_key(
    identity: Identity, second: dict[str, Any]
) -> None:
    blob = lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT, **second)
    opened = unlock(blob, PASSPHRASE, REGISTER, MEMBER, **second)
    assert (opened.identity.public, opened.root) == (identity.public, ROOT)
    for name, right in second.items():
        with pytest.raises(LockedError, match="Wrong passphrase"):
            unlock(blob, PASSPHRASE, REGISTER, MEMBER, **{**second, name: right.swapcase()})


def test_a_lock_that_needs_its_device_says_so_before_deriving(
    identity: Identity, counted: type[CountingArgon2id]
) -> None:
    blob = lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT, device_secret=DEVICE_SECRET)
    counted.runs = 0
    with pytest.raises(LockedError, match=r"another computer.*invitation.*recovery kit"):
        unlock(blob, PASSPHRASE, REGISTER, MEMBER)
    assert counted.runs == 0


@pytest.mark.usefixtures("counted")
def test_a_device_whose_secret_is_old_is_told_so(identity: Identity) -> None:
    blob = lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT, device_secret=DEVICE_SECRET)
    with pytest.raises(LockedError, match=r"Wrong passphrase.*locked anew on another computer"):
        unlock(blob, PASSPHRASE, REGISTER, MEMBER, device_secret=b"e" * 32)


@pytest.mark.parametrize("flags", [0b00, 0b01, 0b10])
@pytest.mark.usefixtures("counted")
def test_no_second_thing_can_be_talked_away(identity: Identity, flags: int) -> None:
    both: dict[str, Any] = SECOND_THINGS[-1]
    blob = lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT, **both)
    rewritten = blob[:1] + bytes([flags]) + blob[2:]
    for second in SECOND_THINGS:
        with pytest.raises(LockedError):
            unlock(rewritten, PASSPHRASE, REGISTER, MEMBER, **second)


@pytest.mark.usefixtures("counted")
def test_a_device_secret_that_a_lock_was_made_without_is_left_unused(identity: Identity) -> None:
    blob = lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT)
    opened = unlock(blob, PASSPHRASE, REGISTER, MEMBER, device_secret=DEVICE_SECRET)
    assert opened.identity.public == identity.public


@pytest.mark.usefixtures("counted")
def test_a_key_file_of_the_same_bytes_is_no_device_secret(identity: Identity) -> None:
    blob = lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT, key_file=DEVICE_SECRET)
    rewritten = blob[:1] + b"\x02" + blob[2:]
    header = module._Header.read(blob)
    assert module._derive(PASSPHRASE, DEVICE_SECRET, None, header) != module._derive(
        PASSPHRASE, None, DEVICE_SECRET, header
    )
    with pytest.raises(LockedError):
        unlock(rewritten, PASSPHRASE, REGISTER, MEMBER, device_secret=DEVICE_SECRET)


@pytest.mark.usefixtures("counted")
def test_a_flag_nobody_knows_is_refused(identity: Identity) -> None:
    blob = lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT)
    with pytest.raises(TamperedError):
        unlock(blob[:1] + b"\x04" + blob[2:], PASSPHRASE, REGISTER, MEMBER)


@pytest.mark.usefixtures("counted")
def test_locks_are_made_at_the_default_cost_and_say_when_they_are_weaker(
    identity: Identity,
) -> None:
    assert cost_of(lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT)) == FLOOR
    with using(DEFAULT):
        assert cost_of(lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT)) == DEFAULT
        assert needs_stronger(lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT, cost=FLOOR))
        assert not needs_stronger(
            lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT, cost=DEFAULT)
        )
        assert not needs_stronger(
            lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT, cost=CEILING)
        )


def test_the_stored_cost_is_the_cost_that_is_paid(
    identity: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid: list[dict[str, Any]] = []

    def recording(**parameters: Any) -> Argon2id:
        paid.append(parameters)
        return Argon2id(**parameters)

    monkeypatch.setattr(module, "Argon2id", recording)
    lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT, cost=Cost(65536, 3, 2))
    assert [(p["memory_cost"], p["iterations"], p["lanes"]) for p in paid] == [(65536, 3, 2)]
    assert len(paid[0]["salt"]) == 32


@pytest.mark.usefixtures("counted")
def test_no_lock_is_made_with_a_cost_out_of_bounds_or_ids_of_another_length(
    identity: Identity,
) -> None:
    with pytest.raises(ValueError, match="FLOOR"):
        lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT, cost=Cost(8, 1, 1))
    with pytest.raises(ValueError, match="16 bytes"):
        lock(identity, PASSPHRASE, b"r", MEMBER, root=ROOT)
    with pytest.raises(ValueError, match="root is 32 bytes"):
        lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT[:-1])
    with pytest.raises(ValueError, match="secret is 32 bytes"):
        lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT, device_secret=b"short")


def test_an_empty_passphrase_protects_nothing_and_is_refused(identity: Identity) -> None:
    with pytest.raises(InputError, match="empty"):
        lock(identity, "", REGISTER, MEMBER, root=ROOT)


def test_a_passphrase_that_is_no_text_is_refused_without_showing_it(identity: Identity) -> None:
    with pytest.raises(InputError) as caught:
        lock(identity, "salaisuus\udcff", REGISTER, MEMBER, root=ROOT)
    assert "salaisuus" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_memory_that_runs_out_is_said(identity: Identity, monkeypatch: pytest.MonkeyPatch) -> None:
    class Starved(CountingArgon2id):
        def derive(self, material: bytes) -> bytes:
            raise MemoryError

    monkeypatch.setattr(module, "Argon2id", Starved)
    with pytest.raises(SomesecError, match="64 MiB"):
        lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT)


@pytest.mark.usefixtures("counted")
def test_the_passphrase_is_in_no_error(identity: Identity) -> None:
    blob = lock(identity, PASSPHRASE, REGISTER, MEMBER, root=ROOT)
    with pytest.raises(LockedError) as caught:
        unlock(blob, "canary-in-the-mine", REGISTER, MEMBER)
    error: BaseException | None = caught.value
    while error is not None:
        assert "canary" not in str(error) + repr(error)
        error = error.__cause__ or error.__context__
