"""Bringing in what a town already has: our own tables, or another program's passwords.

A file is first planned, which reads and judges all of it and writes nothing, then carried out in
one transaction: either all of it is in the register or none of it."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec

from policy.catalogue import OTHER, load_catalogue, normalise_handle, place
from somesec import clock
from somesec.errors import InputError
from somesec.exchange import own
from somesec.exchange.detect import Format
from somesec.exchange.login import Login
from somesec.exchange.read import read_logins
from somesec.exchange.rows import AccountRow, PersonRow, UnitRow
from somesec.language import N_, Message, _
from somesec.model import (
    Account,
    Card,
    Person,
    PreviousPassword,
    SecondFactor,
    Secret,
    TermsReview,
    Unit,
)
from somesec.register import accounts, people, units
from somesec.register.measuring import measured
from somesec.register.resolve import Names, same
from somesec.register.session import Register
from somesec.register.terms import carried_over

Progress = Callable[[int, int], None]
AUTO = "auto"
KINDS = ("accounts", "units", "people")
MOST_PROBLEMS = 50


@dataclass
class Plan:
    """What an import would do. `new` and `changed` name the records; `differing` those that are
    there already with other values and are left as they are; `notes` say what was worked out or
    made besides; `left_out` what does not come in, and why."""

    kind: str
    new: list[Message] = field(default_factory=list)
    changed: list[Message] = field(default_factory=list)
    differing: list[Message] = field(default_factory=list)
    unchanged: int = 0
    left_out: list[Message] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    cards: dict[UUID, Card] = field(default_factory=dict, repr=False)
    secrets: dict[UUID, Secret] = field(default_factory=dict, repr=False)
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
) -> Plan:
    """Reads a file and works out what would come in. `kind` names one of our own tables; without
    it the file is another program's, `source` its format or 'auto'. `unit` owns the logins that
    name no unit; `update` lets the file change what is there.

    Raises InputError that lists everything wrong with the file, LockedError when its password is
    wrong."""
    register.refresh()
    names = Names(register.records, make_missing=not strict)
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
    return _LoginPlan(register, names, unit, update).of(file, source, passphrase, key_file)


def carry_out(register: Register, planned: Plan, progress: Progress | None = None) -> Plan:
    """Measures the passwords and writes the plan, all of it in one transaction.

    Raises ConflictError when somebody changed one of the records meanwhile."""
    if planned.is_empty:
        return planned
    made_units = {c.id: c for c in planned.cards.values() if isinstance(c, Unit)}
    made_people = {c.id: c for c in planned.cards.values() if isinstance(c, Person)}
    pairs = [
        (account, planned.secrets[account.id])
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
        for card in cards.values():
            change.put(card)
        for secret in planned.secrets.values():
            change.put_secret(secret)
        for review in planned.reviews:
            change.put(review)
    return planned


# -- our own tables -----------------------------------------------------------------------------


def _plan_units(register: Register, rows: Iterable[UnitRow], names: Names, update: bool) -> Plan:
    planned, problems = Plan("units"), _Problems()
    known = {same(unit.name): unit for unit in register.records.units.values()}
    rows = list(rows)
    made = {
        row.line: Unit(id=uuid4(), name=row.name) for row in rows if same(row.name) not in known
    }
    for unit in made.values():
        # Units may name each other as parents in any order.
        names.add_unit(unit)
    for row in rows:
        before = known.get(same(row.name))
        with problems.on_line(row.line):
            after = units.with_values(before or made[row.line], _values(row), names)
            _sort(planned, before, after, after.name, update)
    problems.refuse()
    return _with_made(planned, names)


def _plan_people(register: Register, rows: Iterable[PersonRow], names: Names, update: bool) -> Plan:
    planned, problems = Plan("people"), _Problems()
    known = list(register.records.people.values())
    for row in rows:
        with problems.on_line(row.line):
            before = _same_person(known, row)
            blank = Person(id=uuid4(), name=row.name)
            after = people.with_values(before or blank, _values(row), names)
            if before is not None and not before.listed:
                # Known only by name until now: the list says who it is.
                _sort(planned, before, after, after.name, update=True)
            else:
                _sort(planned, before, after, after.name, update)
            if before is None:
                names.add_person(after)
    problems.refuse()
    return _with_made(planned, names)


def _same_person(known: Iterable[Person], row: PersonRow) -> Person | None:
    addresses = {same(address) for address in row.address or ()}
    for person in known:
        if addresses & set(person.addresses):
            return person
    for person in known:
        if same(person.name) == same(row.name) and not (addresses and person.addresses):
            return person
    return None


def _plan_accounts(
    register: Register, rows: Iterable[AccountRow], names: Names, update: bool
) -> Plan:
    planned, problems = Plan("accounts"), _Problems()
    known = {same(a.name): a for a in register.records.accounts.values()}
    lines: dict[str, int] = {}
    for row in rows:
        with problems.on_line(row.line):
            values = _values(row)
            account = accounts.new_account(values, names)
            first = lines.setdefault(same(account.name), row.line)
            if first != row.line:
                raise InputError(
                    _("{account} is on line {line} already.").format(
                        account=account.name, line=first
                    )
                )
            before = known.get(same(account.name))
            if before is not None:
                account = accounts.with_values(before, values, names)
            _note_platform(planned, account)
            secret = _secret_with(register, account, before, row.password or "", row.totp or "")
            _sort(planned, before, account, account.name, update, secret)
            if row.terms_reviewed_on:
                _add_review(register, planned, account, row.terms_reviewed_on)
    problems.refuse()
    return _with_made(planned, names)


def _values(row: UnitRow | PersonRow | AccountRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__struct_fields__ if name != "line"}


def _add_review(register: Register, planned: Plan, account: Account, reviewed_on: date) -> None:
    there = (
        review
        for review in register.records.reviews.values()
        if review.account == account.id and review.reviewed_on == reviewed_on
    )
    if not any(there):
        planned.reviews.append(carried_over(account, reviewed_on))


def _secret_with(
    register: Register, account: Account, before: Account | None, password: str, totp: str
) -> Secret | None:
    """The secret with what the row gives, or None when that changes nothing."""
    there = before is not None and register.has_secret(account.id)
    old = register.secret(account.id) if there else Secret(id=account.id)
    new = old
    if password and password != old.password:
        previous = old.previous
        if old.password:
            replaced = PreviousPassword(password=old.password, replaced_on=clock.today())
            previous = (*previous, replaced)
        new = msgspec.structs.replace(new, password=password, previous=previous)
    if totp and totp != old.totp:
        new = msgspec.structs.replace(new, totp=totp)
    return new if new != old else None


def _sort(
    planned: Plan,
    before: Unit | Person | Account | None,
    after: Unit | Person | Account,
    name: str,
    update: bool,
    secret: Secret | None = None,
) -> None:
    """Puts a record where it belongs in the plan: new, changed, unchanged, or left as it is."""
    said = Message("{name}", {"name": name})
    if before is None:
        planned.new.append(said)
    elif after == before and secret is None:
        planned.unchanged += 1
        return
    elif not update:
        planned.differing.append(
            Message(
                N_("{name} is there with other values ({columns}). Use --update to change it."),
                {"name": name, "columns": ", ".join(_differences(before, after, secret))},
            )
        )
        return
    else:
        planned.changed.append(said)
    planned.cards[after.id] = after
    if secret is not None:
        planned.secrets[after.id] = secret


def _differences(
    before: Unit | Person | Account, after: Unit | Person | Account, secret: Secret | None
) -> list[str]:
    differing = [
        name for name in before.__struct_fields__ if getattr(before, name) != getattr(after, name)
    ]
    return [*differing, *(["password"] if secret is not None else [])]


def _with_made(planned: Plan, names: Names) -> Plan:
    """Puts the units and people that had to be made before what names them, and says so."""
    for unit in names.made_units:
        planned.notes.append(
            Message(N_("Unit '{name}' was not there and is made."), {"name": unit.name})
        )
    for person in names.made_people:
        planned.notes.append(
            Message(
                N_("'{name}' is not in the list of people and is added by name only."),
                {"name": person.name},
            )
        )
    made: list[Card] = [*names.made_units, *names.made_people]
    planned.cards = {card.id: card for card in made} | planned.cards
    return planned


def _note_platform(planned: Plan, account: Account) -> None:
    if account.platform != OTHER and load_catalogue().get(account.platform) is None:
        note = Message(
            N_("'{platform}' is not in the catalogue of platforms; it is kept as written."),
            {"platform": account.platform},
        )
        if note not in planned.notes:
            planned.notes.append(note)


class _Problems:
    """What is wrong in the rows of a file, all of it said at once."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line = 0

    def on_line(self, line: int) -> "_Problems":
        self._line = line
        return self

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, InputError):
            return False
        self._lines.append(_("Line {line}: {problem}").format(line=self._line, problem=error))
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
        self._update = update
        self._planned = Plan("logins")
        self._occurrences: Counter[str] = Counter()
        records = register.records
        self._by_source = {a.source: a for a in records.accounts.values() if a.source}
        self._by_name = {same(a.name): a for a in records.accounts.values()}
        self._taken: dict[str, str] = {}

    def of(self, file: Path, source: str, passphrase: str | None, key_file: Path | None) -> Plan:
        format_ = None if source == AUTO else _format_named(source)
        read = read_logins(file, format_, passphrase=passphrase, key_file=key_file)
        for login in read.logins:
            self._add(login)
        self._planned.left_out += [
            Message(N_("{title}: {reason}"), {"title": left.title, "reason": str(left.reason)})
            for left in read.left_out
        ]
        self._planned.notes += read.remarks
        return _with_made(self._planned, self._names)

    def _add(self, login: Login) -> None:
        platform, handle, address = _platform_and_handle(login)
        source = self._source_of(login, platform, handle)
        before = self._by_source.get(source) or self._by_name.get(same(f"{platform}/{handle}"))
        if before is not None and before.id in self._planned.cards:
            before = None
        account = before or Account(
            id=uuid4(),
            unit=self._owner(login),
            platform=platform,
            handle=handle,
            profile_address=address,
            display_name=login.title,
            login=login.username,
            registered_address=login.username if "@" in login.username else "",
            second_factor=SecondFactor.TOTP if login.totp else None,
            source=source,
        )
        self._note(login, account, is_new=before is None)
        secret = self._secret(login, account, is_new=before is None)
        if secret is not None and login.changed_on is not None:
            self._planned.changed_on[account.id] = login.changed_on
        _sort(self._planned, before, account, account.name, self._update, secret)

    def _source_of(self, login: Login, platform: str, handle: str) -> str:
        """What the login is known by from one import to the next; holds nothing secret."""
        parts = (platform, handle, *login.group, login.title, login.username, *login.addresses)
        identity = hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]
        self._occurrences[identity] += 1
        return f"{identity}-{self._occurrences[identity]}"

    def _owner(self, login: Login) -> UUID:
        if self._unit is not None:
            return self._unit
        if login.group:
            return self._names.unit(login.group[-1])
        return self._names.unit(self._register.records.organisation.name)

    def _secret(self, login: Login, account: Account, is_new: bool) -> Secret | None:
        if not is_new:
            return _secret_with(self._register, account, account, login.password, login.totp)
        notes = [login.notes] if login.notes else []
        notes += [f"{name}: {value}" for name, value in login.fields]
        secret = Secret(
            id=account.id,
            password=login.password,
            totp=login.totp,
            previous=login.previous,
            notes="\n".join(notes),
        )
        return secret if secret != Secret(id=account.id) else None

    def _note(self, login: Login, account: Account, *, is_new: bool) -> None:
        if not is_new:
            return
        notes = self._planned.notes
        first = self._taken.setdefault(same(account.name), login.title)
        if first != login.title or account.name in {
            str(n.values["name"]) for n in self._planned.new
        }:
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


def _format_named(source: str) -> Format:
    try:
        return Format(source)
    except ValueError:
        raise InputError(
            _("'{source}' is no format that can be read. Choose one of: {formats}.").format(
                source=source, formats=", ".join(Format)
            )
        ) from None


def _platform_and_handle(login: Login) -> tuple[str, str, str]:
    """Platform, handle and profile address of a login, worked out from its addresses, else from
    its user name, else from its title."""
    placed = [(address, *place(address)) for address in login.addresses]
    known = [found for found in placed if found[1] != OTHER]
    for address, platform, handle in known:
        if handle:
            return platform, handle, address
    name = login.username.partition("@")[0] if "@" in login.username else login.username
    if known:
        platform = known[0][1]
        return platform, normalise_handle(platform, name) or login.title or platform, ""
    for address, _platform, handle in placed:
        return OTHER, handle or login.title or address, address
    return OTHER, login.title or name or _("without a name"), ""
