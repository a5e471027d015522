"""Bringing in what a town already has: our own tables, or another program's passwords.

A file is first planned, which reads and judges all of it and writes nothing, then carried out in
one transaction: either all of it is in the register or none of it."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import msgspec

from policy.catalogue import OTHER, load_catalogue, normalise_handle, place
from somesec import clock
from somesec.errors import ConflictError, InputError
from somesec.exchange import own
from somesec.exchange.detect import Format, OwnTable
from somesec.exchange.login import Login, Reading
from somesec.exchange.read import read_logins
from somesec.exchange.rows import AccountRow, PersonRow, UnitRow
from somesec.language import N_, Message, _
from somesec.model import (
    Account,
    Card,
    Person,
    PreviousPassword,
    Records,
    SecondFactor,
    Secret,
    TermsReview,
    Unit,
)
from somesec.register import accounts, people, units
from somesec.register.measuring import measured
from somesec.register.resolve import Names, same
from somesec.register.secrets import read_totp
from somesec.register.session import Register
from somesec.register.terms import carried_over

Progress = Callable[[int, int], None]
AUTO = "auto"
KINDS = ("accounts", "units", "people")
MOST_PROBLEMS = 50

SecretAt = tuple[Secret, int]
"""A secret to write, and the revision of the one that it was made from."""

Named = TypeVar("Named", Unit, Person, Account)


@dataclass
class Plan:
    """What an import would do. `new` and `changed` name the records; `differing` those that are
    there already with other values and are left as they are; `notes` say what was worked out or
    made besides; `left_out` what does not come in, and why. `base` is what was in the register."""

    kind: str
    base: Records = field(repr=False)
    new: list[Message] = field(default_factory=list)
    changed: list[Message] = field(default_factory=list)
    differing: list[Message] = field(default_factory=list)
    unchanged: int = 0
    left_out: list[Message] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    cards: dict[UUID, Card] = field(default_factory=dict, repr=False)
    secrets: dict[UUID, SecretAt] = field(default_factory=dict, repr=False)
    reviews: list[TermsReview] = field(default_factory=list, repr=False)
    changed_on: dict[UUID, date] = field(default_factory=dict, repr=False)

    @property
    def is_empty(self) -> bool:
        """Whether carrying it out would write nothing."""
        return not (self.cards or self.secrets or self.reviews)

    def summary(self) -> Message:
        """The counts in one line."""
        return Message(
            N_(
                "{new} new, {changed} changed, {unchanged} already there, {differing} there with"
                " other values, {left_out} left out"
            ),
            {
                "new": len(self.new),
                "changed": len(self.changed),
                "unchanged": self.unchanged,
                "differing": len(self.differing),
                "left_out": len(self.left_out),
            },
        )


def plan(
    register: Register,
    file: Path,
    *,
    kind: str | None = None,
    source: str = AUTO,
    unit: str | None = None,
    passphrase: str | None = None,
    key_file: Path | None = None,
    strict: bool = False,
    update: bool = False,
    progress: Progress | None = None,
) -> Plan:
    """Reads a file and works out what would come in. `kind` names one of our own tables; without
    it the file (or folder) is another program's, `source` its format, or 'auto', which knows our
    own tables by their columns too. `unit` owns the logins that name no unit; `update` lets the
    file change what is there.

    Raises InputError that lists everything wrong with the file, LockedError when its password is
    wrong."""
    register.refresh()
    names = Names(register.records, make_missing=not strict, collect=True)
    if kind == "units":
        return _plan_units(register, own.read_units(file), names, update)
    if kind == "people":
        return _plan_people(register, own.read_people(file), names, update)
    if kind == "accounts":
        return _plan_accounts(register, own.read_accounts(file), names, update)
    if kind is not None:
        raise InputError(
            _("'{kind}' is no table of ours: {kinds}.").format(kind=kind, kinds=", ".join(KINDS))
        )
    format_ = None if source == AUTO else _format_named(source)
    try:
        logins = read_logins(
            file, format_, passphrase=passphrase, key_file=key_file, progress=progress
        )
    except OwnTable as ours:
        if unit or passphrase or key_file:
            raise
        return plan(register, file, kind=ours.kind, strict=strict, update=update)
    return _LoginPlan(register, names, unit, update).of(logins)


def carry_out(register: Register, planned: Plan, progress: Progress | None = None) -> Plan:
    """Measures the passwords and writes the plan, all of it in one transaction.

    Raises ConflictError when somebody changed one of the records meanwhile."""
    if planned.is_empty:
        return planned
    made_units = {c.id: c for c in planned.cards.values() if isinstance(c, Unit)}
    made_people = {c.id: c for c in planned.cards.values() if isinstance(c, Person)}
    pairs = [
        (account, planned.secrets[account.id][0])
        for account in planned.cards.values()
        if isinstance(account, Account) and account.id in planned.secrets
    ]
    with_facts = measured(
        register,
        pairs,
        progress,
        changed_on=planned.changed_on,
        units=made_units,
        people=made_people,
    )
    cards = {**planned.cards, **{account.id: account for account in with_facts}}
    with register.change("imported", planned.kind) as change:
        _require_unchanged(planned, register.records)
        for card in cards.values():
            change.put(card)
        for secret, revision in planned.secrets.values():
            change.put_secret(secret, revision)
        for review in planned.reviews:
            change.put(review)
    return planned


def _require_unchanged(planned: Plan, now: Records) -> None:
    """Raises ConflictError when a record that the plan changes is another by now, or one of a name
    that it makes is there by now."""
    _require_table_unchanged(planned, Unit, planned.base.units, now.units)
    _require_table_unchanged(planned, Person, planned.base.people, now.people)
    _require_table_unchanged(planned, Account, planned.base.accounts, now.accounts)


def _require_table_unchanged(
    planned: Plan, kind: type[Named], then: Mapping[UUID, Named], now: Mapping[UUID, Named]
) -> None:
    made_since = {same(record.name) for id_, record in now.items() if id_ not in then}
    for id_, card in planned.cards.items():
        if not isinstance(card, kind):
            continue
        if now.get(id_) != then.get(id_) or (id_ not in then and same(card.name) in made_since):
            raise ConflictError(
                _(
                    "Somebody else changed {name} meanwhile, so nothing was brought in. Import the"
                    " file again."
                ).format(name=card.name)
            )


# -- our own tables -----------------------------------------------------------------------------


def _plan_units(register: Register, rows: Iterable[UnitRow], names: Names, update: bool) -> Plan:
    planned, problems, lines = Plan("units", register.records), _Problems(names), _Lines()
    known = {same(unit.name): unit for unit in planned.base.units.values()}
    rows = list(rows)
    made: dict[str, Unit] = {}
    in_file: dict[UUID, Unit] = {}
    for row in rows:
        # Units may name each other as parents in any order.
        if same(row.name) not in known and same(row.name) not in made:
            unit = Unit(
                id=uuid4(), name=row.name, name_fi=row.name_fi or "", name_sv=row.name_sv or ""
            )
            made[same(row.name)] = unit
            names.add_unit(unit)
    for row in rows:
        before = known.get(same(row.name))
        with problems.at_line(row.line):
            lines.refuse_second(row.name, row.line)
            after = units.with_values(before or made[same(row.name)], _values(row), names)
            _sort(planned, before, after, update)
            in_file[after.id] = after
    for unit in in_file.values():
        with problems.at(unit.name):
            units.refuse_ring({**planned.base.units, **in_file}, unit)
    problems.refuse()
    return _with_made(planned, names)


def _plan_people(register: Register, rows: Iterable[PersonRow], names: Names, update: bool) -> Plan:
    planned, problems = Plan("people", register.records), _Problems(names)
    known, in_file = _People(planned.base.people.values()), _People(())
    for row in rows:
        with problems.at_line(row.line):
            before = known.of_row(row)
            blank = Person(id=uuid4(), name=row.name)
            after = people.with_values(before or blank, _values(row), names)
            for others in (known, in_file):
                people.refuse_double(others.like(after.name, after.addresses), after)
            in_file.add(after)
            # Known only by name until now: the list says who it is.
            _sort(planned, before, after, update or (before is not None and not before.listed))
    problems.refuse()
    return _with_made(planned, names)


class _People:
    """People by name and by address."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by: dict[str, list[Person]] = defaultdict(list)
        for person in people:
            self.add(person)

    def add(self, person: Person) -> None:
        for key in {same(person.name), *person.addresses}:
            self._by[key].append(person)

    def like(self, name: str, addresses: Iterable[str]) -> list[Person]:
        """Everyone with the name or one of the addresses."""
        keys = (same(name), *addresses)
        return [person for key in keys for person in self._by.get(key, ())]

    def of_row(self, row: PersonRow) -> Person | None:
        """The person that a row is about: of one of its addresses, else of its name where no
        addresses tell the two apart.

        Raises InputError when several have the name."""
        addresses = [address.casefold() for address in row.address or ()]
        for person in self.like("", addresses):
            return person
        of_name = [p for p in self.like(row.name, ()) if not (addresses and p.addresses)]
        if len(of_name) > 1:
            raise InputError(
                _("'{name}' fits {count} people. Give the address.").format(
                    name=row.name, count=len(of_name)
                )
            )
        return of_name[0] if of_name else None


