"""KDBX files, made by KeePassXC itself and by pykeepass, with passphrase and key file."""

import logging
import shutil
import struct
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pykeepass import PyKeePass

from somesec.errors import InputError, LockedError
from somesec.exchange import kdbx
from somesec.exchange.login import LeftOutKind, Login
from somesec.exchange.read import read_logins
from tests.exchange.kdbx_files import PASSPHRASE, as_version_3, cheapen, new, saved

SAMPLE = Path(__file__).parent / "samples" / "keepassxc.kdbx"
PASSWORDS = ["ä ö å €", " välit ", "'=1+1", "<&>\"'", "🙂", "x" * 500]

needs_keepassxc = pytest.mark.skipif(
    shutil.which("keepassxc-cli") is None, reason="keepassxc-cli is not installed"
)


@pytest.fixture
def made() -> Any:
    made = new()
    for number, password in enumerate(PASSWORDS):
        made.add_entry(made.root_group, f"Tili {number}", f"nimi{number}", password)
    return made


def keepassxc(*arguments: str | Path, typed: str) -> None:
    subprocess.run(
        ["keepassxc-cli", *map(str, arguments)],
        input=typed,
        text=True,
        check=True,
        capture_output=True,
    )


def test_version_4_gives_every_password_as_it_was(made: Any) -> None:
    logins = kdbx.read(saved(made), PASSPHRASE).logins
    assert [login.password for login in logins] == PASSWORDS


def test_version_3_gives_every_password_as_it_was(made: Any) -> None:
    logins = kdbx.read(as_version_3(made, rounds=100_001), PASSPHRASE).logins
    assert [login.password for login in logins] == PASSWORDS


