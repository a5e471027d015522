"""The reviews of a platform's terms as a document to file, in the reader's language: what each was
of, what it answered, and what was decided. Names are harmless already."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from policy.catalogue import load_catalogue
from policy.reports.harmless import harmless
from policy.wording import TERMS_POINTS
from somesec.language import N_, _, collation, show_date
from somesec.model import Decision, Records, Status, TermsPoint, TermsReview

_DECISIONS = {
    Decision.GO_ON: N_("go on using the service"),
    Decision.GO_ON_WITH_MEASURES: N_("go on, with measures"),
    Decision.STOP: N_("stop using the service"),
}


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """A point with its answer; both texts are empty where there is none."""

    point: str
    answer: str
    quotation: str


class MeasurePart(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    due: date
    done_on: date | None


class ReviewPart(msgspec.Struct, frozen=True, kw_only=True):
    """One review; `texts` are the documents read, each with its day and the SHA-256 of its text."""

    day: date
    reviewer: str
    serves: str
    texts: tuple[tuple[str, date, str], ...]
    answers: tuple[Answered, ...]
    decision: str
    measures: tuple[MeasurePart, ...]
    next_due: date | None


class Reviews(msgspec.Struct, frozen=True, kw_only=True):
    """All reviews of a platform, the newest first, and the accounts that they serve now."""

    organisation: str
    service: str
    today: date
    accounts: tuple[str, ...]
    reviews: tuple[ReviewPart, ...]


def reviews_of(platform: str, records: Records, today: date) -> Reviews:
    """Gathers the document."""
    known = load_catalogue().get(platform)
    found = [review for review in records.reviews.values() if review.platform == platform]
    found.sort(key=lambda review: (review.reviewed_on, review.of_day, review.id), reverse=True)
    accounts = [
        account.name
        for account in records.accounts.values()
        if account.platform == platform and account.status is not Status.CLOSED
    ]
    return Reviews(
        organisation=harmless(records.organisation.name),
        service=harmless(known.name if known else platform),
        today=today,
        accounts=tuple(sorted(map(harmless, accounts), key=collation)),
        reviews=tuple(_part(review, records) for review in found),
    )


def _part(review: TermsReview, records: Records) -> ReviewPart:
    answers = {answer.point: answer for answer in review.answers}
    return ReviewPart(
        day=review.reviewed_on,
        reviewer=harmless(review.reviewer),
        serves=_serves(review.account, records),
        texts=tuple(
            (_kind(text.document, records), text.seen_on, text.sha256.hex())
            for text in review.texts
        ),
        answers=tuple(
            Answered(
                point=str(TERMS_POINTS[point]),
                answer=harmless(answers[point].answer) if point in answers else "",
                quotation=harmless(answers[point].quotation) if point in answers else "",
            )
            for point in TermsPoint
        ),
        decision=_(_DECISIONS[review.decision]),
        measures=tuple(
            MeasurePart(text=harmless(one.text), due=one.due, done_on=one.done_on)
            for one in review.measures
        ),
        next_due=review.next_due,
    )


def _serves(account: UUID | None, records: Records) -> str:
    if account is None:
        return _("all accounts of the service")
    found = records.accounts.get(account)
    return harmless(found.name) if found else str(account)


def _kind(document: UUID, records: Records) -> str:
    found = records.documents.get(document)
    return harmless(found.kind) if found else str(document)


def facts(part: ReviewPart) -> Sequence[tuple[str, str]]:
    """What a review is of, and what came of it, by what each is called."""
    return [
        (_("Read by"), part.reviewer or "–"),
        (_("Serves"), part.serves),
        (_("Decision"), part.decision),
        (_("Next due"), show_date(part.next_due) if part.next_due else _("as the guideline says")),
    ]
