"""What changed in a platform's terms since they were last read, or between two days."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from policy.reading import last_read
from policy.rules.terms import due_day
from somesec.comparison import Comparison, compare
from somesec.errors import InputError
from somesec.language import _, show_date
from somesec.model import Measure, ReadText, TermsDocument, TermsPoint, TermsReview, TermsText
from somesec.register import documents
from somesec.register.session import Register


@dataclass(frozen=True)
class Changed:
    """Two versions of a document, told apart. `old` is None where there is none to compare with,
    and then all of the text is new."""

    document: TermsDocument
    old: TermsText | None
    new: TermsText
    comparison: Comparison

    @property
    def read(self) -> ReadText:
        """What one has read who read this."""
        return read_text(self.document, self.new)


def read_text(document: TermsDocument, text: TermsText) -> ReadText:
    """How a review names a version of a document."""
    return ReadText(document=document.id, sha256=text.sha256, seen_on=text.seen_on)


def reviews_of(
    register: Register, platform: str, account_id: UUID | None = None
) -> Sequence[TermsReview]:
    """The reviews that serve all accounts of a platform, and with `account_id` those that serve it
    alone too; the newest first."""
    found = [
        review
        for review in register.records.reviews.values()
        if review.platform == platform and review.account in (None, account_id)
    ]
    return sorted(found, key=lambda one: (one.reviewed_on, one.of_day, one.id), reverse=True)


def in_force(register: Register, platform: str, day: date) -> tuple[ReadText, ...]:
    """The texts kept of a platform that were in force on a day, by kind of document."""
    return tuple(
        read_text(document, text)
        for document in _kept(register, platform)
        if (text := document.in_force(day))
    )


def wording_read(register: Register, read: ReadText) -> str:
    """The plain text that a review names.

    Raises InputError when it is kept no more, TamperedError when it does not verify."""
    document = register.records.documents.get(read.document)
    for text in document.texts if document else ():
        if text.sha256 == read.sha256:
            return documents.wording(register, text)
    raise InputError(
        _("The text of {day} that was read is not kept any more.").format(
            day=show_date(read.seen_on)
        )
    )


def since_last_read(
    register: Register, platform: str, account_id: UUID | None = None
) -> list[Changed]:
    """The newest text of each document, against the one that was last read. Documents whose text
    was read as it is are told too, without changes.

    Raises as `documents.wording`."""
    reviews = reviews_of(register, platform, account_id)
    return [
        _compared(register, document, last_read(document, reviews), document.texts[-1])
        for document in _kept(register, platform)
    ]


@dataclass(frozen=True)
class Reading:
    """What somebody needs who reads a platform's terms anew: what changed, and what the review
    before said; None where there is none."""

    changed: Sequence[Changed]
    previous: TermsReview | None

    @property
    def texts(self) -> tuple[ReadText, ...]:
        """What has been read then."""
        return tuple(changed.read for changed in self.changed)

    @property
    def touched(self) -> Set[TermsPoint]:
        """The points on which something changed."""
        return {
            touch.point
            for changed in self.changed
            for change in changed.comparison.on_points
            for touch in change.touches
        }


def reading(register: Register, platform: str, account_id: UUID | None = None) -> Reading:
    """Begins a review. Raises as `documents.wording`."""
    reviews = reviews_of(register, platform, account_id)
    return Reading(since_last_read(register, platform, account_id), next(iter(reviews), None))


def between(
    register: Register, document: TermsDocument, first: date | None, last: date | None
) -> Changed:
    """A document as it was in force on two days; without the first day, as it was last read, else
    as it was before its last change; without the last, as it is now.

    Raises InputError where no text is kept of that day, or the days are the wrong way round."""
    if not document.texts:
        raise InputError(_("No text of '{document}' is kept yet.").format(document=document.kind))
    new = _text_on(document, last) if last else document.texts[-1]
    if first is not None:
        old: TermsText | None = _text_on(document, first)
        if last is not None and last < first:
            raise InputError(_("The last day must not be before the first."))
    else:
        old = last_read(document, reviews_of(register, document.platform))
        if old is None or old.seen_on >= new.seen_on:
            old = _before(document, new)
    return _compared(register, document, old, new)


def _kept(register: Register, platform: str) -> list[TermsDocument]:
    kept = register.records.documents.values()
    found = [one for one in kept if one.platform == platform and one.texts]
    return sorted(found, key=lambda one: (one.kind, one.id))


def _compared(
    register: Register, document: TermsDocument, old: TermsText | None, new: TermsText
) -> Changed:
    if old is not None and old.sha256 == new.sha256:
        return Changed(document, old, new, Comparison(()))
    before = documents.wording(register, old) if old else ""
    return Changed(document, old, new, compare(before, documents.wording(register, new)))


def _text_on(document: TermsDocument, day: date) -> TermsText:
    text = document.in_force(day)
    if text is None:
        raise InputError(
            _("No text of '{document}' is kept of {day}; the first is of {first}.").format(
                document=document.kind,
                day=show_date(day),
                first=show_date(document.texts[0].seen_on),
            )
        )
    return text


def _before(document: TermsDocument, new: TermsText) -> TermsText | None:
    place = document.texts.index(new)
    return document.texts[place - 1] if place else None


@dataclass(frozen=True)
class Timeline:
    """What happened to a platform's terms and what is to come. `texts` are the versions of each
    document by its kind."""

    texts: Sequence[tuple[str, Sequence[TermsText]]]
    reviews: Sequence[TermsReview]
    due: Sequence[date]
    measures: Sequence[Measure]


def timeline(register: Register, platform: str, today: date | None = None) -> Timeline:
    """The versions kept, the reviews of all accounts and of single ones, and what falls due."""
    reviews = sorted(
        (one for one in register.records.reviews.values() if one.platform == platform),
        key=lambda one: (one.reviewed_on, one.of_day, one.id),
    )
    view = register.view(today)
    accounts = [one for one in view.live_accounts if one.platform == platform]
    days = {day for account in accounts if (day := due_day(account, view))}
    return Timeline(
        texts=[(one.kind, one.texts) for one in _kept(register, platform)],
        reviews=reviews,
        due=sorted(days),
        measures=[m for review in reviews for m in review.measures if m.done_on is None],
    )
