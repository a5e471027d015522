"""The parts that a record may have, and the kind of key that seals each."""

from uuid import UUID

from somesec.model import Content, EvidenceContent, TermsContent
from somesec.register.keys import CARD, SECRET

TEXT, EVIDENCE = "text", "evidence"

KINDS = {CARD: CARD, SECRET: SECRET, TEXT: CARD, EVIDENCE: SECRET}

READ_AT_ONCE = (CARD, SECRET)
"""The parts that are read when the register is opened."""

CONTENT = (TEXT, EVIDENCE)
"""The parts that are read when somebody asks for one: of these opening sees that they are there."""


def sealed_under(kind: str) -> tuple[str, ...]:
    """The parts that a kind of key seals."""
    return tuple(part for part, its_kind in KINDS.items() if its_kind == kind)


def part_of(content: Content) -> str:
    return TEXT if isinstance(content, TermsContent) else EVIDENCE


def bytes_of(content: Content) -> bytes:
    """What is sealed of it."""
    return content.packed if isinstance(content, TermsContent) else content.content


def content_of(part: str, record: UUID, scope: UUID, data: bytes) -> Content:
    """The content in what was sealed."""
    if part == TEXT:
        return TermsContent(id=record, packed=data)
    return EvidenceContent(id=record, unit=scope, content=data)
