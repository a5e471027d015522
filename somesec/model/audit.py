"""What an audit counted, kept so that months can be compared."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

Count = Annotated[int, msgspec.Meta(ge=0)]


class AuditCounts(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="record",
    tag="audit-counts",
):
    """The numbers of one audit of the whole register on a day. `accounts` counts closed ones too;
    `compliant` are the accounts in use on which nothing was found and nothing is unknown; the five
    severities count findings that no waiver accepts; `policy` and `version` are the pack's."""

    id: UUID
    day: date
    policy: str
    version: str
    units: Count
    accounts: Count
    in_use: Count
    compliant: Count
    critical: Count = 0
    high: Count = 0
    medium: Count = 0
    low: Count = 0
    info: Count = 0
    waived: Count = 0
    unknown: Count = 0
    rule_errors: Count = 0
