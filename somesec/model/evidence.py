"""The content of a file that is kept as evidence, sealed apart from the card of its incident."""

from typing import Any
from uuid import UUID

import msgspec


class EvidenceContent(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="record",
    tag="evidence",
):
    """The bytes of the evidence with the same id; `unit` is that of the incident. Opened only on
    purpose, by those who open the unit's passwords: it may show people at their worst."""

    id: UUID
    unit: UUID
    content: bytes

    def __repr__(self) -> str:
        return f"EvidenceContent(id={self.id})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("id", self.id)]
