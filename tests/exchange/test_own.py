"""Our own three CSV files: what is read, and what is said when a file is wrong."""

from datetime import date
from pathlib import Path
from typing import Protocol

import pytest

from somesec.errors import InputError
from somesec.exchange.own import parse_values, read_accounts, read_people, read_units
from somesec.exchange.rows import AccountRow
from somesec.model import AccountKind, Employment, SecondFactor, Status

SAMPLES = Path(__file__).parent / "samples"


class Accounts(Protocol):
    """Reads accounts from a text."""

    def __call__(self, text: str, encoding: str = "utf-8") -> tuple[AccountRow, ...]: ...


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    def read(text: str, encoding: str = "utf-8") -> tuple[AccountRow, ...]:
        path = tmp_path / "accounts.csv"
        path.write_bytes(text.encode(encoding))
        return read_accounts(path)

    return read


def complaint(accounts: Accounts, text: str) -> str:
    with pytest.raises(InputError) as caught:
        accounts(text)
    return str(caught.value)


def test_units_are_read() -> None:
    first, second = read_units(SAMPLES / "units.csv")
    assert (first.name, first.responsible, first.parent) == ("Sivistys", "Aino Testi", "")
    assert second.mailboxes == ("kirjasto@testila.fi", "bibliotek@testila.fi")
    assert (second.website, second.line) == ("", 3)


def test_people_are_read() -> None:
    aino, matti, siiri = read_people(SAMPLES / "people.csv")
    assert aino.units == ("Sivistys", "Kirjasto")
    assert (aino.employment, aino.briefed_on) == (Employment.PERMANENT, date(2026, 2, 1))
    assert matti.address == ("matti.malli@testila.fi", "matti@testila.fi")
    assert (matti.briefed_on, matti.left_on) == ("", date(2026, 10, 31))
    assert (siiri.employment, siiri.address) == (Employment.TEMPORARY, ())


def test_accounts_are_read_and_an_absent_column_differs_from_an_empty_cell() -> None:
    first, second = read_accounts(SAMPLES / "accounts.csv")
    assert (first.kind, first.status) == (AccountKind.PERMANENT, Status.OPEN)
    assert first.second_factor is SecondFactor.TOTP
    assert first.administrators == ("Aino Testi", "Matti Malli")
    assert (first.password, first.notes) == (" väli ", "kaksi\nriviä")
    assert (first.line, second.line) == (2, 5)
    assert (first.ends_on, first.login) == ("", None)
    assert (second.kind, second.ends_on) == (AccountKind.FIXED_TERM, date(2026, 12, 31))
    assert (second.second_factor, second.administrators) == (SecondFactor.NONE, ())
    assert second.password == "=1+1", "the guard of a formula is taken off"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_delimiters_and_line_ends_do_not_matter(
    accounts: Accounts, encoding: str, delimiter: str, line_end: str
) -> None:
    rows = [
        ["Unit", "PLATFORM", "handle", "Second Factor", "moderators"],
        ["Kirjastö", "facebook", "x", "tekstiviesti", '"Aino Testi; Matti Malli"'],
    ]
    text = line_end.join(delimiter.join(row) for row in rows) + line_end
    (row,) = accounts(text, encoding)
    assert (row.unit, row.second_factor) == ("Kirjastö", SecondFactor.SMS)
    assert row.moderators == ("Aino Testi", "Matti Malli")


@pytest.mark.parametrize(
    ("word", "factor"),
    [
        ("none", SecondFactor.NONE),
        ("ei", SecondFactor.NONE),
        ("NEJ", SecondFactor.NONE),
        ("off", SecondFactor.NONE),
        ("0", SecondFactor.NONE),
        ("Authenticator", SecondFactor.TOTP),
        ("app", SecondFactor.APP),
        ("tekstiviesti", SecondFactor.SMS),
        ("sähköposti", SecondFactor.EMAIL),
        ("security-key", SecondFactor.KEY),
        ("suojausavain", SecondFactor.KEY),
        ("avainkoodi", SecondFactor.PASSKEY),
        ("codes", SecondFactor.CODES),
        ("", ""),
    ],
)
def test_second_factors_have_finnish_and_swedish_words(
    accounts: Accounts, word: str, factor: SecondFactor
) -> None:
    (row,) = accounts(f"unit,platform,handle,second_factor\nK,facebook,x,{word}\n")
    assert row.second_factor == factor


@pytest.mark.parametrize("word", ["yes", "kyllä", "ja", "1", "true"])
def test_yes_is_no_second_factor_and_the_kinds_are_listed(accounts: Accounts, word: str) -> None:
    text = complaint(accounts, f"unit,platform,handle,second_factor\nK,facebook,x,{word}\n")
    assert "Line 2, column second_factor" in text
    assert "none, totp, app, sms, email, key, passkey, codes" in text


def test_dates_are_real_days_in_two_ways_of_writing(accounts: Accounts) -> None:
    header = "unit,platform,handle,opened_on,last_post_on\n"
    (row,) = accounts(header + "K,facebook,x,2024-02-29,1.3.2024\n")
    assert (row.opened_on, row.last_post_on) == (date(2024, 2, 29), date(2024, 3, 1))
    text = complaint(accounts, header + "K,facebook,x,2023-02-29,1/3/2024\nK,facebook,y,yes,0\n")
    assert "Line 2, column opened_on: there is no such day" in text
    assert "Line 2, column last_post_on: this is not a date" in text
    assert "Line 3, column opened_on: a date is needed" in text
    assert "3 mistakes" in text


