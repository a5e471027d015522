"""All that falls due, and when: reviews, checks, briefings, ends, rotations, steps of incidents.

The intervals and who must do what are those of the rules: what a rule finds on the day after is due
here by the day itself."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from policy.access import left_open
from policy.catalogue import OTHER
from policy.playbooks import open_steps
from policy.rules.people import open_accounts_by_person
from policy.rules.terms import reading_day
from policy.view import View
from somesec.language import N_, Message
from somesec.model import Account, Incident, Status
from somesec.turns import in_turns

NEVER, OVERDUE, DUE = "never", "overdue", "due"

KINDS: Mapping[str, str] = {
    "terms": N_("terms review"),
    "measure": N_("measure of a terms review"),
    "briefing": N_("briefing"),
    "declaration": N_("yearly declaration"),
    "risk-review": N_("risk review"),
    "maintainer-check": N_("check of the stated maintainer"),
    "unit-page-link": N_("check of the unit page's link"),
    "collection-page-link": N_("check of the collection page's link"),
    "account-end": N_("end of a fixed-term page"),
    "waiver-end": N_("end of a waiver"),
    "pending-rotation": N_("unfinished rotation"),
    "rotation": N_("password to change"),
    "leaving": N_("access of a leaver"),
    "incident-step": N_("step of an incident"),
}
"""What each kind of thing that falls due is called."""


class Due(NamedTuple):
    """Something to do by the end of a day. `day` is None for what was never done, or is recorded
    for a day to come. `key` is the same from day to day for the same duty. `subject` is the name of
    what it is about, `unit` the id of the owning unit where there is one."""

    kind: str
    key: str
    day: date | None
    subject: str
    unit: UUID | None
    text: Message

    def state(self, today: date) -> str:
        """`never`, `overdue` from the day after, or `due`."""
        if self.day is None:
            return NEVER
        return OVERDUE if self.day < today else DUE


def falling_due(view: View, within: int) -> list[Due]:
    """What is overdue, was never done, or falls due in so many days, the most urgent first."""
    last = view.today + timedelta(within)
    found = (one for one in _everything(view) if one.day is None or one.day <= last)
    return sorted(found, key=lambda one: (one.day or date.min, one.kind, one.subject, one.key))


def terms_falling_due(view: View, within: int) -> list[Due]:
    """Of what falls due, the readings of terms and the measures of their reviews."""
    return [one for one in falling_due(view, within) if one.kind in ("terms", "measure")]


def next_due(view: View) -> dict[UUID, date | None]:
    """When something of each account that is not closed is due next, by its id: a check, its terms,
    its end, its password. None where something was never done; an account without anything to be
    done has no place in it."""
    found: dict[UUID, date | None] = {}
    for account in in_turns(view.live_accounts):
        days = [one.day for one in _rotations(account, view)]
        if account.status is Status.OPEN:
            days += [one.day for one in _checks(account, view)]
            days.append(reading_day(account, view))
            if account.ends_on:
                days.append(account.ends_on)
        known = [day for day in days if day is not None]
        if days:
            found[account.id] = min(known) if len(known) == len(days) else None
    return found


def _everything(view: View) -> Iterator[Due]:
    pages = [account for account in view.live_accounts if account.status is Status.OPEN]
    yield from _terms(view, pages)
    yield from _measures(view)
    yield from _people(view)
    for account in in_turns(pages):
        yield from _checks(account, view)
        if account.ends_on:
            text = Message(N_("The fixed-term page {page} ends: close it."), _page(account))
            yield _of(account, "account-end", account.ends_on, text)
    for account in in_turns(view.live_accounts):
        yield from _rotations(account, view)
    yield from _leavers(view)
    yield from _waivers(view)
    for incident in view.records.incidents.values():
        yield from _steps(incident, view)


def _terms(view: View, pages: Iterable[Account]) -> Iterator[Due]:
    """One duty a platform, and one for each account with a review of its own."""
    groups: dict[str, Account] = {}
    for account in in_turns(pages):
        reviews = view.reviews_serving(account)
        is_own = account.platform == OTHER or bool(reviews and reviews[0].account)
        groups.setdefault(str(account.id) if is_own else account.platform, account)
    for key, account in groups.items():
        subject = account.platform if key == account.platform else account.name
        text = Message(N_("Review the terms of service of {service}."), {"service": subject})
        yield Due("terms", f"terms-{key}", reading_day(account, view), subject, None, text)


def _measures(view: View) -> Iterator[Due]:
    """Those that serve an open page and are not done."""
    serving = {
        review.id: review
        for account in in_turns(view.live_accounts)
        if account.status is Status.OPEN
        for review in view.reviews_serving(account)
    }
    for review in serving.values():
        account = view.records.accounts.get(review.account) if review.account else None
        subject = account.name if account else review.platform
        for number, measure in enumerate(review.measures):
            if measure.done_on is None:
                yield Due(
                    "measure",
                    f"measure-{review.id}-{number}",
                    measure.due,
                    subject,
                    account.unit if account else None,
                    Message(
                        N_("Measure of the terms review of {service}: {measure}"),
                        {"service": subject, "measure": measure.text},
                    ),
                )


def _people(view: View) -> Iterator[Due]:
    intervals = view.pack.intervals
    for person_id in view.kept(open_accounts_by_person):
        person = view.person(person_id)
        if person is None or person.has_left(view.today):
            continue
        declared = max((given.declared_on for given in person.declarations), default=None)
        name = {"name": person.name}
        yield Due(
            "briefing",
            f"briefing-{person.id}",
            _after(person.briefed_on, intervals.briefing, view),
            person.name,
            None,
            Message(N_("Brief {name}."), name),
        )
        yield Due(
            "declaration",
            f"declaration-{person.id}",
            _after(declared, intervals.declaration, view),
            person.name,
            None,
            Message(N_("Ask {name} for the yearly declaration."), name),
        )


def _checks(account: Account, view: View) -> Iterator[Due]:
    intervals, page = view.pack.intervals, _page(account)
    for kind, done_on, days, template in (
        (
            "risk-review",
            account.risk_reviewed_on,
            intervals.risk_review,
            N_("Review the risks of {page}."),
        ),
        (
            "maintainer-check",
            account.maintainer_stated_on,
            intervals.maintainer,
            N_("Check that {page} says who maintains it."),
        ),
        (
            "unit-page-link",
            account.unit_page_linked_on,
            intervals.links,
            N_("Check that the unit's web page links to {page}."),
        ),
        (
            "collection-page-link",
            account.collection_page_linked_on,
            intervals.links,
            N_("Check that the website's collection page links to {page}."),
        ),
    ):
        yield _of(account, kind, _after(done_on, days, view), Message(template, page))


def _rotations(account: Account, view: View) -> Iterator[Due]:
    if account.pending_since:
        by = account.pending_since + timedelta(view.pack.intervals.pending)
        text = Message(N_("Finish or cancel the new password of {page}."), _page(account))
        yield _of(account, "pending-rotation", by, text)
    elif account.rotation_due:
        text = Message(N_("Change the password of {page}."), _page(account))
        yield _of(account, "rotation", account.rotation_due.since, text)


def _leavers(view: View) -> Iterator[Due]:
    leavers = [person for person in view.records.people.values() if person.left_on]
    for person in leavers:
        pages = [a.name for a in in_turns(view.live_accounts) if left_open(person, a)]
        if pages:
            text = Message(
                N_("Take the ways of {name}, who leaves, from: {pages}."),
                {"name": person.name, "pages": ", ".join(pages)},
            )
            yield Due("leaving", f"leaving-{person.id}", person.left_on, person.name, None, text)


def _waivers(view: View) -> Iterator[Due]:
    """Those in force: of one that has ended, the audit has the finding back."""
    for waiver in view.records.waivers.values():
        if waiver.expires_on >= view.today:
            subject = _named(view, waiver.subject)
            text = Message(
                N_("The waiver of {rule} for {subject} ends: {reason}"),
                {"rule": waiver.rule, "subject": subject, "reason": waiver.reason},
            )
            yield Due("waiver-end", f"waiver-{waiver.id}", waiver.expires_on, subject, None, text)


def _steps(incident: Incident, view: View) -> Iterator[Due]:
    account = view.records.accounts.get(incident.account) if incident.account else None
    subject = account.name if account else _named(view, incident.unit)
    day = incident.happened_at.date()
    for step in open_steps(incident):
        yield Due(
            "incident-step",
            f"incident-{incident.id}-{step.id}",
            day,
            subject,
            incident.unit,
            Message(
                N_("Incident of {day}, {subject}: {step}"),
                {"day": day, "subject": subject, "step": Message(step.text)},
            ),
        )


def _of(account: Account, kind: str, day: date | None, text: Message) -> Due:
    return Due(kind, f"{kind}-{account.id}", day, account.name, account.unit, text)


def _page(account: Account) -> dict[str, str | int | date | Message | tuple[Message, ...]]:
    return {"page": account.name}


def _after(done_on: date | None, days: int, view: View) -> date | None:
    """The last day in time; None for what was not done, or on a day to come."""
    if done_on is None or view.is_to_come(done_on):
        return None
    return done_on + timedelta(days)


def _named(view: View, id_: UUID) -> str:
    records = view.records
    for kept in (records.accounts, records.units, records.people):
        if id_ in kept:
            return kept[id_].name
    if id_ in records.incidents:
        incident = records.incidents[id_]
        return f"{incident.happened_at.date().isoformat()} {incident.kind.value}"
    return view.organisation.name if id_ == view.organisation.id else str(id_)
