"""All that a rule may look at: the records, the day, the policy pack, the platforms."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from policy.catalogue import OTHER, Catalogue
from policy.pack import Pack
from somesec.model import (
    Account,
    Administrator,
    Organisation,
    Person,
    Records,
    Status,
    TermsReview,
    Unit,
)
from somesec.turns import in_order, in_turns

_Key = TypeVar("_Key", bound=Hashable)
_Record = TypeVar("_Record")
_Index = TypeVar("_Index")

_Administrators = Sequence[tuple[Administrator, Person | None]]

# The page is at the service, whether or not it is on its way out.
IN_USE = (Status.OPEN, Status.CLOSING)


class _About(NamedTuple):
    """What several rules ask of one account."""

    account: Account
    administrators: _Administrators
    active: Sequence[tuple[Administrator, Person]]
    reviews: Sequence[TermsReview]


class View:
    """Records on a given day, with the indices that rules share, each built once when first asked.

    A view is for one audit: records in it never change. `is_whole` is False where the records are
    those of some units only, so that others may be named that are not among them."""

    def __init__(
        self,
        records: Records,
        today: date,
        pack: Pack,
        catalogue: Catalogue,
        *,
        is_whole: bool = True,
    ) -> None:
        self.records = records
        self.is_whole = is_whole
        self.today = today
        self.pack = pack
        self.catalogue = catalogue
        self._kept: dict[Callable[[View], object], Any] = {}
        self._asked: _About | None = None

    def kept(self, build: Callable[["View"], _Index]) -> _Index:
        """What `build(view)` returns, built once for this view: for indices of one rule family."""
        answer: _Index | None = self._kept.get(build)
        if answer is None:
            answer = self._kept[build] = build(self)
        return answer

    def _about(self, account: Account) -> _About:
        """What several rules ask of an account, kept until another account is asked about: all
        rules look at one before they go on to the next."""
        about = self._asked
        if about is None or about.account is not account:
            administrators = self._administrators(account)
            about = self._asked = _About(
                account,
                administrators,
                self._active_among(administrators),
                self._reviews_serving(account),
            )
        return about

    # records by id

    @property
    def organisation(self) -> Organisation:
        return self.records.organisation

    def person(self, id_: UUID | None) -> Person | None:
        """The person with the id, None when the register has none."""
        return self.records.people.get(id_) if id_ else None

    def unit(self, id_: UUID | None) -> Unit | None:
        """The unit with the id, None when the register has none."""
        return self.records.units.get(id_) if id_ else None

    # days

    def days_since(self, day: date) -> int:
        """Whole days from the day until today; negative for a day to come."""
        return (self.today - day).days

    def older_than(self, day: date, days: int) -> bool:
        """Whether the day is more than `days` days ago. Kept on day N, broken on day N + 1."""
        return (self.today - day).days > days

    def is_to_come(self, day: date | None) -> bool:
        """Whether the day is after today. What happened on such a day has not happened: a rule
        that asks when something was done answers unknown."""
        return day is not None and day > self.today

    # accounts

    @cached_property
    def live_accounts(self) -> tuple[Account, ...]:
        """Accounts that are not closed, by platform and handle."""
        live = [a for a in self.records.accounts.values() if a.status is not Status.CLOSED]
        return tuple(in_order(live, lambda a: (a.platform, a.handle.casefold(), a.id)))

    @cached_property
    def accounts_by_unit(self) -> Mapping[UUID, Sequence[Account]]:
        """Accounts that are not closed, by owning unit."""
        return _grouped(self.live_accounts, lambda a: a.unit)

    @cached_property
    def accounts_by_fingerprint(self) -> Mapping[bytes, Sequence[Account]]:
        """Accounts that are not closed, by the fingerprint of their password."""
        return _grouped(self.live_accounts, lambda a: a.facts.fingerprint if a.facts else None)

    @cached_property
    def accounts_by_previous(self) -> Mapping[bytes, Sequence[Account]]:
        """Accounts, closed ones too, by each fingerprint of a password they had before."""
        groups: dict[bytes, list[Account]] = defaultdict(list)
        for account in in_order(list(self.records.accounts.values()), lambda a: (a.name, a.id)):
            for fingerprint in set(account.facts.previous if account.facts else ()):
                groups[fingerprint].append(account)
        return dict(groups)

    # people

    def administrators(self, account: Account) -> _Administrators:
        """The account's administrators, each person once, with None for one the register lacks."""
        return self._about(account).administrators

    def _administrators(self, account: Account) -> _Administrators:
        once = {entry.person: entry for entry in account.administrators}
        people = self.records.people
        return [(entry, people.get(person)) for person, entry in once.items()]

    def active_administrators(self, account: Account) -> Sequence[tuple[Administrator, Person]]:
        """Administrators who are people in the register and have not left."""
        return self._about(account).active

    def _active_among(self, some: _Administrators) -> Sequence[tuple[Administrator, Person]]:
        return [
            (entry, person)
            for entry, person in some
            if person is not None and not person.has_left(self.today)
        ]

    # terms reviews

    def reviews_serving(self, account: Account) -> Sequence[TermsReview]:
        """Reviews that serve the account by today, newest first: its own and its platform's.

        Nothing ties accounts of the platform `other` together, so those have only their own."""
        return self._about(account).reviews

    def _reviews_serving(self, account: Account) -> Sequence[TermsReview]:
        serving = list(self._reviews_by_account.get(account.id, ()))
        if account.platform != OTHER:
            serving += self._reviews_by_platform.get(account.platform, ())
        serving = [review for review in serving if review.reviewed_on <= self.today]
        if len(serving) > 1:
            serving.sort(
                key=lambda r: (r.reviewed_on, r.account is not None, r.of_day, r.id), reverse=True
            )
        return serving

    @cached_property
    def _reviews_by_account(self) -> Mapping[UUID, Sequence[TermsReview]]:
        return _grouped(self.records.reviews.values(), lambda r: r.account)

    @cached_property
    def _reviews_by_platform(self) -> Mapping[str, Sequence[TermsReview]]:
        shared = (r for r in self.records.reviews.values() if r.account is None)
        return _grouped(shared, lambda r: r.platform)


def _grouped(
    records: Iterable[_Record], key: Callable[[_Record], _Key | None]
) -> Mapping[_Key, Sequence[_Record]]:
    groups: dict[_Key, list[_Record]] = defaultdict(list)
    for record in in_turns(records):
        place = key(record)
        if place is not None:
            groups[place].append(record)
    # A plain dict: asking for a missing key must not make one.
    return dict(groups)
