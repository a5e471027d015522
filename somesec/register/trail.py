"""The trail as the register keeps it: followed entry by entry, it says what must be stored and who
may do what."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from somesec.errors import LockedError, TamperedError
from somesec.language import _
from somesec.register.authority import Authority
from somesec.register.parts import KINDS
from somesec.register.places import RECORD, Place, digest_of, place_of, record_at
from somesec.store.rows import RecordHead, RecordRow, Row, TrailRow
from somesec.vault.encoding import encode
from somesec.vault.trail import (
    GONE,
    ID_BYTES,
    NO_PREVIOUS,
    Entry,
    Head,
    changes_to_bytes,
    check_follows,
    standings_to_bytes,
    stored_entry,
    verify_entry,
)


def row_of(entry: Entry) -> TrailRow:
    """The entry as it is stored."""
    return TrailRow(
        sequence=entry.sequence,
        previous=entry.previous,
        member=entry.member,
        at=entry.at,
        changes=changes_to_bytes(entry.changes),
        standings=standings_to_bytes(entry.standings),
        detail=entry.detail,
        signature=entry.signature,
    )


def entry_of(row: TrailRow, register: UUID, *, is_link: bool = False) -> Entry:
    """The entry in a stored row, nothing of it verified yet; `is_link`: without its lists.

    Raises TamperedError for a row that `row_of` never makes."""
    return stored_entry(
        sequence=row.sequence,
        previous=row.previous,
        register=register.bytes,
        member=row.member,
        at=row.at,
        changes=row.changes,
        standings=row.standings,
        detail=row.detail,
        signature=row.signature,
        is_link=is_link,
    )


class Ledger:
    """What the trail says must be stored: the digest of every row, up to `head`; and in
    `authority` who may do what then."""

    def __init__(self, register: UUID, root: bytes) -> None:
        self._register = register
        self._digests: dict[Place, bytes] = {}
        # Of records, which are many: by part and record the scope and the digest as one.
        self._records: dict[str, dict[bytes, bytes]] = {part: {} for part in KINDS}
        self._head_row: TrailRow | None = None
        self.authority = Authority(register, root)
        self.head = Head(0, NO_PREVIOUS)

    def follow(self, row: TrailRow, *, is_remembered: bool = False) -> Entry:
        """Takes the next entry into account and returns it. One that is remembered, because a later
        entry of the same chain was verified before, needs no signature checked.

        Raises TamperedError when it does not follow the head, its signer did not sign it, or had no
        right to do what it says."""
        entry = entry_of(row, self._register)
        check_follows(entry, self.head)
        signer = self.authority.signer(entry)
        if not is_remembered:
            verify_entry(signer, entry)
        try:
            self.authority.require_rights(entry)
        except LockedError as error:
            raise TamperedError(
                _("Entry {sequence} of the trail is beyond its maker's rights: {reason}").format(
                    sequence=entry.sequence, reason=error
                )
            ) from error
        self._take(entry, row)
        return entry

    @property
    def newest(self) -> TrailRow | None:
        """The entry last followed, as it is stored."""
        return self._head_row

    def require_head(self, row: TrailRow | None) -> None:
        """Passes when the row stored at the place of the head is still the entry followed there.

        Raises TamperedError when the register was put back or exchanged since."""
        # Compared as stored: this comes with every reading, and an import's entry is megabytes.
        if row is None or row != self._head_row:
            raise _no_longer(self.head)

    def require_way(self, trail: Sequence[TrailRow], head: Head) -> None:
        """Passes when the entries, as stored now, are those that were followed up to `head`.

        Raises TamperedError when not."""
        if not comes_to(trail, self._register, head):
            raise _no_longer(head)

    def accept(self, entry: Entry) -> None:
        """Takes an entry into account that is known to be right."""
        self._take(entry, row_of(entry))

    def _take(self, entry: Entry, row: TrailRow) -> None:
        written = self._written(entry)
        self.authority.take(entry)
        self.head, self._head_row = entry.head(), row
        for change in entry.changes:
            if change.table != RECORD:
                place = (change.table, change.key)
                if change.digest == GONE:
                    self._digests.pop(place, None)
                else:
                    self._digests[place] = change.digest
        for part, rows in written.items():
            known = self._records[part]
            known.update(rows)
            for record in [record for record, there in rows.items() if not there]:
                del known[record]

    def _written(self, entry: Entry) -> dict[str, dict[bytes, bytes]]:
        """What the entry writes of records, by part and record: the scope and the digest as one,
        nothing for a part that it deletes. Every record is in one scope with all its parts:
        otherwise who may write to one unit could put a record of their own in the place of another
        unit's.

        Raises TamperedError when the entry puts a part where another part is not."""
        written: dict[str, dict[bytes, bytes]] = {part: {} for part in KINDS}
        for change in entry.changes:
            if change.table == RECORD:
                record, part, scope = record_at(change.key)
                before = written[part].get(record)
                if before is None:
                    before = self._records[part].get(record, b"")
                if change.digest == GONE:
                    if before.startswith(scope):
                        written[part][record] = b""
                    continue
                if before and not before.startswith(scope):
                    self._refuse_two_scopes(entry, record)
                written[part][record] = scope + change.digest
        for part in KINDS:
            for other in KINDS:
                new, old = written[other], self._records[other]
                if other == part or not (new or old):
                    continue
                for record, row in written[part].items():
                    beside = new.get(record)
                    if beside is None:
                        beside = old.get(record)
                    if row and beside and row[:ID_BYTES] != beside[:ID_BYTES]:
                        self._refuse_two_scopes(entry, record)
        return written

    def _refuse_two_scopes(self, entry: Entry, record: bytes) -> None:
        raise TamperedError(
            _("Entry {sequence} of the trail puts record {record} into two units at once.").format(
                sequence=entry.sequence, record=UUID(bytes=record)
            )
        )

    def vouches_for(self, row: Row, place: Place | None = None) -> bool:
        """Whether the row is stored just as the trail says; `place` where it is known already."""
        place = place or place_of(row)
        digest = digest_of(row, place)
        if isinstance(row, RecordRow):
            return self._records.get(row.part, {}).get(row.id) == row.scope + digest
        return self._digests.get(place) == digest

    def speaks_of(self, row: RecordRow | RecordHead) -> bool:
        """Whether the trail knows of the record's part in this scope, whatever it holds."""
        return self._records.get(row.part, {}).get(row.id, b"")[:ID_BYTES] == row.scope

    def scope_of(self, record: UUID, part: str) -> UUID | None:
        """The scope that a record's part is stored in; None where the trail knows no such part."""
        there = self._records[part].get(record.bytes)
        return UUID(bytes=there[:ID_BYTES]) if there else None

    def parts_in(self, scope: UUID, part: str) -> list[UUID]:
        """The records of a scope that have the part."""
        return [
            UUID(bytes=record)
            for record, there in self._records[part].items()
            if there.startswith(scope.bytes)
        ]

    def missing(self, there: Iterable[Place], tables: Collection[str]) -> list[Place]:
        """The places in the tables, the records' apart, that the trail says are filled and that are
        not among those there."""
        filled = self._digests.keys() - set(there)
        return sorted(place for place in filled if place[0] in tables)

    def awaited(self, *parts: str) -> dict[str, set[bytes]]:
        """The records that must be there by the trail, by each of these parts."""
        return {part: set(self._records[part]) for part in parts}

    def places_among(self, records: Mapping[str, Iterable[bytes]]) -> list[Place]:
        """The places of records' parts that the trail knows, in the order of the records."""
        return sorted(
            (RECORD, encode(record, part, self._records[part][record][:ID_BYTES]))
            for part, some in records.items()
            for record in some
        )


def _no_longer(head: Head) -> TamperedError:
    return TamperedError(
        _(
            "Entry {sequence} of the trail is no longer what was read before: the register was put "
            "back to an older state or exchanged."
        ).format(sequence=head.sequence)
    )


def comes_to(trail: Sequence[TrailRow], register: UUID, head: Head) -> bool:
    """Whether the chain of the trail, as stored, leads to this head."""
    at = Head(0, NO_PREVIOUS)
    for row in trail:
        if at.sequence == head.sequence:
            break
        try:
            entry = entry_of(row, register, is_link=True)
            check_follows(entry, at)
        except TamperedError:
            return False
        at = entry.head()
    return at == head
