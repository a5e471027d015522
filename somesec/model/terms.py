"""Terms of service: the documents, the texts kept of them, and the reviews people made."""

from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec


class TermsText(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One kept version of a document: the SHA-256 of its plain text (UTF-8), the day on which it
    was first seen, and whether it differs from the one before in how it was taken down only.
    `content` is the id under which the wording is kept; equal texts share one."""

    sha256: bytes
    content: UUID
    seen_on: date
    technical: bool = False


class Fetch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The last time a document was looked for at its address. `etag` and `last_modified` are what
    the server said of what it sent then, to be asked again by; `problem` is a code of why there was
    nothing to keep, "" where there was."""

    tried_on: date
    address: str
    etag: str = ""
    last_modified: str = ""
    problem: str = ""


class TermsDocument(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="record",
    tag="terms-document",
):
    """A document of a platform (`kind` such as 'Terms of Service') and the versions kept of it, by
    their days. `address` is the town's own where the catalogue has none or another; `archive` is
    the archive that it is kept up by, where it is."""

    id: UUID
    platform: str
    kind: str
    address: str = ""
    texts: tuple[TermsText, ...] = ()
    fetch: Fetch | None = None
    archive: UUID | None = None

    @property
    def changed_on(self) -> date | None:
        """The day of the newest version that is not a technical one."""
        return max((text.seen_on for text in self.texts if not text.technical), default=None)

    def in_force(self, on: date) -> TermsText | None:
        """The version that was in force on a day, None before the first."""
        return next((text for text in reversed(self.texts) if text.seen_on <= on), None)


class TermsArchive(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="record",
    tag="terms-archive",
):
    """An archive of terms that versions are taken in from: what it calls itself, and the commit (in
    hexadecimal digits) up to which it was read, on which day."""

    id: UUID
    name: str
    commit: str
    read_on: date


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


class ReviewAnswer(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The answer to one point, with an optional quotation from a text that was read."""

    point: TermsPoint
    answer: str
    quotation: str = ""


class ReadText(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A text that a review is of: the document, and which of its versions."""

    document: UUID
    sha256: bytes
    seen_on: date


class Measure(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Something that a review decided to do by the end of a day."""

    text: str
    due: date
    done_on: date | None = None


class TermsReview(
    msgspec.Struct,
    frozen=True,
    gc=False,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="record",
    tag="terms-review",
):
    """A reading of a platform's terms. It serves all accounts of the platform, or one account only
    when `account` is set. `texts` are the versions read, where any were kept; `left_out` are
    documents that the reviewer said they did not read. `of_day` counts the platform's reviews of
    the same day, from 0: the one recorded last is the one that counts."""

    id: UUID
    platform: str
    account: UUID | None = None
    texts: tuple[ReadText, ...] = ()
    left_out: tuple[UUID, ...] = ()
    reviewed_on: date
    of_day: int = 0
    reviewer: str = ""
    answers: tuple[ReviewAnswer, ...] = ()
    decision: Decision = Decision.GO_ON
    measures: tuple[Measure, ...] = ()
    next_due: date | None = None
