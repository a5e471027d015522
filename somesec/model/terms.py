"""Terms of service: the documents, the texts kept of them, and the reviews people made."""

from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec


class TermsText(msgspec.Struct, frozen=True, kw_only=True):
    """One kept version of a document: SHA-256 of its plain text, the day it was in force."""

    sha256: bytes
    seen_on: date
    technical: bool = False


class TermsDocument(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="record",
    tag="terms-document",
):
    """A document of a platform (`kind` such as 'Terms of Service') and the versions kept of it."""

    id: UUID
    platform: str
    kind: str
    address: str = ""
    texts: tuple[TermsText, ...] = ()


class TermsPoint(StrEnum):
    """What a review must answer (clauses 3.2-e, 5-i, 5-j)."""

    USAGE_RIGHTS = "usage-rights"
    COPYRIGHT = "copyright"
    THIRD_PARTIES = "third-parties"
    RESERVED_RIGHTS = "reserved-rights"
    MINORS = "minors"


class Decision(StrEnum):
    GO_ON = "go-on"
    GO_ON_WITH_MEASURES = "go-on-with-measures"
    STOP = "stop"


class ReviewAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to one point, with an optional quotation from the text."""

    point: TermsPoint
    answer: str
    quotation: str = ""


class TermsReview(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="record",
    tag="terms-review",
):
    """A reading of a platform's terms. It serves all accounts of the platform, or one account only
    when `account` is set. `text` is the SHA-256 of the version read, where one was kept."""

    id: UUID
    platform: str
    account: UUID | None = None
    document: UUID | None = None
    text: bytes | None = None
    reviewed_on: date
    reviewer: str = ""
    answers: tuple[ReviewAnswer, ...] = ()
    decision: Decision = Decision.GO_ON
    measures: tuple[str, ...] = ()
    next_due: date | None = None
