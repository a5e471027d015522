"""Texts of terms put into a register as they would be fetched or taken from an archive."""

from collections.abc import Mapping
from datetime import date

from somesec.model import TermsDocument
from somesec.register import Register, documents


def keep(
    register: Register, platform: str, kind: str, wordings: Mapping[date, str]
) -> TermsDocument:
    """The document with these wordings among its versions, each by the day it was seen."""
    versions = [documents.Version.of(text, day) for day, text in wordings.items()]
    documents.keep(register, documents.of_kind(register, platform, kind), versions)
    return documents.record_of(register, documents.of_kind(register, platform, kind))
