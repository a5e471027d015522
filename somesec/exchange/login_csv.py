"""What the CSV files of other programs have in common."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from somesec.errors import InputError
from somesec.exchange.csv_source import column_key, read_table
from somesec.language import _


@dataclass(frozen=True, slots=True, repr=False)
class Record:
    """A row by column key; `further` are the filled cells of columns that we do not know."""

    line: int
    cells: dict[str, str]
    further: tuple[tuple[str, str], ...]

    def __getitem__(self, column: str) -> str:
        """The cell of a column, trimmed; empty where the file has no such column."""
        return self.cells.get(column, "").strip()

    @property
    def password(self) -> str:
        """The cell of the column `password` as it stands: spaces may belong to it."""
        return self.cells.get("password", "")


def read_records(
    data: bytes, program: str, needed: frozenset[str], known: frozenset[str] = frozenset()
) -> Iterator[Record]:
    """The rows of a file that a program wrote. `needed` and `known` are column keys.

    Raises InputError when a needed column is missing or a row does not fit the header."""
    table = read_table(data)
    columns = [column_key(name) for name in table.header.cells]
    missing = sorted(needed - set(columns))
    if missing:
        raise InputError(
            _(
                "This is no CSV file of {program}: its first line does not name the column "
                "{column}. Export it again with the column names, or choose another --from."
            ).format(program=program, column=missing[0])
        )
    for line, row in table.rows:
        if len(row) > len(columns):
            raise InputError(
                _(
                    "Line {line} has more cells than there are columns. "
                    "Is a quotation mark missing? Export the file again."
                ).format(line=line)
            )
        cells = dict(zip(columns, row, strict=False))
        further = tuple(
            (name, cell)
            for name, key, cell in zip(table.header.cells, columns, row, strict=False)
            if key not in needed and key not in known and cell.strip()
        )
        yield Record(line, cells, further)


def several_addresses(cell: str) -> tuple[str, ...]:
    """The addresses of a cell that holds one or more, parted by commas or line ends.

    A comma parts them only where something like an address follows, since addresses may hold
    commas themselves."""
    parts = re.split(r",\s*(?=[A-Za-z][\w+.-]*://|[\w-]+(?:\.[\w-]+)+(?:[/:,\s]|$))|[\r\n]+", cell)
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def folders(path: str, separator: str = "/") -> tuple[str, ...]:
    """The folder names of a path, outermost first."""
    return tuple(name.strip() for name in path.split(separator) if name.strip())


def day_of_milliseconds(cell: str) -> date | None:
    """The day (UTC) of a count of milliseconds since 1970, None where it is none."""
    try:
        return datetime.fromtimestamp(int(cell) / 1000, UTC).date()
    except (ValueError, OverflowError, OSError):
        return None
