from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from somesec.errors import InputError, TamperedError
from somesec.vault.armour import to_armour
from somesec.vault.encoding import Part, encode
from somesec.vault.identity import Identity, root_of
from somesec.vault.invitation import (
    MOST_INVITATION_BYTES,
    Invitation,
    InvitedUnit,
    Reply,
    read_invitation,
    read_reply,
    sign_invitation,
    sign_reply,
    verify_invitation,
)
from somesec.vault.passphrase import lock
from somesec.vault.words import words_of

REGISTER, MEMBER, INVITER = b"r" * 16, b"n" * 16, b"i" * 16
EXPIRES = 1_790_000_000
SIGNATURE = b"s" * 64


def invite(identity: Identity, **other: Any) -> Invitation:
    fields: dict[str, Any] = {
        "register": REGISTER,
        "root": root_of(REGISTER, identity.public.to_bytes()),
        "organisation": "Testilän kunta",
        "member": MEMBER,
        "name": "Eino Koe",
        "role": "unit-admin",
        "units": [InvitedUnit(b"u" * 16, "Kirjasto"), InvitedUnit(b"v" * 16, "Nuorisopalvelut")],
        "inviter": INVITER,
        "expires": EXPIRES,
    }
    return sign_invitation(identity, **{**fields, **other})


@pytest.fixture(scope="module")
def invitation(identity: Identity) -> Invitation:
    return invite(identity)


@pytest.fixture(scope="module")
def reply(invitation: Invitation, newcomer: Identity) -> Reply:
    return answer(newcomer, invitation)


@pytest.fixture(scope="module")
def newcomer(stranger: Identity) -> Identity:
    return stranger


def answer(newcomer: Identity, invitation: Invitation) -> Reply:
    locked = lock(
        newcomer, "sininen hevonen", invitation.register, invitation.member, root=invitation.root
    )
    return sign_reply(newcomer, invitation, locked)


# -- the invitation -------------------------------------------------------------------------------


def test_an_invitation_comes_back_from_its_text_and_verifies(
    identity: Identity, invitation: Invitation
) -> None:
    read = read_invitation(f"Hei!\r\n\r\n{invitation.to_text()}")
    assert read == invitation
    assert read.units[1] == InvitedUnit(b"v" * 16, "Nuorisopalvelut")
    verify_invitation(read, identity.public)


def test_an_invitation_by_somebody_else_does_not_verify(
    identity: Identity, stranger: Identity
) -> None:
    with pytest.raises(TamperedError, match="not signed by the member it names"):
        verify_invitation(invite(stranger), identity.public)


@pytest.mark.parametrize(
    "change",
    [
        {"register": b"R" * 16},
        {"root": b"x" * 32},
        {"organisation": "Testilä"},
        {"member": b"N" * 16},
        {"name": "Eino Muu"},
        {"role": "coordinator"},
        {"units": ()},
        {"units": (InvitedUnit(b"u" * 16, "Museo"), InvitedUnit(b"v" * 16, "Nuorisopalvelut"))},
        {"inviter": b"I" * 16},
        {"expires": EXPIRES + 1},
    ],
)
def test_no_field_of_an_invitation_is_changed_unseen(
    identity: Identity, invitation: Invitation, change: dict[str, Any]
) -> None:
    with pytest.raises(TamperedError):
        verify_invitation(replace(invitation, **change), identity.public)


def test_every_flipped_bit_of_an_invitation_is_refused(
    identity: Identity, invitation: Invitation
) -> None:
    data = invitation.to_bytes()
    for bit in range(8 * len(data)):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(TamperedError):
            verify_invitation(Invitation.from_bytes(bytes(changed)), identity.public)


def test_a_signature_for_another_purpose_is_no_invitation(
    identity: Identity, invitation: Invitation
) -> None:
    other = identity.sign("somesec reply 1", invitation.body())
    with pytest.raises(TamperedError):
        verify_invitation(replace(invitation, signature=other), identity.public)


def test_an_invitation_expires(invitation: Invitation) -> None:
    assert not invitation.has_expired(EXPIRES - 1)
    assert invitation.has_expired(EXPIRES)


