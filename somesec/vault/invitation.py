"""How somebody becomes a member: a coordinator's signed invitation, and the signed reply.

Both travel through channels that anyone may read and change. The reply's signature shows only that
its parts belong together; that it is the newcomer's is shown by six words over all of it, which the
newcomer reads aloud. docs/vault-format.md gives the layouts.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Self

from somesec.errors import InputError, TamperedError
from somesec.language import _
from somesec.vault.armour import from_armour, to_armour
from somesec.vault.encoding import Part, decode, encode
from somesec.vault.identity import ROOT_BYTES, SIGNATURE_BYTES, Identity, PublicIdentity
from somesec.vault.passphrase import ids_of

SUITE = 1
MOST_INVITATION_BYTES = 64 * 1024
"""Room for some hundred units with long names."""

_ID_BYTES = 16
_INVITED_AS = "somesec invitation 1"
_REPLIED_AS = "somesec reply 1"
_MOST_REPLY_BYTES = MOST_INVITATION_BYTES + 2048


class InvitedUnit(NamedTuple):
    """A unit that the newcomer is to look after: its 16-byte id and its name."""

    id: bytes
    name: str


@dataclass(frozen=True)
class Invitation:
    """Who is invited to what.

    `register`, `member` (the newcomer's new id) and `inviter` are 16-byte ids, `root` is the
    register's 32 bytes (`root_of`), `expires` is seconds since 1970 UTC. `signature` is the
    inviter's and means nothing until `verify_invitation` has passed."""

    register: bytes
    root: bytes
    organisation: str
    member: bytes
    name: str
    role: str
    units: tuple[InvitedUnit, ...]
    inviter: bytes
    expires: int
    signature: bytes

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Reads what `to_bytes` gives, its signature unverified.

        Raises TamperedError for anything else."""
        try:
            match _parts_in(data, MOST_INVITATION_BYTES):
                case (
                    bytes() as register,
                    bytes() as root,
                    str() as organisation,
                    bytes() as member,
                    str() as name,
                    str() as role,
                    bytes() as units,
                    bytes() as inviter,
                    int() as expires,
                ):
                    invitation = cls(
                        register,
                        root,
                        organisation,
                        member,
                        name,
                        role,
                        _units_in(units),
                        inviter,
                        expires,
                        data[-SIGNATURE_BYTES:],
                    )
                    invitation._check()
                case _:
                    raise ValueError("no invitation")
        except (TamperedError, ValueError) as error:
            raise TamperedError(
                _("The invitation is damaged or was changed on its way. Ask for a new one.")
            ) from error
        return invitation

    def _check(self) -> None:
        ids = (self.register, self.member, self.inviter, *(unit.id for unit in self.units))
        if {len(id_) for id_ in ids} != {_ID_BYTES} or len(self.root) != ROOT_BYTES:
            raise ValueError("ids are 16 bytes and a root 32")

    def to_bytes(self) -> bytes:
        """Suite byte, the fields as `encode` writes them, and the signature (64)."""
        return self.body() + self.signature

    def body(self) -> bytes:
        """What is signed: everything but the signature."""
        return bytes([SUITE]) + encode(
            self.register,
            self.root,
            self.organisation,
            self.member,
            self.name,
            self.role,
            b"".join(encode(*unit) for unit in self.units),
            self.inviter,
            self.expires,
        )

    def to_text(self) -> str:
        """The invitation as lines that go through a mail."""
        return to_armour("INVITATION", self.to_bytes())

    def has_expired(self, now: int) -> bool:
        """Whether it is too late at a time in seconds since 1970 UTC."""
        return now >= self.expires


@dataclass(frozen=True)
class Reply:
    """What the newcomer sends back: the invitation whole, their public keys and the keys locked
    under their own passphrase (351 bytes).

    `signature` is the newcomer's. A reply that was read has been verified with its own keys."""

    invitation: Invitation
    public: PublicIdentity
    locked: bytes
    signature: bytes

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Reads what `to_bytes` gives and verifies that one newcomer made all of it. Whether a
        coordinator invited them is for `verify_invitation` to say.

        Raises TamperedError for anything else."""
        try:
            match _parts_in(data, _MOST_REPLY_BYTES):
                case bytes() as invited, bytes() as keys, bytes() as locked:
                    invitation = Invitation.from_bytes(invited)
                    public = PublicIdentity.from_bytes(keys)
                    reply = cls(invitation, public, locked, data[-SIGNATURE_BYTES:])
                    reply._check()
                    public.verify(_REPLIED_AS, reply.body(), reply.signature)
                case _:
                    raise ValueError("no reply")
        except (TamperedError, ValueError) as error:
            raise TamperedError(
                _("The reply is damaged or was changed on its way. Ask for it to be sent again.")
            ) from error
        return reply

    def _check(self) -> None:
        if ids_of(self.locked) != (self.invitation.register, self.invitation.member):
            raise ValueError("the keys are locked for another register or member")

    def to_bytes(self) -> bytes:
        """Suite byte, the fields as `encode` writes them, and the signature (64)."""
        return self.body() + self.signature

    def body(self) -> bytes:
        """What is signed: everything but the signature."""
        return bytes([SUITE]) + encode(
            self.invitation.to_bytes(), self.public.to_bytes(), self.locked
        )

    def to_text(self) -> str:
        """The reply as lines that go through a mail."""
        return to_armour("REPLY", self.to_bytes())

    def digest(self) -> bytes:
        """32 bytes over the whole reply, for `words_of`: what newcomer and coordinator compare."""
        return hashlib.sha256(encode("somesec reply words 1", self.to_bytes())).digest()


def sign_invitation(
    identity: Identity,
    *,
    register: bytes,
    root: bytes,
    organisation: str,
    member: bytes,
    name: str,
    role: str,
    units: Iterable[InvitedUnit],
    inviter: bytes,
    expires: int,
) -> Invitation:
    """The invitation with these fields, signed by the inviter whose identity it is.

    Raises InputError when it is too large, ValueError for ids or a root of another length."""
    fields = (register, root, organisation, member, name, role, tuple(units), inviter, expires)
    unsigned = Invitation(*fields, signature=bytes(SIGNATURE_BYTES))
    unsigned._check()
    if len(unsigned.to_bytes()) > MOST_INVITATION_BYTES:
        raise InputError(_("The invitation is too large. Name fewer units."))
    return Invitation(*fields, identity.sign(_INVITED_AS, unsigned.body()))


def verify_invitation(invitation: Invitation, inviter_public: PublicIdentity) -> None:
    """Passes when the member with these keys signed the invitation.

    Raises TamperedError when not."""
    try:
        inviter_public.verify(_INVITED_AS, invitation.body(), invitation.signature)
    except TamperedError as error:
        raise TamperedError(
            _(
                "The invitation is not signed by the member it names: it was changed or made up. "
                "Make a new one."
            )
        ) from error


def read_invitation(text: str) -> Invitation:
    """The invitation in a text, its signature unverified: the newcomer has no keys to verify it
    with, and the coordinator verifies it when the reply comes.

    Raises InputError for a text without one, TamperedError for a damaged one."""
    return Invitation.from_bytes(from_armour("INVITATION", text))


def sign_reply(identity: Identity, invitation: Invitation, locked: bytes) -> Reply:
    """The reply to an invitation, signed by the newcomer whose new identity it is.

    Raises ValueError when the keys were locked for another register or member."""
    unsigned = Reply(invitation, identity.public, locked, bytes(SIGNATURE_BYTES))
    unsigned._check()
    signature = identity.sign(_REPLIED_AS, unsigned.body())
    return Reply(invitation, identity.public, locked, signature)


def read_reply(text: str) -> Reply:
    """The reply in a text, as `Reply.from_bytes` reads it.

    Raises InputError for a text without one, TamperedError for a damaged or changed one."""
    return Reply.from_bytes(from_armour("REPLY", text))


def _parts_in(data: bytes, most: int) -> tuple[Part, ...]:
    body = data[:-SIGNATURE_BYTES]
    if len(data) > most or body[:1] != bytes([SUITE]):
        raise ValueError("another form")
    return decode(body[1:])


def _units_in(data: bytes) -> tuple[InvitedUnit, ...]:
    parts, units = decode(data), []
    for at in range(0, len(parts), 2):
        match parts[at : at + 2]:
            case bytes() as id_, str() as name:
                units.append(InvitedUnit(id_, name))
            case _:
                raise ValueError("no list of units")
    return tuple(units)
