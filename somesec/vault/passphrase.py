"""Locks a member's private keys with a passphrase, and with a key file or a device's secret where
they are in use.

The locked form is a header that anyone may read, and sealed the keys and the register's root. The
header is the context of the seal, so a changed header never opens; docs/vault-format.md gives the
layout.
"""

import hashlib
import os
import struct
import unicodedata
from typing import NamedTuple, Self

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from somesec.errors import InputError, LockedError, SomesecError, TamperedError
from somesec.language import _
from somesec.vault.cost import Cost, default_cost
from somesec.vault.encoding import encode
from somesec.vault.identity import PRIVATE_BYTES, ROOT_BYTES, Identity
from somesec.vault.sealed import seal, unseal

SUITE = 1
DEVICE_SECRET_BYTES = 32

_NEEDS_KEY_FILE = 0b01
_NEEDS_DEVICE_SECRET = 0b10
_SALT_BYTES = 32
_LAYOUT = struct.Struct(">BBIII16s16s32s")
# Private keys and root are 161 bytes, which with their length pad to 192; 65 of header, 16 of tag.
_SEALED_BYTES = 65 + 192 + 16
LOCKED_BYTES = _LAYOUT.size + _SEALED_BYTES


class Unlocked(NamedTuple):
    """What a passphrase opens: the member's keys, and the root (32 bytes) of their register."""

    identity: Identity
    root: bytes

    def __repr__(self) -> str:
        return "Unlocked()"


class _Header(NamedTuple):
    suite: int
    flags: int
    memory_kib: int
    passes: int
    lanes: int
    register: bytes
    member: bytes
    salt: bytes

    @classmethod
    def read(cls, blob: bytes) -> Self:
        if len(blob) != LOCKED_BYTES:
            raise _damaged()
        header = cls(*_LAYOUT.unpack_from(blob))
        if header.suite != SUITE or header.flags & ~(_NEEDS_KEY_FILE | _NEEDS_DEVICE_SECRET):
            raise _damaged()
        header.cost.check()
        return header

    @property
    def cost(self) -> Cost:
        return Cost(self.memory_kib, self.passes, self.lanes)

    @property
    def needs_key_file(self) -> bool:
        return bool(self.flags & _NEEDS_KEY_FILE)

    @property
    def needs_device_secret(self) -> bool:
        return bool(self.flags & _NEEDS_DEVICE_SECRET)

    def to_bytes(self) -> bytes:
        return _LAYOUT.pack(*self)

    def context(self) -> bytes:
        return encode("somesec lock 1", self.to_bytes())


def lock(
    identity: Identity,
    passphrase: str,
    register: bytes,
    member: bytes,
    *,
    root: bytes,
    cost: Cost | None = None,
    key_file: bytes | None = None,
    device_secret: bytes | None = None,
) -> bytes:
    """The identity's private keys and the register's root, locked, in 351 bytes. Without a cost,
    the default one is used.

    `register` and `member` are 16-byte ids, `root` is 32 bytes (`root_of`); `key_file` is the
    content of the file, `device_secret` 32 random bytes that only the device keeps.
    Raises InputError for an empty or unreadable passphrase and an empty key file, ValueError for
    ids, a root or a secret of another length or a cost out of bounds, SomesecError when memory
    runs out."""
    cost = cost or default_cost()
    if not cost.within_bounds():
        raise ValueError("a cost must be from FLOOR to CEILING")
    if len(register) != 16 or len(member) != 16:
        raise ValueError("ids are 16 bytes")
    if len(root) != ROOT_BYTES:
        raise ValueError("a root is 32 bytes")
    if not passphrase:
        raise InputError(_("The passphrase is empty. Choose one of several words."))
    if key_file == b"":
        raise InputError(_("The key file is empty. Choose one that holds random bytes."))
    header = _Header(
        suite=SUITE,
        flags=(0 if key_file is None else _NEEDS_KEY_FILE)
        | (0 if device_secret is None else _NEEDS_DEVICE_SECRET),
        memory_kib=cost.memory_kib,
        passes=cost.passes,
        lanes=cost.lanes,
        register=register,
        member=member,
        salt=os.urandom(_SALT_BYTES),
    )
    key = _derive(passphrase, key_file, device_secret, header)
    return header.to_bytes() + seal(key, header.context(), identity.private_bytes() + root)


