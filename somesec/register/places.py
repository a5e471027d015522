"""How the trail names the rows of the register."""

from uuid import UUID

from somesec.errors import TamperedError
from somesec.language import _
from somesec.register.parts import KINDS
from somesec.store.rows import GrantRow, MemberRow, RecordRow, RegisterRow, Row
from somesec.vault.encoding import decode, encode
from somesec.vault.keys import digest
from somesec.vault.trail import GONE, ID_BYTES, Change

Place = tuple[str, bytes]
"""A table and the encoded values that name a row in it."""

REGISTER, MEMBER, GRANT, RECORD = "register", "member", "grant", "record"
_TABLES: dict[type[Row], str] = {
    RegisterRow: REGISTER,
    MemberRow: MEMBER,
    GrantRow: GRANT,
    RecordRow: RECORD,
}

_ID_HEAD = encode(bytes(ID_BYTES))[:-ID_BYTES]
_ID_START, _ID_END = len(_ID_HEAD), len(_ID_HEAD) + ID_BYTES
_PARTS = {encode(part): part for part in KINDS}
"""The part in the middle of a record's key, between two ids."""
_BETWEEN = {part: encode(part) + _ID_HEAD for part in KINDS}
"""What lies between the two ids."""


def place_of(row: Row) -> Place:
    """The place of a row. A record's holds its scope too: who may write there depends on it."""
    if isinstance(row, RecordRow):
        between = _BETWEEN.get(row.part)
        if between is None or not len(row.id) == len(row.scope) == ID_BYTES:
            return RECORD, encode(row.id, row.part, row.scope)
        # Every row that is read comes here, so what `encode` gives is put together by hand.
        return RECORD, b"".join((_ID_HEAD, row.id, between, row.scope))
    return _TABLES[type(row)], encode(*row.key())


def record_place(record: UUID, part: str, scope: UUID) -> Place:
    """The place of a record's part without its row at hand."""
    return RECORD, encode(record.bytes, part, scope.bytes)


def record_at(key: bytes) -> tuple[bytes, str, bytes]:
    """The record, part and scope in the key of a place among the records.

    Raises TamperedError for a key that `record_place` never makes."""
    # Every entry of the trail comes here for each of its records, so the key is cut, not decoded.
    part = _PARTS.get(key[_ID_END:-_ID_END])
    if part is None or not (key[:_ID_START] == key[-_ID_END:-ID_BYTES] == _ID_HEAD):
        raise _damaged()
    return key[_ID_START:_ID_END], part, key[-ID_BYTES:]


def grant_at(key: bytes) -> tuple[bytes, int, str, bytes]:
    """The scope, epoch, kind and member in the key of a place among the grants.

    Raises TamperedError for any other key."""
    match decode(key):
        case [bytes() as scope, int() as epoch, ("card" | "secret") as kind, bytes() as member] if (
            len(scope) == len(member) == ID_BYTES
        ):
            return scope, epoch, kind, member
    raise _damaged()


def member_at(key: bytes) -> bytes:
    """The member in the key of a place among the members.

    Raises TamperedError for any other key."""
    match decode(key):
        case [bytes() as member] if len(member) == ID_BYTES:
            return member
    raise _damaged()


def written(row: Row) -> Change:
    """The trail's word on a row that was written."""
    place = table, key = place_of(row)
    return Change(table=table, key=key, digest=digest_of(row, place))


def digest_of(row: Row, place: Place) -> bytes:
    """32 bytes that stand for all that the row holds."""
    if place[0] == RECORD:
        # Its key is the first three of its fields, encoded.
        return digest(*row.fields()[3:], after=place[1])
    return digest(*row.fields())


def gone(place: Place) -> Change:
    """The trail's word on a row that was deleted."""
    return Change(table=place[0], key=place[1], digest=GONE)


def _damaged() -> TamperedError:
    return TamperedError(_("The list of changes in the trail is damaged."))
