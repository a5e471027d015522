"""KDBX files of ours, read back by us and opened by KeePassXC itself."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from somesec.errors import InputError
from somesec.exchange import kdbx, kdbx_write
from somesec.exchange.kdbx_entries import read_entries
from somesec.exchange.kdbx_header import read_header
from somesec.exchange.login import Login
from somesec.model import PreviousPassword

TODAY = date(2026, 11, 22)
PASSPHRASE = "punainen kivi laulaa myöhään"
LOGIN = Login(
    title="Testilän kirjasto",
    group=("Kirjasto",),
    username="kirjasto@testila.fi",
    password="ä <&>\"' 🙂",
    addresses=("https://www.facebook.com/testilankirjasto",),
    notes="Rivi\ntoinen",
    totp="otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&period=30&digits=6",
    fields=(("Recovery codes", "1111\n2222"),),
    previous=(
        PreviousPassword(password="vanhin", replaced_on=date(2024, 1, 2)),
        PreviousPassword(password="vanha", replaced_on=date(2025, 3, 4)),
    ),
    changed_on=date(2025, 3, 4),
    source_id="0123456789ABCDEF0123456789ABCDEF",
)


def written(*logins: Login) -> bytes:
    return kdbx_write.write(logins, name="Testilä", passphrase=PASSPHRASE, today=TODAY)


def test_what_is_written_is_read_as_it_was() -> None:
    assert kdbx.read(written(LOGIN), PASSPHRASE).logins == (LOGIN,)


def test_a_login_with_hardly_anything_is_one_of_today() -> None:
    bare = Login(title="Tili", password="x", source_id="00" * 16)
    (read,) = kdbx.read(written(bare), PASSPHRASE).logins
    assert read == msgspec.structs.replace(bare, changed_on=TODAY)


def test_groups_are_shared_and_nest() -> None:
    logins = [
        msgspec.structs.replace(LOGIN, group=group, source_id=f"{number:032X}")
        for number, group in enumerate([("A",), ("A", "B"), ("A",), ()])
    ]
    read = kdbx.read(written(*logins), PASSPHRASE).logins
    assert sorted(login.group for login in read) == [(), ("A",), ("A",), ("A", "B")]


def test_two_files_share_no_seed() -> None:
    first, second = read_header(written(LOGIN)), read_header(written(LOGIN))
    assert first.version == 4
    assert first.kdf_parameters != second.kdf_parameters


def test_a_bare_key_becomes_an_address_that_keepassxc_takes() -> None:
    bare = msgspec.structs.replace(LOGIN, title="a/ä?", totp="jbsw y3dp ehpk 3pxp")
    (read,) = kdbx.read(written(bare), PASSPHRASE).logins
    assert read.totp == ("otpauth://totp/a%2F%C3%A4%3F?secret=JBSWY3DPEHPK3PXP&period=30&digits=6")


def test_what_the_format_cannot_hold_is_marked_in_names() -> None:
    hostile = msgspec.structs.replace(LOGIN, title="evil\x1b[31m\0[/]", notes="a\ud800")
    (read,) = kdbx.read(written(hostile), PASSPHRASE).logins
    assert (read.title, read.notes) == ("evil�[31m�[/]", "a�")


@pytest.mark.parametrize(
    "changes", [{"password": "a\0b"}, {"fields": (("Answers", "a\x1b"),)}, {"totp": "otpauth:\x07"}]
)
def test_a_secret_that_would_change_is_refused_without_being_shown(
    changes: dict[str, object],
) -> None:
    with pytest.raises(InputError, match="Testilän kirjasto holds a control character") as error:
        written(msgspec.structs.replace(LOGIN, **changes))
    assert "a\0b" not in str(error.value)


def test_an_empty_passphrase_is_refused() -> None:
    with pytest.raises(InputError, match="empty"):
        kdbx_write.write([LOGIN], name="x", passphrase="", today=TODAY)


# Line ends become one in XML, and a parser trims none of the rest.
WRITABLE = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=30
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(WRITABLE, WRITABLE, WRITABLE), max_size=5))
def test_any_texts_come_back(texts: list[tuple[str, str, str]]) -> None:
    logins = [
        Login(title=title, username="u", password=password, fields=(("Kenttä", field or "x"),))
        for title, password, field in texts
    ]
    logins = [
        msgspec.structs.replace(login, source_id=f"{number:032X}", changed_on=TODAY)
        for number, login in enumerate(logins)
    ]
    tree = etree.fromstring(
        "<F><Meta><DatabaseName/></Meta><Root><Group><Name/></Group></Root></F>"
    )
    kdbx_write.fill(tree, logins, "Testilä", TODAY)
    read = read_entries(tree).logins
    assert [(r.title, r.password, r.fields) for r in read] == [
        (w.title, w.password, w.fields) for w in logins
    ]


@pytest.mark.skipif(shutil.which("keepassxc-cli") is None, reason="keepassxc-cli is not installed")
def test_keepassxc_opens_it(tmp_path: Path) -> None:
    file = tmp_path / "out.kdbx"
    file.write_bytes(written(LOGIN))

    def keepassxc(*words: str) -> str:
        return subprocess.run(
            ["keepassxc-cli", words[0], "-q", *words[1:]],
            input=PASSPHRASE + "\n",
            text=True,
            check=True,
            capture_output=True,
        ).stdout

    entry = "Kirjasto/Testilän kirjasto"
    assert keepassxc("ls", "-R", "-f", str(file)).splitlines() == ["Kirjasto/", entry]
    for name, value in (
        ("UserName", LOGIN.username),
        ("Password", LOGIN.password),
        ("URL", LOGIN.addresses[0]),
        ("Notes", LOGIN.notes),
        ("Recovery codes", "1111\n2222"),
    ):
        assert keepassxc("show", "-s", "-a", name, str(file), entry) == value + "\n"
    code = keepassxc("show", "-t", str(file), entry).strip()
    assert len(code) == 6
    assert code.isdigit()
    assert "vanha" in keepassxc("export", "-f", "xml", str(file))
