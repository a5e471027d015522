"""Our own three CSV files: units, people, accounts.

Everything wrong in a file is found in one reading and said in one error, by line and column.
Cells are never repeated in an error: in a file whose columns have slipped, any cell may be a
password.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from itertools import zip_longest
from pathlib import Path
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from somesec.errors import InputError
from somesec.exchange import own_words
from somesec.exchange.csv_source import Row, column_key, read_table
from somesec.exchange.own_words import Word, plain
from somesec.exchange.rows import AccountRow, PersonRow, UnitRow, columns_of
from somesec.exchange.source_file import read_bytes
from somesec.formula_guard import unguard
from somesec.language import _, ngettext
from somesec.model import SecondFactor

__all__ = [
    "AccountRow",
    "PersonRow",
    "UnitRow",
    "parse_day",
    "parse_values",
    "read_accounts",
    "read_people",
    "read_units",
]

MOST_SHOWN = 50
MOST_NAMED = 60

OwnRow = TypeVar("OwnRow", UnitRow, PersonRow, AccountRow)
Cell = Callable[[str], Any]
Values = Mapping[str, Any]


def read_units(path: Path) -> tuple[UnitRow, ...]:
    """The rows of a units file.

    Raises InputError that lists everything wrong in it by line and column."""
    return _read(path, _UNITS)


def read_people(path: Path) -> tuple[PersonRow, ...]:
    """The rows of a people file.

    Raises InputError that lists everything wrong in it by line and column."""
    return _read(path, _PEOPLE)


def read_accounts(path: Path) -> tuple[AccountRow, ...]:
    """The rows of an accounts file.

    Raises InputError that lists everything wrong in it by line and column."""
    return _read(path, _ACCOUNTS)


def parse_values(
    row: type[OwnRow], values: Mapping[str, str], *, complete: bool = True
) -> dict[str, Any]:
    """Texts by column, as a form or the command line gives them, parsed as the cells of a row.
    Columns not named are left out. `complete` asks for the columns that a new record needs.

    Raises InputError that says everything wrong, by column."""
    sheet: _Sheet[Any] = _SHEETS[row]
    problems = [
        _("{column} is unknown; the nearest known one is {nearest}").format(
            column=_named(name), nearest=get_close_matches(name, sheet.cells, n=1, cutoff=0)[0]
        )
        for name in values
        if name not in sheet.cells
    ]
    parsed: dict[str, Any] = {}
    for name, text in values.items():
        try:
            if name in sheet.cells:
                parsed[name] = sheet.cells[name](text)
        except _BadCellError as error:
            problems.append(f"{name}: {error}")
    if complete and not problems:
        problems += [
            _("{columns} is needed").format(columns=_(" or ").join(group))
            for group in sheet.needed
            if not any(parsed.get(name) for name in group)
        ]
    if problems:
        raise InputError("\n".join(f"{problem}." for problem in problems))
    return parsed


def parse_day(text: str) -> date | None:
    """A day as a cell writes it; None for an empty one.

    Raises InputError for what is no day."""
    try:
        return _day(text) or None
    except _BadCellError as error:
        raise InputError(f"{error}.") from None


class _BadCellError(Exception):
    """What is wrong with a cell, without the cell."""


def _text(cell: str) -> str:
    return cell.strip()


def _texts(cell: str) -> tuple[str, ...]:
    values = (value.strip() for value in cell.split(";"))
    return tuple(dict.fromkeys(value for value in values if value))


def is_mail_address(text: str) -> bool:
    """Whether a text has the form of a mail address."""
    return re.fullmatch(r"[^@\s;]+@[^@\s;]+", text) is not None


def _mail_addresses(cell: str) -> tuple[str, ...]:
    addresses = _texts(cell)
    if not all(map(is_mail_address, addresses)):
        raise _BadCellError(_("this is not a mail address; part several of them with ';'"))
    return addresses


def _day(cell: str) -> date | Literal[""]:
    word = plain(cell)
    if not word or word in own_words.NO:
        return ""
    if word in own_words.YES:
        raise _BadCellError(_("a date is needed, not only 'yes'; write it as YYYY-MM-DD"))
    numbers = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", cell.strip())
    if numbers:
        year, month, day = map(int, numbers.groups())
    else:
        numbers = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", cell.strip())
        if not numbers:
            raise _BadCellError(_("this is not a date; write it as YYYY-MM-DD or D.M.YYYY"))
        day, month, year = map(int, numbers.groups())
    try:
        return date(year, month, day)
    except ValueError:
        raise _BadCellError(_("there is no such day in the calendar")) from None


def _one_of(words: Mapping[str, Word]) -> Callable[[str], Word | Literal[""]]:
    def read(cell: str) -> Word | Literal[""]:
        word = plain(cell)
        if word and word not in words:
            raise _BadCellError(
                _("this word is not known; write one of: {words}").format(words=_names(words))
            )
        return words[word] if word else ""

    return read


def _second_factor(cell: str) -> SecondFactor | Literal[""]:
    if plain(cell) in own_words.YES:
        raise _BadCellError(
            _("this does not say which second factor it is; write one of: {words}").format(
                words=_names(own_words.SECOND_FACTORS)
            )
        )
    return _one_of(own_words.SECOND_FACTORS)(cell)


def _names(words: Mapping[str, Word]) -> str:
    return ", ".join(dict.fromkeys(word.value for word in words.values()))


class _Sheet(NamedTuple, Generic[OwnRow]):
    """A kind of file: how each column is read, which columns must be filled (one of each group),
    and what makes two rows the same one."""

    row: type[OwnRow]
    cells: Mapping[str, Cell]
    needed: tuple[tuple[str, ...], ...]
    same: Callable[[Values], tuple[str, ...] | None]


def _cells(row: type[OwnRow], **special: Cell) -> dict[str, Cell]:
    return {
        name: special.get(name, _day if name.endswith("_on") else _text) for name in columns_of(row)
    }


def _same_unit(values: Values) -> tuple[str, ...]:
    return (values["name"].casefold(),)


def _same_person(values: Values) -> tuple[str, ...]:
    return (values["name"].casefold(), *sorted(map(str.casefold, values.get("address", ()))))


def _same_account(values: Values) -> tuple[str, ...] | None:
    platform, handle = values.get("platform"), values.get("handle")
    if not platform or not handle:
        return None
    return (platform.casefold(), handle.removeprefix("@").casefold())


_UNITS = _Sheet(
    UnitRow, _cells(UnitRow, mailboxes=_mail_addresses), needed=(("name",),), same=_same_unit
)
_PEOPLE = _Sheet(
    PersonRow,
    _cells(
        PersonRow,
        address=_mail_addresses,
        units=_texts,
        employment=_one_of(own_words.EMPLOYMENTS),
    ),
    needed=(("name",),),
    same=_same_person,
)
_ACCOUNTS = _Sheet(
    AccountRow,
    _cells(
        AccountRow,
        kind=_one_of(own_words.KINDS),
        status=_one_of(own_words.STATUSES),
        second_factor=_second_factor,
        administrators=_texts,
        moderators=_texts,
        password=str,
    ),
    needed=(("unit",), ("platform", "profile_address"), ("handle", "profile_address")),
    same=_same_account,
)


_SHEETS: Mapping[type, _Sheet[Any]] = {sheet.row: sheet for sheet in (_UNITS, _PEOPLE, _ACCOUNTS)}


class _Problem(NamedTuple):
    line: int
    column: str
    text: str

    def __str__(self) -> str:
        if not self.column:
            return _("Line {line}: {problem}.").format(line=self.line, problem=self.text)
        return _("Line {line}, column {column}: {problem}.").format(
            line=self.line, column=self.column, problem=self.text
        )


class _Problems:
    """What is wrong in a file: all of it counted, the first of it kept."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._first: list[_Problem] = []
        self.count = 0

    def add(self, problems: Iterable[_Problem]) -> None:
        for problem in problems:
            self.count += 1
            if self.count <= MOST_SHOWN:
                self._first.append(problem)

    def refuse(self) -> None:
        """Raises InputError with all that was added, if anything was."""
        if not self.count:
            return
        lines = [
            ngettext(
                "{path} has {count} mistake; nothing was brought in.",
                "{path} has {count} mistakes; nothing was brought in.",
                self.count,
            ).format(path=self._path, count=self.count),
            *map(str, self._first),
        ]
        more = self.count - len(self._first)
        if more:
            lines.append(
                ngettext("And {count} more.", "And {count} more.", more).format(count=more)
            )
        raise InputError("\n".join(lines))


