"""The rows behind the members: their sealed names, and the scope keys granted to each."""

import os
from uuid import UUID

import msgspec

from somesec.errors import InputError, TamperedError
from somesec.language import _
from somesec.register.keys import CARD, SECRET, ScopeKey
from somesec.register.roles import AUDITOR, LEADING, RECOVERY
from somesec.store.rows import GrantRow, MemberRow
from somesec.vault.identity import Identity, PublicIdentity
from somesec.vault.keys import grant_context, grant_message, name_digest, record_context
from somesec.vault.recovery import Rehearsal
from somesec.vault.sealed import seal, unseal

LONGEST_NAME = 200
"""Characters: what fits into a few lines, wherever a name is shown."""

_GRANT_PURPOSE = "somesec grant giver 1"


class MemberCard(msgspec.Struct, frozen=True, kw_only=True):
    """What members know of each other: the name, with the salt of what stands for it in the trail;
    of a recovery kit, what a rehearsal of it is compared with."""

    id: UUID
    name: str
    salt: bytes = msgspec.field(default_factory=lambda: os.urandom(16))
    rehearsal: Rehearsal | None = None

    @property
    def named(self) -> bytes:
        """What stands for the name in the trail: nobody calls themself by another."""
        return name_digest(self.id.bytes, self.name, self.salt)


# Made while this module is loaded, for the reason in tests/test_threads.py.
_card_decoder = msgspec.json.Decoder(MemberCard)


def member_name(text: str) -> str:
    """A member's name without needless space.

    Raises InputError when it is empty."""
    name = " ".join(text.split())
    if not name:
        raise InputError(_("A member needs a name."))
    if len(name) > LONGEST_NAME:
        raise InputError(
            _("A name has at most {count} characters; this one has {length}.").format(
                count=LONGEST_NAME, length=len(name)
            )
        )
    return name


def member_row(
    card: MemberCard, *, register: UUID, revision: int, locked: bytes, organisation_key: ScopeKey
) -> MemberRow:
    """A member's row, its card sealed for all members."""
    context = _card_context(register, organisation_key, card.id, revision)
    return MemberRow(
        id=card.id.bytes,
        revision=revision,
        epoch=organisation_key.epoch,
        locked=locked,
        card=seal(organisation_key.key, context, msgspec.json.encode(card)),
    )


def open_member_card(row: MemberRow, register: UUID, organisation_key: ScopeKey) -> MemberCard:
    """The card in a member's row.

    Raises TamperedError when it was not sealed for this row."""
    member = UUID(bytes=row.id)
    context = _card_context(register, organisation_key, member, row.revision)
    card = _card_decoder.decode(unseal(organisation_key.key, context, row.card))
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
    return (CARD,) if role in (*LEADING, AUDITOR) else ()


def _card_context(register: UUID, organisation_key: ScopeKey, member: UUID, revision: int) -> bytes:
    return record_context(
        register.bytes,
        organisation_key.scope.bytes,
        member.bytes,
        "member",
        revision,
        organisation_key.epoch,
    )
