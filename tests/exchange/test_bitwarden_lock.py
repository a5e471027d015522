"""Bitwarden exports under a passphrase, sealed here step by step as Bitwarden documents it."""

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from somesec.errors import InputError, LockedError
from somesec.exchange import bitwarden_json
from somesec.exchange.read import read_logins

PASSPHRASE = "pitkä salalause viennille"
INSIDE = {
    "encrypted": False,
    "folders": [],
    "items": [{"type": 1, "name": "Kirjasto", "login": {"username": "a", "password": "Sala-41"}}],
}
PBKDF2 = {"kdfType": 0, "kdfIterations": 5000}
ARGON2 = {"kdfType": 1, "kdfIterations": 2, "kdfMemory": 16, "kdfParallelism": 2}


def sealed(kdf: dict[str, int], inside: bytes | None = None, **changes: Any) -> bytes:
    salt = "c2FsdCBvZiBhbiBleHBvcnQ="
    if kdf["kdfType"] == 0:
        key = hashlib.pbkdf2_hmac("sha256", PASSPHRASE.encode(), salt.encode(), 5000)
    else:
        key = Argon2id(
            salt=hashlib.sha256(salt.encode()).digest(),
            length=32,
            iterations=2,
            lanes=2,
            memory_cost=16 * 1024,
        ).derive(PASSPHRASE.encode())
    # HKDF-Expand (RFC 5869) of one block.
    enc, mac = (hmac.digest(key, name + b"\1", "sha256") for name in (b"enc", b"mac"))
    text = json.dumps(INSIDE).encode() if inside is None else inside
    text += bytes([16 - len(text) % 16]) * (16 - len(text) % 16)
    iv = bytes(range(16))
    encryptor = Cipher(algorithms.AES(enc), modes.CBC(iv)).encryptor()
    ciphertext = encryptor.update(text) + encryptor.finalize()
    parts = (iv, ciphertext, hmac.digest(mac, iv + ciphertext, "sha256"))
    data = "2." + "|".join(base64.b64encode(part).decode() for part in parts)
    whole = {"encrypted": True, "passwordProtected": True, "salt": salt, "data": data}
    return json.dumps(whole | kdf | changes).encode()


@pytest.mark.parametrize("kdf", [PBKDF2, ARGON2])
def test_the_passphrase_opens_it(tmp_path: Path, kdf: dict[str, int]) -> None:
    file = tmp_path / "export.json"
    file.write_bytes(sealed(kdf))
    (login,) = read_logins(file, passphrase=PASSPHRASE).logins
    assert (login.title, login.password) == ("Kirjasto", "Sala-41")


def test_without_a_passphrase_or_with_another_it_is_locked() -> None:
    for passphrase in (None, "", "toinen"):
        with pytest.raises(LockedError):
            bitwarden_json.read(sealed(PBKDF2), passphrase)


def test_what_was_changed_inside_is_not_decrypted() -> None:
    whole = json.loads(sealed(PBKDF2))
    iv, ciphertext, mac = whole["data"].removeprefix("2.").split("|")
    changed = base64.b64encode(base64.b64decode(ciphertext)[:-16]).decode()
    with pytest.raises(LockedError):
        bitwarden_json.read(sealed(PBKDF2, data=f"2.{iv}|{changed}|{mac}"), PASSPHRASE)


@pytest.mark.parametrize(
    "changes",
    [
        {"kdfIterations": 2_000_001},
        {"kdfIterations": 0},
        {"kdfIterations": -1},
        {"kdfType": 2},
        {"kdfType": 1, "kdfIterations": 11, "kdfMemory": 64, "kdfParallelism": 4},
        {"kdfType": 1, "kdfIterations": 3, "kdfMemory": 1025, "kdfParallelism": 4},
        {"kdfType": 1, "kdfIterations": 3, "kdfMemory": 64, "kdfParallelism": 17},
        {"kdfType": 1, "kdfIterations": 3},
        {"kdfIterations": "many"},
        {"salt": None},
        {"data": "2.a|b"},
        {"data": "2." + "|" * 100_000},
        {"data": "0.AAAA"},
        {"data": "2.é|é|é"},
    ],
)
def test_what_bitwarden_would_not_write_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        bitwarden_json.read(sealed(PBKDF2, **changes), PASSPHRASE)


@pytest.mark.parametrize("inside", [b"", b"no json", b"[" * 5000, b'{"items": 5}'])
def test_what_is_inside_is_judged_like_any_export(inside: bytes) -> None:
    with pytest.raises(InputError):
        bitwarden_json.read(sealed(PBKDF2, inside), PASSPHRASE)


def test_a_file_for_its_account_alone_is_refused() -> None:
    with pytest.raises(InputError, match="encrypted"):
        bitwarden_json.read(sealed(PBKDF2, passwordProtected=False), PASSPHRASE)
