"""The independent decoder reads what the vault writes, and refuses what was changed.

The rows are put together here by hand, so that vault, document and decoder are held to each other
without the register in between."""

import base64
import json
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature

from somesec.vault.encoding import encode
from somesec.vault.identity import Identity, root_of
from somesec.vault.keys import (
    detail_context,
    digest,
    grant_context,
    grant_message,
    name_digest,
    record_context,
)
from somesec.vault.passphrase import lock
from somesec.vault.sealed import seal
from somesec.vault.trail import (
    NO_PREVIOUS,
    Change,
    Standing,
    changes_to_bytes,
    sign_entry,
    standings_to_bytes,
)
from tests.vault.decoder import COLUMNS, KEYS, read_register

REGISTER, ACCOUNT, MEMBER = b"R" * 16, b"A" * 16, b"M" * 16
TEXT, EVIDENCE = b"T" * 16, b"E" * 16
WORDING, PICTURE = "Käyttöehdot\n\nSaat käyttää palvelua.", b"\x89PNG\r\n\x1a\n"
CARD_KEY, SECRET_KEY = b"c" * 32, b"s" * 32
KEY_FILE = b"content of a key file"
CARDS = {
    REGISTER: {"record": "organisation", "name": "Testilä"},
    ACCOUNT: {"record": "account", "handle": "testilankirjasto"},
}
SECRET = {"record": "secret", "password": "hevonen paristo"}

SALT = b"salt of the name"
CARD_OF_MEMBER = {"name": "Aino Testi", "salt": base64.b64encode(SALT).decode()}

Row = tuple[Any, ...]


def rows_of(identity: Identity, root: bytes | None = None) -> dict[str, list[Row]]:
    def sealed(key: bytes, value: object, record: bytes, part: str) -> bytes:
        context = record_context(REGISTER, REGISTER, record, part, 1, 1)
        return seal(key, context, json.dumps(value).encode())

    public = identity.public.to_bytes()
    card = sealed(CARD_KEY, CARD_OF_MEMBER, MEMBER, "member")
    root = root or root_of(REGISTER, public)
    locked = lock(identity, "p\u00e4iv\u00e4", REGISTER, MEMBER, root=root, key_file=KEY_FILE)
    rows: dict[str, list[Row]] = {
        "register": [(REGISTER, 1, 1_790_000_000)],
        "member": [(MEMBER, 1, 1, locked, card)],
        "grant": [],
        "record": [
            (id_, "card", REGISTER, 1, 1, 1_790_000_000, sealed(CARD_KEY, value, id_, "card"))
            for id_, value in CARDS.items()
        ],
    }
    secret = sealed(SECRET_KEY, SECRET, ACCOUNT, "secret")
    rows["record"].append((ACCOUNT, "secret", REGISTER, 1, 1, 1_790_000_000, secret))
    for id_, part, key, content in (
        (TEXT, "text", CARD_KEY, zlib.compress(WORDING.encode())),
        (EVIDENCE, "evidence", SECRET_KEY, PICTURE),
    ):
        content = seal(key, record_context(REGISTER, REGISTER, id_, part, 1, 1), content)
        rows["record"].append((id_, part, REGISTER, 1, 1, 1_790_000_000, content))
    for kind, key in (("card", CARD_KEY), ("secret", SECRET_KEY)):
        place = (REGISTER, REGISTER, 1, kind, MEMBER)
        granted = identity.public.seal(grant_context(*place), key)
        given = identity.sign("somesec grant giver 1", grant_message(*place, granted))
        rows["grant"].append((REGISTER, 1, kind, MEMBER, granted, MEMBER, given))
    rows["trail"] = trail_of(identity, rows)
    return rows


def trail_of(identity: Identity, rows: dict[str, list[Row]]) -> list[Row]:
    changes = [
        Change(table, encode(*(row[column] for column in key)), digest(*row))
        for table, key in KEYS.items()
        for row in rows[table]
    ]
    trail: list[Row] = []
    previous = NO_PREVIOUS
    named = name_digest(MEMBER, CARD_OF_MEMBER["name"], SALT)
    founder = Standing(MEMBER, "coordinator", identity.public.to_bytes(), named)
    for sequence, part in enumerate((changes[:2], changes[2:]), start=1):
        detail = json.dumps({"act": f"step {sequence}"}).encode()
        entry = sign_entry(
            identity,
            sequence=sequence,
            previous=previous,
            register=REGISTER,
            member=MEMBER,
            at=1_790_000_000,
            changes=part,
            standings=[founder] if sequence == 1 else [],
            detail=seal(CARD_KEY, detail_context(REGISTER, sequence), detail),
        )
        written = changes_to_bytes(entry.changes), standings_to_bytes(entry.standings)
        trail.append(
            (sequence, previous, MEMBER, entry.at, *written, entry.detail, entry.signature)
        )
        previous = entry.hash()
    return trail


