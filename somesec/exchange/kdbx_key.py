"""The key that a KDBX file asks to be derived from passphrase and key file.

The derivation is done here rather than in pykeepass for two reasons: its bounds are checked before
anything is derived, and the AES rounds (KeePassXC sets as many as fit into a second, tens of
millions) take seconds instead of minutes. Source of the layout: keepass.info/help/kb/kdbx.html.
"""

import struct
from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.argon2 import Argon2d, Argon2id
from pykeepass.kdbx_parsing.common import compute_key_composite

from somesec.errors import InputError
from somesec.exchange.kdbx_header import Header, damaged
from somesec.language import _

MAX_MEMORY = 1024**3
MAX_LANES = 64
# About a minute of Argon2, half a minute of AES, on an office computer.
MAX_ARGON2_WORK = 64 * 1024**3
MAX_AES_ROUNDS = 1_000_000_000

_ARGON2D = bytes.fromhex("ef636ddf8c29444b91f7a9a403e30a0c")
_ARGON2ID = bytes.fromhex("9e298b1956db4773b23dfc3ec6f0a1e6")
_AES = (
    bytes.fromhex("c9d9f39a628a4460bf740d08c18a4fea"),
    bytes.fromhex("7c02bb8279a74ac0927d114a00648238"),
)

_INTEGERS = {0x04: "<I", 0x05: "<Q", 0x08: "<?", 0x0C: "<i", 0x0D: "<q"}
_ZEROS = bytes(1024 * 1024)
_BLOCK = 16


def derive(header: Header, passphrase: str | None, key_file: bytes | None) -> bytes:
    """The 32 bytes that open the content, if passphrase and key file are right.

    Raises InputError when the file asks for more work or memory than any real one does."""
    composite = _composite(passphrase, key_file)
    if header.version == 3:
        return _aes(composite, header.transform_seed, header.transform_rounds)
    parameters = _variants(header.kdf_parameters)
    method, salt = parameters.get("$UUID"), parameters.get("S")
    if not isinstance(salt, bytes):
        raise damaged()
    if method in _AES:
        return _aes(composite, salt, _integer(parameters, "R"))
    if method in (_ARGON2D, _ARGON2ID):
        argon2 = Argon2id if method == _ARGON2ID else Argon2d
        return _argon2(argon2, composite, salt, parameters)
    raise InputError(
        _("The KDBX file derives its key in an unknown way. Save it anew with KeePassXC.")
    )


def _composite(passphrase: str | None, key_file: bytes | None) -> bytes:
    try:
        composite: bytes = compute_key_composite(
            passphrase, BytesIO(key_file) if key_file else None
        )
    except (AssertionError, AttributeError, ValueError, OSError):
        raise InputError(_("The key file is damaged. Use its backup.")) from None
    return composite


def _variants(data: bytes) -> dict[str, bytes | int]:
    """A KDBX 4 variant dictionary; texts stay bytes."""
    found: dict[str, bytes | int] = {}
    position = 2
    try:
        while kind := data[position]:
            name, position = _sized(data, position + 1)
            value, position = _sized(data, position)
            layout = _INTEGERS.get(kind)
            found[name.decode()] = struct.unpack(layout, value)[0] if layout else value
    except (IndexError, UnicodeDecodeError, struct.error):
        raise damaged() from None
    return found


def _sized(data: bytes, position: int) -> tuple[bytes, int]:
    start = position + 4
    end = start + int.from_bytes(data[position:start], "little")
    return data[start:end], end


def _integer(parameters: Mapping[str, bytes | int], name: str) -> int:
    value = parameters.get(name)
    if not isinstance(value, int):
        raise damaged()
    return value


def _argon2(
    method: type[Argon2d] | type[Argon2id],
    composite: bytes,
    salt: bytes,
    parameters: Mapping[str, bytes | int],
) -> bytes:
    memory, passes, lanes = (_integer(parameters, name) for name in "MIP")
    if memory > MAX_MEMORY or memory * passes > MAX_ARGON2_WORK or lanes > MAX_LANES:
        raise _too_costly()
    if _integer(parameters, "V") != 0x13:
        raise InputError(
            _("The KDBX file uses an old form of Argon2. Save it anew with KeePassXC.")
        )
    try:
        return method(
            salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory // 1024
        ).derive(composite)
    except ValueError:
        raise damaged() from None


def _aes(composite: bytes, seed: bytes, rounds: int) -> bytes:
    """AES-KDF: both halves encrypted again and again. In CBC over zeros each block is the
    encryption of the one before, which is the same and leaves the loop to the library."""
    if rounds > MAX_AES_ROUNDS:
        raise _too_costly()
    if len(seed) != 32:
        raise damaged()
    halves = (composite[:_BLOCK], composite[_BLOCK:])
    return sha256(b"".join(_encrypted_repeatedly(half, seed, rounds) for half in halves)).digest()


def _encrypted_repeatedly(block: bytes, key: bytes, rounds: int) -> bytes:
    encryptor = Cipher(algorithms.AES(key), modes.CBC(block)).encryptor()
    out = bytearray(len(_ZEROS) + _BLOCK)
    remaining = rounds * _BLOCK
    while remaining:
        size = min(remaining, len(_ZEROS))
        encryptor.update_into(_ZEROS[:size], out)
        block = bytes(out[size - _BLOCK : size])
        remaining -= size
    return block


def _too_costly() -> InputError:
    return InputError(
        _(
            "The KDBX file asks for more memory or rounds to derive its key than is safe. "
            "Save it in KeePassXC with lower settings."
        )
    )
