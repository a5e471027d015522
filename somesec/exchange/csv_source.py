"""Reading CSV from anywhere: encodings, delimiters and quoted line ends, within bounds.

Rows come one at a time, so that a hostile file costs no more memory than its own size and a few
megabytes.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import NamedTuple

from somesec.errors import InputError
from somesec.language import _

MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELL = 1024 * 1024
MAX_LINE = 4 * MAX_CELL
# Text cells may hold delimiters too, but no row that is meant well holds more than these.
_MAX_DELIMITERS = MAX_CELL + MAX_COLUMNS

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Row(NamedTuple):
    """The cells of a row, and the physical line on which it begins, counted from 1."""

    line: int
    cells: list[str]


class Table(NamedTuple):
    """The header as written, trimmed, and the rows below it that hold anything."""

    header: Row
    rows: Iterator[Row]


def read_table(data: bytes) -> Table:
    """The header and rows of CSV text: UTF-8, or UTF-16 with a byte order mark; parted by comma,
    semicolon or tab, whichever the header holds most of. Rows may be shorter or longer than the
    header.

    Raises InputError, also while rows are being taken, when the text is damaged, cut off, too
    large or in another encoding."""
    lines = _Lines(data)
    rows = _rows(lines, _delimiter(lines.peek()))
    header = next(rows, None)
    if header is None:
        raise InputError(_("The file is empty. The first line must name the columns."))
    header = Row(header.line, [cell.strip() for cell in header.cells])
    return Table(header, _whole(rows, lines, len(header.cells)))


def column_key(name: str) -> str:
    """The name of a column without regard to case, spaces and hyphens."""
    return re.sub(r"[\s_-]+", "_", name.strip().casefold())


class _Lines:
    """The physical lines of the text with their line ends, checked one by one."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._encoding = next(
            (name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8"
        )
        self._text = io.TextIOWrapper(io.BytesIO(data), encoding=self._encoding, newline="")
        self._peeked: list[str] = []
        self.number = 0
        self.delimiter = ","
        self.delimiters_in_row = 0
        self.cut_off = False

    def peek(self) -> str:
        """The first line that holds anything, which stays to be read."""
        while True:
            line = self._read(self.number + len(self._peeked) + 1)
            self._peeked.append(line)
            if not line or line.strip():
                return line

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._peeked.pop(0) if self._peeked else self._read(self.number + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self.cut_off = not line.endswith(("\n", "\r"))
        self.delimiters_in_row += line.count(self.delimiter)
        if self.delimiters_in_row > _MAX_DELIMITERS:
            raise _too_many_columns(self.number)
        return line

    def _read(self, number: int) -> str:
        try:
            line = self._text.readline(MAX_LINE + 1)
        except UnicodeError:
            raise InputError(
                _(
                    "Line {line} is not in the encoding UTF-8. "
                    "Save the file as 'CSV UTF-8' and try again."
                ).format(line=self._undecodable_line())
            ) from None
        if len(line) > MAX_LINE:
            raise InputError(
                _("Line {line} is longer than {size} characters. Is it a CSV file?").format(
                    line=number, size=MAX_LINE
                )
            )
        if "\0" in line:
            raise InputError(
                _(
                    "Line {line} holds a NUL character, so this is no CSV text. "
                    "Save the file as 'CSV UTF-8' and try again."
                ).format(line=number)
            )
        return line

    def _undecodable_line(self) -> int:
        try:
            self._data.decode(self._encoding)
        except UnicodeDecodeError as error:
            before = self._data[: error.start].decode(self._encoding, "ignore")
            return before.count("\n") + 1
        return self.number + 1


def _delimiter(line: str) -> str:
    outside_quotes = re.sub(r'"[^"]*"', "", line)
    return max(",;\t", key=outside_quotes.count)


def _rows(lines: _Lines, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(MAX_CELL)
    lines.delimiter = delimiter
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    count = 0
    while True:
        lines.delimiters_in_row = 0
        line = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(line, str(error)) from None
        if len(cells) > MAX_COLUMNS:
            raise _too_many_columns(line)
        if any(cell.strip() for cell in cells):
            count += 1
            if count > MAX_ROWS + 1:
                raise InputError(
                    _(
                        "The file has more than {count} rows. Split it and bring in the parts."
                    ).format(count=MAX_ROWS)
                )
            yield Row(line, cells)


def _whole(rows: Iterator[Row], lines: _Lines, width: int) -> Iterator[Row]:
    for row in rows:
        if lines.cut_off and len(row.cells) < width:
            raise InputError(
                _(
                    "The file seems to be cut off in line {line}: the row is shorter than the "
                    "header and has no line end. Fetch the whole file again."
                ).format(line=row.line)
            )
        yield row


def _too_many_columns(line: int) -> InputError:
    return InputError(
        _("Line {line} has more than {count} columns. Is it a CSV file?").format(
            line=line, count=MAX_COLUMNS
        )
    )


def _broken(line: int, reason: str) -> InputError:
    if "unexpected end of data" in reason:
        return InputError(
            _(
                "A quoted cell in the row that begins on line {line} is never closed. "
                "Is this only half of the file?"
            ).format(line=line)
        )
    if "field limit" in reason:
        return InputError(
            _(
                "A cell in the row that begins on line {line} is longer than {size} characters. "
                "Is a quotation mark missing?"
            ).format(line=line, size=MAX_CELL)
        )
    return InputError(
        _(
            "The quotation marks in the row that begins on line {line} do not match. "
            "A quotation mark inside a cell is written twice."
        ).format(line=line)
    )