def _plan_accounts(
    register: Register, rows: Iterable[AccountRow], names: Names, update: bool
) -> Plan:
    planned, problems, lines = Plan("accounts", register.records), _Problems(names), _Lines()
    known = {same(a.name): a for a in planned.base.accounts.values()}
    reviewed = {(review.account, review.reviewed_on) for review in planned.base.reviews.values()}
    for row in rows:
        with problems.at_line(row.line):
            values = _values(row)
            if not row.moderators:
                # An empty cell of a table is seldom meant to say that nobody may moderate.
                values["moderators"] = None
            account = accounts.new_account(uuid4(), values, names)
            lines.refuse_second(account.name, row.line)
            before = known.get(same(account.name))
            if before is not None:
                account = accounts.with_values(before, values, names)
            _note_platform(planned, account)
            _refuse_no_totp(row)
            secret = _secret_with(register, before, account.id, row.password or "", row.totp or "")
            review = None
            if row.terms_reviewed_on and (account.id, row.terms_reviewed_on) not in reviewed:
                review = carried_over(account, row.terms_reviewed_on)
            _sort(planned, before, account, update, secret, review)
    problems.refuse()
    return _with_made(planned, names)


def _refuse_no_totp(row: AccountRow) -> None:
    if row.totp:
        try:
            read_totp(row.totp)
        except InputError as error:
            raise InputError(f"totp: {error}") from None