def _read(path: Path, sheet: _Sheet[OwnRow]) -> tuple[OwnRow, ...]:
    table = read_table(read_bytes(path))
    columns = [column_key(name) for name in table.header.cells]
    problems = _Problems(path)
    problems.add(_header_problems(columns, table.header, sheet))
    problems.refuse()
    rows: list[OwnRow] = []
    first_lines: dict[tuple[str, ...], int] = {}
    for row in table.rows:
        values, wrong = _row(columns, row, sheet)
        same = None if wrong else sheet.same(values)
        if same and first_lines.setdefault(same, row.line) != row.line:
            text = _("the same as line {line}").format(line=first_lines[same])
            wrong.append(_Problem(row.line, sheet.needed[-1][0], text))
        problems.add(wrong)
        if not problems.count:
            rows.append(sheet.row(**values, line=row.line))
    problems.refuse()
    return tuple(rows)


def _header_problems(columns: list[str], header: Row, sheet: _Sheet[OwnRow]) -> Iterator[_Problem]:
    if not set(columns) & set(sheet.cells):
        # Without a header this line may hold anything, so it is not repeated.
        text = _("this line names none of the columns; the first line must name them: {columns}")
        yield _Problem(header.line, "", text.format(columns=", ".join(sheet.cells)))
        return
    for position, column in enumerate(columns):
        if column and column not in sheet.cells:
            nearest = get_close_matches(column[:MOST_NAMED], sheet.cells, n=1, cutoff=0)[0]
            text = _("this column is unknown; the nearest known one is {nearest}")
            yield _Problem(
                header.line, _named(header.cells[position]), text.format(nearest=nearest)
            )
        elif column and column in columns[:position]:
            yield _Problem(header.line, column, _("this column is there twice"))
    for group in sheet.needed:
        if not set(group) & set(columns):
            yield _absent(header.line, group)


