"""SOM8xx: the page is alive, watched, and closed when its time is over.

Open accounts only: a closing one is on its way out already."""

from collections.abc import Iterator
from datetime import date

from policy.finding import Severity, SubjectKind
from policy.rule import Answer, Rule, found, unknown
from policy.view import View
from somesec.language import N_, Message
from somesec.model import Account, AccountKind, Closing, Status

_POST_BLANK = Message(N_("the day of the last post is not in the register"))
_POST_AHEAD = Message(N_("the date of the last post lies in the future"))
_LOOK_BLANK = Message(N_("the day of the last look is not in the register"))
_LOOK_AHEAD = Message(N_("the date of the last look lies in the future"))


def _silent(account: Account, view: View) -> Iterator[Answer]:
    return _done_within(
        account,
        view,
        field="last_post_on",
        day=account.last_post_on,
        days=view.pack.intervals.post,
        old=N_("The page was last updated on {day}, {count} days ago."),
        blank=_POST_BLANK,
        ahead=_POST_AHEAD,
    )


def _unattended(account: Account, view: View) -> Iterator[Answer]:
    return _done_within(
        account,
        view,
        field="last_look_on",
        day=account.last_look_on,
        days=view.pack.intervals.look,
        old=N_("The page was last looked at on {day}, {count} days ago."),
        blank=_LOOK_BLANK,
        ahead=_LOOK_AHEAD,
    )


def _done_within(
    account: Account,
    view: View,
    *,
    field: str,
    day: date | None,
    days: int,
    old: str,
    blank: Message,
    ahead: Message,
) -> Iterator[Answer]:
    if account.status is not Status.OPEN:
        return
    if day is None:
        yield unknown(blank)
    elif view.is_to_come(day):
        yield unknown(ahead)
    elif view.older_than(day, days):
        yield found(
            field=field,
            message=Message(old, {"day": day, "count": view.days_since(day)}),
            evidence={"day": day.isoformat(), "days": view.days_since(day), "allowed": days},
        )


def _past_its_end(account: Account, view: View) -> Iterator[Answer]:
    ends = account.ends_on
    if account.status is Status.OPEN and ends is not None and ends < view.today:
        yield found(
            field="ends_on",
            message=Message(N_("The page was to end on {day} and is still open."), {"day": ends}),
            evidence={"ends_on": ends.isoformat(), "days": view.days_since(ends)},
        )


def _kind_missing(account: Account, view: View) -> Iterator[Answer]:
    if account.status is Status.OPEN and account.kind is None:
        yield found(
            field="kind",
            message=Message(N_("It is not recorded whether the page is permanent or fixed-term.")),
        )


def _end_missing(account: Account, view: View) -> Iterator[Answer]:
    fixed_term = account.kind is AccountKind.FIXED_TERM
    if account.status is Status.OPEN and fixed_term and account.ends_on is None:
        yield found(
            field="ends_on",
            message=Message(N_("The page is fixed-term and has no end date.")),
        )


def _risk_review(account: Account, view: View) -> Iterator[Answer]:
    if account.status is not Status.OPEN:
        return
    day = account.risk_reviewed_on
    if day is None:
        yield found(
            field="risk_reviewed_on",
            message=Message(N_("The page's risks have never been reviewed.")),
        )
    elif view.is_to_come(day):
        yield unknown(Message(N_("the date of the risk review lies in the future")))
    elif view.older_than(day, view.pack.intervals.risk_review):
        yield found(
            field="risk_reviewed_on",
            message=Message(N_("The page's risks were last reviewed on {day}."), {"day": day}),
            evidence={"reviewed_on": day.isoformat(), "days": view.days_since(day)},
        )


def _half_closed(account: Account, view: View) -> Iterator[Answer]:
    closing = account.closing or Closing()
    if account.status is Status.CLOSING:
        since, message = closing.requested_on, N_("The page has been closing since {day}.")
    elif account.status is Status.CLOSED and closing.credentials_retired_on is None:
        since = closing.removed_from_view_on
        message = N_("The page is gone since {day}, and its credentials are not retired.")
        if since is None:
            # Closed before the register was there.
            return
    else:
        return
    if since is None:
        yield unknown(Message(N_("the day on which the closing was asked for is not known")))
    elif view.is_to_come(since):
        yield unknown(Message(N_("the date of the closing lies in the future")))
    elif view.older_than(since, view.pack.intervals.closing):
        yield found(
            field="status",
            message=Message(message, {"day": since}),
            evidence={"since": since.isoformat(), "days": view.days_since(since)},
        )


