"""SOM5xx: terms of service are read before a page is opened, and again on a schedule.

Open accounts only: a planned one has no duty yet, a closing or closed one none any more."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from policy.finding import Severity, SubjectKind
from policy.reading import unread
from policy.rule import Answer, Found, Rule, found, unknown
from policy.view import View
from policy.wording import TERMS_POINTS
from somesec.language import N_, Message
from somesec.model import (
    Account,
    Decision,
    Status,
    TermsDocument,
    TermsPoint,
    TermsReview,
    TermsText,
)

# Clause 3.2-e: terms are read at the planning stage, above all for these.
_BEFORE_OPENING = (TermsPoint.USAGE_RIGHTS, TermsPoint.COPYRIGHT)


def due_day(account: Account, view: View) -> date | None:
    """The last day by which the terms must be read again, None when they never were."""
    reviews = view.reviews_serving(account)
    if not reviews:
        return None
    latest, days = reviews[0], view.pack.days_of_review(account.platform)
    return latest.next_due or latest.reviewed_on + timedelta(days)


def change_to_read(
    document: TermsDocument, reviews: Sequence[TermsReview], view: View
) -> tuple[TermsText, date] | None:
    """The first change of a document that came after what was last read, and the last day by which
    it must be read. The time runs from the first, or a document that changes every week would
    never be late. None where nothing is unread, or nothing was ever read."""
    if not reviews:
        return None
    changes = [text for text in unread(document, reviews) if not view.is_to_come(text.seen_on)]
    if not changes:
        return None
    return changes[0], changes[0].seen_on + timedelta(view.pack.days_to_read(document.platform))


def reading_day(account: Account, view: View) -> date | None:
    """The last day by which the terms must be read again, by the schedule or because a text
    changed, whichever comes first. None when they never were read."""
    reviews, day = view.reviews_serving(account), due_day(account, view)
    if day is None:
        return None
    changes = (change_to_read(one, reviews, view) for one in documents_of(account.platform, view))
    return min([day, *(change[1] for change in changes if change)])


def _never_reviewed(account: Account, view: View) -> Iterator[Answer]:
    if account.status is Status.OPEN and not view.reviews_serving(account):
        yield found(
            field="terms_reviewed_on",
            message=Message(N_("The terms of service have never been reviewed.")),
            evidence={"platform": account.platform},
        )


def _reviewed_after_opening(account: Account, view: View) -> Iterator[Answer]:
    reviews = view.reviews_serving(account)
    if account.status is not Status.OPEN or not reviews:
        return
    opened = account.opened_on
    if opened is None:
        yield unknown(Message(N_("the day of opening is not in the register")))
        return
    before = [review for review in reviews if review.reviewed_on <= opened]
    if not before:
        yield _first_read_later(opened, reviews[-1])
    elif all(_unanswered(review, _BEFORE_OPENING) for review in before):
        yield _read_in_part(opened, before[0])


def _first_read_later(opened: date, first: TermsReview) -> Found:
    return found(
        field="terms_reviewed_on",
        message=Message(
            N_("The page was opened on {opened} and the terms were first reviewed on {first}."),
            {"opened": opened, "first": first.reviewed_on},
        ),
        evidence={
            "opened_on": opened.isoformat(),
            "first_review_on": first.reviewed_on.isoformat(),
        },
    )


def _read_in_part(opened: date, review: TermsReview) -> Found:
    points = _unanswered(review, _BEFORE_OPENING)
    return found(
        field="terms_reviewed_on",
        message=Message(
            N_(
                "The terms were read on {day}, before the page was opened on {opened}, but these "
                "points were left unanswered: {points}."
            ),
            {"day": review.reviewed_on, "opened": opened, "points": _names(points)},
        ),
        evidence={
            "opened_on": opened.isoformat(),
            "review_on": review.reviewed_on.isoformat(),
            "unanswered": [point.value for point in points],
        },
    )


def _points_unanswered(account: Account, view: View) -> Iterator[Answer]:
    reviews = view.reviews_serving(account)
    if account.status is not Status.OPEN or not reviews:
        return
    newest = reviews[0]
    points = _unanswered(newest, (*_BEFORE_OPENING, TermsPoint.RESERVED_RIGHTS))
    if points:
        yield found(
            field="terms_reviewed_on",
            message=Message(
                N_("The terms review of {day} left points unanswered: {points}."),
                {"day": newest.reviewed_on, "points": _names(points)},
            ),
            evidence={
                "reviewed_on": newest.reviewed_on.isoformat(),
                "unanswered": [point.value for point in points],
            },
        )


def _unanswered(review: TermsReview, points: Sequence[TermsPoint]) -> Sequence[TermsPoint]:
    answered = {answer.point for answer in review.answers if answer.answer.strip()}
    return [point for point in points if point not in answered]


def _names(points: Sequence[TermsPoint]) -> tuple[Message, ...]:
    return tuple(TERMS_POINTS[point] for point in points)


def _stop_decided(account: Account, view: View) -> Iterator[Answer]:
    reviews = view.reviews_serving(account)
    if account.status is not Status.OPEN or not reviews:
        return
    newest = reviews[0]
    if newest.decision is Decision.STOP:
        yield found(
            field="status",
            message=Message(
                N_("The terms review of {day} decided to stop, and the page is still open."),
                {"day": newest.reviewed_on},
            ),
            evidence={"reviewed_on": newest.reviewed_on.isoformat()},
        )


def _overdue(account: Account, view: View) -> Iterator[Answer]:
    due = due_day(account, view)
    if account.status is Status.OPEN and due is not None and due < view.today:
        yield found(
            field="terms_reviewed_on",
            message=Message(N_("The terms should have been reviewed by {due}."), {"due": due}),
            evidence={"due": due.isoformat(), "days_late": view.days_since(due)},
        )


def _due_soon(account: Account, view: View) -> Iterator[Answer]:
    due = due_day(account, view)
    if account.status is not Status.OPEN or due is None:
        return
    days_left = -view.days_since(due)
    if 0 <= days_left <= view.pack.intervals.terms_due_soon:
        yield found(
            field="terms_reviewed_on",
            message=Message(N_("The terms must be reviewed by {due}."), {"due": due}),
            evidence={"due": due.isoformat(), "days_left": days_left},
        )


def _text_changed(account: Account, view: View) -> Iterator[Answer]:
    reviews = view.reviews_serving(account)
    if account.status is not Status.OPEN or not reviews:
        return
    for document in documents_of(account.platform, view):
        change = change_to_read(document, reviews, view)
        if change is not None and change[1] < view.today:
            first, read = change[0], _day_read(document, reviews)
            if read is None:
                yield _never_read(document, first)
                continue
            yield found(
                field="terms_reviewed_on",
                key=str(document.id),
                message=Message(
                    N_("'{document}' changed on {day} and was last read on {reviewed}."),
                    {"document": document.kind, "day": first.seen_on, "reviewed": read},
                ),
                evidence={
                    "document": document.kind,
                    "changed_on": first.seen_on.isoformat(),
                    "reviewed_on": read.isoformat(),
                },
            )


def _day_read(document: TermsDocument, reviews: Sequence[TermsReview]) -> date | None:
    """The day of the newest review that did not leave the document out."""
    days = (review.reviewed_on for review in reviews if document.id not in review.left_out)
    return next(days, None)


def _never_read(document: TermsDocument, text: TermsText) -> Found:
    return found(
        field="terms_reviewed_on",
        key=str(document.id),
        message=Message(
            N_("'{document}' was left out of the terms review; its text is of {day}."),
            {"document": document.kind, "day": text.seen_on},
        ),
        evidence={"document": document.kind, "changed_on": text.seen_on.isoformat()},
    )


def _measure_overdue(account: Account, view: View) -> Iterator[Answer]:
    if account.status is not Status.OPEN:
        return
    for review in view.reviews_serving(account):
        for number, measure in enumerate(review.measures):
            if measure.done_on is None and measure.due < view.today:
                yield found(
                    field="terms_reviewed_on",
                    key=f"{review.id}-{number}",
                    message=Message(
                        N_("The terms review of {day} decided, by {due}: {measure}"),
                        {
                            "day": review.reviewed_on,
                            "due": measure.due,
                            "measure": measure.text,
                        },
                    ),
                    evidence={
                        "reviewed_on": review.reviewed_on.isoformat(),
                        "due": measure.due.isoformat(),
                        "measure": measure.text,
                    },
                )


def documents_of(platform: str, view: View) -> Sequence[TermsDocument]:
    """The documents kept of a platform's terms, by kind."""
    return view.kept(_documents_by_platform).get(platform, ())


