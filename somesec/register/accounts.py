"""Accounts: their cards, by the columns people know them by."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec

from policy.catalogue import named, normalise_handle, place
from policy.pack import PlanningLine
from somesec import clock
from somesec.errors import InputError
from somesec.exchange.own import AccountRow, parse_values
from somesec.language import _
from somesec.model import (
    Account,
    Administrator,
    Approval,
    Closing,
    Person,
    Records,
    Right,
    Status,
    Unit,
)
from somesec.register import card
from somesec.register.resolve import Names, only_one, same
from somesec.register.session import Register

_TEXTS = (
    "profile_address",
    "display_name",
    "subject",
    "login",
    "registered_address",
    "recovery_address",
    "recovery_phone",
    "notes",
)
_DAYS = (
    "ends_on",
    "opened_on",
    "maintainer_stated_on",
    "unit_page_linked_on",
    "collection_page_linked_on",
    "last_post_on",
    "last_look_on",
    "risk_reviewed_on",
)
_HOLDERS = ("recovery_phone_of", "second_factor_of")
_NOT_HERE = ("password", "totp", "terms_reviewed_on")


def listed(register: Register, unit: UUID | None = None) -> list[Account]:
    """The accounts, of one unit or of all, by unit, platform and handle."""
    records = register.records
    order = {id_: owner.name.casefold() for id_, owner in records.units.items()}
    accounts = [a for a in records.accounts.values() if unit in (None, a.unit)]
    return sorted(accounts, key=lambda a: (order.get(a.unit, ""), a.platform, a.handle, a.id))


def find(register: Register, text: str) -> Account:
    """The account named by `platform/handle`, by id, or by any part that fits just one.

    Raises InputError with what could be meant."""
    records, wanted = register.records, same(text)
    accounts = records.accounts.values()
    platform, _slash, handle = text.partition("/")
    if handle and (known := named(platform)):
        wanted = same(f"{known}/{normalise_handle(known, handle)}")

    def words(account: Account) -> str:
        unit = records.units.get(account.unit)
        return same(" ".join((account.name, account.display_name, unit.name if unit else "")))

    return only_one(
        text,
        (a for a in accounts if wanted in (same(a.name), str(a.id))),
        (a for a in accounts if wanted and wanted in words(a)),
        lambda account: account.name,
        _("There is no account '{name}'. List them with 'somesec account list'.").format(name=text),
    )


def add(register: Register, values: Mapping[str, str]) -> Account:
    """Makes an account from texts by column; unit and people must be in the register.

    Raises InputError for bad values, and when the platform has the handle already."""
    _refuse_others_columns(values)
    columns, rest = card.parted(values)
    parsed = parse_values(AccountRow, columns)
    id_ = uuid4()
    with register.change("account-added", subject=id_) as change:
        account = card.with_values(new_account(id_, parsed, register.names), rest)
        _refuse_double(register, account)
        change.put(account)
    return account


def edit(
    register: Register, account_id: UUID, values: Mapping[str, str], expected: int | None = None
) -> Account:
    """Changes the named columns of an account, or what else is on its card (`card.FIELDS`); an
    empty text clears one. Moved to another unit, it takes its secret along.

    Raises ConflictError when the card's revision is no longer the one expected."""
    _refuse_others_columns(values)
    columns, rest = card.parted(values)
    parsed = parse_values(AccountRow, columns, complete=False)
    with register.change("account-edited", subject=account_id) as change:
        before = register.account(account_id)
        account = card.with_values(with_values(before, parsed, register.names), rest)
        _refuse_double(register, account)
        change.put(account, expected)
    return account


def close(
    register: Register,
    account_id: UUID,
    *,
    requested_by: str,
    removed_from_view_on: date | None = None,
    credentials_retired_on: date | None = None,
) -> Account:
    """Begins the closing of an account on a request; ends it once it is out of the public eye, and
    keeps when its credentials were retired.

    Raises InputError when nobody has asked for it."""
    with register.change("account-closed", subject=account_id) as change:
        account = register.account(account_id)
        closing = account.closing or Closing(requested_on=clock.today())
        asked_by = " ".join(requested_by.split()) or closing.requested_by
        if not asked_by:
            raise InputError(_("Say who asked for the closing: --requested-by NAME."))
        closing = msgspec.structs.replace(
            closing,
            requested_by=asked_by,
            removed_from_view_on=removed_from_view_on or closing.removed_from_view_on,
            credentials_retired_on=credentials_retired_on or closing.credentials_retired_on,
        )
        status = Status.CLOSED if closing.removed_from_view_on else Status.CLOSING
        account = msgspec.structs.replace(account, closing=closing, status=status)
        change.put(account)
    return account


def plan(register: Register, account_id: UUID, lines: Iterable[PlanningLine], on: date) -> Account:
    """Records that lines of the planning checklist were weighed on a day.

    Raises InputError for a day that lies in the future."""
    if on > clock.today():
        raise InputError(_("What was weighed cannot lie in the future."))
    with register.change("account-planned", subject=account_id) as change:
        account = register.account(account_id)
        planning = {**account.planning, **{line.value: on for line in lines}}
        account = msgspec.structs.replace(account, planning=planning)
        change.put(account)
    return account


