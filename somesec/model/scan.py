"""What somebody looked through outside the register, and what was found there."""

from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec


class ScanKind(StrEnum):
    """`browser`: a person's browsers, for stored logins (clause 5-h). `addresses`: an export of a
    breach monitoring service, for the organisation's addresses at other services (clause 5-d)."""

    BROWSER = "browser"
    ADDRESSES = "addresses"


class FoundAddress(msgspec.Struct, frozen=True, kw_only=True):
    """An address of the organisation, in lower case, that opened an account at a service."""

    address: str
    service: str


class Scan(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="record",
    tag="scan",
):
    """One look and what came of it; nothing found is an answer too. A browser scan is of a
    `person` and finds `accounts` of the register; a scan for addresses finds `addresses`. Only the
    newest of a kind, and of a person, counts."""

    id: UUID
    kind: ScanKind
    made_on: date
    recorded_by: str = ""
    source: str = ""
    person: UUID | None = None
    accounts: tuple[UUID, ...] = ()
    addresses: tuple[FoundAddress, ...] = ()
