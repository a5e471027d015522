"""Texts of terms put into a register as they would be fetched or taken from an archive."""

from collections.abc import Mapping
from datetime import date

from somesec.model import TermsDocument
from somesec.register import Register, documents


def keep(
    register: Register, platform: str, kind: str, wordings: Mapping[date, str]
) -> TermsDocument:
    """The document with these wordings among its versions, each by the day it was seen."""
    document = documents.record_of(register, documents.of_kind(register, platform, kind))
    versions = [documents.Version(text, day) for day, text in wordings.items()]
    with register.change("terms-text-added", kind, document.id) as change:
        document, _added = documents.Keeping(register, change).put(document, versions)
    return document
