"""The list of the intranet's passwords: what is said of it, and the values it is kept as."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec


class HashSource(StrEnum):
    """What wrote the export, by the form of its lines."""

    PWDUMP = "pwdump"
    SECRETSDUMP = "secretsdump"
    HASHCAT = "hashcat"
    BARE = "bare"
    DSINTERNALS = "dsinternals"
    LDIF = "ldif"


class IntranetDigest(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="record",
    tag="intranet-digest",
):
    """The card of the list; a register has one at most. `loaded_at` tells one load from the next;
    `count` is of different passwords, `unreadable` of lines, `blank` of people without a password,
    `machines` of computers' own accounts: these three were left out."""

    id: UUID
    loaded_at: datetime
    source: HashSource
    count: int
    unreadable: int = 0
    blank: int = 0
    machines: int = 0


class IntranetValues(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="record",
    tag="intranet-values",
):
    """The secret part of the same record: whoever holds it and the fingerprint key can test a
    guess. `salt` is 16 bytes; `values` 5 bytes for each password, in ascending order and joined."""

    id: UUID
    loaded_at: datetime
    salt: bytes
    values: bytes

    def __repr__(self) -> str:
        return f"IntranetValues(id={self.id})"

    # Pretty printers ask this first, and the one that comes with a Struct shows every field.
    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("id", self.id)]
