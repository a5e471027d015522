"""People: who they are, that they were briefed, and what happens when they leave."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec

from policy.access import ways_in
from somesec import clock
from somesec.errors import InputError
from somesec.exchange.own import PersonRow, parse_values
from somesec.language import _, collation
from somesec.model import Account, Declaration, Person, RotationDue, Status
from somesec.register.access import opened_by
from somesec.register.resolve import Names, only_one, plain_name, same
from somesec.register.session import Register

_DAYS = ("briefed_on", "left_on")
LEAVER = "leaver"


def listed(register: Register) -> list[Person]:
    """Everyone, by name."""
    return sorted(register.records.people.values(), key=lambda who: (collation(who.name), who.id))


def find(register: Register, text: str) -> Person:
    """The person of a name, an address, an id, or a part that fits just one.

    Raises InputError with who could be meant."""
    people, wanted = register.records.people.values(), same(text)
    return only_one(
        text,
        (p for p in people if wanted in {same(p.name), *map(same, p.addresses), str(p.id)}),
        (
            p
            for p in people
            if wanted and any(wanted in same(word) for word in (p.name, *p.addresses))
        ),
        lambda person: " ".join((person.name, *person.addresses[:1])),
        _("There is no person '{name}'. List them with 'somesec person list'.").format(name=text),
    )


def add(register: Register, values: Mapping[str, str]) -> Person:
    """Makes a person from texts by column.

    Raises InputError for bad values and for a name that somebody has already without an address to
    tell the two apart."""
    parsed, id_ = parse_values(PersonRow, values), uuid4()
    with register.change("person-added", subject=id_) as change:
        person = with_values(Person(id=id_, name=""), parsed, register.names)
        refuse_double(register.records.people.values(), person)
        change.put(person)
    return person


def edit(
    register: Register, person_id: UUID, values: Mapping[str, str], expected: int | None = None
) -> Person:
    """Changes the named columns of a person; an empty text clears one. A person known only by name
    is a listed one from then on."""
    parsed = parse_values(PersonRow, values, complete=False)
    with register.change("person-edited", subject=person_id) as change:
        person = with_values(_person(register, person_id), parsed, register.names)
        refuse_double(register.records.people.values(), person)
        change.put(person, expected)
    return person


def with_values(person: Person, values: Mapping[str, Any], names: Names) -> Person:
    """The person with the parsed values of a row put in; None leaves what is there."""
    given = {name: value for name, value in values.items() if value is not None}
    new: dict[str, Any] = {name: given[name] or None for name in _DAYS if name in given}
    new["listed"] = True
    if "name" in given:
        new["name"] = plain_name(given["name"])
    if "address" in given:
        new["addresses"] = tuple(address.casefold() for address in given["address"])
    if "units" in given:
        new["units"] = tuple(dict.fromkeys(names.unit(unit) for unit in given["units"]))
    if "employment" in given:
        new["employment"] = given["employment"] or None
    if given.get("declared_on"):
        declaration = Declaration(declared_on=given["declared_on"])
        if declaration not in person.declarations:
            new["declarations"] = (*person.declarations, declaration)
    changed = msgspec.structs.replace(person, **new)
    if not changed.name:
        raise InputError(_("A person needs a name."))
    return changed


def as_values(register: Register, person: Person) -> dict[str, str]:
    """Every column of the person as text."""
    units, names = register.records.units, register.names
    last = max((d.declared_on for d in person.declarations), default=None)
    return {
        "name": person.name,
        "address": ";".join(person.addresses),
        "units": ";".join(names.of_unit(units[unit]) for unit in person.units if unit in units),
        "employment": person.employment or "",
        "briefed_on": _iso(person.briefed_on),
        "left_on": _iso(person.left_on),
        "declared_on": _iso(last),
    }


def brief(register: Register, person_id: UUID, on: date) -> Person:
    """Records that the person was briefed on a day."""
    with register.change("person-briefed", subject=person_id) as change:
        person = msgspec.structs.replace(_person(register, person_id), briefed_on=on)
        change.put(person)
    return person


def declare(register: Register, person_id: UUID, on: date) -> Person:
    """Records the person's yearly word on clauses 5-d, 5-g and 5-h.

    Raises InputError for a day to come."""
    if on > clock.today():
        raise InputError(_("A declaration cannot lie in the future."))
    with register.change("person-declared", subject=person_id) as change:
        person = _person(register, person_id)
        declaration = Declaration(declared_on=on)
        if declaration not in person.declarations:
            declarations = (*person.declarations, declaration)
            person = msgspec.structs.replace(person, declarations=declarations)
        change.put(person)
    return person


def leave(register: Register, person_id: UUID, on: date) -> list[Account]:
    """Records the person's last day, and makes the password of every account within their reach
    due for rotation: as administrator, by its second factor or by its recovery channel, or because
    they open it as a member of the register."""
    due = RotationDue(since=on, reason=LEAVER, person=person_id)
    with register.change("person-left", subject=person_id) as change:
        person = msgspec.structs.replace(_person(register, person_id), left_on=on)
        opened = set(opened_by(register, person))
        reached = [
            msgspec.structs.replace(account, rotation_due=_earlier_cause(account, person) or due)
            for account in register.records.accounts.values()
            if account.status is not Status.CLOSED
            and (ways_in(person, account) or account.id in opened)
        ]
        change.put(person)
        for account in reached:
            change.put(account)
    return sorted(reached, key=lambda account: account.name)


def take_off(register: Register, person_id: UUID, account_id: UUID) -> Account:
    """Records that the person's rights to an account were ended at the service: they administer and
    moderate it no more, and have neither its second factor nor its recovery phone. An address of
    theirs stays on the card until another is written there."""
    with register.change("person-taken-off", subject=account_id) as change:
        account = register.account(account_id)
        left = tuple(a for a in account.administrators if a.person != person_id)
        phone, factor = account.recovery_phone_of, account.second_factor_of
        account = msgspec.structs.replace(
            account,
            administrators=left,
            recovery_phone_of=None if phone == person_id else phone,
            second_factor_of=None if factor == person_id else factor,
        )
        change.put(account)
    return account


def _person(register: Register, person_id: UUID) -> Person:
    person = register.records.people.get(person_id)
    if person is None:
        raise InputError(_("There is no such person any more."))
    return person


def _earlier_cause(account: Account, person: Person) -> RotationDue | None:
    """Why the account is due already, unless it is for this person's leaving."""
    due = account.rotation_due
    return due if due is not None and due.person != person.id else None


def refuse_double(others: Iterable[Person], person: Person) -> None:
    """Raises InputError when another person has one of the addresses, or has the name and one of
    the two no address to tell them apart."""
    for other in others:
        if other.id == person.id:
            continue
        if shared := set(other.addresses) & set(person.addresses):
            raise InputError(
                _("{address} is the address of '{name}' already.").format(
                    address=min(shared), name=other.name
                )
            )
        if same(other.name) == same(person.name) and not (other.addresses and person.addresses):
            raise InputError(
                _("There is a person '{name}' already. Give the address of each.").format(
                    name=other.name
                )
            )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