def _values(row: UnitRow | PersonRow | AccountRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__struct_fields__ if name != "line"}


def _secret_with(
    register: Register, before: Account | None, account_id: UUID, password: str, totp: str
) -> SecretAt | None:
    """The secret with what the row gives, or None when that changes nothing."""
    if before is not None and register.has_secret(before.id):
        _account, old, revision = register.opened(before.id)
    else:
        old, revision = Secret(id=account_id), 0
    new = old
    if password and password != old.password:
        previous = old.previous
        if old.password:
            replaced = PreviousPassword(password=old.password, replaced_on=clock.today())
            previous = (*previous, replaced)
        new = msgspec.structs.replace(new, password=password, previous=previous)
    if totp and totp != old.totp:
        new = msgspec.structs.replace(new, totp=totp)
    return (new, revision) if new != old else None


def _sort(
    planned: Plan,
    before: Unit | Person | Account | None,
    after: Unit | Person | Account,
    update: bool,
    secret: SecretAt | None = None,
    review: TermsReview | None = None,
) -> None:
    """Puts a record where it belongs in the plan: new, changed, unchanged, or left as it is."""
    said = Message("{name}", {"name": after.name})
    differing = _differences(before, after) if before is not None else []
    differing += ["password"] if secret is not None else []
    differing += ["terms_reviewed_on"] if review is not None else []
    if before is None:
        planned.new.append(said)
    elif not differing:
        planned.unchanged += 1
        return
    elif not update:
        planned.differing.append(
            Message(
                N_("{name} is there with other values ({columns}). Use --update to change it."),
                {"name": after.name, "columns": ", ".join(differing)},
            )
        )
        return
    else:
        planned.changed.append(said)
    planned.cards[after.id] = after
    if secret is not None:
        planned.secrets[after.id] = secret
    if review is not None:
        planned.reviews.append(review)


