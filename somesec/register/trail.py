"""The trail as the register keeps it: followed entry by entry, it says what must be stored."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from somesec.errors import TamperedError
from somesec.language import _
from somesec.store.rows import GrantRow, MemberRow, RecordRow, RegisterRow, Row, TrailRow
from somesec.vault.encoding import decode, encode
from somesec.vault.identity import PublicIdentity
from somesec.vault.keys import digest
from somesec.vault.trail import (
    GONE,
    NO_PREVIOUS,
    Change,
    Entry,
    Head,
    changes_from_bytes,
    changes_to_bytes,
    check_follows,
    verify_entry,
)

Place = tuple[str, bytes]

_TABLES: dict[type[Row], str] = {
    RegisterRow: "register",
    MemberRow: "member",
    GrantRow: "grant",
    RecordRow: "record",
}


def place_of(row: Row) -> Place:
    """The table and encoded key that name a row in the trail."""
    return _TABLES[type(row)], encode(*row.key())


def record_place(record: UUID, part: str) -> Place:
    """The place of a record's part without its row at hand."""
    return "record", encode(record.bytes, part)


def record_at(place: Place) -> tuple[UUID, str] | None:
    """The record and part at a place, or None for a place in another table.

    Raises TamperedError for a place that `record_place` never makes."""
    table, key = place
    if table != "record":
        return None
    match decode(key):
        case [bytes() as record, str() as part] if len(record) == 16:
            return UUID(bytes=record), part
    raise TamperedError(_("The list of changes in the trail is damaged."))


def written(row: Row) -> Change:
    """The trail's word on a row that was written."""
    table, key = place_of(row)
    return Change(table=table, key=key, digest=digest(*row.fields()))


def gone(place: Place) -> Change:
    """The trail's word on a row that was deleted."""
    return Change(table=place[0], key=place[1], digest=GONE)


def row_of(entry: Entry) -> TrailRow:
    """The entry as it is stored."""
    return TrailRow(
        sequence=entry.sequence,
        previous=entry.previous,
        member=entry.member,
        at=entry.at,
        changes=changes_to_bytes(entry.changes),
        detail=entry.detail,
        signature=entry.signature,
    )


class Ledger:
    """What the trail says must be stored: the digest of every row, up to `head`."""

    def __init__(self, register: UUID) -> None:
        self._register = register
        self._digests: dict[Place, bytes] = {}
        self._head_row: TrailRow | None = None
        self.head = Head(0, NO_PREVIOUS)

    def follow(self, row: TrailRow, members: Mapping[bytes, PublicIdentity]) -> Entry:
        """Takes the next entry into account and returns it.

        Raises TamperedError when it does not follow the head or its signer did not sign it."""
        entry = self._entry(row)
        check_follows(entry, self.head)
        signer = members.get(row.member)
        if signer is None:
            raise TamperedError(
                _("Entry {sequence} of the trail was made by nobody this register knows.").format(
                    sequence=row.sequence
                )
            )
        verify_entry(signer, entry)
        self._take(entry, row)
        return entry

    def require_head(self, row: TrailRow | None) -> None:
        """Passes when the row stored at the place of the head is still the entry followed there.

        Raises TamperedError when the register was put back or exchanged since."""
        # Compared as stored: this comes with every reading, and an import's entry is megabytes.
        if row is None or row != self._head_row:
            raise TamperedError(
                _(
                    "Entry {sequence} of the trail is no longer what was read before: the register"
                    " was put back to an older state or exchanged."
                ).format(sequence=self.head.sequence)
            )

    def _entry(self, row: TrailRow) -> Entry:
        return Entry(
            sequence=row.sequence,
            previous=row.previous,
            register=self._register.bytes,
            member=row.member,
            at=row.at,
            changes=changes_from_bytes(row.changes),
            detail=row.detail,
            signature=row.signature,
        )

    def accept(self, entry: Entry) -> None:
        """Takes an entry into account that is known to be right."""
        self._take(entry, row_of(entry))

    def _take(self, entry: Entry, row: TrailRow) -> None:
        self.head, self._head_row = entry.head(), row
        for change in entry.changes:
            place = (change.table, change.key)
            if change.digest == GONE:
                self._digests.pop(place, None)
            else:
                self._digests[place] = change.digest

    def vouches_for(self, row: Row) -> bool:
        """Whether the row is stored just as the trail says."""
        return self._digests.get(place_of(row)) == digest(*row.fields())

    def speaks_of(self, place: Place) -> bool:
        """Whether the trail says that the place is filled."""
        return place in self._digests

    def missing(self, there: Iterable[Place]) -> list[Place]:
        """The places that the trail says are filled and that are not among those there."""
        return sorted(self._digests.keys() - set(there))
