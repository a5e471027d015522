"""Reviews of terms of service, and when the next one is due."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from uuid import UUID, uuid4

import msgspec

from policy.catalogue import OTHER, load_catalogue
from policy.rules.terms import change_to_read, due_day
from policy.view import View
from somesec import clock
from somesec.comparison import stands_in
from somesec.errors import InputError
from somesec.language import _, show_date
from somesec.model import (
    Account,
    Decision,
    Measure,
    ReadText,
    ReviewAnswer,
    TermsPoint,
    TermsReview,
)
from somesec.register import terms_changes
from somesec.register.accounts import platform_of
from somesec.register.documents import Document, listed
from somesec.register.resolve import only_one, same
from somesec.register.session import Register
from somesec.turns import in_turns

NOT_IN_USE = "not in use"
_SHOWN = 80

CARRIED_OVER = "carried over from an earlier register"


@dataclass(frozen=True)
class DocumentDue:
    """A document of a platform, when it must next be read, and in which state it is. `changed_on`
    is the day of the first change that was not read."""

    document: Document
    due: date | None
    state: str
    changed_on: date | None = None


@dataclass(frozen=True)
class TermsDue:
    """When the terms of a platform must next be read for the accounts that share a review, by the
    schedule or because a text changed. `state` is 'never', 'overdue', 'changed' (a text did, and
    there is still time to read it), 'due soon', 'in order', or 'not in use' for what no account is
    on. `documents` has the same for each document."""

    platform: str
    accounts: tuple[UUID, ...]
    last_reviewed: date | None
    due: date | None
    state: str
    documents: tuple[DocumentDue, ...] = ()


def record_review(
    register: Register,
    *,
    platform: str,
    account_id: UUID | None = None,
    reviewed_on: date,
    reviewer: str,
    answers: Mapping[TermsPoint, str],
    decision: Decision,
    measures: Sequence[tuple[str, date | None]] = (),
    next_due: date | None = None,
    texts: Sequence[ReadText] | None = None,
    left_out: Iterable[UUID] = (),
    quotations: Mapping[TermsPoint, str] | None = None,
) -> TermsReview:
    """Records that somebody read the terms of a platform, for all its accounts or for one. The
    `texts` are those in force on the day where nothing else is said, but for those of the documents
    that are `left_out`, which stay to be read. A measure without a day is
    due with the next review.

    Raises InputError when it lies in the future, nobody read them, nobody knows the platform, or a
    quotation stands in none of the texts or goes with no answer."""
    platform = known_platform(register, platform)
    if reviewed_on > clock.today():
        raise InputError(_("A review cannot lie in the future."))
    if not reviewer.strip():
        raise InputError(_("Say who read the terms."))
    if next_due is not None and next_due <= reviewed_on:
        raise InputError(_("The next review must come after this one."))
    not_read = frozenset(left_out)
    if texts is None:
        texts = terms_changes.in_force(register, platform, reviewed_on)
    if texts and not_read.issuperset(text.document for text in texts):
        raise InputError(_("A review is of at least one document."))
    texts = [text for text in texts if text.document not in not_read]
    quoted = {point: text.strip() for point, text in (quotations or {}).items() if text.strip()}
    _require_quoted(register, texts, answers, quoted)
    interval = timedelta(register.view(reviewed_on).pack.days_of_review(platform))
    last_day = next_due or reviewed_on + interval
    review = TermsReview(
        id=uuid4(),
        platform=platform,
        account=account_id,
        reviewed_on=reviewed_on,
        reviewer=" ".join(reviewer.split()),
        answers=tuple(
            ReviewAnswer(point=point, answer=text.strip(), quotation=quoted.get(point, ""))
            for point, text in answers.items()
            if text.strip()
        ),
        decision=decision,
        measures=tuple(
            Measure(text=text.strip(), due=day or last_day)
            for text, day in measures
            if text.strip()
        ),
        next_due=next_due,
        texts=tuple(texts),
        left_out=tuple(sorted(not_read)),
    )
    with register.change("terms-reviewed", review.platform, review.id) as change:
        others = (r for r in register.records.reviews.values() if r.platform == platform)
        of_day = sum(other.reviewed_on == reviewed_on for other in others)
        review = msgspec.structs.replace(review, of_day=of_day)
        change.put(review)
    return review


def _require_quoted(
    register: Register,
    texts: Sequence[ReadText],
    answers: Mapping[TermsPoint, str],
    quoted: Mapping[TermsPoint, str],
) -> None:
    wordings = [terms_changes.wording_read(register, text) for text in texts] if quoted else []
    for point, quotation in quoted.items():
        if not answers.get(point, "").strip():
            raise InputError(
                _("{point}: answer the point that is quoted to.").format(point=point.value)
            )
        if not any(stands_in(quotation, wording) for wording in wordings):
            raise InputError(
                _(
                    "{point}: the texts that were read do not say '{quotation}'. Quote them word "
                    "for word."
                ).format(point=point.value, quotation=_shortened(quotation))
            )


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


@dataclass(frozen=True)
class OpenMeasure:
    """A measure that is not done: the `number`th (from 0) of its review."""

    review: TermsReview
    number: int

    @property
    def measure(self) -> Measure:
        return self.review.measures[self.number]


def open_measures(register: Register, platform: str = "") -> list[OpenMeasure]:
    """The measures that are not done, of all platforms or of one, the most urgent first."""
    found = [
        OpenMeasure(review, number)
        for review in register.records.reviews.values()
        if platform in ("", review.platform)
        for number, measure in enumerate(review.measures)
        if measure.done_on is None
    ]
    return sorted(found, key=lambda one: (one.measure.due, one.review.platform, one.measure.text))


def find_measure(register: Register, platform: str, text: str) -> OpenMeasure:
    """The open measure of a platform that a text, or a part of one, names.

    Raises InputError where none does, or several do."""
    measures, wanted = open_measures(register, platform), same(text)
    return only_one(
        text,
        (one for one in measures if same(one.measure.text) == wanted),
        (one for one in measures if wanted and wanted in same(one.measure.text)),
        lambda one: one.measure.text,
        _("No open measure of {platform} says '{text}'.").format(platform=platform, text=text),
    )


def finish_measure(register: Register, review_id: UUID, number: int, done_on: date) -> TermsReview:
    """Marks a measure done.

    Raises InputError where there is no such measure, it is done already, or the day lies in the
    future or before the review."""
    with register.change("measure-done", subject=review_id) as change:
        review = register.records.reviews.get(review_id)
        if review is None or not 0 <= number < len(review.measures):
            raise InputError(_("There is no such measure any more."))
        measure = review.measures[number]
        if measure.done_on is not None:
            raise InputError(
                _("This was marked done on {day} already.").format(day=show_date(measure.done_on))
            )
        if not review.reviewed_on <= done_on <= clock.today():
            raise InputError(
                _("A measure is done between {first}, when it was decided, and today.").format(
                    first=show_date(review.reviewed_on)
                )
            )
        measures = list(review.measures)
        measures[number] = msgspec.structs.replace(measure, done_on=done_on)
        review = msgspec.structs.replace(review, measures=tuple(measures))
        change.put(review)
    return review


def known_platform(register: Register, text: str) -> str:
    """The platform that a text names: one of the catalogue, or one that an account uses under a
    name of its own.

    Raises InputError with the nearest where it is neither."""
    platform, known = platform_of(text, ""), load_catalogue().by_id
    used = {account.platform for account in register.records.accounts.values()}
    if platform not in known and platform not in used:
        nearest = get_close_matches(platform, sorted({*known, *used}), n=1, cutoff=0)[0]
        raise InputError(
            _(
                "'{platform}' is neither in the catalogue of services nor used by an account. "
                "The nearest is '{nearest}'."
            ).format(platform=text, nearest=nearest)
        )
    return platform


def carried_over(account: Account, reviewed_on: date) -> TermsReview:
    """The review that a date in an earlier register stands for."""
    return TermsReview(
        id=uuid4(),
        platform=account.platform,
        account=account.id,
        reviewed_on=reviewed_on,
        answers=tuple(ReviewAnswer(point=point, answer=CARRIED_OVER) for point in TermsPoint),
    )


def latest(register: Register, account_id: UUID) -> TermsReview | None:
    """The newest review that serves the account: its own or its platform's."""
    serving = register.view().reviews_serving(register.account(account_id))
    return serving[0] if serving else None