def test_an_invitation_with_more_units_than_a_mail_carries_is_not_made(identity: Identity) -> None:
    units = [InvitedUnit(bytes(16), "Y" * 100)] * (MOST_INVITATION_BYTES // 100)
    with pytest.raises(InputError, match="too large"):
        invite(identity, units=units)


def test_an_invitation_as_large_as_a_mail_carries_is_made_read_and_answered(
    identity: Identity, newcomer: Identity
) -> None:
    room = MOST_INVITATION_BYTES - len(invite(identity, name="").to_bytes())
    largest = invite(identity, name="E" * room)
    assert len(largest.to_bytes()) == MOST_INVITATION_BYTES == 65_536
    assert Invitation.from_bytes(largest.to_bytes()) == largest
    reply = answer(newcomer, largest)
    assert Reply.from_bytes(reply.to_bytes()) == reply
    with pytest.raises(InputError, match="too large"):
        invite(identity, name="E" * (room + 1))


@pytest.mark.parametrize(
    "change",
    [
        {"register": b"r"},
        {"member": b"n" * 17},
        {"inviter": b""},
        {"root": b"x"},
        {"units": [InvitedUnit(b"u", "Kirjasto")]},
    ],
)
def test_no_invitation_is_made_with_ids_of_another_length(
    identity: Identity, change: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        invite(identity, **change)


FIELDS: tuple[Part, ...] = (
    REGISTER, b"x" * 32, "Testilä", MEMBER, "Eino", "auditor", b"", INVITER, EXPIRES,
)  # fmt: skip


def with_field(position: int, value: Part) -> tuple[Part, ...]:
    return (*FIELDS[:position], value, *FIELDS[position + 1 :])


def test_the_fields_that_the_next_test_spoils_are_an_invitation() -> None:
    assert Invitation.from_bytes(b"\x01" + encode(*FIELDS) + SIGNATURE).name == "Eino"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        SIGNATURE,
        b"\x01" + SIGNATURE,
        b"\x02" + encode(*FIELDS) + SIGNATURE,
        b"\x01" + encode(*FIELDS) + SIGNATURE[:-1],
        b"\x01" + encode(*FIELDS[:-1]) + SIGNATURE,
        b"\x01" + encode(*FIELDS, 1) + SIGNATURE,
        *(
            b"\x01" + encode(*with_field(position, value)) + SIGNATURE
            for position, value in (
                (0, b"r" * 15),
                (0, "r" * 16),
                (1, b"x" * 33),
                (2, b"Testil"),
                (3, b""),
                (4, 7),
                (5, b"auditor"),
                (6, "units"),
                (6, b"units"),
                (6, encode(b"u" * 16)),
                (6, encode(b"u" * 15, "Kirjasto")),
                (6, encode("Kirjasto", b"u" * 16)),
                (7, b"i" * 17),
                (8, "soon"),
                (4, "E" * MOST_INVITATION_BYTES),
            )
        ),
    ],
)
def test_no_other_form_is_read_as_an_invitation(data: bytes) -> None:
    with pytest.raises(TamperedError, match=r"^The invitation is damaged"):
        Invitation.from_bytes(data)


# -- the reply ------------------------------------------------------------------------------------


def test_a_reply_comes_back_from_its_text(reply: Reply, newcomer: Identity) -> None:
    read = read_reply(f"Vastaus:\r\n{reply.to_text()}\r\nT. Eino")
    assert read == reply
    assert read.public == newcomer.public


def test_the_coordinator_verifies_the_invitation_inside_a_reply(
    identity: Identity, stranger: Identity, reply: Reply
) -> None:
    verify_invitation(read_reply(reply.to_text()).invitation, identity.public)
    made_up = answer(stranger, invite(stranger))
    with pytest.raises(TamperedError):
        verify_invitation(read_reply(made_up.to_text()).invitation, identity.public)


