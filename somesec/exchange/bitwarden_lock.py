"""What opens a Bitwarden export that is protected with a passphrase.

Source: Bitwarden clients, libs/tools/export/vault-export (password protected JSON), and
bitwarden.com/help/kdf-algorithms, whose upper bounds are ours.
"""

import base64
import binascii
import hashlib

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, hmac, padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from somesec.errors import InputError, LockedError
from somesec.exchange.json_source import decode
from somesec.language import _

MAX_PBKDF2_ROUNDS = 2_000_000
MAX_ARGON2_PASSES, MAX_ARGON2_MIB, MAX_ARGON2_LANES = 10, 1024, 16
_PBKDF2, _ARGON2ID = 0, 1
_AES_CBC_HMAC = "2."
_BLOCK, _MAC = 16, 32


class _Locked(msgspec.Struct, rename="camel"):
    salt: str
    kdf_type: int
    kdf_iterations: int
    data: str
    kdf_memory: int | None = None
    kdf_parallelism: int | None = None


def unlock(data: bytes, passphrase: str) -> bytes:
    """The JSON inside the export.

    Raises LockedError for a wrong passphrase, InputError when the export is damaged or asks for
    more work or memory than Bitwarden itself allows."""
    locked = decode(data, _Locked, "Bitwarden")
    iv, sealed, mac = _parts(locked.data)
    key = _key(locked, passphrase)
    expected = hmac.HMAC(_stretched(key, b"mac"), hashes.SHA256())
    expected.update(iv + sealed)
    try:
        expected.verify(mac)
    except InvalidSignature:
        raise LockedError(
            _("The passphrase of the Bitwarden export is wrong, or the file is damaged.")
        ) from None
    opener = Cipher(algorithms.AES(_stretched(key, b"enc")), modes.CBC(iv)).decryptor()
    unpadder = padding.PKCS7(_BLOCK * 8).unpadder()
    try:
        padded = opener.update(sealed) + opener.finalize()
        return unpadder.update(padded) + unpadder.finalize()
    except ValueError:
        raise _damaged() from None


def _parts(text: str) -> tuple[bytes, bytes, bytes]:
    if not text.startswith(_AES_CBC_HMAC):
        raise _damaged()
    try:
        parts = [
            base64.b64decode(part, validate=True)
            for part in text.removeprefix(_AES_CBC_HMAC).split("|", 3)
        ]
    except (binascii.Error, ValueError):
        raise _damaged() from None
    if len(parts) != 3 or len(parts[0]) != _BLOCK or len(parts[2]) != _MAC:
        raise _damaged()
    return parts[0], parts[1], parts[2]


def _key(locked: _Locked, passphrase: str) -> bytes:
    salt, rounds = locked.salt.encode(), locked.kdf_iterations
    if locked.kdf_type == _PBKDF2:
        _require(1 <= rounds <= MAX_PBKDF2_ROUNDS)
        return PBKDF2HMAC(hashes.SHA256(), 32, salt, rounds).derive(passphrase.encode())
    _require(locked.kdf_type == _ARGON2ID)
    memory, lanes = locked.kdf_memory or 0, locked.kdf_parallelism or 0
    _require(1 <= rounds <= MAX_ARGON2_PASSES)
    _require(1 <= memory <= MAX_ARGON2_MIB and 1 <= lanes <= MAX_ARGON2_LANES)
    return Argon2id(
        salt=hashlib.sha256(salt).digest(),
        length=32,
        iterations=rounds,
        lanes=lanes,
        memory_cost=memory * 1024,
    ).derive(passphrase.encode())


def _stretched(key: bytes, purpose: bytes) -> bytes:
    return HKDFExpand(hashes.SHA256(), 32, purpose).derive(key)


def _require(is_usual: bool) -> None:
    if not is_usual:
        raise InputError(
            _(
                "The Bitwarden export derives its key in a way that Bitwarden does not offer. "
                "Export it again."
            )
        )


def _damaged() -> InputError:
    return InputError(_("The Bitwarden export is damaged or cut off. Export it again."))
