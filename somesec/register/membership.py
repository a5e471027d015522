"""Who belongs to the register: signed member rows, and the scope keys granted to each."""

from uuid import UUID

import msgspec

from somesec.errors import TamperedError
from somesec.language import _
from somesec.register.keys import CARD, SECRET, ScopeKey
from somesec.store.rows import GrantRow, MemberRow
from somesec.vault.encoding import encode
from somesec.vault.identity import Identity, PublicIdentity
from somesec.vault.keys import grant_context, grant_message, record_context
from somesec.vault.sealed import seal, unseal

COORDINATOR, UNIT_ADMIN, AUDITOR, RECOVERY = "coordinator", "unit-admin", "auditor", "recovery"
_MEMBER_PURPOSE = "somesec member 1"
_GRANT_PURPOSE = "somesec grant giver 1"


class MemberCard(msgspec.Struct, frozen=True, kw_only=True):
    """What members know of each other: id, name and role."""

    id: UUID
    name: str
    role: str


def member_row(
    card: MemberCard,
    *,
    register: UUID,
    revision: int,
    public: bytes,
    locked: bytes,
    organisation_key: ScopeKey,
    signer: Identity,
    signer_id: UUID,
) -> MemberRow:
    """A member's row, its card sealed for all members and the whole signed by `signer`."""
    context = _card_context(register, organisation_key, card.id, revision)
    sealed = seal(organisation_key.key, context, msgspec.json.encode(card))
    message = _member_message(register, card.id, revision, public, sealed)
    return MemberRow(
        id=card.id.bytes,
        revision=revision,
        public=public,
        locked=locked,
        card=sealed,
        signer=signer_id.bytes,
        signature=signer.sign(_MEMBER_PURPOSE, message),
    )


def verify_member(row: MemberRow, register: UUID, signer: PublicIdentity) -> None:
    """Raises TamperedError unless `signer` signed the row."""
    message = _member_message(register, UUID(bytes=row.id), row.revision, row.public, row.card)
    signer.verify(_MEMBER_PURPOSE, message, row.signature)


def open_member_card(row: MemberRow, register: UUID, organisation_key: ScopeKey) -> MemberCard:
    """The card in a member's row.

    Raises TamperedError when it was not sealed for this row."""
    member = UUID(bytes=row.id)
    context = _card_context(register, organisation_key, member, row.revision)
    card = msgspec.json.decode(unseal(organisation_key.key, context, row.card), type=MemberCard)
    if card.id != member:
        raise TamperedError(_("A member's card belongs to somebody else. Restore a backup."))
    return card


def grant(
    key: ScopeKey,
    *,
    register: UUID,
    member: UUID,
    public: PublicIdentity,
    giver: Identity,
    giver_id: UUID,
) -> GrantRow:
    """A scope key sealed to one member and signed by who gives it."""
    place = (register.bytes, key.scope.bytes, key.epoch, key.kind, member.bytes)
    sealed = public.seal(grant_context(*place), key.key)
    return GrantRow(
        scope=key.scope.bytes,
        epoch=key.epoch,
        kind=key.kind,
        member=member.bytes,
        sealed=sealed,
        signer=giver_id.bytes,
        signature=giver.sign(_GRANT_PURPOSE, grant_message(*place, sealed)),
    )


def open_grant(
    row: GrantRow, register: UUID, identity: Identity, giver: PublicIdentity
) -> ScopeKey:
    """The scope key in a grant.

    Raises TamperedError unless `giver` signed it and it was sealed to this member and place."""
    place = (register.bytes, row.scope, row.epoch, row.kind, row.member)
    giver.verify(_GRANT_PURPOSE, grant_message(*place, row.sealed), row.signature)
    key = identity.unseal(grant_context(*place), row.sealed)
    return ScopeKey(UUID(bytes=row.scope), row.epoch, row.kind, key)


def kinds_for(role: str, *, is_maker: bool) -> tuple[str, ...]:
    """The kinds of key of a new scope that a member of the role receives. Coordinators and
    auditors read cards and open no secret; whoever makes the scope begins with both."""
    if is_maker or role == RECOVERY:
        return (CARD, SECRET)
    return (CARD,) if role in (COORDINATOR, AUDITOR) else ()


def _member_message(
    register: UUID, member: UUID, revision: int, public: bytes, card: bytes
) -> bytes:
    return encode(register.bytes, member.bytes, revision, public, card)


def _card_context(register: UUID, organisation_key: ScopeKey, member: UUID, revision: int) -> bytes:
    return record_context(
        register.bytes,
        organisation_key.scope.bytes,
        member.bytes,
        "member",
        revision,
        organisation_key.epoch,
    )
