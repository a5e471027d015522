"""Whether a text could stand in a field, told while it is typed and before anything is saved."""

from typing import Any

from somesec.errors import InputError
from somesec.exchange.own import AccountRow, PersonRow, UnitRow, parse_values
from somesec.register import card
from somesec.register.session import Register

_ROWS: dict[str, Any] = {"unit": UnitRow, "person": PersonRow, "account": AccountRow}
_UNITS = {("unit", "parent"), ("person", "units"), ("account", "unit")}
_PEOPLE = {("unit", "responsible"), ("account", "administrators"), ("account", "moderators")}
_HOLDERS = {("account", "recovery_phone_of"), ("account", "second_factor_of")}
_NEEDED = {("unit", "name"), ("person", "name")}


def problem(register: Register, kind: str, column: str, text: str) -> str:
    """What is wrong with a text in a column of a unit, a person or an account; "" for nothing. Only
    the field by itself is judged, not what it is beside others."""
    try:
        if kind == "account" and column in card.FIELDS:
            card.check(column, text)
        elif column in _ROWS[kind].__struct_fields__:
            is_needed = (kind, column) in _NEEDED
            parse_values(_ROWS[kind], {column: text}, complete=is_needed)
            _check_names(register, (kind, column), text)
    except InputError as error:
        return str(error).removeprefix(f"{column}: ")
    return ""


def _check_names(register: Register, place: tuple[str, str], text: str) -> None:
    names = register.names
    for part in filter(None, (part.strip() for part in text.split(";"))):
        if place in _UNITS:
            names.unit(part)
        elif place in _PEOPLE:
            names.person(part)
        elif place in _HOLDERS:
            names.holder(part)
