"""The rows of a register as plain values: what the database holds, in the order it holds it.

Identifiers are the 16 bytes of a UUID, times are whole seconds since 1970 in UTC, revisions and
epochs only ever grow. What is sealed, locked or signed is bytes whose meaning only the vault knows.
"""

from typing import ClassVar, TypeAlias

import msgspec

Value: TypeAlias = bytes | str | int


class Row(msgspec.Struct, frozen=True, gc=False):
    """One row: its values in the order of its columns, and the values that name it."""

    KEY: ClassVar[tuple[str, ...]]

    def fields(self) -> tuple[Value, ...]:
        """Every value of the row, in the fixed order that its digest in the trail covers."""
        return msgspec.structs.astuple(self)

    def key(self) -> tuple[Value, ...]:
        """The values that tell this row from every other of its table."""
        return tuple(getattr(self, name) for name in self.KEY)


class RegisterRow(Row, frozen=True, gc=False):
    """The one row that says which register this is."""

    KEY: ClassVar[tuple[str, ...]] = ("id",)
    id: bytes
    format: int
    made_at: int


class MemberRow(Row, frozen=True, gc=False):
    """Someone who can open the register, or could once: the locked private keys, empty where there
    are none, and the name, sealed with the organisation's card key of that epoch."""

    KEY: ClassVar[tuple[str, ...]] = ("id",)
    id: bytes
    revision: int
    epoch: int
    locked: bytes
    card: bytes


class GrantRow(Row, frozen=True, gc=False):
    """A scope's key of one epoch and kind ('card' or 'secret'), sealed to one member."""

    KEY: ClassVar[tuple[str, ...]] = ("scope", "epoch", "kind", "member")
    scope: bytes
    epoch: int
    kind: str
    member: bytes
    sealed: bytes
    signer: bytes
    signature: bytes


class RecordRow(Row, frozen=True, gc=False):
    """One sealed part of a record: its 'card', its 'secret', or content that goes by itself, a
    'text' or 'evidence'."""

    KEY: ClassVar[tuple[str, ...]] = ("id", "part")
    id: bytes
    part: str
    scope: bytes
    epoch: int
    revision: int
    changed_at: int
    sealed: bytes


class RecordHead(msgspec.Struct, frozen=True, gc=False):
    """Which part of a record a row holds, without what is sealed in it."""

    id: bytes
    part: str
    scope: bytes
    revision: int


class TrailRow(Row, frozen=True, gc=False):
    """One signed entry of the trail: who changed which rows and who became what, chained to the
    entry before."""

    KEY: ClassVar[tuple[str, ...]] = ("sequence",)
    sequence: int
    previous: bytes
    member: bytes
    at: int
    changes: bytes
    standings: bytes
    detail: bytes
    signature: bytes
