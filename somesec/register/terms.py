"""Reviews of terms of service, and when the next one is due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from uuid import UUID, uuid4

from policy.catalogue import load_catalogue
from policy.rules.terms import due_day
from policy.view import View
from somesec import clock
from somesec.errors import InputError
from somesec.language import _
from somesec.model import Account, Decision, ReviewAnswer, TermsPoint, TermsReview
from somesec.register.accounts import platform_of
from somesec.register.session import Register

CARRIED_OVER = "carried over from an earlier register"


@dataclass(frozen=True)
class TermsDue:
    """When the terms of a platform must next be reviewed for the accounts that share a review.
    `state` is 'never', 'overdue', 'due soon' or 'in order'."""

    platform: str
    accounts: tuple[UUID, ...]
    last_reviewed: date | None
    due: date | None
    state: str


def record_review(
    register: Register,
    *,
    platform: str,
    account_id: UUID | None = None,
    reviewed_on: date,
    reviewer: str,
    answers: Mapping[TermsPoint, str],
    decision: Decision,
    measures: Sequence[str] = (),
    next_due: date | None = None,
) -> TermsReview:
    """Records that somebody read the terms of a platform, for all its accounts or for one.

    Raises InputError when it lies in the future, nobody read them, or nobody knows the platform."""
    platform = known_platform(register, platform)
    if reviewed_on > clock.today():
        raise InputError(_("A review cannot lie in the future."))
    if not reviewer.strip():
        raise InputError(_("Say who read the terms."))
    if next_due is not None and next_due <= reviewed_on:
        raise InputError(_("The next review must come after this one."))
    review = TermsReview(
        id=uuid4(),
        platform=platform,
        account=account_id,
        reviewed_on=reviewed_on,
        reviewer=" ".join(reviewer.split()),
        answers=tuple(
            ReviewAnswer(point=point, answer=text.strip())
            for point, text in answers.items()
            if text.strip()
        ),
        decision=decision,
        measures=tuple(text.strip() for text in measures if text.strip()),
        next_due=next_due,
    )
    with register.change("terms-reviewed", review.platform, review.id) as change:
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


def due(register: Register, today: date | None = None) -> list[TermsDue]:
    """For each platform in use, and for each account with reviews of its own, when the terms must
    next be read; the most urgent first."""
    view = register.view(today)
    shared: dict[tuple[str, date | None, date | None], list[UUID]] = {}
    for account in view.live_accounts:
        serving = view.reviews_serving(account)
        last = serving[0].reviewed_on if serving else None
        shared.setdefault((account.platform, last, due_day(account, view)), []).append(account.id)
    rows = [
        TermsDue(platform, tuple(accounts), last, day, _state(day, view))
        for (platform, last, day), accounts in shared.items()
    ]
    return sorted(rows, key=lambda row: (row.due or date.min, row.platform, row.accounts))


def _state(day: date | None, view: View) -> str:
    if day is None:
        return "never"
    if view.today > day:
        return "overdue"
    soon = day - timedelta(view.pack.intervals.terms_due_soon)
    return "due soon" if view.today >= soon else "in order"
