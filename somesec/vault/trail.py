"""The signed chain of changes: each entry holds the hash of the one before, so that nothing can be
taken out, put between, exchanged or put back without being seen."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import msgspec

from somesec.errors import TamperedError
from somesec.language import _
from somesec.vault.encoding import decode, encode
from somesec.vault.identity import Identity, PublicIdentity

SIGNED_AS = "somesec trail 1"
HASH_BYTES = 32
ID_BYTES = 16
GONE = bytes(HASH_BYTES)
"""The digest of a row that is no more."""

NO_PREVIOUS = bytes(HASH_BYTES)
"""What the first entry holds for the hash of the one before."""

LAST_MOMENT = 253_370_764_799
"""Seconds since 1970: the end of the year 9998, which every calendar shows in every time zone."""


class Change(msgspec.Struct, frozen=True, gc=False):
    """One row written: its table, its key as bytes and the digest of its new fields (32 bytes),
    GONE when the row was deleted."""

    table: str
    key: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class Standing:
    """What a member is from an entry on: 16-byte id, role ("" for one who belongs no more), public
    keys as `PublicIdentity` reads them, what stands for the name (`name_digest`), and the 16-byte
    ids of the units they look after."""

    member: bytes
    role: str
    public: bytes
    named: bytes
    units: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """The place a trail has come to: the last sequence and the hash of its entry; 0 and
    NO_PREVIOUS before the first."""

    sequence: int
    hash: bytes


@dataclass(frozen=True)
class Entry:
    """What one member changed in one transaction, and the link to the entry before.

    `sequence` counts from 1; `previous` is the hash of the entry before, zeros for the first;
    `register` and `member` are 16-byte ids; `at` is seconds since 1970 UTC; `standings` are those
    that begin with this entry; `detail` is sealed by the caller; `signature` is Ed25519 over the
    body."""

    sequence: int
    previous: bytes
    register: bytes
    member: bytes
    at: int
    changes: tuple[Change, ...]
    standings: tuple[Standing, ...]
    detail: bytes
    signature: bytes

    def body(self) -> bytes:
        """What is signed: everything but the signature."""
        return self._encoded

    # Kept, as an entry is both verified and hashed, and an import's names thousands of rows. What
    # was stored is not encoded again: `stored_entry` puts it here.
    @cached_property
    def _encoded(self) -> bytes:
        return _body(
            self.sequence,
            self.previous,
            self.register,
            self.member,
            self.at,
            self.changes,
            self.standings,
            self.detail,
        )

    def hash(self) -> bytes:
        """32 bytes that the next entry carries as `previous`."""
        return hashlib.sha256(encode(self.body(), self.signature)).digest()

    def head(self) -> Head:
        """The place the trail has come to with this entry."""
        return Head(self.sequence, self.hash())


def sign_entry(
    identity: Identity,
    *,
    sequence: int,
    previous: bytes,
    register: bytes,
    member: bytes,
    at: int,
    changes: Iterable[Change],
    detail: bytes,
    standings: Iterable[Standing] = (),
) -> Entry:
    """The entry with these fields, signed by the member whose identity it is."""
    fields = (sequence, previous, register, member, at, tuple(changes), tuple(standings), detail)
    return Entry(*fields, identity.sign(SIGNED_AS, _body(*fields)))


def stored_entry(
    *,
    sequence: int,
    previous: bytes,
    register: bytes,
    member: bytes,
    at: int,
    changes: bytes,
    standings: bytes,
    detail: bytes,
    signature: bytes,
    is_link: bool = False,
) -> Entry:
    """The entry with these fields, the lists as `changes_to_bytes` and `standings_to_bytes` wrote
    them; nothing of it is verified yet, and what is signed is what is stored. Of one that `is_link`
    only the place in the chain is asked, and its lists, which may be long, are left unread.

    Raises TamperedError for lists that those never make."""
    entry = Entry(
        sequence,
        previous,
        register,
        member,
        at,
        () if is_link else changes_from_bytes(changes),
        () if is_link else standings_from_bytes(standings),
        detail,
        signature,
    )
    vars(entry)["_encoded"] = encode(
        sequence, previous, register, member, at, changes, standings, detail
    )
    return entry


def verify_entry(public: PublicIdentity, entry: Entry) -> None:
    """Passes when the member with these keys signed the entry.

    Raises TamperedError when not, naming the sequence."""
    try:
        public.verify(SIGNED_AS, entry.body(), entry.signature)
    except TamperedError as error:
        raise TamperedError(
            _(
                "Entry {sequence} of the trail is not signed by the member it names: it was "
                "changed or made up."
            ).format(sequence=entry.sequence)
        ) from error


def check_follows(entry: Entry, head: Head) -> None:
    """Passes when the entry is the next one after the head, made at a time that clocks can show.

    Raises TamperedError when not, naming the sequence at which the trail breaks."""
    if not 0 <= entry.at <= LAST_MOMENT:
        raise TamperedError(
            _("Entry {sequence} of the trail was made at no time there is.").format(
                sequence=entry.sequence
            )
        )
    if entry.sequence != head.sequence + 1 or entry.previous != head.hash:
        raise TamperedError(
            _(
                "The trail breaks at entry {sequence}: entries were removed, exchanged or put in "
                "another order. Restore the register from a backup."
            ).format(sequence=head.sequence + 1)
        )


def changes_to_bytes(changes: Iterable[Change]) -> bytes:
    """Table, key and digest of each change in turn, as `encode` writes them."""
    return b"".join(encode(change.table, change.key, change.digest) for change in changes)


def changes_from_bytes(data: bytes) -> tuple[Change, ...]:
    """The changes in the bytes.

    Raises TamperedError for bytes that `changes_to_bytes` never makes."""
    parts = iter(decode(data))
    changes = []
    for table in parts:
        key, digest = next(parts, None), next(parts, None)
        if not (
            isinstance(table, str)
            and isinstance(key, bytes)
            and isinstance(digest, bytes)
            and len(digest) == HASH_BYTES
        ):
            raise TamperedError(_("The list of changes in the trail is damaged."))
        changes.append(Change(table, key, digest))
    return tuple(changes)


def standings_to_bytes(standings: Iterable[Standing]) -> bytes:
    """Member, role, public keys, name's digest and unit ids of each standing in turn, as `encode`
    writes them."""
    return b"".join(
        encode(who.member, who.role, who.public, who.named, b"".join(who.units))
        for who in standings
    )


def standings_from_bytes(data: bytes) -> tuple[Standing, ...]:
    """The standings in the bytes.

    Raises TamperedError for bytes that `standings_to_bytes` never makes."""
    parts, standings = decode(data), []
    for at in range(0, len(parts), 5):
        match parts[at : at + 5]:
            case [
                bytes() as member,
                str() as role,
                bytes() as public,
                bytes() as named,
                bytes() as units,
            ] if len(member) == ID_BYTES and len(units) % ID_BYTES == 0:
                ids = (units[n : n + ID_BYTES] for n in range(0, len(units), ID_BYTES))
                standings.append(Standing(member, role, public, named, tuple(ids)))
            case _:
                raise TamperedError(_("The list of members in the trail is damaged."))
    return tuple(standings)


def _body(
    sequence: int,
    previous: bytes,
    register: bytes,
    member: bytes,
    at: int,
    changes: tuple[Change, ...],
    standings: tuple[Standing, ...],
    detail: bytes,
) -> bytes:
    return encode(
        sequence,
        previous,
        register,
        member,
        at,
        changes_to_bytes(changes),
        standings_to_bytes(standings),
        detail,
    )
