import pytest
from cryptography.hazmat.primitives import hpke

from somesec.errors import TamperedError
from somesec.vault.identity import (
    PRIVATE_BYTES,
    PUBLIC_BYTES,
    ROOT_BYTES,
    Identity,
    PublicIdentity,
    root_of,
)
from somesec.vault.keys import grant_context, grant_message

KEY = b"k" * 32
CONTEXT = grant_context(b"r" * 16, b"s" * 16, 1, "card", b"m" * 16)


def test_a_key_sealed_to_a_member_opens_for_that_member(identity: Identity) -> None:
    public = PublicIdentity.from_bytes(identity.public.to_bytes())
    assert identity.unseal(CONTEXT, public.seal(CONTEXT, KEY)) == KEY


def test_nobody_else_opens_it(identity: Identity, stranger: Identity) -> None:
    with pytest.raises(TamperedError):
        stranger.unseal(CONTEXT, identity.public.seal(CONTEXT, KEY))


@pytest.mark.parametrize(
    "elsewhere",
    [
        grant_context(b"R" * 16, b"s" * 16, 1, "card", b"m" * 16),
        grant_context(b"r" * 16, b"S" * 16, 1, "card", b"m" * 16),
        grant_context(b"r" * 16, b"s" * 16, 2, "card", b"m" * 16),
        grant_context(b"r" * 16, b"s" * 16, 1, "secret", b"m" * 16),
        grant_context(b"r" * 16, b"s" * 16, 1, "card", b"M" * 16),
    ],
)
def test_a_grant_moved_to_another_place_is_refused(identity: Identity, elsewhere: bytes) -> None:
    with pytest.raises(TamperedError):
        identity.unseal(elsewhere, identity.public.seal(CONTEXT, KEY))


def test_a_grant_changed_in_any_byte_is_refused(identity: Identity) -> None:
    sealed = identity.public.seal(CONTEXT, KEY)
    assert len(sealed) == 1168
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1 << (position % 8)
        with pytest.raises(TamperedError):
            identity.unseal(CONTEXT, bytes(changed))


@pytest.mark.parametrize("length", [0, 1, 31, 1088, 1119, 1120, 1135, 1136, 1167])
def test_a_grant_cut_short_is_refused(identity: Identity, length: int) -> None:
    with pytest.raises(TamperedError):
        identity.unseal(CONTEXT, identity.public.seal(CONTEXT, KEY)[:length])


def test_a_signature_is_good_for_its_message_and_context_only(
    identity: Identity, stranger: Identity
) -> None:
    signature = identity.sign("somesec test", b"message")
    identity.public.verify("somesec test", b"message", signature)
    for context, message in [
        ("somesec test", b"massage"),
        ("somesec tes", b"tmessage"),
        ("other", b"message"),
    ]:
        with pytest.raises(TamperedError):
            identity.public.verify(context, message, signature)
    with pytest.raises(TamperedError):
        stranger.public.verify("somesec test", b"message", signature)


