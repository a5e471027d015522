"""Writing units, people and accounts, or the trail, as one JSON object with sorted keys."""

from collections.abc import Iterable
from typing import Any

import msgspec

from somesec.exchange.rows import (
    SECRET_COLUMNS,
    AccountRow,
    PersonRow,
    TrailLine,
    UnitRow,
    columns_of,
)
from somesec.unseen import escaped

SCHEMA = "somesec-register/1"
TRAIL_SCHEMA = "somesec-trail/1"


def write_json(
    units: Iterable[UnitRow],
    people: Iterable[PersonRow],
    accounts: Iterable[AccountRow],
    *,
    with_secrets: bool,
) -> bytes:
    """`{"schema": "somesec-register/1", "accounts": […], "people": […], "units": […]}` in UTF-8;
    each row an object of the columns of our CSV, without those of which it says nothing. What a
    terminal would act on is escaped."""
    content = {
        "schema": SCHEMA,
        "units": [_object(row) for row in units],
        "people": [_object(row) for row in people],
        "accounts": [_object(row, () if with_secrets else SECRET_COLUMNS) for row in accounts],
    }
    return _written(content)


def write_trail_json(lines: Iterable[TrailLine]) -> bytes:
    """`{"schema": "somesec-trail/1", "entries": […]}` in UTF-8, each entry an object of the columns
    of our CSV. What a terminal would act on is escaped."""
    return _written({"schema": TRAIL_SCHEMA, "entries": [_object(line) for line in lines]})


def _written(content: dict[str, Any]) -> bytes:
    text = msgspec.json.encode(content, order="sorted").decode()
    return (escaped(msgspec.json.format(text, indent=2)) + "\n").encode()


def _object(
    row: UnitRow | PersonRow | AccountRow | TrailLine, without: tuple[str, ...] = ()
) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in columns_of(type(row)) if name not in without}
    return {name: value for name, value in values.items() if value is not None}
