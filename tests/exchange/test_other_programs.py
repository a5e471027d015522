"""What the exports of other programs become. The samples are in the form each program writes."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from somesec.errors import InputError, LockedError
from somesec.exchange.detect import Format, OwnTable, detect
from somesec.exchange.login import LeftOutKind, Login, Reading
from somesec.exchange.read import read_logins
from somesec.model import PreviousPassword

SAMPLES = Path(__file__).parent / "samples"


def read(name: str) -> Reading:
    return read_logins(SAMPLES / name)


def only(name: str) -> Login:
    (login,) = read(name).logins
    return login


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("keepassxc.csv", Format.KEEPASSXC),
        ("keepassxc_old.csv", Format.KEEPASSXC),
        ("keepassxc.kdbx", Format.KDBX),
        ("chrome.csv", Format.CHROME),
        ("firefox.csv", Format.FIREFOX),
        ("lastpass.csv", Format.LASTPASS),
        ("lastpass_plain.csv", Format.LASTPASS),
        ("onepassword.csv", Format.ONEPASSWORD),
        ("bitwarden.csv", Format.BITWARDEN),
        ("bitwarden_organisation.csv", Format.BITWARDEN),
        ("bitwarden.json", Format.BITWARDEN),
        ("bitwarden_organisation.json", Format.BITWARDEN),
        ("bitwarden_protected.json", Format.BITWARDEN),
    ],
)
def test_a_file_is_known_by_its_content_whatever_its_name(
    tmp_path: Path, name: str, expected: Format
) -> None:
    renamed = tmp_path / "passwords.txt"
    renamed.write_bytes((SAMPLES / name).read_bytes())
    assert detect(renamed) is expected


@pytest.mark.parametrize(
    "content", [b"a,b,c\n1,2,3\n", b"PK\x03\x04rest", b'{"data": []}', b"\x7fELF\0\0\0", b"[1]"]
)
def test_a_file_of_no_known_program_says_which_are_known(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.kdbx"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"--from.*kdbx, bitwarden, 1password"):
        detect(path)


@pytest.mark.parametrize("kind", ["accounts", "people", "units"])
def test_our_own_tables_are_told_from_other_programs_files(kind: str) -> None:
    with pytest.raises(OwnTable, match=kind) as caught:
        detect(SAMPLES / f"{kind}.csv")
    assert caught.value.kind == kind


def test_keepassxc_csv_gives_folders_secrets_as_written_and_what_it_left_out() -> None:
    reading = read("keepassxc.csv")
    first, second = reading.logins
    assert first.group == ("Kirjasto",)
    assert first.password == ' väli-lyönti; "lainaus" '
    assert first.addresses == ("https://www.facebook.com/testilankirjasto",)
    assert first.notes == "Ylläpito:\nAino ja Matti"
    assert first.totp == "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP"
    assert first.changed_on is None, "a date of any change is no date of the password"
    assert (second.group, second.line) == (("Kirjasto", "Lapset"), 4)
    assert reading.left_out_by_kind() == {LeftOutKind.RECYCLED: 1, LeftOutKind.EMPTY: 1}


def test_an_old_keepassxc_csv_without_totp_is_read() -> None:
    assert only("keepassxc_old.csv").username == "nuoriso@testila.fi"


def test_chrome_csv_keeps_addresses_of_android_apps() -> None:
    web, app = read("chrome.csv").logins
    assert (web.password, web.notes) == ('pilkku, ja "lainaus"', "kirjaston sivu")
    assert app.addresses == ("android://q1w2e3==@com.instagram.android/",)


def test_firefox_csv_knows_when_a_password_was_changed() -> None:
    reading = read("firefox.csv")
    first, second = reading.logins
    assert first.changed_on == date(2024, 3, 1)
    assert first.source_id == "11111111-2222-4333-8444-555555555555"
    assert (second.changed_on, second.fields) == (None, (("httpRealm", "Ylläpito"),))
    assert reading.left_out_by_kind() == {LeftOutKind.OTHER: 1}


def test_lastpass_csv_written_as_html_is_turned_back_and_said() -> None:
    reading = read("lastpass.csv")
    (login,) = reading.logins
    assert login.password == "S&P<500>"
    assert login.addresses == ("https://www.facebook.com/?a=1&b=2",)
    assert login.group == ("Kirjasto", "Lapset")
    assert login.totp == "JBSWY3DPEHPK3PXP"
    assert len(reading.remarks) == 1
    assert reading.left_out_by_kind() == {
        LeftOutKind.NOTE: 1,
        LeftOutKind.CARD: 1,
        LeftOutKind.EMPTY: 1,
    }


def test_lastpass_csv_with_bare_marks_is_taken_as_typed() -> None:
    assert only("lastpass_plain.csv").password == "a&amp;b"


def test_onepassword_csv_marks_the_archived() -> None:
    first, second = read("onepassword.csv").logins
    assert (first.archived, second.archived) == (False, True)
    assert first.fields == (("Tags", "some;kirjasto"),)
    assert first.totp == "otpauth://totp/f?secret=JBSWY3DPEHPK3PXP"


def test_bitwarden_csv_gives_several_addresses_and_fields() -> None:
    reading = read("bitwarden.csv")
    (login,) = reading.logins
    assert login.group == ("Kirjasto", "Lapset")
    assert login.addresses == (
        "https://www.facebook.com/testilankirjasto",
        "https://m.facebook.com/",
    )
    assert login.fields == (("PIN", "1234"), ("Vihje", "eka\ntoinen rivi"))
    assert reading.left_out_by_kind() == {LeftOutKind.NOTE: 1}


def test_bitwarden_csv_of_an_organisation_belongs_to_its_first_collection() -> None:
    assert only("bitwarden_organisation.csv").group == ("Kirjasto",)


def test_bitwarden_json_gives_history_dates_and_what_it_left_out() -> None:
    reading = read("bitwarden.json")
    first, second = reading.logins
    assert first.group == ("Kirjasto", "Lapset")
    assert first.addresses == (
        "https://www.facebook.com/testilankirjasto",
        "androidapp://com.facebook.katana",
    )
    assert first.previous == (
        PreviousPassword(password="huono-salasana-0", replaced_on=date(2025, 2, 3)),
    )
    assert (first.changed_on, second.changed_on) == (date(2025, 2, 3), date(2024, 5, 6))
    assert first.fields == (("PIN", "1234"),)
    assert reading.left_out_by_kind() == dict.fromkeys(
        [
            LeftOutKind.NOTE,
            LeftOutKind.CARD,
            LeftOutKind.IDENTITY,
            LeftOutKind.SSH_KEY,
            LeftOutKind.OTHER,
            LeftOutKind.RECYCLED,
        ],
        1,
    )
    assert ["Facebook" in str(remark) for remark in reading.remarks] == [True], "its passkey stays"


def test_bitwarden_json_of_an_organisation_knows_collections_and_archive() -> None:
    login = only("bitwarden_organisation.json")
    assert (login.group, login.archived) == (("Kirjasto",), True)


def test_a_protected_bitwarden_export_says_what_to_do() -> None:
    with pytest.raises(LockedError, match="--source-passphrase-file"):
        read("bitwarden_protected.json")


def test_a_column_that_a_program_added_since_is_kept_as_a_field(tmp_path: Path) -> None:
    path = tmp_path / "new.csv"
    path.write_text("name,url,username,password,note,group\nx,https://x.com/x,u,p,,Kirjasto\n")
    assert read_logins(path).logins[0].fields == (("group", "Kirjasto"),)


def test_a_wrong_from_names_the_missing_column() -> None:
    with pytest.raises(InputError, match=r"no CSV file of LastPass.*extra"):
        read_logins(SAMPLES / "chrome.csv", Format.LASTPASS)


def test_a_row_longer_than_the_header_is_refused_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "slipped.csv"
    path.write_text("name,url,username,password\nx,https://x.com,u,pass,word\n")
    with pytest.raises(InputError, match=r"Line 2 .*quotation mark"):
        read_logins(path)


def test_a_login_shows_no_secret_in_any_text_form() -> None:
    from rich.pretty import pretty_repr

    login = Login(
        title="Facebook",
        password="KANARIA",
        notes="KANARIA",
        totp="KANARIA",
        fields=(("PIN", "KANARIA"),),
        previous=(PreviousPassword(password="KANARIA", replaced_on=date(2026, 1, 1)),),
    )
    for text in (repr(login), str(login), pretty_repr(login), repr(Reading(logins=(login,)))):
        assert "KANARIA" not in text


def test_reading_csv_does_not_load_what_only_kdbx_needs() -> None:
    code = (
        "import sys, somesec.exchange.read, somesec.exchange.own, somesec.exchange.write_csv\n"
        "print([name for name in ('pykeepass', 'lxml', 'construct') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout == "[]\n"