@pytest.mark.parametrize("offset", range(8))
def test_every_byte_of_a_reply_is_held_by_its_signature(reply: Reply, offset: int) -> None:
    data = reply.to_bytes()
    for position in range(offset, len(data), 8):
        changed = bytearray(data)
        changed[position] ^= 1 << (position // 8 + offset) % 8
        with pytest.raises(TamperedError, match=r"^The reply is damaged"):
            Reply.from_bytes(bytes(changed))


def test_every_truncation_of_a_reply_is_refused(reply: Reply) -> None:
    data = reply.to_bytes()
    for cut in (*(data[:length] for length in range(0, len(data), 7)), data + b"\x00"):
        with pytest.raises(TamperedError):
            Reply.from_bytes(cut)


def test_a_part_of_a_reply_exchanged_for_another_true_one_is_refused(
    identity: Identity, reply: Reply
) -> None:
    other = answer(identity, invite(identity, name="Eino Muu"))
    for change in (
        {"invitation": other.invitation},
        {"public": other.public},
        {"locked": other.locked},
        {"signature": other.signature},
    ):
        with pytest.raises(TamperedError):
            Reply.from_bytes(replace(reply, **change).to_bytes())


def signed(newcomer: Identity, reply: Reply, *fields: Part) -> bytes:
    """A reply of these fields that its maker has signed, so that only its content can be wrong."""
    body = b"\x01" + encode(*fields)
    return body + newcomer.sign("somesec reply 1", body)


def spoilt_locked(reply: Reply, position: int, change: bytes) -> bytes:
    return reply.locked[:position] + change + reply.locked[position + len(change) :]


@pytest.mark.parametrize(
    "fields",
    [
        lambda invited, public, locked, reply: (invited, public),
        lambda invited, public, locked, reply: (invited, public, locked, 1),
        lambda invited, public, locked, reply: (invited[:-1], public, locked),
        lambda invited, public, locked, reply: (invited, public[:-1], locked),
        lambda invited, public, locked, reply: (invited, public, locked[:-1]),
        lambda invited, public, locked, reply: (invited, public, locked + b"\x00"),
        lambda invited, public, locked, reply: (invited, public, "locked"),
        lambda invited, public, locked, reply: (
            invited, public, spoilt_locked(reply, 14, b"R"),
        ),
        lambda invited, public, locked, reply: (
            invited, public, spoilt_locked(reply, 30, b"N"),
        ),
        lambda invited, public, locked, reply: (
            invited, public, spoilt_locked(reply, 2, b"\x00\x00\x00\x08"),
        ),
    ],
)  # fmt: skip
def test_a_signed_reply_of_another_form_is_refused(
    newcomer: Identity, reply: Reply, fields: Callable[..., tuple[Part, ...]]
) -> None:
    whole = (reply.invitation.to_bytes(), reply.public.to_bytes(), reply.locked)
    assert Reply.from_bytes(signed(newcomer, reply, *whole)) == reply
    with pytest.raises(TamperedError, match=r"^The reply is damaged"):
        Reply.from_bytes(signed(newcomer, reply, *fields(*whole, reply)))


def test_no_reply_is_made_with_keys_locked_for_another_register_or_member(
    newcomer: Identity, invitation: Invitation
) -> None:
    for register, member in ((b"R" * 16, MEMBER), (REGISTER, b"N" * 16)):
        locked = lock(newcomer, "sininen hevonen", register, member, root=invitation.root)
        with pytest.raises(ValueError, match="another register or member"):
            sign_reply(newcomer, invitation, locked)


def test_the_words_of_a_reply_stand_for_all_of_it(
    newcomer: Identity, invitation: Invitation
) -> None:
    replies = [
        answer(newcomer, invitation),
        answer(newcomer, invitation),  # The salt of its lock is another.
        answer(newcomer, replace(invitation, name="Eino Muu")),
        answer(newcomer, replace(invitation, signature=SIGNATURE)),
    ]
    assert len({words_of(reply.digest()) for reply in replies}) == len(replies)
    assert replies[0].digest() == read_reply(replies[0].to_text()).digest()


# -- both -----------------------------------------------------------------------------------------


def test_neither_is_read_as_the_other(invitation: Invitation, reply: Reply) -> None:
    with pytest.raises(InputError, match="SOMESEC REPLY"):
        read_reply(invitation.to_text())
    with pytest.raises(InputError, match="SOMESEC INVITATION"):
        read_invitation(reply.to_text())
    with pytest.raises(TamperedError):
        Reply.from_bytes(invitation.to_bytes())
    with pytest.raises(TamperedError):
        Invitation.from_bytes(reply.to_bytes())


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_with_a_sentence(data: bytes) -> None:
    for begin in (data, b"\x01" + data, b"\x01" + encode(data) + SIGNATURE):
        for kind, read in (("INVITATION", read_invitation), ("REPLY", read_reply)):
            with pytest.raises((InputError, TamperedError), match=r"^[A-Z].*\.$"):
                read(to_armour(kind, begin))


@given(st.text(max_size=300))
def test_any_text_is_refused_with_a_sentence(text: str) -> None:
    for read in (read_invitation, read_reply):
        with pytest.raises(InputError, match=r"^[A-Z].*\.$"):
            read(text)


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=100),
    st.lists(st.tuples(st.binary(min_size=16, max_size=16), st.text("aäå ", max_size=30))),
    st.integers(0, 2**63 - 1),
)
def test_any_names_and_units_come_back(
    name: str, units: list[tuple[bytes, str]], expires: int
) -> None:
    invitation = Invitation(
        REGISTER, b"x" * 32, name, MEMBER, name, name,
        tuple(InvitedUnit(*unit) for unit in units), INVITER, expires, SIGNATURE,
    )  # fmt: skip
    assert read_invitation(invitation.to_text()) == invitation
