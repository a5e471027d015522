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
    """What a review answers (clauses 3.2-e, 5-i, 5-j); `REPRESENTATION` is who may act for an
    organisation."""

    USAGE_RIGHTS = "usage-rights"
    COPYRIGHT = "copyright"
    THIRD_PARTIES = "third-parties"
    RESERVED_RIGHTS = "reserved-rights"
    MINORS = "minors"
    REPRESENTATION = "representation"
    TERMINATION = "termination"


class Decision(StrEnum):
    GO_ON = "go-on"
    GO_ON_WITH_MEASURES = "go-on-with-measures"
    STOP = "stop"


class ReviewAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The answer to one point, with an optional quotation from a text that was read."""

    point: TermsPoint
    answer: str
    quotation: str = ""


class ReadText(msgspec.Struct, frozen=True, kw_only=True):
    """A text that a review is of: the document, and which of its versions."""

    document: UUID
    sha256: bytes
    seen_on: date


class Measure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that a review decided to do by the end of a day."""

    text: str
    due: date
    done_on: date | None = None


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
    when `account` is set. `texts` are the versions read, where any were kept."""

    id: UUID
    platform: str
    account: UUID | None = None
    texts: tuple[ReadText, ...] = ()
    reviewed_on: date
    reviewer: str = ""
    answers: tuple[ReviewAnswer, ...] = ()
    decision: Decision = Decision.GO_ON
    measures: tuple[Measure, ...] = ()
    next_due: date | None = None
