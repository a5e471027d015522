"""Bulky content, a row for each piece: read when somebody asks for it, never when the register is
opened. Its byte form is its own, since JSON would make it a third larger."""

import hashlib
import zlib
from typing import Any, Self
from uuid import UUID

import msgspec

MOST_TEXT_BYTES = 4 * 1024 * 1024
"""The longest text that is kept, as UTF-8: twenty times the longest terms that are known."""


class EvidenceContent(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes of the evidence with the same id; `unit` is that of the incident. Opened only on
    purpose, by those who open the unit's passwords: it may show people at their worst. Stored as
    it came, for what is compressed tells something of itself by its length."""

    id: UUID
    unit: UUID
    content: bytes

    def __repr__(self) -> str:
        return f"EvidenceContent(id={self.id})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("id", self.id)]


def pack(text: str) -> bytes:
    """A text as it is kept.

    Raises ValueError for one that is too long."""
    data = text.encode()
    if len(data) > MOST_TEXT_BYTES:
        raise ValueError("longer than a text that is kept")
    return zlib.compress(data, 9)


class TermsContent(msgspec.Struct, frozen=True, kw_only=True):
    """The wording of one version of a terms document: its UTF-8 in the form of RFC 1950 (zlib),
    each text for itself. Terms are public, so their length may tell what it tells."""

    id: UUID
    packed: bytes

    @classmethod
    def of(cls, id_: UUID, text: str) -> Self:
        """Raises ValueError for a text that is too long."""
        return cls(id=id_, packed=pack(text))

    def text(self) -> str:
        """Raises ValueError for bytes that `of` never makes."""
        unpacking = zlib.decompressobj()
        try:
            data = unpacking.decompress(self.packed, MOST_TEXT_BYTES)
        except zlib.error as error:
            raise ValueError("not in the form of zlib") from error
        if not unpacking.eof or unpacking.unused_data:
            raise ValueError("cut, too long, or followed by something else")
        return data.decode()

    def sha256(self) -> bytes:
        """The digest of the wording, by which a version is known. Raises as `text` does."""
        return hashlib.sha256(self.text().encode()).digest()

    def __repr__(self) -> str:
        return f"TermsContent(id={self.id})"


Content = EvidenceContent | TermsContent
