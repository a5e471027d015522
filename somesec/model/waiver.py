"""A finding that the organisation accepts for a while, with a reason."""

from datetime import date
from uuid import UUID

import msgspec


class Waiver(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="record",
    tag="waiver",
):
    """`rule` is a rule's code, `subject` the id of the record it is waived for."""

    id: UUID
    rule: str
    subject: UUID
    reason: str
    made_by: str
    made_on: date
    expires_on: date