def _differences(before: Unit | Person | Account, after: Unit | Person | Account) -> list[str]:
    return [
        name for name in before.__struct_fields__ if getattr(before, name) != getattr(after, name)
    ]


def _with_made(planned: Plan, names: Names) -> Plan:
    """Puts the units and people that had to be made before what names them, and says so. Those that
    only rows which are left as they are name are not made."""
    named = {id_ for card in planned.cards.values() for id_ in _named_in(card)}
    made_people = [person for person in names.made_people if person.id in named]
    made_units = [unit for unit in names.made_units if unit.id in named]
    for unit in made_units:
        planned.notes.append(
            Message(N_("Unit '{name}' was not there and is made."), {"name": unit.name})
        )
    for person in made_people:
        planned.notes.append(
            Message(
                N_("'{name}' is not in the list of people and is added by name only."),
                {"name": person.name},
            )
        )
    made: list[Card] = [*made_units, *made_people]
    planned.cards = {card.id: card for card in made} | planned.cards
    return planned


def _named_in(card: Card) -> Iterator[UUID | None]:
    """The units and people that a record names."""
    match card:
        case Unit():
            yield from (card.parent, card.responsible)
        case Person():
            yield from card.units
        case Account():
            yield from (card.unit, card.recovery_phone_of, card.second_factor_of)
            yield from (administrator.person for administrator in card.administrators)


def _note_platform(planned: Plan, account: Account) -> None:
    if account.platform != OTHER and load_catalogue().get(account.platform) is None:
        note = Message(
            N_("'{platform}' is not in the catalogue of platforms; it is kept as written."),
            {"platform": account.platform},
        )
        if note not in planned.notes:
            planned.notes.append(note)


class _Lines:
    """On which line of a file each name stands."""

    def __init__(self) -> None:
        self._lines: dict[str, int] = {}

    def refuse_second(self, name: str, line: int) -> None:
        """Raises InputError when another line has the name."""
        first = self._lines.setdefault(same(name), line)
        if first != line:
            raise InputError(_("{name} is on line {line} already.").format(name=name, line=first))


