"""Units and their shared mailboxes."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import msgspec

from somesec.errors import InputError
from somesec.exchange.own import UnitRow, parse_values
from somesec.language import _, collation
from somesec.model import Account, Unit
from somesec.register.resolve import Names, only_one, plain_name, same
from somesec.register.session import Register

_TEXTS = ("name", "name_fi", "name_sv", "website")


def listed(register: Register) -> list[Unit]:
    """Every unit, by name."""
    return sorted(register.records.units.values(), key=lambda unit: (collation(unit.name), unit.id))


def in_order(register: Register) -> list[tuple[Unit, int]]:
    """Every unit below the one it is part of, by name, with how deep it lies."""
    known = register.records.units
    below: dict[UUID | None, list[Unit]] = defaultdict(list)
    for unit in listed(register):
        below[unit.parent if unit.parent in known else None].append(unit)
    found: list[tuple[Unit, int]] = []

    def add(parent: UUID | None, depth: int) -> None:
        for unit in below.pop(parent, ()):
            found.append((unit, depth))
            add(unit.id, depth + 1)

    add(None, 0)
    # Those above themselves, which no honest program writes, still show.
    found += [(unit, 0) for units in list(below.values()) for unit in units]
    return found


def find(register: Register, text: str) -> Unit:
    """The unit of a name, an id, or a part of a name that fits just one.

    Raises InputError with what could be meant."""
    units, wanted = register.records.units.values(), same(text)
    return only_one(
        text,
        (u for u in units if wanted in {same(name) for name in u.all_names} | {str(u.id)}),
        (u for u in units if wanted and any(wanted in same(name) for name in u.all_names)),
        lambda unit: unit.name,
        _("There is no unit '{name}'. List them with 'somesec unit list'.").format(name=text),
    )


def add(register: Register, values: Mapping[str, str]) -> Unit:
    """Makes a unit from texts by column.

    Raises InputError for bad values and for a name that another unit has."""
    parsed, id_ = parse_values(UnitRow, values), uuid4()
    with register.change("unit-added", subject=id_) as change:
        unit = with_values(Unit(id=id_, name=""), parsed, register.names)
        _refuse_double_name(register, unit)
        change.put(unit)
    return unit


def edit(
    register: Register, unit_id: UUID, values: Mapping[str, str], expected: int | None = None
) -> Unit:
    """Changes the named columns of a unit; an empty text clears one."""
    texts = dict(values)
    active = texts.pop("active", None)
    parsed = parse_values(UnitRow, texts, complete=False)
    with register.change("unit-edited", subject=unit_id) as change:
        unit = with_values(_unit(register, unit_id), parsed, register.names)
        if active is not None:
            unit = msgspec.structs.replace(unit, active=_yes_or_no(active))
        _refuse_double_name(register, unit)
        refuse_ring({**register.records.units, unit.id: unit}, unit)
        change.put(unit, expected)
    return unit


def with_values(unit: Unit, values: Mapping[str, Any], names: Names) -> Unit:
    """The unit with the parsed values of a row put in; None leaves what is there."""
    given = {name: value for name, value in values.items() if value is not None}
    new: dict[str, Any] = {name: given[name] for name in _TEXTS if name in given}
    if "parent" in given:
        new["parent"] = names.unit(given["parent"]) if given["parent"] else None
    if "responsible" in given:
        new["responsible"] = names.person(given["responsible"]) if given["responsible"] else None
    if "mailboxes" in given:
        new["mailboxes"] = tuple(address.casefold() for address in given["mailboxes"])
    if "name" in new:
        new["name"] = plain_name(new["name"])
    changed = msgspec.structs.replace(unit, **new)
    if not changed.name:
        raise InputError(_("A unit needs a name."))
    return changed


def as_values(register: Register, unit: Unit) -> dict[str, str]:
    """Every column of the unit as text."""
    records, names = register.records, register.names
    parent = records.units.get(unit.parent) if unit.parent else None
    responsible = records.people.get(unit.responsible) if unit.responsible else None
    return {
        "name": unit.name,
        "name_fi": unit.name_fi,
        "name_sv": unit.name_sv,
        "parent": names.of_unit(parent) if parent else "",
        "responsible": names.of_person(responsible) if responsible else "",
        "mailboxes": ";".join(unit.mailboxes),
        "website": unit.website,
    }


def mailboxes(register: Register) -> list[tuple[Unit, str]]:
    """Every shared mailbox with its unit."""
    return [(unit, address) for unit in listed(register) for address in unit.mailboxes]


def users_of_mailbox(register: Register, address: str) -> list[Account]:
    """The accounts that were founded with a mailbox or are signed in to with it, by name."""
    box = address.strip().casefold()
    users = (
        account
        for account in register.records.accounts.values()
        if box in (account.registered_address.casefold(), account.login.casefold())
    )
    return sorted(users, key=lambda account: account.name)


def add_mailbox(register: Register, unit_id: UUID, address: str) -> Unit:
    """Lists a shared mailbox for a unit.

    Raises InputError for what is no address, or is another unit's already."""
    given: tuple[str, ...] = parse_values(UnitRow, {"mailboxes": address}, complete=False)[
        "mailboxes"
    ]
    if len(given) != 1:
        raise InputError(_("Give one mail address."))
    box = given[0].casefold()
    with register.change("mailbox-added", subject=unit_id) as change:
        for unit, other in mailboxes(register):
            if other == box:
                raise InputError(
                    _("{address} is listed for {unit} already.").format(address=box, unit=unit.name)
                )
        unit = _unit(register, unit_id)
        unit = msgspec.structs.replace(unit, mailboxes=(*unit.mailboxes, box))
        change.put(unit)
    return unit