def _documents_by_platform(view: View) -> Mapping[str, Sequence[TermsDocument]]:
    documents: dict[str, list[TermsDocument]] = {}
    for document in sorted(view.records.documents.values(), key=lambda d: (d.kind, d.id)):
        documents.setdefault(document.platform, []).append(document)
    return documents


RULES = (
    Rule(
        code="SOM501",
        name="never-reviewed",
        severity=Severity.HIGH,
        clauses=("3.2-e", "5-i"),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The terms of service have never been reviewed."),
        remedy=N_("Read the terms and record a review for the platform."),
        checks=N_(
            "An open account has no terms review of its own and its platform has none. An "
            "account on a service that the register does not tell apart needs one of its own."
        ),
        why=N_(
            "By opening a page the town agrees to the terms: who may use its pictures, and on "
            "whom the blame falls."
        ),
        example=N_("A unit opened a page for an event, and nobody read what it agreed to."),
        resolve=N_(
            "Read the terms, above all usage rights and copyright, and record the review. One "
            "review serves all accounts of the platform."
        ),
        check=_never_reviewed,
    ),
    Rule(
        code="SOM502",
        name="reviewed-after-opening",
        severity=Severity.MEDIUM,
        clauses=("3.2-e",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The terms were not read in full before the page was opened."),
        remedy=N_("Record the earlier review if one was made; otherwise waive this with a reason."),
        checks=N_(
            "An open account has terms reviews, and none dated on or before the day of opening "
            "answers both usage rights and copyright. Unknown when the day of opening is blank."
        ),
        why=N_("Terms are read while it is still possible to say no."),
        example=N_("The page was opened in May and the terms were read in June."),
        resolve=N_(
            "What is done is done: record an earlier review if one was made, or accept the "
            "finding for a while with a waiver, and read the terms first next time."
        ),
        check=_reviewed_after_opening,
    ),
    Rule(
        code="SOM503",
        name="review-overdue",
        severity=Severity.MEDIUM,
        clauses=("5-i",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The terms review is overdue."),
        remedy=N_("Read the terms again and record a review."),
        checks=N_(
            "The newest review that serves an open account is older than the policy's interval, "
            "or past the day it set for the next one. The day itself is still in time."
        ),
        why=N_("Services change their terms, and using the page means agreeing to the new ones."),
        example=N_("The terms were last read two winters ago."),
        resolve=N_("Read what changed, answer the points again and record the review."),
        check=_overdue,
    ),
    Rule(
        code="SOM504",
        name="review-due-soon",
        severity=Severity.INFO,
        clauses=("5-i",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The terms review falls due soon."),
        remedy=N_("Put the review into the calendar, or do it now."),
        checks=N_("The next review of an open account falls due within the policy's notice time."),
        why=N_("A reading takes an hour; it is better chosen than forced."),
        example=N_("The review is due in three weeks, in the middle of the holidays."),
        resolve=N_("Read the terms and record the review."),
        check=_due_soon,
    ),
    Rule(
        code="SOM505",
        name="points-unanswered",
        severity=Severity.MEDIUM,
        clauses=("3.2-e", "5-j"),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The terms review left points of the guideline unanswered."),
        remedy=N_("Read the terms for these points and record a review that answers them."),
        checks=N_(
            "The newest review that serves an open account has no answer, or a blank one, to "
            "usage rights, copyright, or the rights that the service reserves. A review carried "
            "over from an earlier list counts as answering all."
        ),
        why=N_(
            "What the town makes and stores at a service may become the service's to use: that "
            "must be known, not guessed."
        ),
        example=N_("The review says only 'Read, all right'."),
        resolve=N_(
            "Look up who may use what is posted, whose the copyright is and what the service "
            "reserves to itself, and record a new review with the answers."
        ),
        check=_points_unanswered,
    ),
    Rule(
        code="SOM506",
        name="stop-decided",
        severity=Severity.HIGH,
        clauses=("5-i",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("It was decided to stop using the service, and the page is still open."),
        remedy=N_("Begin the closing of the page, or review the terms anew."),
        checks=N_(
            "The newest review that serves an open account decided to stop using the service. An "
            "account that is closing or closed is in order."
        ),
        why=N_("As long as the page is open, the town goes on agreeing to terms it refused."),
        example=N_("In spring the service was to be left, and in autumn the page still posts."),
        resolve=N_(
            "Close the page with 'somesec account close'. If the decision has changed, record a "
            "new review that says so."
        ),
        check=_stop_decided,
    ),
    Rule(
        code="SOM507",
        name="text-changed",
        severity=Severity.MEDIUM,
        clauses=("5-i",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The terms have changed since they were last read."),
        remedy=N_("Read what changed and record a review."),
        checks=N_(
            "A document that is kept of the service's terms got a new text after the one that the "
            "newest review serving an open account was of, and the policy's time to read it is "
            "over. A review that names no text was of the one in force on its day. A change that "
            "was marked as technical does not count. Nothing is asked where no text is kept."
        ),
        why=N_("Who goes on using a service agrees to terms that nobody here has read."),
        example=N_("The service began to use pictures for training, and the review is older."),
        resolve=N_("Read what changed, answer the points again and record the review."),
        check=_text_changed,
    ),
    Rule(
        code="SOM508",
        name="measure-overdue",
        severity=Severity.MEDIUM,
        clauses=("5-i",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("A measure that a terms review decided is overdue."),
        remedy=N_("Take the measure and mark it done with 'somesec terms measure done'."),
        checks=N_(
            "A review that serves an open account decided a measure whose day is past and which is "
            "not marked done. The day itself is still in time. Measures of older reviews count "
            "too, until they are done."
        ),
        why=N_("The town goes on using the service because of what it said it would do."),
        example=N_("Pictures of children were to be taken down by June, and are there still."),
        resolve=N_(
            "Take the measure and mark it done. If it is not needed any more, mark it done and say "
            "so in a new review."
        ),
        check=_measure_overdue,
    ),
)
