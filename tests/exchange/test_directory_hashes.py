"""Directory exports: each form is read, what is no person's password is counted, nothing quoted."""

import base64
import os
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.pretty import pretty_repr

from somesec.errors import InputError
from somesec.exchange import directory_hashes
from somesec.exchange.directory_hashes import HashExport, read
from somesec.model import HashSource

FIRST, SECOND = "8846f7eaee8fb117ad06bdd830b7586c", "A4F49C406510BDCAB6824EE7C30FD852"
LM, BLANK = "aad3b435b51404eeaad3b435b51404ee", "31d6cfe0d16ae931b73c59d7e0c089c0"
HASHES = frozenset({bytes.fromhex(FIRST), bytes.fromhex(SECOND)})
CANARY = "Kanarialintu-7f3a!"

PWDUMP = f"""\
aino.testi:1103:{LM}:{FIRST}:::
eino:1104:NO PASSWORD*********************:{SECOND}:::
Guest:501:{LM}:{BLANK}:::
vieras:502:NO PASSWORD*********************:NO PASSWORD*********************:::
DC01$:1000:{LM}:d5db085d469e3181935d311b72634d77:::
"""
SECRETSDUMP = f"""\
Impacket v0.12.0 - Copyright Fortra, LLC and its affiliated companies

[*] Dumping Domain Credentials (domain\\uid:rid:lmhash:nthash)
[*] Using the DRSUAPI method to get NTDS.DIT secrets
Guest:501:{LM}:{BLANK}:::
testila.fi\\aino.testi:1103:{LM}:{FIRST}::: (pwdLastSet=2026-01-02 03:04) (status=Enabled)
testila.fi\\aino.testi_history0:1103:{LM}:{SECOND}:::
DC01$:1000:{LM}:d5db085d469e3181935d311b72634d77:::
DC01$_history0:1000:{LM}:d5db085d469e3181935d311b72634d78:::
[*] Kerberos keys grabbed
testila.fi\\aino.testi:aes256-cts-hmac-sha1-96:{"0f" * 32}
testila.fi\\aino.testi:aes128-cts-hmac-sha1-96:{"0f" * 16}
testila.fi\\aino.testi:des-cbc-md5:{"0f" * 8}
[*] Cleaning up...
"""
HASHCAT = f"aino.testi:{FIRST}\n\nTESTILA\\eino:$NT${SECOND}\nPC01$:{'0' * 32}\nguest:{BLANK}\n"
BARE = f"{FIRST}\r\n{SECOND}\r\n{FIRST}\r\n{BLANK}\r\n"


def account(name: str, digest: str) -> str:
    return f"""\
DistinguishedName: CN={name},OU=Kaupunki,DC=testila,DC=fi
SamAccountName: {name}
Sid: S-1-5-21-1236425271-2880748467-2592687428-1110
Description: {FIRST[::-1]}
Secrets
  NTHash: {digest}
  LMHash:
  NTHashHistory:
    Hash 01: {"1" * 32}
  SupplementalCredentials:
    ClearText: {CANARY}
    NTLMStrongHash: {"2" * 32}

"""