def own_account(register: Register, account: Account) -> UUID | None:
    """The account's id where its reviews are of it alone: it has one of its own, or it is on a
    service of which nobody knows the terms. None where it shares its platform's."""
    last = latest(register, account.id)
    if last is not None:
        return last.account
    return account.id if account.platform == OTHER else None


def due(register: Register, today: date | None = None) -> list[TermsDue]:
    """For each platform in use, and for each account with reviews of its own, when the terms must
    next be read, the most urgent first; then the platforms of which texts are kept though no
    account is on them."""
    view = register.view(today)
    documents: dict[str, list[Document]] = {}
    for document in listed(register):
        documents.setdefault(document.platform, []).append(document)
    shared: dict[tuple[str, UUID | None, date | None], list[Account]] = {}
    for account in in_turns(view.live_accounts):
        serving = view.reviews_serving(account)
        newest = serving[0].id if serving else None
        shared.setdefault((account.platform, newest, due_day(account, view)), []).append(account)
    rows = [
        _due(accounts, documents.get(platform, []), day, view)
        for (platform, _newest, day), accounts in in_turns(shared.items())
    ]
    unused = documents.keys() - {row.platform for row in rows}
    rows.sort(key=lambda row: (row.due or date.min, row.platform, row.accounts))
    return rows + [_not_in_use(platform, documents[platform]) for platform in sorted(unused)]


def _due(
    accounts: Sequence[Account], documents: Sequence[Document], day: date | None, view: View
) -> TermsDue:
    reviews = view.reviews_serving(accounts[0])
    of_documents = []
    for document in documents:
        change = change_to_read(document.record, reviews, view) if document.record else None
        changed_on = change[0].seen_on if change else None
        last_day = min(day, change[1]) if day and change else day
        state = _state(last_day, view, has_changed=change is not None)
        of_documents.append(DocumentDue(document, last_day, state, changed_on))
    days = [one.due for one in of_documents if one.due]
    last_day = min([day, *days]) if day else None
    has_changed = any(one.changed_on for one in of_documents)
    return TermsDue(
        platform=accounts[0].platform,
        accounts=tuple(account.id for account in accounts),
        last_reviewed=reviews[0].reviewed_on if reviews else None,
        due=last_day,
        state=_state(last_day, view, has_changed=has_changed),
        documents=tuple(of_documents),
    )


def _not_in_use(platform: str, documents: Sequence[Document]) -> TermsDue:
    of_documents = tuple(DocumentDue(document, None, NOT_IN_USE) for document in documents)
    return TermsDue(platform, (), None, None, NOT_IN_USE, of_documents)


def _state(day: date | None, view: View, *, has_changed: bool) -> str:
    if day is None:
        return "never"
    if view.today > day:
        return "overdue"
    if has_changed:
        return "changed"
    soon = day - timedelta(view.pack.intervals.terms_due_soon)
    return "due soon" if view.today >= soon else "in order"