def test_every_flipped_bit_and_truncation_of_a_signature_is_refused(identity: Identity) -> None:
    signature = identity.sign("somesec test", b"message")
    for bit in range(8 * len(signature)):
        changed = bytearray(signature)
        changed[bit // 8] ^= 1 << (bit % 8)
        with pytest.raises(TamperedError):
            identity.public.verify("somesec test", b"message", bytes(changed))
    for length in range(len(signature)):
        with pytest.raises(TamperedError):
            identity.public.verify("somesec test", b"message", signature[:length])


def test_a_grant_made_up_without_the_givers_key_is_refused(
    identity: Identity, stranger: Identity
) -> None:
    sealed = identity.public.seal(CONTEXT, KEY)
    message = grant_message(b"r" * 16, b"s" * 16, 1, "card", b"m" * 16, sealed)
    forged = stranger.sign("somesec grant giver 1", message)
    with pytest.raises(TamperedError):
        identity.public.verify("somesec grant giver 1", message, forged)


def test_the_givers_signature_covers_the_sealed_key_itself(identity: Identity) -> None:
    place = (b"r" * 16, b"s" * 16, 1, "card", b"m" * 16)
    mine = grant_message(*place, identity.public.seal(CONTEXT, KEY))
    exchanged = grant_message(*place, identity.public.seal(CONTEXT, b"e" * 32))
    with pytest.raises(TamperedError):
        identity.public.verify("giver", exchanged, identity.sign("giver", mine))


def test_any_exchanged_half_changes_the_fingerprint(identity: Identity, stranger: Identity) -> None:
    mine, theirs = identity.public.to_bytes(), stranger.public.to_bytes()
    halves = [(1, 1185), (1185, 1217), (1217, 1249)]
    for start, end in halves:
        mixed = PublicIdentity.from_bytes(mine[:start] + theirs[start:end] + mine[end:])
        assert mixed != identity.public
        assert mixed.fingerprint() != identity.public.fingerprint()


@pytest.mark.parametrize("keep", ["ML-KEM", "X25519"])
def test_both_halves_are_needed_to_open(identity: Identity, stranger: Identity, keep: str) -> None:
    mine, theirs = identity.private_bytes(), stranger.private_bytes()
    half = Identity.from_private_bytes(
        mine[:65] + theirs[65:] if keep == "ML-KEM" else theirs[:65] + mine[65:]
    )
    with pytest.raises(TamperedError):
        half.unseal(CONTEXT, identity.public.seal(CONTEXT, KEY))


def test_keys_come_back_from_their_bytes(identity: Identity) -> None:
    again = Identity.from_private_bytes(identity.private_bytes())
    assert len(identity.private_bytes()) == PRIVATE_BYTES == 129
    assert len(identity.public.to_bytes()) == PUBLIC_BYTES == 1249
    assert again.public == identity.public
    assert again.private_bytes() == identity.private_bytes()


def test_public_keys_are_equal_and_hash_alike_when_their_bytes_are(
    identity: Identity, stranger: Identity
) -> None:
    known = {PublicIdentity.from_bytes(one.public.to_bytes()) for one in (identity, identity)}
    assert known == {identity.public}
    assert stranger.public not in known


def test_a_seed_always_gives_the_same_identity_and_a_new_one_never(identity: Identity) -> None:
    assert Identity.from_seed(b"\x01" * 32).private_bytes() == identity.private_bytes()
    assert Identity.generate().public != Identity.generate().public


def test_a_seed_of_another_length_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Identity.from_seed(b"\x01" * 31)


def test_public_keys_that_are_damaged_are_refused(identity: Identity) -> None:
    good = identity.public.to_bytes()
    for damaged in (
        b"",
        good[:-1],
        good + b"\x00",
        b"\x00" + good[1:],
        b"\x02" + good[1:],
        good[:1] + b"\xff" * 1184 + good[1185:],  # coefficients outside the field
    ):
        with pytest.raises(TamperedError):
            PublicIdentity.from_bytes(damaged)


def test_nothing_is_sealed_to_a_public_key_with_a_known_answer(identity: Identity) -> None:
    good = identity.public.to_bytes()
    crafted = PublicIdentity.from_bytes(good[:1185] + bytes(32) + good[1217:])
    with pytest.raises(TamperedError):
        crafted.seal(CONTEXT, KEY)


def test_private_keys_that_are_damaged_are_refused(identity: Identity) -> None:
    good = identity.private_bytes()
    for damaged in (b"", good[:-1], good + b"\x00", b"\x02" + good[1:]):
        with pytest.raises(TamperedError):
            Identity.from_private_bytes(damaged)


def test_an_identity_shows_no_key_when_printed(identity: Identity) -> None:
    shown = repr(identity) + str(identity) + f"{identity!r}" + repr(identity.public)
    private = identity.private_bytes()
    for secret in (private[1:65], private[65:97], private[97:]):
        assert secret.hex() not in shown
        assert repr(secret) not in shown
    assert repr(identity) == "Identity()"


def test_what_the_sealing_costs_in_bytes_is_what_the_format_says() -> None:
    assert hpke.KEM.MLKEM768_X25519.enc_length() == 1120


def test_a_root_stands_for_one_register_and_one_founder(
    identity: Identity, stranger: Identity
) -> None:
    mine, others = identity.public.to_bytes(), stranger.public.to_bytes()
    roots = {
        root_of(register, public)
        for register in (b"r" * 16, b"R" * 16)
        for public in (mine, others)
    }
    assert len(roots) == 4
    assert {len(root) for root in roots} == {ROOT_BYTES}
