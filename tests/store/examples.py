"""Rows with nothing in them but bytes."""

from uuid import UUID

from sqlalchemy import Engine

from somesec.store.rows import GrantRow, MemberRow, RecordRow, RegisterRow, TrailRow
from somesec.store.sqlite import SQLite
from somesec.store.store import Store

NOBODY_YET = bytes(32)


def identifier(number: int) -> bytes:
    return UUID(int=number).bytes


REGISTER = RegisterRow(id=identifier(1), format=1, made_at=1_780_000_000)
FOUNDER = identifier(2)
SCOPE = identifier(3)


def member(id: bytes = FOUNDER, revision: int = 1) -> MemberRow:  # noqa: A002
    return MemberRow(id, revision, 1, b"locked", b"card")


def grant(epoch: int = 1, kind: str = "card", member: bytes = FOUNDER) -> GrantRow:
    return GrantRow(SCOPE, epoch, kind, member, b"sealed", FOUNDER, b"signature")


def record(
    number: int = 100, part: str = "card", revision: int = 1, sealed: bytes = b"sealed"
) -> RecordRow:
    return RecordRow(identifier(number), part, SCOPE, 1, revision, 1_780_000_000, sealed)


def entry(sequence: int, signature: bytes = b"signature") -> TrailRow:
    return TrailRow(
        sequence, NOBODY_YET, FOUNDER, 1_780_000_000, b"changes", b"", b"detail", signature
    )


def found(store: Store) -> None:
    """Writes what every register begins with."""
    with store.write() as writing:
        writing.put_register(REGISTER)
        writing.put_member(member(), None)
        writing.append_trail(entry(1))


def engine_of(store: Store) -> Engine:
    """What makes the connections of a register in a file."""
    assert isinstance(store._database, SQLite)
    return store._database._engine
