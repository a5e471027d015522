import os

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from somesec.errors import TamperedError
from somesec.vault import sealed as module
from somesec.vault.keys import record_context
from somesec.vault.sealed import seal, unseal
from tests.vault.gcm_collision import opens_under_both

KEY, OTHER_KEY = b"\x11" * 32, b"\x22" * 32
CONTEXT = b"here"


@given(st.binary(max_size=300), st.binary(max_size=40))
def test_what_was_sealed_opens_with_its_key_and_context(plaintext: bytes, context: bytes) -> None:
    assert unseal(KEY, context, seal(KEY, context, plaintext)) == plaintext


def test_every_flipped_bit_is_refused() -> None:
    sealed = seal(KEY, CONTEXT, b"a small record")
    for position in range(len(sealed)):
        for bit in range(8):
            changed = bytearray(sealed)
            changed[position] ^= 1 << bit
            with pytest.raises(TamperedError):
                unseal(KEY, CONTEXT, bytes(changed))


def test_every_truncation_and_every_added_byte_is_refused() -> None:
    sealed = seal(KEY, CONTEXT, b"a small record")
    for length in range(len(sealed)):
        with pytest.raises(TamperedError):
            unseal(KEY, CONTEXT, sealed[:length])
    with pytest.raises(TamperedError):
        unseal(KEY, CONTEXT, sealed + b"\x00")


def test_another_key_is_refused() -> None:
    with pytest.raises(TamperedError):
        unseal(OTHER_KEY, CONTEXT, seal(KEY, CONTEXT, b"x"))


PLACE = {
    "register": b"r" * 16,
    "scope": b"s" * 16,
    "record": b"i" * 16,
    "part": "card",
    "revision": 3,
    "epoch": 2,
}


@pytest.mark.parametrize(
    ("field", "moved_to"),
    [
        ("register", b"R" * 16),
        ("scope", b"S" * 16),
        ("record", b"I" * 16),
        ("part", "secret"),
        ("revision", 2),
        ("epoch", 1),
    ],
)
def test_a_record_moved_to_another_place_is_refused(field: str, moved_to: object) -> None:
    sealed = seal(KEY, record_context(**PLACE), b"a card")  # type: ignore[arg-type]
    elsewhere = record_context(**(PLACE | {field: moved_to}))  # type: ignore[arg-type]
    with pytest.raises(TamperedError):
        unseal(KEY, elsewhere, sealed)


def test_every_refusal_reads_the_same() -> None:
    sealed = seal(KEY, CONTEXT, b"x")
    attempts = [
        (OTHER_KEY, CONTEXT, sealed),
        (KEY, b"elsewhere", sealed),
        (KEY, CONTEXT, b""),
        (KEY, CONTEXT, b"\x00" + sealed[1:]),
        (KEY, CONTEXT, sealed[:-1] + bytes([sealed[-1] ^ 1])),
    ]
    sentences = set()
    for attempt in attempts:
        with pytest.raises(TamperedError) as caught:
            unseal(*attempt)
        sentences.add(str(caught.value))
    assert len(sentences) == 1


@pytest.mark.parametrize("suite", [0, 2, 255])
def test_a_suite_never_released_has_no_reader(suite: int) -> None:
    with pytest.raises(TamperedError):
        unseal(KEY, CONTEXT, bytes([suite]) + seal(KEY, CONTEXT, b"x")[1:])


def test_the_suite_takes_part_in_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = seal(KEY, CONTEXT, b"x")
    monkeypatch.setattr(module, "SUITE", 2)
    with pytest.raises(TamperedError):
        unseal(KEY, CONTEXT, b"\x02" + sealed[1:])


def test_a_ciphertext_crafted_to_open_under_two_keys_opens_under_the_committed_one_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    salt = os.urandom(32)
    mine, theirs = (module._derive(key, salt, CONTEXT) for key in (KEY, OTHER_KEY))
    crafted = opens_under_both((mine.key, mine.nonce), (theirs.key, theirs.nonce), blocks=4)
    # Without a commitment the cipher itself is content with either key.
    assert AESGCM(mine.key).decrypt(mine.nonce, crafted, None)
    assert AESGCM(theirs.key).decrypt(theirs.nonce, crafted, None)

    # Take the padding's own check away, so that the commitment stands alone.
    monkeypatch.setattr(module, "_unpad", lambda padded: padded)
    forged = bytes([module.SUITE]) + salt + mine.commitment + crafted
    assert unseal(KEY, CONTEXT, forged)
    with pytest.raises(TamperedError):
        unseal(OTHER_KEY, CONTEXT, forged)


def test_the_commitment_is_checked_before_the_cipher_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = seal(KEY, CONTEXT, b"x")

    def never(key: bytes) -> AESGCM:
        raise AssertionError("the cipher ran")

    monkeypatch.setattr(module, "AESGCM", never)
    with pytest.raises(TamperedError):
        unseal(OTHER_KEY, CONTEXT, sealed)


@given(st.integers(min_value=0, max_value=700))
def test_lengths_come_in_steps_of_sixty_four(length: int) -> None:
    sealed = seal(KEY, CONTEXT, bytes(length))
    assert (len(sealed) - 65 - 16) % 64 == 0
    assert len(sealed) - 65 - 16 - 64 < length + 4 <= len(sealed) - 65 - 16


def test_short_values_of_any_length_look_alike() -> None:
    assert len({len(seal(KEY, CONTEXT, b"x" * length)) for length in range(61)}) == 1


@pytest.mark.parametrize(
    "padded",
    [
        b"\x00\x00\x00\x01x" + b"\x01" + bytes(58),  # padding that is not zero
        b"\x00\x00\x00\x01x" + bytes(59 + 64),  # more padding than needed
        b"\x00\x00\x00\x3d" + bytes(60),  # a length beyond the end
        b"",
        bytes(3),
        bytes(4),
    ],
)
def test_padding_has_one_form(padded: bytes) -> None:
    with pytest.raises(TamperedError):
        module._unpad(padded)


def test_sealing_twice_gives_different_bytes() -> None:
    assert seal(KEY, CONTEXT, b"x") != seal(KEY, CONTEXT, b"x")


@pytest.mark.parametrize("key", [b"", b"\x11" * 16, b"\x11" * 33])
def test_a_key_of_another_length_is_a_mistake_of_the_caller(key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal(key, CONTEXT, b"x")
