"""What is opened only on purpose and never listed. Its text form shows nothing."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec


class PreviousPassword(msgspec.Struct, frozen=True, kw_only=True):
    password: str
    replaced_on: date

    def __repr__(self) -> str:
        return f"PreviousPassword(replaced_on={self.replaced_on})"

    # Pretty printers ask this first, and the one that comes with a Struct shows every field.
    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("replaced_on", self.replaced_on)]


class Secret(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="record",
    tag="secret",
):
    """The secret of the account with the same id. `totp` is an otpauth address or a base32 key."""

    id: UUID
    password: str = ""
    pending: str = ""
    pending_since: date | None = None
    previous: tuple[PreviousPassword, ...] = ()
    totp: str = ""
    recovery_codes: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    notes: str = ""

    def __repr__(self) -> str:
        return f"Secret(id={self.id})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("id", self.id)]


class FingerprintKey(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="record",
    tag="fingerprint-key",
):
    """The register-wide secret under which passwords are fingerprinted: 32 random bytes."""

    id: UUID
    key: bytes

    def __repr__(self) -> str:
        return f"FingerprintKey(id={self.id})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("id", self.id)]