def stored(path: Path, rows: dict[str, list[Row]]) -> Path:
    with closing(sqlite3.connect(path)) as database, database:
        for table, columns in COLUMNS.items():
            database.execute(f'CREATE TABLE "{table}" ({columns})')
            marks = ", ".join("?" for _ in columns.split(","))
            database.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows[table])  # noqa: S608
    return path


def test_it_reads_everything_that_the_passphrase_opens(identity: Identity, tmp_path: Path) -> None:
    path = stored(tmp_path / "t.somesec", rows_of(identity))
    assert read_register(path, "pa\u0308iva\u0308", KEY_FILE) == {
        "register": REGISTER.hex(),
        "members": {MEMBER.hex(): CARD_OF_MEMBER},
        "cards": {id_.hex(): card for id_, card in CARDS.items()},
        "secrets": {ACCOUNT.hex(): SECRET},
        "texts": {TEXT.hex(): WORDING},
        "evidence": {EVIDENCE.hex(): base64.b64encode(PICTURE).decode()},
        "trail": [{"act": "step 1"}, {"act": "step 2"}],
    }


@pytest.mark.parametrize(
    ("passphrase", "key_file"), [("wrong", KEY_FILE), ("p\u00e4iv\u00e4", None)]
)
def test_it_opens_nothing_without_the_passphrase_and_the_key_file(
    identity: Identity, tmp_path: Path, passphrase: str, key_file: bytes | None
) -> None:
    path = stored(tmp_path / "t.somesec", rows_of(identity))
    with pytest.raises(ValueError, match="commitment"):
        read_register(path, passphrase, key_file)


def without_a_record(rows: dict[str, list[Row]]) -> None:
    del rows["record"][1]


def with_a_record_put_back(rows: dict[str, list[Row]]) -> None:
    first = rows["record"][1]
    rows["record"][1] = (*first[:4], 2, *first[5:])


def with_the_trail_cut(rows: dict[str, list[Row]]) -> None:
    del rows["trail"][0]


def with_a_member_the_trail_does_not_know(rows: dict[str, list[Row]]) -> None:
    rows["member"].append((b"X" * 16, *rows["member"][0][1:]))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (without_a_record, "rows and trail disagree"),
        (with_a_record_put_back, "rows and trail disagree"),
        (with_the_trail_cut, "trail at 1"),
        (with_a_member_the_trail_does_not_know, "rows and trail disagree"),
    ],
)
def test_it_refuses_rows_that_were_changed(
    identity: Identity, tmp_path: Path, change: Callable[[dict[str, list[Row]]], None], said: str
) -> None:
    rows = rows_of(identity)
    change(rows)
    path = stored(tmp_path / "t.somesec", rows)
    with pytest.raises(ValueError, match=said):
        read_register(path, "p\u00e4iv\u00e4", KEY_FILE)


def test_it_refuses_an_entry_that_its_member_did_not_sign(
    identity: Identity, stranger: Identity, tmp_path: Path
) -> None:
    rows = rows_of(identity)
    entry = list(rows["trail"][1])
    entry[-1] = stranger.sign("somesec trail 1", b"")
    rows["trail"][1] = tuple(entry)
    path = stored(tmp_path / "t.somesec", rows)
    with pytest.raises(InvalidSignature):
        read_register(path, "p\u00e4iv\u00e4", KEY_FILE)


def test_it_refuses_a_register_that_another_founded_than_the_locked_keys_know(
    identity: Identity, stranger: Identity, tmp_path: Path
) -> None:
    known = root_of(REGISTER, stranger.public.to_bytes())
    path = stored(tmp_path / "t.somesec", rows_of(identity, known))
    with pytest.raises(ValueError, match="founder"):
        read_register(path, "p\u00e4iv\u00e4", KEY_FILE)
