"""Seals bytes under a key and a context, and opens them only under the same two.

Every seal derives a key of its own from a fresh salt, so no nonce can ever repeat. AES-GCM alone
lets a crafted ciphertext open under two keys; the commitment, checked first, rules that out.
docs/vault-format.md gives the layout.
"""

import os
from hmac import compare_digest
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from somesec.errors import TamperedError
from somesec.language import _
from somesec.vault.encoding import encode

SUITE = 1
KEY_BYTES = 32
BLOCK = 64

_SALT_BYTES = 32
_COMMITMENT_BYTES = 32
_NONCE_BYTES = 12
_LENGTH_BYTES = 4
_HEADER_BYTES = 1 + _SALT_BYTES + _COMMITMENT_BYTES


class _Derived(NamedTuple):
    key: bytes
    commitment: bytes
    nonce: bytes


def seal(key: bytes, context: bytes, plaintext: bytes) -> bytes:
    """Suite byte, salt (32), commitment (32), ciphertext with its tag (a multiple of 64, and 16).

    Raises ValueError when the key is not 32 bytes."""
    salt = os.urandom(_SALT_BYTES)
    derived = _derive(key, salt, context)
    ciphertext = AESGCM(derived.key).encrypt(derived.nonce, _pad(plaintext), None)
    return bytes([SUITE]) + salt + derived.commitment + ciphertext


def unseal(key: bytes, context: bytes, sealed: bytes) -> bytes:
    """The plaintext that was sealed under this key and context.

    Raises TamperedError, the same for every cause, and ValueError when the key is not 32 bytes."""
    header, ciphertext = sealed[:_HEADER_BYTES], sealed[_HEADER_BYTES:]
    if header[:1] != bytes([SUITE]):
        raise _refused()
    salt, commitment = header[1 : 1 + _SALT_BYTES], header[1 + _SALT_BYTES :]
    derived = _derive(key, salt, context)
    if not compare_digest(derived.commitment, commitment):
        raise _refused()
    try:
        padded = AESGCM(derived.key).decrypt(derived.nonce, ciphertext, None)
    except InvalidTag as error:
        raise _refused() from error
    return _unpad(padded)


def _derive(key: bytes, salt: bytes, context: bytes) -> _Derived:
    if len(key) != KEY_BYTES:
        raise ValueError("a sealing key is 32 bytes")
    material = HKDF(
        algorithm=SHA256(),
        length=KEY_BYTES + _COMMITMENT_BYTES + _NONCE_BYTES,
        salt=salt,
        info=encode("somesec record 1", SUITE, context),
    ).derive(key)
    return _Derived(
        key=material[:KEY_BYTES],
        commitment=material[KEY_BYTES : KEY_BYTES + _COMMITMENT_BYTES],
        nonce=material[KEY_BYTES + _COMMITMENT_BYTES :],
    )


def _pad(plaintext: bytes) -> bytes:
    content = len(plaintext).to_bytes(_LENGTH_BYTES, "big") + plaintext
    return content + bytes(-len(content) % BLOCK)


def _unpad(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    plaintext = padded[_LENGTH_BYTES : _LENGTH_BYTES + length]
    if _pad(plaintext) != padded:
        raise _refused()
    return plaintext


def _refused() -> TamperedError:
    return TamperedError(
        _(
            "A sealed record does not open: it was changed, cut, moved or meant for another "
            "place. Run 'somesec verify' to see which, and restore it from a backup."
        )
    )