def unlock(
    blob: bytes,
    passphrase: str,
    register: bytes,
    member: bytes,
    *,
    key_file: bytes | None = None,
    device_secret: bytes | None = None,
) -> Unlocked:
    """The identity and the root locked in the bytes. A device's secret that the lock was made
    without is left unused.

    Raises LockedError for a missing or wrong passphrase, key file or device's secret, or a damage
    that cannot be told from one; TamperedError for a changed cost, suite, register or member,
    before any derivation; InputError for a passphrase that is no text; ValueError for a secret of
    another length; SomesecError when memory runs out."""
    header = _Header.read(blob)
    if (header.register, header.member) != (register, member):
        raise TamperedError(
            _(
                "The locked key belongs to another register or member: it was exchanged. "
                "Restore the register from a backup."
            )
        )
    if header.needs_key_file and key_file is None:
        raise LockedError(_("This member's key needs the key file besides the passphrase."))
    if not header.needs_key_file and key_file is not None:
        raise LockedError(_("This member's key is locked without a key file: leave the file out."))
    if header.needs_device_secret and device_secret is None:
        raise LockedError(
            _(
                "These keys were locked to another computer, or this one has forgotten them. "
                "Unlock on that computer, ask a coordinator for a new invitation, or use the "
                "recovery kit."
            )
        )
    key = _derive(
        passphrase, key_file, device_secret if header.needs_device_secret else None, header
    )
    try:
        content = unseal(key, header.context(), blob[_LAYOUT.size :])
    except TamperedError as error:
        raise _does_not_open(header) from error
    if len(content) != PRIVATE_BYTES + ROOT_BYTES:
        raise _damaged()
    private, root = content[:PRIVATE_BYTES], content[PRIVATE_BYTES:]
    return Unlocked(Identity.from_private_bytes(private), root)


def ids_of(blob: bytes) -> tuple[bytes, bytes]:
    """The ids of the register and of the member that a locked key says it belongs to.

    Raises TamperedError as `unlock` does."""
    header = _Header.read(blob)
    return header.register, header.member


def needs_key_file(blob: bytes) -> bool:
    """Whether the locked key opens only with a key file besides the passphrase.

    Raises TamperedError as `unlock` does."""
    return _Header.read(blob).needs_key_file


def needs_device_secret(blob: bytes) -> bool:
    """Whether the locked key opens only with the secret that its device keeps.

    Raises TamperedError as `unlock` does."""
    return _Header.read(blob).needs_device_secret


def cost_of(blob: bytes) -> Cost:
    """The cost a locked key was made with.

    Raises TamperedError as `unlock` does."""
    return _Header.read(blob).cost


def needs_stronger(blob: bytes) -> bool:
    """Whether the locked key was made with less than today's default cost. Lock it anew with
    `cost_of(blob).at_least(default_cost())`, which lowers nothing.

    Raises TamperedError as `unlock` does."""
    return cost_of(blob).weaker_than(default_cost())


def _derive(
    passphrase: str, key_file: bytes | None, device_secret: bytes | None, header: _Header
) -> bytes:
    if device_secret is not None and len(device_secret) != DEVICE_SECRET_BYTES:
        raise ValueError("a device's secret is 32 bytes")
    try:
        key = Argon2id(
            salt=header.salt,
            length=32,
            iterations=header.passes,
            lanes=header.lanes,
            memory_cost=header.memory_kib,
        ).derive(_as_bytes(passphrase))
    except MemoryError as error:
        raise SomesecError(
            _(
                "There is too little free memory to try the passphrase: it takes {memory} MiB. "
                "Close other programs and try again."
            ).format(memory=header.memory_kib // 1024)
        ) from error
    if key_file is not None:
        key = _mixed(key, key_file, "somesec key file 1")
    if device_secret is not None:
        key = _mixed(key, device_secret, "somesec device secret 1")
    return key


def _mixed(key: bytes, second: bytes, label: str) -> bytes:
    salt = hashlib.sha256(second).digest()
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=encode(label)).derive(key)


def _as_bytes(passphrase: str) -> bytes:
    # The same letters come composed from one keyboard and decomposed from another.
    try:
        return unicodedata.normalize("NFC", passphrase).encode()
    except UnicodeEncodeError:
        raise InputError(
            _("The passphrase is not text in UTF-8. Type it, or save its file as UTF-8.")
        ) from None  # The cause would carry the passphrase.


def _damaged() -> TamperedError:
    return TamperedError(
        _("The locked key in the register is damaged. Restore the register from a backup.")
    )


def _does_not_open(header: _Header) -> LockedError:
    said = (
        _("Wrong passphrase or key file, or the stored key is damaged. Try again.")
        if header.needs_key_file
        else _("Wrong passphrase, or the stored key is damaged. Try again.")
    )
    if header.needs_device_secret:
        said += " " + _(
            "If it is the right one, these keys were locked anew on another computer: unlock there."
        )
    return LockedError(said)
