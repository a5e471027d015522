"""The trail as the register keeps it: followed entry by entry, it says what must be stored and who
may do what."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from somesec.errors import LockedError, TamperedError
from somesec.language import _
from somesec.register.authority import Authority
from somesec.register.keys import CARD, SECRET
from somesec.register.places import RECORD, Place, place_of, record_at, written
from somesec.store.rows import Row, TrailRow
from somesec.vault.trail import (
    GONE,
    NO_PREVIOUS,
    Entry,
    Head,
    changes_from_bytes,
    changes_to_bytes,
    check_follows,
    standings_from_bytes,
    standings_to_bytes,
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


def entry_of(row: TrailRow, register: UUID) -> Entry:
    """The entry in a stored row, nothing of it verified yet.

    Raises TamperedError for a row that `row_of` never makes."""
    return Entry(
        sequence=row.sequence,
        previous=row.previous,
        register=register.bytes,
        member=row.member,
        at=row.at,
        changes=changes_from_bytes(row.changes),
        standings=standings_from_bytes(row.standings),
        detail=row.detail,
        signature=row.signature,
    )


class Ledger:
    """What the trail says must be stored: the digest of every row, up to `head`; and in
    `authority` who may do what then."""

    def __init__(self, register: UUID, root: bytes) -> None:
        self._register = register
        self._digests: dict[Place, bytes] = {}
        self._scopes: dict[tuple[UUID, str], UUID] = {}
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
        self._require_one_scope(entry)
        self._take(entry, row)
        return entry

    def _require_one_scope(self, entry: Entry) -> None:
        """Passes while every record is in one scope, card and secret: otherwise who may write to
        one unit could put a record of their own in the place of another unit's.

        Raises TamperedError when the entry puts a part where another part is not."""
        moved: dict[tuple[UUID, str], UUID | None] = {}
        for change in entry.changes:
            if change.table == RECORD:
                record, part, scope = _record_at(change.key)
                before = moved.get((record, part), self._scopes.get((record, part)))
                if change.digest == GONE:
                    moved[record, part] = None if before == scope else before
                elif before in (None, scope):
                    moved[record, part] = scope
                else:
                    raise _in_two_scopes(entry, record)
        for record in {record for record, _part in moved}:
            scopes = {
                moved.get((record, part), self._scopes.get((record, part)))
                for part in (CARD, SECRET)
            }
            if len(scopes - {None}) > 1:
                raise _in_two_scopes(entry, record)

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
        self.authority.take(entry)
        self.head, self._head_row = entry.head(), row
        for change in entry.changes:
            place = (change.table, change.key)
            if change.digest == GONE:
                self._digests.pop(place, None)
            else:
                self._digests[place] = change.digest
            if change.table == RECORD:
                self._note_scope(*_record_at(change.key), change.digest)

    def _note_scope(self, record: UUID, part: str, scope: UUID, digest: bytes) -> None:
        if digest != GONE:
            self._scopes[record, part] = scope
        elif self._scopes.get((record, part)) == scope:
            del self._scopes[record, part]

    def vouches_for(self, row: Row) -> bool:
        """Whether the row is stored just as the trail says."""
        return self._digests.get(place_of(row)) == written(row).digest

    def scope_of(self, record: UUID, part: str) -> UUID | None:
        """The scope that a record's part is stored in; None where the trail knows no such part."""
        return self._scopes.get((record, part))

    def parts_in(self, scope: UUID, part: str) -> list[UUID]:
        """The records of a scope that have the part."""
        return [
            record
            for (record, its_part), its_scope in self._scopes.items()
            if (its_part, its_scope) == (part, scope)
        ]

    def missing(self, there: Iterable[Place], tables: Collection[str]) -> list[Place]:
        """The places in the tables that the trail says are filled and that are not among those
        there."""
        filled = self._digests.keys() - set(there)
        return sorted(place for place in filled if place[0] in tables)


def _record_at(key: bytes) -> tuple[UUID, str, UUID]:
    record, part, scope = record_at(key)
    return UUID(bytes=record), part, UUID(bytes=scope)


def _in_two_scopes(entry: Entry, record: UUID) -> TamperedError:
    return TamperedError(
        _("Entry {sequence} of the trail puts record {record} into two units at once.").format(
            sequence=entry.sequence, record=record
        )
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
            entry = entry_of(row, register)
            check_follows(entry, at)
        except TamperedError:
            return False
        at = entry.head()
    return at == head