def test_everything_wrong_is_said_at_once_by_line_and_column(accounts: Accounts) -> None:
    text = complaint(
        accounts,
        "unit,platform,handle,kind,status,notes\n"
        'K,facebook,x,forever,open,"two\nlines"\n'
        ",facebook,y,permanent,gone,\n"
        "K,,,,,\n"
        "K,facebook,z,,,,too,many\n",
    )
    assert text.splitlines()[1:] == [
        "Line 2, column kind: this word is not known; write one of: permanent, fixed-term.",
        "Line 4, column status: this word is not known; write one of: "
        "planned, open, closing, closed.",
        "Line 4, column unit: this cell is empty.",
        "Line 5, column platform: this cell is empty.",
        "Line 5, column handle: this cell is empty.",
        "Line 6: there are more cells than columns; put a cell that holds a comma, a semicolon "
        "or a line end in quotation marks.",
    ]


def test_the_first_fifty_mistakes_are_listed_and_all_counted(accounts: Accounts) -> None:
    rows = "".join(f"K,facebook,h{number},31.2.2026\n" for number in range(120))
    text = complaint(accounts, "unit,platform,handle,opened_on\n" + rows)
    assert "120 mistakes" in text
    assert "Line 51," in text
    assert "Line 52," not in text
    assert text.endswith("And 70 more.")


def test_an_unknown_column_names_the_nearest_known_one(accounts: Accounts) -> None:
    text = complaint(accounts, "unit,platfrom,handle,seconds_factor\nK,facebook,x,\n")
    assert "column platfrom: this column is unknown; the nearest known one is platform" in text
    assert "nearest known one is second_factor." in text
    assert "column platform: this column is missing, and so is profile_address" in text


def test_a_column_named_twice_is_refused(accounts: Accounts) -> None:
    text = complaint(accounts, "unit,platform,handle,Handle\nK,facebook,x,y\n")
    assert "column handle: this column is there twice" in text


def test_a_profile_address_stands_for_platform_and_handle(accounts: Accounts) -> None:
    (row,) = accounts("unit,profile_address\nK,https://facebook.com/x\n")
    assert (row.platform, row.handle) == (None, None)


def test_the_same_account_twice_names_the_earlier_line(accounts: Accounts) -> None:
    text = complaint(accounts, "unit,platform,handle\nK,facebook,Sivu\nN,Facebook,@sivu\n")
    assert "Line 3, column handle: the same as line 2." in text


def test_a_mailbox_must_be_a_mail_address(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text("name,mailboxes\nKirjasto,kirjasto\n")
    with pytest.raises(InputError, match="Line 2, column mailboxes: this is not a mail address"):
        read_units(path)


def test_no_cell_is_repeated_in_an_error(accounts: Accounts) -> None:
    """Where columns have slipped, any cell may hold a password; so may a file without a header."""
    slipped = complaint(accounts, "unit,platform,handle,opened_on\nK,KANARIA,x,KANARIA\n")
    headless = complaint(accounts, "Kirjasto,KANARIA,x\n")
    assert "KANARIA" not in slipped + headless


def test_a_short_row_leaves_what_it_does_not_say(accounts: Accounts) -> None:
    (row,) = accounts("unit,platform,handle,login,notes\nK,facebook,x,aino\n\n,,,,\n")
    assert (row.login, row.notes) == ("aino", None)


def test_half_a_file_is_refused_by_its_line(accounts: Accounts) -> None:
    header = "unit,platform,handle,notes\nK,facebook,x,\n"
    assert "line 3" in complaint(accounts, header + 'K,facebook,y,"half\nof it')
    assert "cut off in line 3" in complaint(accounts, header + "K,faceb")


def test_a_wrong_encoding_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes("name\nKirjasto\nYläaste\n".encode("iso-8859-1"))
    with pytest.raises(InputError, match="Line 3 is not in the encoding UTF-8"):
        read_units(path)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b" , \n"])
def test_an_empty_file_says_that_a_header_is_needed(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match="first line must name the columns"):
        read_units(path)


def test_a_file_that_is_not_there_or_a_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file"):
        read_units(tmp_path / "missing.csv")
    with pytest.raises(InputError, match="cannot be read"):
        read_units(tmp_path)


def test_what_is_typed_is_no_cell_of_an_export_and_keeps_its_apostrophe() -> None:
    typed = {"password": " '=1+1", "login": "'@aino", "administrators": "'-a; b"}
    parsed = parse_values(AccountRow, typed, complete=False)
    assert parsed == {"password": " '=1+1", "login": "'@aino", "administrators": ("'-a", "b")}


def test_what_is_typed_wrong_is_said_by_column() -> None:
    with pytest.raises(InputError) as caught:
        parse_values(AccountRow, {"kind": "KANARIA", "hnadle": "x"})
    assert "hnadle is unknown; the nearest known one is handle." in str(caught.value)
    assert "kind: this word is not known" in str(caught.value)
    assert "KANARIA" not in str(caught.value)
    with pytest.raises(InputError, match="handle or profile_address is needed"):
        parse_values(AccountRow, {"unit": "Kirjasto", "platform": "facebook"})
