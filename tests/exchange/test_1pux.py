"""1Password's archives: what becomes a login, what is left out and said, and hostile ones."""

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from somesec.errors import InputError
from somesec.exchange import onepassword_1pux
from somesec.exchange.detect import Format, detect
from somesec.exchange.login import LeftOutKind
from somesec.exchange.onepassword_1pux import MOST_MEMBERS
from somesec.exchange.read import read_logins
from somesec.exchange.source_file import MAX_BYTES
from somesec.model import PreviousPassword

SAMPLE = Path(__file__).parent / "samples" / "onepassword.1pux"


def archive(content: bytes, *names: str, name: str = "export.data") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for further in names:
            file.writestr(further, b"")
        file.writestr(name, content)
    return made.getvalue()


def export(*items: dict[str, Any]) -> bytes:
    vault = {"attrs": {"name": "Kirjasto"}, "items": items}
    return archive(json.dumps({"accounts": [{"vaults": [vault]}]}).encode())


def test_logins_come_with_their_vault_dates_codes_and_further_fields() -> None:
    reading = read_logins(SAMPLE)
    facebook, password, archived = reading.logins
    assert detect(SAMPLE) is Format.ONEPASSWORD
    assert facebook.title == "Kirjaston Facebook"
    assert facebook.group == ("Kirjasto",)
    assert facebook.username == "kirjasto@testila.fi"
    assert facebook.password == ' väli "lyönti" '
    assert facebook.addresses == (
        "https://www.facebook.com/testilankirjasto",
        "https://business.facebook.com/",
    )
    assert facebook.totp == "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP"
    assert facebook.notes == "Ylläpito:\nAino"
    assert facebook.fields == (
        ("muista minut", "kyllä"),
        ("Varakoodi", "1234 5678"),
        ("Perustettu", "2020-03-02"),
        ("Yhteys", "tuki@testila.fi"),
        ("Tags", "some, kirjasto"),
    )
    assert facebook.previous == (
        PreviousPassword(password="vanha-1", replaced_on=date(2024, 5, 6)),
    )
    assert facebook.changed_on == date(2024, 5, 6), "not the day of any edit"
    assert (password.username, password.password) == ("", "pelkka-salasana-77")
    assert password.changed_on == date(2023, 1, 1)
    assert archived.archived
    assert not facebook.archived


def test_what_is_no_login_is_counted_and_said() -> None:
    assert read_logins(SAMPLE).left_out_by_kind() == {
        LeftOutKind.NOTE: 1,
        LeftOutKind.CARD: 1,
        LeftOutKind.IDENTITY: 1,
        LeftOutKind.SSH_KEY: 1,
        LeftOutKind.OTHER: 1,
        LeftOutKind.RECYCLED: 1,
        LeftOutKind.ATTACHMENT: 2,
    }


def test_exports_of_before_2022_wrap_each_item() -> None:
    overview = {"title": "Vanha", "url": "https://x.com/testila"}
    fields = [{"designation": "password", "value": "salasana-1"}]
    old = {"categoryUuid": "001", "overview": overview, "details": {"loginFields": fields}}
    (login,) = onepassword_1pux.read(export({"item": old})).logins
    assert (login.title, login.password) == ("Vanha", "salasana-1")


@pytest.mark.parametrize("nothing", [None, {}, {"details": None}, {"overview": {"urls": None}}])
def test_an_item_may_lack_all_that_it_need_not_have(nothing: dict[str, Any] | None) -> None:
    reading = onepassword_1pux.read(export({"categoryUuid": "001", **(nothing or {})}))
    assert reading.left_out_by_kind() == {LeftOutKind.EMPTY: 1}


def test_an_absurd_date_is_none() -> None:
    item = {"categoryUuid": "001", "createdAt": 10**18, "overview": {"url": "https://x.com/a"}}
    (login,) = onepassword_1pux.read(export(item)).logins
    assert login.changed_on is None


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = archive(b'{"accounts": [' + b" " * (MAX_BYTES + 1) + b"]}")
    assert len(bomb) < 1024 * 1024
    with pytest.raises(InputError, match="unpacks into too much"):
        onepassword_1pux.read(bomb)


def test_a_million_files_are_refused_before_their_names_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = archive(b'{"accounts": []}') + b"PK\x01\x02" * (MOST_MEMBERS + 1)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(InputError, match="unpacks into too much"):
        onepassword_1pux.read(data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (archive(b"{}"), "not as 1Password writes it"),
        (archive(b'{"accounts": 1}'), "not as 1Password writes it"),
        (archive(b'{"accounts": ['), "no JSON"),
        (archive(b"\xff\xfe{"), "no JSON"),
        (archive(b'{"accounts": ' + b"[" * 100_000), "no JSON|nested too deeply|not as"),
        (archive(b"{}", name="other.data"), "no 'export.data'"),
        (archive(b'{"accounts": []}')[:-20], "damaged or cut off"),
        (b"PK\x03\x04 export.data", "damaged or cut off"),
    ],
)
def test_a_hostile_archive_ends_in_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        onepassword_1pux.read(data)


def test_content_that_is_not_what_its_checksum_says_is_refused() -> None:
    data = bytearray(archive(b'{"accounts": []}'))
    data[data.index(b"PK\x01\x02") + 16] ^= 1
    with pytest.raises(InputError, match="damaged"):
        onepassword_1pux.read(bytes(data))


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_compression_that_1password_never_uses_is_refused(method: int) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as file:
        file.writestr("export.data", b'{"accounts": []}')
    with pytest.raises(InputError, match="damaged"):
        onepassword_1pux.read(made.getvalue())