def remove_mailbox(register: Register, unit_id: UUID, address: str) -> Unit:
    """Takes a shared mailbox off a unit's list.

    Raises InputError when it is not on it."""
    box = address.strip().casefold()
    with register.change("mailbox-removed", subject=unit_id) as change:
        unit = _unit(register, unit_id)
        if box not in unit.mailboxes:
            raise InputError(
                _("{address} is not a mailbox of {unit}.").format(address=box, unit=unit.name)
            )
        left = tuple(other for other in unit.mailboxes if other != box)
        unit = msgspec.structs.replace(unit, mailboxes=left)
        change.put(unit)
    return unit


def edit_mailbox(register: Register, address: str, new_address: str, unit_id: UUID) -> Unit:
    """Gives a shared mailbox another address, another unit, or both.

    Raises InputError where nothing would change, for what is no address, for one that is listed
    already, and when the mailbox is no unit's."""
    box = address.strip().casefold()
    given: tuple[str, ...] = parse_values(UnitRow, {"mailboxes": new_address}, complete=False)[
        "mailboxes"
    ]
    if len(given) != 1:
        raise InputError(_("Give one mail address."))
    new = given[0].casefold()
    with register.change("mailbox-edited", subject=unit_id) as change:
        listed_at = {other: unit.id for unit, other in mailboxes(register)}
        if box not in listed_at:
            raise InputError(no_mailbox(address))
        if (new, unit_id) == (box, listed_at[box]):
            raise InputError(_("That is as it was; nothing was changed."))
        if new != box and new in listed_at:
            owner = _unit(register, listed_at[new])
            raise InputError(
                _("{address} is listed for {unit} already.").format(address=new, unit=owner.name)
            )
        before, after = _unit(register, listed_at[box]), _unit(register, unit_id)
        if before.id == after.id:
            renamed = tuple(new if other == box else other for other in after.mailboxes)
            after = msgspec.structs.replace(after, mailboxes=renamed)
        else:
            left = tuple(other for other in before.mailboxes if other != box)
            change.put(msgspec.structs.replace(before, mailboxes=left))
            after = msgspec.structs.replace(after, mailboxes=(*after.mailboxes, new))
        change.put(after)
    return after


def no_mailbox(address: str) -> str:
    """That an address is listed nowhere, and what to do."""
    return _("{address} is no unit's mailbox. List them with 'somesec mailbox list'.").format(
        address=address
    )


def _unit(register: Register, unit_id: UUID) -> Unit:
    unit = register.records.units.get(unit_id)
    if unit is None:
        raise InputError(_("There is no such unit any more."))
    return unit


def refuse_ring(units: Mapping[UUID, Unit], unit: Unit) -> None:
    """Raises InputError when the unit is above itself."""
    above = units.get(unit.parent) if unit.parent else None
    seen = {unit.id}
    while above is not None and above.id not in seen:
        seen.add(above.id)
        above = units.get(above.parent) if above.parent else None
    if above is not None and above.id == unit.id:
        raise InputError(
            _("{unit} cannot be above itself: give it another parent.").format(unit=unit.name)
        )


def _refuse_double_name(register: Register, unit: Unit) -> None:
    for other in register.records.units.values():
        shared = {same(name) for name in other.all_names} & set(map(same, unit.all_names))
        if other.id != unit.id and shared:
            raise InputError(_("There is a unit '{name}' already.").format(name=other.name))


def _yes_or_no(text: str) -> bool:
    word = same(text)
    if word in ("yes", "kyllä", "ja", "1", "true"):
        return True
    if word in ("no", "ei", "nej", "0", "false"):
        return False
    raise InputError(_("'active' is yes or no."))
