"""What other versions of the program find in a register: its tables, to the letter."""

from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, make_url
from sqlalchemy.schema import CreateTable

from somesec.store import schema
from somesec.store.store import Store
from somesec.store.transaction import _TABLES, _named

TABLES = """\
CREATE TABLE register (
 id {bytes} NOT NULL CHECK (length(id) = 16),
 format {number} NOT NULL CHECK (format >= 0),
 made_at {number} NOT NULL CHECK (made_at >= 0),
 PRIMARY KEY (id)
)
CREATE TABLE member (
 id {bytes} NOT NULL CHECK (length(id) = 16),
 revision {number} NOT NULL CHECK (revision >= 0),
 epoch {number} NOT NULL CHECK (epoch >= 0),
 locked {bytes} NOT NULL,
 card {bytes} NOT NULL,
 PRIMARY KEY (id)
)
CREATE TABLE {grant} (
 scope {bytes} NOT NULL CHECK (length(scope) = 16),
 epoch {number} NOT NULL CHECK (epoch >= 0),
 kind TEXT NOT NULL,
 member {bytes} NOT NULL,
 sealed {bytes} NOT NULL,
 signer {bytes} NOT NULL,
 signature {bytes} NOT NULL,
 PRIMARY KEY (scope, epoch, kind, member),
 FOREIGN KEY(member) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
 FOREIGN KEY(signer) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED
)
CREATE TABLE record (
 id {bytes} NOT NULL CHECK (length(id) = 16),
 part TEXT NOT NULL,
 scope {bytes} NOT NULL CHECK (length(scope) = 16),
 epoch {number} NOT NULL CHECK (epoch >= 0),
 revision {number} NOT NULL CHECK (revision >= 0),
 changed_at {number} NOT NULL CHECK (changed_at >= 0),
 sealed {bytes} NOT NULL,
 PRIMARY KEY (id, part)
)
CREATE TABLE trail (
 sequence {number} NOT NULL CHECK (sequence >= 1),
 previous {bytes} NOT NULL,
 member {bytes} NOT NULL,
 at {number} NOT NULL CHECK (at >= 0),
 changes {bytes} NOT NULL,
 standings {bytes} NOT NULL,
 detail {bytes} NOT NULL,
 signature {bytes} NOT NULL,
 PRIMARY KEY (sequence),
 FOREIGN KEY(member) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED
)"""


@pytest.mark.parametrize(
    ("database", "words"),
    [
        ("sqlite", {"bytes": "BLOB", "number": "INTEGER", "grant": "grant"}),
        ("postgresql+psycopg", {"bytes": "BYTEA", "number": "BIGINT", "grant": '"grant"'}),
    ],
)
def test_the_tables_are_those_of_the_format(database: str, words: dict[str, str]) -> None:
    dialect = make_url(f"{database}://").get_dialect()()
    made = [str(CreateTable(table).compile(dialect=dialect)) for table in _TABLES.values()]
    lines = [line.strip() for text in made for line in text.splitlines() if line.strip()]
    assert lines == [line.strip() for line in TABLES.format(**words).splitlines()]


def test_every_table_is_one_of_rows_that_are_named_alike() -> None:
    assert list(_TABLES.values()) == list(schema.metadata.tables.values())
    for kind, table in _TABLES.items():
        assert tuple(table.primary_key.columns.keys()) == kind.KEY
        assert tuple(table.columns.keys()) == kind.__struct_fields__


def test_no_row_is_named_by_a_part_of_its_key() -> None:
    for key in ((bytes(16),), (bytes(16), "card", 1)):
        with pytest.raises(ValueError, match="argument 2"):
            _named(schema.record, key)


def test_what_names_a_register_a_scope_or_a_member_is_known_to_be_16_bytes() -> None:
    lengths = {
        (table.name, column.name): column.type.length
        for table in schema.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary) and column.type.length is not None
    }
    assert set(lengths.values()) == {16}
    assert set(lengths) == {
        ("register", "id"),
        ("member", "id"),
        ("grant", "scope"),
        ("grant", "member"),
        ("grant", "signer"),
        ("record", "id"),
        ("record", "scope"),
        ("trail", "member"),
    }


def test_a_file_says_what_it_is_before_a_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "testilä.somesec"
    Store.create(path).close()
    head = path.read_bytes()[:100]
    assert head[68:72] == b"SoMe"
    assert head[60:64] == bytes([0, 0, 0, 1])
