"""Writing our own CSV files: the three that we read back to the same rows, and the trail.

Every cell is quoted and no cell can be run as a formula; `own` takes the guard off again.
"""

import csv
import io
from collections.abc import Iterable

from somesec.exchange.rows import (
    SECRET_COLUMNS,
    AccountRow,
    PersonRow,
    TrailLine,
    UnitRow,
    columns_of,
)
from somesec.formula_guard import guard


def write_units_csv(rows: Iterable[UnitRow]) -> bytes:
    """The bytes of a units file."""
    return _write(columns_of(UnitRow), list(rows))


def write_people_csv(rows: Iterable[PersonRow]) -> bytes:
    """The bytes of a people file."""
    return _write(columns_of(PersonRow), list(rows))


def write_accounts_csv(rows: Iterable[AccountRow], *, with_secrets: bool) -> bytes:
    """The bytes of an accounts file. Without secrets it has no columns for them either, so that
    reading it back leaves them as they are."""
    columns = columns_of(AccountRow)
    if not with_secrets:
        columns = tuple(name for name in columns if name not in SECRET_COLUMNS)
    return _write(columns, list(rows))


def write_trail_csv(rows: Iterable[TrailLine]) -> bytes:
    """The bytes of a file with the trail."""
    return _write(columns_of(TrailLine), list(rows))


def _write(
    columns: tuple[str, ...],
    rows: list[UnitRow] | list[PersonRow] | list[AccountRow] | list[TrailLine],
) -> bytes:
    """Columns of which no row says anything are left out, as an empty cell says something."""
    if rows:
        columns = tuple(
            name for name in columns if any(getattr(row, name) is not None for row in rows)
        )
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(getattr(row, name)) for name in columns])
    return text.getvalue().encode()


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        # A semicolon parts values, so none may hold one.
        return ";".join(guard(str(part).replace(";", ",")) for part in value)
    return "" if value is None else guard(str(value))