def as_values(register: Register, account: Account) -> dict[str, str]:
    """Every column of the account as text, but for its secrets."""
    records, names = register.records, register.names
    unit = records.units.get(account.unit)
    approval = account.approval or Approval()
    values: dict[str, str] = {
        "unit": names.of_unit(unit) if unit else "",
        "platform": account.platform,
        "handle": account.handle,
        "kind": account.kind or "",
        "status": account.status,
        "second_factor": account.second_factor or "",
        "administrators": _people_with(records, names, account, Right.ADMINISTER),
        "moderators": _people_with(records, names, account, Right.MODERATE),
        "approved_by": approval.by,
        "approver_role": approval.role,
        "approved_on": _iso(approval.on),
    }
    values |= {name: getattr(account, name) for name in _TEXTS}
    values |= {name: _iso(getattr(account, name)) for name in _DAYS}
    holders: dict[UUID, Unit | Person] = {**records.people, **records.units}
    for name in _HOLDERS:
        holder = holders.get(getattr(account, name))
        values[name] = names.of_holder(holder) if holder else ""
    columns = [name for name in AccountRow.__struct_fields__ if name in values]
    return {name: values[name] for name in columns}


def new_account(id_: UUID, values: Mapping[str, Any], names: Names) -> Account:
    """The account of a complete row, with platform and handle worked out from its address where
    the row does not give them.

    Raises InputError when they cannot be worked out."""
    address = values.get("profile_address") or ""
    platform = platform_of(values.get("platform") or "", address)
    handle = normalise_handle(platform, values.get("handle") or "") or place(address).handle
    if not handle:
        raise InputError(
            _("The handle cannot be told from '{address}'. Write it in its own column.").format(
                address=address
            )
        )
    bare = Account(id=id_, unit=names.unit(values["unit"]), platform=platform, handle=handle)
    rest = {k: v for k, v in values.items() if k not in ("unit", "platform", "handle")}
    return with_values(bare, rest, names)


def platform_of(text: str, address: str) -> str:
    """The id of the platform in the catalogue, else the name as written, in lower case."""
    if text:
        return named(text) or same(text)
    return place(address).platform


def with_values(account: Account, values: Mapping[str, Any], names: Names) -> Account:
    """The account with the parsed values of a row put in; None leaves what is there."""
    given = {name: value for name, value in values.items() if value is not None}
    new: dict[str, Any] = {name: given[name] for name in _TEXTS if name in given}
    new |= {name: given[name] or None for name in _DAYS if name in given}
    for name in _HOLDERS:
        if name in given:
            new[name] = names.holder(given[name]) if given[name] else None
    if given.get("unit"):
        new["unit"] = names.unit(given["unit"])
    if given.get("platform"):
        new["platform"] = platform_of(given["platform"], "")
    if given.get("handle"):
        new["handle"] = normalise_handle(new.get("platform", account.platform), given["handle"])
    if "kind" in given:
        new["kind"] = given["kind"] or None
    if "status" in given:
        new["status"] = given["status"] or Status.OPEN
    if "second_factor" in given:
        new["second_factor"] = given["second_factor"] or None
    if "administrators" in given or "moderators" in given:
        new["administrators"] = _administrators(account, given, names)
    if "moderators" in given:
        new["moderation_recorded"] = True
    if any(name in given for name in ("approved_by", "approver_role", "approved_on")):
        new["approval"] = _approval(account.approval or Approval(), given)
    return msgspec.structs.replace(account, **new)


def _administrators(
    account: Account, given: Mapping[str, Any], names: Names
) -> tuple[Administrator, ...]:
    holders: dict[UUID, list[Right]] = {}
    for column, right in (("administrators", Right.ADMINISTER), ("moderators", Right.MODERATE)):
        if column in given:
            people = [names.person(person) for person in given[column]]
        else:
            people = [a.person for a in account.administrators if right in a.rights]
        for person in people:
            rights = holders.setdefault(person, [])
            if right not in rights:
                rights.append(right)
    return tuple(Administrator(person=p, rights=tuple(rights)) for p, rights in holders.items())


def _approval(approval: Approval, given: Mapping[str, Any]) -> Approval | None:
    approval = Approval(
        by=given.get("approved_by", approval.by),
        role=given.get("approver_role", approval.role),
        on=given["approved_on"] or None if "approved_on" in given else approval.on,
    )
    return approval if approval != Approval() else None


def _people_with(records: Records, names: Names, account: Account, right: Right) -> str:
    return ";".join(
        names.of_person(records.people[a.person])
        for a in account.administrators
        if right in a.rights and a.person in records.people
    )


def _refuse_others_columns(values: Mapping[str, str]) -> None:
    for name in _NOT_HERE:
        if name in values:
            raise InputError(
                _(
                    "'{column}' is not part of the card: see 'secret set' and 'terms review'."
                ).format(column=name)
            )


def _refuse_double(register: Register, account: Account) -> None:
    for other in register.records.accounts.values():
        if other.id != account.id and same(other.name) == same(account.name):
            raise InputError(_("There is an account {name} already.").format(name=other.name))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
