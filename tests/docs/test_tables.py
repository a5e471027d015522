"""The page on our own tables says what the reader of them does."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path

import pytest

from somesec.exchange import own, own_words
from somesec.exchange.csv_source import MAX_COLUMNS, MAX_ROWS
from somesec.exchange.own_words import plain
from somesec.exchange.rows import AccountRow, PersonRow, UnitRow, columns_of
from somesec.exchange.source_file import MAX_BYTES
from somesec.register import imports
from tests.conftest import Town
from tests.docs.pages import fenced, page, section, table

Row = UnitRow | PersonRow | AccountRow

PAGE = page("docs/tables.md")
TABLES: Mapping[str, type[UnitRow] | type[PersonRow] | type[AccountRow]] = {
    "units": UnitRow,
    "people": PersonRow,
    "accounts": AccountRow,
}
READERS: Mapping[str, Callable[[Path], tuple[Row, ...]]] = {
    "units": own.read_units,
    "people": own.read_people,
    "accounts": own.read_accounts,
}
WORDS: tuple[tuple[str, Mapping[str, StrEnum]], ...] = (
    ("employment", own_words.EMPLOYMENTS),
    ("kind", own_words.KINDS),
    ("status", own_words.STATUSES),
    ("second_factor", own_words.SECOND_FACTORS),
)


def _example(kind: str, folder: Path) -> Path:
    (text,) = fenced(section(PAGE, f"## {kind}"), "csv")
    file = folder / f"{kind}.csv"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("kind", TABLES)
def test_every_column_is_on_the_page_and_no_other(kind: str) -> None:
    rows = table(section(PAGE, f"## {kind}"), "column")
    assert [row[0] for row in rows] == [f"`{name}`" for name in columns_of(TABLES[kind])]
    assert all(row[1] for row in rows)


@pytest.mark.parametrize(("column", "words"), WORDS, ids=[column for column, _words in WORDS])
def test_every_accepted_word_is_on_the_page_with_its_meaning(
    column: str, words: Mapping[str, StrEnum]
) -> None:
    written = {
        plain(word): row[0].strip("`")
        for row in table(PAGE, f"`{column}`", "English")
        for cell in row[1:]
        for word in cell.split(",")
    }
    assert written == {word: value.value for word, value in words.items()}


def test_every_word_for_yes_and_no_is_on_the_page() -> None:
    dates = section(PAGE, "## The file").partition("**Dates**")[2].partition("\n\n")[0]
    no, yes = (dates.partition("; ")[part] for part in (0, 2))
    assert all(f"`{word}`" in no for word in own_words.NO)
    assert all(f"`{word}`" in yes for word in own_words.YES)


def test_the_bounds_of_a_file_are_those_on_the_page() -> None:
    bounds = f"{MAX_BYTES // 1024**2} MiB, {MAX_ROWS:,} rows and {MAX_COLUMNS} columns"
    assert bounds in PAGE


@pytest.mark.parametrize("kind", TABLES)
def test_each_example_is_read_without_a_mistake(kind: str, tmp_path: Path) -> None:
    rows = READERS[kind](_example(kind, tmp_path))
    assert len(rows) == 2


def test_the_example_of_a_guarded_cell_is_read_without_its_guard(tmp_path: Path) -> None:
    first = own.read_accounts(_example("accounts", tmp_path))[0]
    assert first.notes == "- uutiset ja tapahtumat"


def test_the_examples_follow_one_another_and_name_nobody_unknown(
    town: Town, tmp_path: Path
) -> None:
    register = town.register
    made = {}
    for kind in TABLES:
        file = _example(kind, tmp_path)
        plan = imports.plan(register, file, kind=kind, strict=True, update=True)
        imports.carry_out(register, plan)
        made[kind] = len(plan.new) + len(plan.changed)
        assert not plan.notes
    assert made == {"units": 2, "people": 2, "accounts": 2}


def test_an_empty_cell_empties_and_an_absent_column_leaves_what_is_there(
    town: Town, tmp_path: Path
) -> None:
    register, file = town.register, tmp_path / "people.csv"
    said = "name,address,briefed_on,employment\nTiina Koe,tiina.koe@testila.fi,1.9.2026,intern\n"
    file.write_text(said, encoding="utf-8")
    imports.carry_out(register, imports.plan(register, file, kind="people"))
    file.write_text("name,briefed_on\nTiina Koe,\n", encoding="utf-8")
    left = imports.plan(register, file, kind="people")
    assert left.is_empty
    imports.carry_out(register, imports.plan(register, file, kind="people", update=True))
    (person,) = (p for p in register.records.people.values() if p.name == "Tiina Koe")
    assert person.briefed_on is None
    assert person.employment == "intern"