class _Problems:
    """What is wrong in the rows of a file, all of it said at once."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._lines: list[str] = []
        self._place = ""

    def at_line(self, line: int) -> "_Problems":
        return self.at(_("Line {line}").format(line=line))

    def at(self, place: str) -> "_Problems":
        self._place = place
        return self

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        self._lines += [f"{self._place}: {problem}" for problem in self._names.problems]
        self._names.problems.clear()
        if not isinstance(error, InputError):
            return False
        self._lines.append(f"{self._place}: {error}")
        return True

    def refuse(self) -> None:
        """Raises InputError with every problem, if there was any."""
        if not self._lines:
            return
        shown = self._lines[:MOST_PROBLEMS]
        more = len(self._lines) - len(shown)
        if more:
            shown.append(_("… and {count} more.").format(count=more))
        raise InputError("\n".join((_("Nothing was brought in."), *shown)))


# -- other programs' logins ---------------------------------------------------------------------


class _LoginPlan:
    """Works out accounts from the logins of another program's file."""

    def __init__(self, register: Register, names: Names, unit: str | None, update: bool) -> None:
        self._register = register
        self._names = names
        self._unit = names.unit(unit) if unit else None
        if names.problems:
            raise InputError(names.problems[0])
        self._update = update
        self._planned = Plan("logins", register.records)
        self._seen: set[str] = set()
        self._by_source: dict[str, Account] = {}
        self._by_name: dict[str, list[Account]] = defaultdict(list)
        for account in sorted(self._planned.base.accounts.values(), key=lambda a: a.id):
            self._by_name[same(account.name)].append(account)
            if account.source:
                self._by_source[account.source] = account

    def of(self, read: Reading) -> Plan:
        problems = _Problems(self._names)
        sources = list(_sources(read.logins))
        # A login from before keeps its account, whatever else the file has of the same name.
        taken = {self._by_source[source].id for source in sources if source in self._by_source}
        for login, source in zip(read.logins, sources, strict=True):
            with problems.at(login.title):
                self._add(login, source, taken)
        problems.refuse()
        self._planned.left_out += [
            Message(N_("{title}: {reason}"), {"title": left.title, "reason": left.reason})
            for left in read.left_out
        ]
        self._planned.notes += read.remarks
        return _with_made(self._planned, self._names)

    def _add(self, login: Login, source: str, taken: set[UUID]) -> None:
        platform, handle, address = _platform_and_handle(login)
        before = self._by_source.get(source)
        if before is None:
            same_name = self._by_name[same(f"{platform}/{handle}")]
            before = next((account for account in same_name if account.id not in taken), None)
        account = before or Account(
            id=uuid4(),
            unit=self._owner(login),
            platform=platform,
            handle=handle,
            profile_address=address,
            display_name=login.title.strip(),
            login=login.username,
            registered_address=login.username if "@" in login.username else "",
            second_factor=SecondFactor.TOTP if login.totp else None,
            source=source,
        )
        taken.add(account.id)
        self._note(login, account, is_new=before is None)
        if before is None:
            secret = _first_secret(login, account)
        else:
            secret = _secret_with(self._register, before, account.id, login.password, login.totp)
        if secret is not None and login.changed_on is not None:
            self._planned.changed_on[account.id] = login.changed_on
        _sort(self._planned, before, account, self._update, secret)

    def _owner(self, login: Login) -> UUID:
        if self._unit is not None:
            return self._unit
        named = [group for group in login.group if group.strip()]
        return self._names.unit(named[-1] if named else self._planned.base.organisation.name)

    def _note(self, login: Login, account: Account, *, is_new: bool) -> None:
        is_second = same(account.name) in self._seen
        self._seen.add(same(account.name))
        if not is_new:
            return
        notes = self._planned.notes
        if is_second:
            notes.append(
                Message(
                    N_("{account} comes from several logins ('{title}' too); each is kept."),
                    {"account": account.name, "title": login.title},
                )
            )
        if account.platform == OTHER:
            notes.append(
                Message(
                    N_("'{title}' is on no platform of the catalogue; it is kept as {account}."),
                    {"title": login.title, "account": account.name},
                )
            )
        if login.archived:
            notes.append(
                Message(
                    N_("{account} was archived in the other program; close it here if it is gone."),
                    {"account": account.name},
                )
            )


def _sources(logins: Iterable[Login]) -> Iterator[str]:
    """What each login is known by from one import to the next: the other program's own id, else
    what it says but for its secrets. Equal logins are told apart by their order."""
    occurrences: Counter[str] = Counter()
    for login in logins:
        content = (login.group, login.title, login.username, login.addresses)
        identity = msgspec.json.encode(login.source_id or content)
        short = hashlib.sha256(identity).hexdigest()[:32]
        occurrences[short] += 1
        yield f"{short}-{occurrences[short]}"


def _first_secret(login: Login, account: Account) -> SecretAt | None:
    notes = [login.notes] if login.notes else []
    notes += [f"{name}: {value}" for name, value in login.fields]
    secret = Secret(
        id=account.id,
        password=login.password,
        totp=login.totp,
        previous=login.previous,
        notes="\n".join(notes),
    )
    return (secret, 0) if secret != Secret(id=account.id) else None


def _platform_and_handle(login: Login) -> tuple[str, str, str]:
    """Platform, handle and profile address of a login, worked out from its addresses, else from
    its user name, else from its title."""
    placed = [(address, *place(address)) for address in login.addresses]
    known = [found for found in placed if found[1] != OTHER]
    for address, platform, handle in known:
        if handle:
            return platform, handle, address
    name = login.username.partition("@")[0] if "@" in login.username else login.username
    title = login.title.strip()
    if known:
        platform = known[0][1]
        return platform, normalise_handle(platform, name) or title or platform, ""
    for address, _platform, handle in placed:
        return OTHER, handle or title or address, address
    return OTHER, title or name or _("without a name"), ""


def _format_named(source: str) -> Format:
    try:
        return Format(source)
    except ValueError:
        raise InputError(
            _("'{source}' is no format that can be read. Choose one of: {formats}.").format(
                source=source, formats=", ".join(Format)
            )
        ) from None