@needs_keepassxc
def test_a_file_of_keepassxc_gives_every_password_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "oma.kdbx"
    keepassxc("db-create", "-p", "-t", "100", path, typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    keepassxc("mkdir", path, "/Kirjasto", typed=f"{PASSPHRASE}\n")
    for number, password in enumerate(PASSWORDS[:3]):
        keepassxc(
            *("add", "-p", "-u", f"nimi{number}", "--url", f"https://x.com/{number}"),
            *(path, f"Kirjasto/Tili {number}"),
            typed=f"{PASSPHRASE}\n{password}\n",
        )
    keepassxc("rm", path, "Kirjasto/Tili 2", typed=f"{PASSPHRASE}\n")
    reading = read_logins(path, passphrase=PASSPHRASE)
    assert [(login.group, login.password) for login in reading.logins] == [
        (("Kirjasto",), PASSWORDS[0]),
        (("Kirjasto",), PASSWORDS[1]),
    ]
    assert reading.left_out_by_kind() == {LeftOutKind.RECYCLED: 1}


@needs_keepassxc
def test_a_file_of_keepassxc_opens_with_its_key_file(tmp_path: Path) -> None:
    path, key_file = tmp_path / "oma.kdbx", tmp_path / "oma.key"
    keepassxc(
        *("db-create", "-p", "-t", "100", "--set-key-file", key_file, path),
        typed=f"{PASSPHRASE}\n{PASSPHRASE}\n",
    )
    command = ("add", "-p", "-u", "nimi", "--key-file", key_file, path, "Tili")
    keepassxc(*command, typed=f"{PASSPHRASE}\nhuono-salasana-1\n")
    reading = read_logins(path, passphrase=PASSPHRASE, key_file=key_file)
    assert [login.password for login in reading.logins] == ["huono-salasana-1"]
    with pytest.raises(LockedError):
        read_logins(path, passphrase=PASSPHRASE)


def test_a_locked_file_without_a_passphrase_asks_for_it() -> None:
    with pytest.raises(LockedError, match="--source-passphrase-file"):
        read_logins(SAMPLE)


def test_a_kept_file_of_keepassxc_gives_all_that_is_in_it() -> None:
    reading = read_logins(SAMPLE, passphrase=PASSPHRASE)
    facebook, referring = reading.logins
    assert facebook.group == ("Kirjasto",)
    assert facebook.password == "huono-salasana-1"
    assert [before.password for before in facebook.previous] == ["huono-salasana-0"]
    assert facebook.totp == "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP"
    assert facebook.fields == (("PIN", "1234"),)
    assert facebook.addresses == (
        "https://www.facebook.com/testilankirjasto",
        "https://m.facebook.com/testilankirjasto",
    )
    assert referring.group == ("Kirjasto", "Lapset")
    assert (referring.username, referring.password) == (facebook.username, facebook.password)
    assert reading.left_out_by_kind() == {
        LeftOutKind.RECYCLED: 1,
        LeftOutKind.EMPTY: 1,
        LeftOutKind.ATTACHMENT: 1,
    }


@pytest.mark.parametrize("version", [3, 4])
def test_a_wrong_passphrase_is_locked_and_damage_is_damage(made: Any, version: int) -> None:
    data = saved(made) if version == 4 else as_version_3(made)
    with pytest.raises(LockedError, match="passphrase or key file"):
        kdbx.read(data, "väärä")
    with pytest.raises(LockedError):
        kdbx.read(data, None)
    for broken in (data[:-40], data[:200], data[:40], data[:12], data[:8]):
        with pytest.raises((InputError, LockedError)):
            kdbx.read(broken, PASSPHRASE)


def test_a_byte_changed_inside_a_version_4_file_is_damage(made: Any) -> None:
    data = bytearray(saved(made))
    data[-100] ^= 1
    with pytest.raises(InputError, match="damaged"):
        kdbx.read(bytes(data), PASSPHRASE)


def test_a_damaged_key_file_is_said(made: Any) -> None:
    data = b"<Meta><Version>2.0</Version></Meta><Key><Data Hash='00'>zz</Data></Key>"
    broken = b"<KeyFile>" + data + b"</KeyFile>"
    with pytest.raises(InputError, match="key file is damaged"):
        kdbx.read(saved(made), PASSPHRASE, broken)


def test_files_of_keepass_1_and_of_unknown_versions_are_said() -> None:
    with pytest.raises(InputError, match="KeePass 1"):
        kdbx.read(bytes.fromhex("03d9a29a65fb4bb5") + bytes(100), PASSPHRASE)
    with pytest.raises(InputError, match="version 9"):
        kdbx.read(bytes.fromhex("03d9a29a67fb4bb500000900") + bytes(100), PASSPHRASE)


def one(made: Any) -> Login:
    return kdbx.read(saved(made), PASSPHRASE).logins[-1]


@pytest.mark.parametrize(
    ("fields", "totp"),
    [
        ({"otp": "key=JBSWY3DP&step=30&size=6"}, "JBSWY3DP"),
        ({"TOTP Seed": "jbsw y3dp", "TOTP Settings": "30;6"}, "JBSWY3DP"),
        (
            {"TOTP Seed": "JBSWY3DP", "TOTP Settings": "60;8"},
            "otpauth://totp/Uusi%20tili?secret=JBSWY3DP&period=60&digits=8",
        ),
        ({"TimeOtp-Secret-Base32": "JBSWY3DP"}, "JBSWY3DP"),
        ({"TimeOtp-Secret": "Hello"}, "JBSWY3DP"),
        ({"TimeOtp-Secret-Hex": "48656c6c6f"}, "JBSWY3DP"),
        (
            {"TimeOtp-Secret-Base64": "SGVsbG8=", "TimeOtp-Algorithm": "HMAC-SHA-256"},
            "otpauth://totp/Uusi%20tili?secret=JBSWY3DP&algorithm=SHA256",
        ),
    ],
)
def test_second_factor_secrets_of_older_programs_are_found(
    made: Any, fields: dict[str, str], totp: str
) -> None:
    entry = made.add_entry(made.root_group, "Uusi tili", "nimi", "huono-salasana-1")
    for name, text in fields.items():
        entry._set_string_field(name, text)
    login = one(made)
    assert (login.totp, login.fields) == (totp, ())


def test_a_second_factor_that_does_not_fit_stays_a_field(made: Any) -> None:
    entry = made.add_entry(made.root_group, "Steam", "nimi", "huono-salasana-1")
    entry.set_custom_property("TOTP Seed", "JBSWY3DP")
    entry.set_custom_property("TOTP Settings", "30;S")
    login = one(made)
    assert login.totp == ""
    assert dict(login.fields) == {"TOTP Seed": "JBSWY3DP", "TOTP Settings": "30;S"}


def test_the_password_is_as_old_as_its_first_version_and_a_note_does_not_renew_it(
    made: Any,
) -> None:
    entry = made.add_entry(made.root_group, "Uusi tili", "nimi", "eka")
    entry.mtime = datetime(2023, 1, 1, tzinfo=UTC)
    entry.save_history()
    entry.password = "toka"
    entry.mtime = datetime(2024, 5, 6, tzinfo=UTC)
    entry.save_history()
    entry.notes = "uusi muistiinpano"
    entry.mtime = datetime(2026, 1, 1, tzinfo=UTC)
    for login in (one(made), kdbx.read(as_version_3(made), PASSPHRASE).logins[-1]):
        assert login.changed_on == date(2024, 5, 6)
        (before,) = login.previous
        assert (before.password, before.replaced_on) == ("eka", date(2024, 5, 6))


def test_a_reference_that_leads_nowhere_is_kept_and_said(made: Any) -> None:
    lost = "{REF:P@I:" + "0" * 32 + "}"
    made.add_entry(made.root_group, "Viittaus", "nimi", lost)
    reading = kdbx.read(saved(made), PASSPHRASE)
    assert reading.logins[-1].password == lost
    assert [str(remark)[:8] for remark in reading.remarks] == ["Viittaus"]


def test_references_in_a_circle_and_many_times_over_end(made: Any) -> None:
    first = made.add_entry(made.root_group, "A", "nimi", "")
    second = made.add_entry(made.root_group, "B", "nimi", "")
    first.password = second.ref("password") * 16
    second.password = first.ref("password") * 16
    reading = kdbx.read(saved(made), PASSPHRASE)
    assert sum(len(login.password) for login in reading.logins) < 2_000_000
    assert len(reading.remarks) == 2


def test_a_protected_value_that_cannot_be_opened_is_damage_and_not_a_password(
    made: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    data = saved(made)
    parser_log = logging.getLogger("pykeepass.kdbx_parsing.common")

    def complaining(*arguments: Any, **named: Any) -> Any:
        parser_log.error("Element at /x marked as protected, but could not unprotect")
        return PyKeePass(*arguments, **named)

    monkeypatch.setattr("somesec.exchange.kdbx.PyKeePass", complaining)
    with pytest.raises(InputError, match="damaged"):
        kdbx.read(data, PASSPHRASE)
    assert not caplog.records


@pytest.mark.parametrize(
    "settings", [{"M": 2 * 1024**3}, {"M": 1024**3, "I": 65}, {"I": 2**62}, {"P": 65}]
)
def test_a_key_derivation_beyond_reason_is_refused_before_it_begins(
    made: Any, settings: dict[str, int]
) -> None:
    data = saved(made)
    parameters = made.kdbx.header.value.dynamic_header.kdf_parameters.data.dict
    for name, value in settings.items():
        before = _variant(name, parameters[name].value)
        assert data.count(before) == 1
        data = data.replace(before, _variant(name, value))
    with pytest.raises(InputError, match="more memory or rounds"):
        kdbx.read(data, PASSPHRASE)


def _variant(name: str, value: int) -> bytes:
    layout = "<I" if name == "P" else "<Q"
    size = struct.calcsize(layout)
    return (
        struct.pack("<I", 1) + name.encode() + struct.pack("<I", size) + struct.pack(layout, value)
    )


def test_aes_rounds_beyond_reason_are_refused_before_they_begin(made: Any) -> None:
    data = as_version_3(made, rounds=10)
    field = b"\x06\x08\x00" + struct.pack("<Q", 10)
    assert data.count(field) == 1
    with pytest.raises(InputError, match="more memory or rounds"):
        kdbx.read(data.replace(field, b"\x06\x08\x00" + struct.pack("<Q", 2**63)), PASSPHRASE)


def test_the_default_settings_of_pykeepass_open(made: Any) -> None:
    cheapen(made, M=64 * 1024 * 1024, I=2, P=2)
    assert kdbx.read(saved(made), PASSPHRASE).logins