DSINTERNALS = (
    account("aino", FIRST)
    + account("eino", SECOND)
    + account("uusi", "")
    + account("PC01$", "0ec8485560274b5352fab8085f83f5cf")
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "hashes.txt"


@pytest.mark.parametrize(
    ("text", "source", "blank", "machines"),
    [
        (PWDUMP, HashSource.PWDUMP, 2, 1),
        (SECRETSDUMP, HashSource.SECRETSDUMP, 1, 2),
        (HASHCAT, HashSource.HASHCAT, 1, 1),
        (BARE, HashSource.BARE, 1, 0),
        (DSINTERNALS, HashSource.DSINTERNALS, 1, 1),
    ],
    ids=list(HashSource)[:5],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_form_is_read_in_every_encoding(
    file: Path, text: str, source: HashSource, blank: int, machines: int, encoding: str
) -> None:
    file.write_text(text, encoding=encoding, newline="")
    assert read(file) == HashExport(
        source=source,
        hashes=HASHES,
        unreadable=0,
        unreadable_lines=(),
        blank=blank,
        machines=machines,
    )


def test_bad_lines_are_counted_and_the_first_few_named_by_number(file: Path) -> None:
    lines = [f"aino:1:{LM}:{FIRST}:::", *[f"{CANARY}:{SECOND[:-1]}"] * 7, SECOND, f"x:{SECOND}0"]
    file.write_text("\n".join(lines), encoding="utf-8")
    export = read(file)
    assert export.hashes == HASHES
    assert (export.unreadable, export.unreadable_lines) == (8, (2, 3, 4, 5, 6))


def test_names_in_another_encoding_do_not_matter(file: Path) -> None:
    file.write_bytes(f"päivi.tölkkö:{FIRST}\neino:{SECOND}\n".encode("latin-1"))
    assert read(file).hashes == HASHES


@pytest.mark.parametrize(
    "text",
    [
        "",
        CANARY,
        f"{CANARY}:1103:{LM}:{BLANK}:::",
        f"{CANARY}$:{FIRST}",
        f"{FIRST.upper()}1234ABCD:17",  # a breach corpus
        f"{FIRST}:{CANARY}",  # hashes with the passwords that were found to them
        f"{CANARY}::::{LM}:{'b' * 48}",  # an answer overheard on the network, no NT hash
        f"NTHash: {CANARY}",
    ],
)
def test_a_file_without_a_hash_of_a_person_is_refused_and_not_quoted(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="holds no password hash of a person") as caught:
        read(file)
    assert CANARY not in str(caught.value)
    assert FIRST not in str(caught.value).casefold()


def test_what_cannot_be_opened_is_an_input_error(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing there"):
        with pytest.raises(InputError, match="Cannot read"):
            read(path)


def test_an_endless_line_costs_one_unreadable_line(file: Path) -> None:
    endless = f"eino:1104:{LM}:{'b' * 32}:::" + "A" * 3 * directory_hashes.MAX_LINE
    file.write_text(f"{FIRST}\n{endless}\n{SECOND}\n", encoding="utf-8")
    export = read(file)
    assert export.hashes == HASHES
    assert (export.unreadable, export.unreadable_lines) == (1, (2,))


@pytest.mark.parametrize(
    ("limit", "most", "said"), [("MAX_HASHES", 1, "over 1 hashes"), ("MAX_CHARACTERS", 40, "large")]
)
def test_what_no_directory_exports_is_refused(
    file: Path, monkeypatch: pytest.MonkeyPatch, limit: str, most: int, said: str
) -> None:
    monkeypatch.setattr(directory_hashes, limit, most)
    file.write_text(BARE, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read(file)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_an_export_may_come_through_a_pipe_and_never_lie_on_the_disk(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(PWDUMP,))
    writer.start()
    assert read(pipe).hashes == HASHES
    writer.join()


def test_an_export_does_not_show_its_hashes(file: Path) -> None:
    file.write_text(BARE, encoding="utf-8")
    export = read(file)
    digest = bytes.fromhex(FIRST)
    for shown in (repr(export), str(export), pretty_repr(export), repr([export])):
        assert str(digest)[2:-1] not in shown
        assert FIRST not in shown


def written(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


SSHA = "{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9gbGZ2b"
LDIF = f"""\
version: 1

dn: uid=aino,ou=Väki,dc=testila,dc=fi
objectClass: inetOrgPerson
# userPassword: {CANARY}
userPassword:: {base64.b64encode(SSHA.encode()).decode()}
sambaNTPassword: {FIRST}

dn: uid=eino,dc=testila,dc=fi
userPassword: {{CRYPT}}$6$rounds=5000$salt$abcdef
 ghijk
description: userPassword: {CANARY}

dn: cn=DC01$,dc=testila,dc=fi
userPassword: {SSHA[:-1]}x
userPassword;lang-fi: {CANARY}
userPassword:< file:///etc/passwd
"""


def test_ldif_gives_schemes_with_their_lines_and_nt_hashes(file: Path) -> None:
    export = read(written(file, LDIF))
    assert export.schemed == ((SSHA, 6), ("{CRYPT}$6$rounds=5000$salt$abcdefghijk", 10))
    assert export.hashes == {bytes.fromhex(FIRST)}
    assert export.source is HashSource.LDIF
    assert export.machines == 1
    assert (export.unreadable, export.unreadable_lines) == (2, (16, 17))


@pytest.mark.parametrize(
    "line",
    [
        f"aino:{SSHA}",
        SSHA,
        "aino:$6$salt$hash:19000:0:99999:7:::",
        "$2y$10$abcdefghijklmnopqrstuu5Lo0g67CiD3M4RpN1BmBb4Crp5w7dbK",
        "aino:{CRYPT}$1$salt$hash",
        "aino:{ARGON2}$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$aGFzaA",
    ],
)
def test_lines_of_other_schemes_are_kept_as_written(file: Path, line: str) -> None:
    ((text, number),) = read(written(file, f"{line}\n{line}\n")).schemed
    assert text in line
    assert text[0] in "{$"
    assert number == 1


def test_an_export_with_schemes_shows_none_of_them(file: Path) -> None:
    export = read(written(file, LDIF))
    assert "SSHA" not in repr(export) + pretty_repr(export)


def test_a_value_of_ldif_without_end_is_bounded(file: Path) -> None:
    endless = f"dn: uid=a\nuserPassword: {SSHA}\n" + (" " + "a" * 1000 + "\n") * 2000
    with pytest.raises(InputError, match="line could not be read"):
        read(written(file, endless))


@settings(deadline=None, max_examples=100)
@given(text=st.text(alphabet=": ;<{}$=\nadnuserPwo", max_size=200))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.mktemp("any") / "file"
    file.write_text("dn: a\n" + text)
    with suppress(InputError):
        read(file)
