"""Bulky content for a register: a terms document with two texts, and an incident with a picture."""

from datetime import date
from pathlib import Path

from somesec.model import Evidence, IncidentKind, TermsDocument
from somesec.register import Register, accounts, documents, evidence, incidents

FIRST, SECOND = "Terms\n\nYou may use it.", "Terms\n\nYou may not use it."
PICTURE = b"\x89PNG\r\n\x1a\n" + b"what the picture shows" * 20


def keep_texts(register: Register) -> TermsDocument:
    """A contract with Facebook that changed once."""
    documents.add(register, "facebook", "Contract")
    versions = [
        documents.Version.of(FIRST, date(2025, 3, 1)),
        documents.Version.of(SECOND, date(2026, 3, 1)),
    ]
    documents.keep(register, documents.of_kind(register, "facebook", "Contract"), versions)
    (document,) = register.records.documents.values()
    return document


def keep_picture(register: Register, folder: Path) -> Evidence:
    """A picture of spam on the library's Facebook page."""
    facebook = accounts.find(register, "facebook/testilankirjasto")
    incident = incidents.add(
        register, kind=IncidentKind.SPAM, account_id=facebook.id, texts={}, days={}
    )
    picture = folder / "picture.png"
    picture.write_bytes(PICTURE)
    return evidence.add(register, incident.id, picture)
