"""Fingerprints of passwords: equal for equal passwords in one register, useless without its key.

Worker processes import this, so it brings in Argon2id and nothing of the key exchange.
"""

import hashlib
import unicodedata
from typing import Literal, TypeAlias

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from somesec.vault.encoding import encode

Purpose: TypeAlias = Literal["exact", "stem"]

FINGERPRINT_BYTES = 16
INTRANET_BYTES = 5
KEY_BYTES = 32

# About 10 ms. The key is what protects; the cost is for someone who holds the key as well.
_MEMORY_KIB = 8 * 1024
_PASSES = 1
_LANES = 1


def fingerprint(password: str, key: bytes, register: bytes, *, purpose: Purpose) -> bytes:
    """16 bytes for the password (or its stem) under the register's fingerprint key.

    `key` is 32 bytes, `register` a 16-byte id. Fingerprints of one purpose never match those of
    another, whatever the text.
    Raises ValueError when the key has another length."""
    text = unicodedata.normalize("NFC", password).encode(errors="surrogatepass")
    salt = hashlib.sha256(encode("somesec fingerprint 1", register)).digest()[:16]
    return _derived(text, key, salt, purpose, FINGERPRINT_BYTES)


def intranet_value(nt_hash: bytes, key: bytes, salt: bytes) -> bytes:
    """5 bytes for a password of the intranet, given by its NT hash (16 bytes), under the register's
    fingerprint key and the list's own salt (16 bytes).

    So short that one value in a list of ten thousand fits a wrong guess in a hundred million, and
    that the list gives no hash back.
    Raises ValueError when the key has another length."""
    return _derived(nt_hash, key, salt, "intranet", INTRANET_BYTES)


def _derived(content: bytes, key: bytes, salt: bytes, purpose: str, length: int) -> bytes:
    if len(key) != KEY_BYTES:
        raise ValueError("a fingerprint key is 32 bytes")
    return Argon2id(
        salt=salt,
        length=length,
        iterations=_PASSES,
        lanes=_LANES,
        memory_cost=_MEMORY_KIB,
        ad=encode(purpose),
        secret=key,
    ).derive(content)
