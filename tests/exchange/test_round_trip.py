"""What we write comes back the same, and runs nothing in a spreadsheet."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from somesec.exchange.own import read_accounts, read_people, read_units
from somesec.exchange.rows import AccountRow, PersonRow, UnitRow
from somesec.exchange.write_csv import write_accounts_csv, write_people_csv, write_units_csv
from somesec.exchange.write_json import write_json
from somesec.formula_guard import guard, unguard
from somesec.model import AccountKind, Employment, SecondFactor, Status

# Text as people write it, thick with what CSV and spreadsheets take for their own.
SIGNS = st.sampled_from("=+-@'\"\t\r\n;,＝ äÖ🙂\u202e\x1b[") | st.characters(
    exclude_categories=["Cs"], exclude_characters="\0"
)
ANY_TEXT = st.text(SIGNS, max_size=12)
TRIMMED = ANY_TEXT.map(str.strip)
FILLED = TRIMMED.filter(bool)
VALUES = st.lists(FILLED.map(lambda text: text.replace(";", "x")), max_size=3, unique=True).map(
    tuple
)
ADDRESSES = st.lists(
    st.text("ab.-=+'", min_size=1, max_size=6).map(lambda name: name + "@testila.fi"),
    max_size=3,
    unique=True,
).map(tuple)
DAYS = st.dates() | st.just("")


def kinds(kind: Any) -> Any:
    return st.sampled_from([*kind, ""])


UNITS = st.builds(
    UnitRow,
    name=FILLED,
    name_fi=TRIMMED,
    name_sv=TRIMMED,
    parent=TRIMMED,
    responsible=TRIMMED,
    mailboxes=ADDRESSES,
    website=TRIMMED,
)
PEOPLE = st.builds(
    PersonRow,
    name=FILLED,
    address=ADDRESSES,
    units=VALUES,
    employment=kinds(Employment),
    briefed_on=DAYS,
    left_on=DAYS,
    declared_on=DAYS,
)
ACCOUNTS = st.builds(
    AccountRow,
    unit=FILLED,
    platform=FILLED,
    handle=FILLED,
    kind=kinds(AccountKind),
    ends_on=DAYS,
    status=kinds(Status),
    login=TRIMMED,
    registered_address=TRIMMED,
    second_factor=kinds(SecondFactor),
    administrators=VALUES,
    moderators=VALUES,
    approved_by=TRIMMED,
    approved_on=DAYS,
    password=ANY_TEXT,
    totp=TRIMMED,
    notes=TRIMMED,
)


def without_lines(rows: Any) -> list[Any]:
    return [type(row)(**{**_values(row), "line": 0}) for row in rows]


def _values(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__struct_fields__}


def read_back(tmp: Path, data: bytes, reader: Any) -> list[Any]:
    path = tmp / "back.csv"
    path.write_bytes(data)
    return without_lines(reader(path))


def distinct(strategy: Any, key: Any) -> Any:
    return st.lists(strategy, max_size=4, unique_by=key)


@given(st.text())
def test_the_guard_of_a_formula_can_always_be_taken_off(text: str) -> None:
    assert unguard(guard(text)) == text
    assert guard(text)[:1] not in tuple("=+-@\t\r\n＝＋－＠")


@settings(deadline=None)
@given(rows=distinct(UNITS, lambda row: row.name.casefold()))
def test_units_come_back_as_they_were(tmp_path_factory: Any, rows: list[UnitRow]) -> None:
    folder = tmp_path_factory.mktemp("units")
    assert read_back(folder, write_units_csv(rows), read_units) == rows


@settings(deadline=None)
@given(rows=distinct(PEOPLE, lambda row: row.name.casefold()))
def test_people_come_back_as_they_were(tmp_path_factory: Any, rows: list[PersonRow]) -> None:
    folder = tmp_path_factory.mktemp("people")
    assert read_back(folder, write_people_csv(rows), read_people) == rows


def _account_key(row: AccountRow) -> tuple[str, str]:
    assert row.platform is not None
    assert row.handle is not None
    return row.platform.casefold(), row.handle.removeprefix("@").casefold()


@settings(deadline=None)
@given(rows=distinct(ACCOUNTS, _account_key))
def test_accounts_come_back_as_they_were(tmp_path_factory: Any, rows: list[AccountRow]) -> None:
    folder = tmp_path_factory.mktemp("accounts")
    data = write_accounts_csv(rows, with_secrets=True)
    assert read_back(folder, data, read_accounts) == rows


@given(rows=distinct(ACCOUNTS, _account_key))
def test_no_cell_of_an_export_begins_as_a_formula(rows: list[AccountRow]) -> None:
    text = write_accounts_csv(rows, with_secrets=True).decode()
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not any(cell.startswith(tuple("=+-@\t\r\n")) for cell in row)


ACCOUNT = AccountRow(
    unit="Kirjasto",
    platform="facebook",
    handle="x",
    opened_on=date(2024, 2, 29),
    administrators=("Aino Testi",),
    password="KANARIA-1",
    totp="KANARIA-2",
    line=7,
)


def test_without_secrets_there_is_no_column_for_them() -> None:
    data = write_accounts_csv([ACCOUNT], with_secrets=False).decode()
    assert "KANARIA" not in data
    assert "password" not in data
    assert "totp" not in data
    assert data.splitlines()[0] == '"unit","platform","handle","administrators","opened_on"'


def test_an_export_of_nothing_still_names_the_columns() -> None:
    assert write_units_csv([]).decode().startswith('"name","name_fi"')


def test_json_has_sorted_keys_and_secrets_only_when_asked() -> None:
    bare = write_json([], [], [ACCOUNT], with_secrets=False)
    full = write_json([], [], [ACCOUNT], with_secrets=True)
    assert b"KANARIA" not in bare
    (account,) = json.loads(full)["accounts"]
    assert account == {
        "unit": "Kirjasto",
        "platform": "facebook",
        "handle": "x",
        "opened_on": "2024-02-29",
        "administrators": ["Aino Testi"],
        "password": "KANARIA-1",
        "totp": "KANARIA-2",
    }
    assert list(account) == sorted(account)
    assert set(json.loads(bare)) == {"schema", "units", "people", "accounts"}