RULES = (
    Rule(
        code="SOM801",
        name="silent",
        severity=Severity.MEDIUM,
        clauses=("3.2-b",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("Nothing has been posted on the page for longer than a week."),
        remedy=N_("Post something, or close the page if it is no longer needed."),
        checks=N_(
            "The last post on an open account is older than the policy's interval. Unknown when "
            "the day is blank or lies in the future."
        ),
        why=N_(
            "A page is updated at least once a week; a silent one looks deserted and gets taken."
        ),
        example=N_("The last post wishes a merry Christmas, and it is Easter."),
        resolve=N_("Post, and record the day; or begin the closing of the page."),
        check=_silent,
    ),
    Rule(
        code="SOM802",
        name="unattended",
        severity=Severity.MEDIUM,
        clauses=("3.2-c",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("Nobody has looked at the page lately."),
        remedy=N_("Look at the page's comments and messages, and record the day."),
        checks=N_(
            "The last look at an open account is older than the policy's interval, which is "
            "shorter than that for posts. Unknown when the day is blank or lies in the future."
        ),
        why=N_(
            "A page is looked at more often than it is updated: questions and abuse come any day."
        ),
        example=N_("A question about opening hours has waited for two weeks."),
        resolve=N_("Look at the page, answer what waits, and record the day."),
        check=_unattended,
    ),
    Rule(
        code="SOM803",
        name="past-its-end",
        severity=Severity.HIGH,
        clauses=("3.1-h", "3.2-g"),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The page is past its end date and still open."),
        remedy=N_("Close the page, or record a new end date."),
        checks=N_("An open account has an end date before today. The end date itself is in time."),
        why=N_("A page whose project is over has nobody to guard it."),
        example=N_("The summer festival's page is open in October."),
        resolve=N_("Close it with 'somesec account close', or move the end date with a reason."),
        check=_past_its_end,
    ),
    Rule(
        code="SOM804",
        name="kind-missing",
        severity=Severity.LOW,
        clauses=("3.1-h",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("It is not recorded whether the page is permanent or fixed-term."),
        remedy=N_("Record the kind of the page."),
        checks=N_("An open account has no kind."),
        why=N_("Only a page with a known end can be closed in time."),
        example=N_("A page came in from an old list that had no such column."),
        resolve=N_("Set the kind to permanent, or to fixed-term with an end date."),
        check=_kind_missing,
    ),
    Rule(
        code="SOM805",
        name="end-missing",
        severity=Severity.MEDIUM,
        clauses=("3.1-h",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The page is fixed-term and has no end date."),
        remedy=N_("Record the end date."),
        checks=N_("An open account of the fixed-term kind has no end date."),
        why=N_("A fixed term without an end is forgotten, not ended."),
        example=N_("A page for a school project says fixed-term and nothing more."),
        resolve=N_("Ask the unit when the project ends and record the day."),
        check=_end_missing,
    ),
    Rule(
        code="SOM806",
        name="risk-review-overdue",
        severity=Severity.MEDIUM,
        clauses=("5-b",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The page's risks have not been reviewed lately."),
        remedy=N_("Weigh the page's risks with its unit and record the day."),
        checks=N_(
            "An open account has no risk review or one older than the policy's interval. Blank "
            "means never. Unknown when the day lies in the future."
        ),
        why=N_("Risks are weighed at planning and followed regularly: people and services change."),
        example=N_("The page was founded five years ago, and nobody has asked since."),
        resolve=N_("Go through leaks, hijacking, abuse and phishing; record the date."),
        check=_risk_review,
    ),
    Rule(
        code="SOM807",
        name="half-closed",
        severity=Severity.MEDIUM,
        clauses=("3.2-g",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The closing of the page was begun and not ended."),
        remedy=N_("Take the page out of view, retire its credentials, and record both days."),
        checks=N_(
            "An account has been closing for longer than the policy's interval, or its page is "
            "gone and its credentials were not retired within it. Unknown when the day of the "
            "request is blank or lies in the future."
        ),
        why=N_("A page that is half closed is open to whoever finds its password."),
        example=N_("The page was to be closed in June, and in November it still shows."),
        resolve=N_("End it with 'somesec account close' and the days."),
        check=_half_closed,
    ),
)
