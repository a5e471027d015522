"""A filter of accounts that somebody keeps under a name."""

from uuid import UUID

import msgspec


class SavedFilter(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="record",
    tag="filter",
):
    """`text` is in the language of docs/filter.md. It may name people and units, so it is sealed
    as they are and shared with all who read the organisation's records."""

    id: UUID
    name: str
    text: str
    made_by: str