def _named(column: str) -> str:
    """An unknown column's name, cut and without control characters."""
    return "".join(sign if sign.isprintable() else "?" for sign in column[:MOST_NAMED])


def _row(
    columns: list[str], row: Row, sheet: _Sheet[OwnRow]
) -> tuple[dict[str, Any], list[_Problem]]:
    homeless = [cell for name, cell in zip_longest(columns, row.cells) if cell and not name]
    if any(cell.strip() for cell in homeless):
        text = _(
            "there are more cells than columns; put a cell that holds a comma, a semicolon or a "
            "line end in quotation marks"
        )
        return {}, [_Problem(row.line, "", text)]
    values: dict[str, Any] = {}
    problems: list[_Problem] = []
    for name, cell in zip(columns, row.cells, strict=False):
        try:
            if name:
                values[name] = sheet.cells[name](_unguarded(cell, sheet.cells[name]))
        except _BadCellError as error:
            problems.append(_Problem(row.line, name, str(error)))
    wrong = {problem.column for problem in problems}
    for group in sheet.needed:
        if not any(values.get(name) or name in wrong for name in group):
            problems.append(_missing(row.line, [name for name in group if name in columns]))
    return values, problems


def _absent(line: int, group: tuple[str, ...]) -> _Problem:
    if len(group) == 1:
        return _Problem(line, group[0], _("this column is missing"))
    text = _("this column is missing, and so is {other}; one of them is needed")
    return _Problem(line, group[0], text.format(other=group[1]))


def _unguarded(cell: str, kind: Cell) -> str:
    """The cell without the guard of an export: of each value, where it holds several."""
    if kind in (_texts, _mail_addresses):
        return ";".join(unguard(value.strip()) for value in cell.split(";"))
    return unguard(cell if kind is str else cell.strip())


def _missing(line: int, group: list[str]) -> _Problem:
    if len(group) == 1:
        return _Problem(line, group[0], _("this cell is empty"))
    text = _("this cell is empty, and so is {other}; one of them is needed")
    return _Problem(line, group[0], text.format(other=group[1]))
