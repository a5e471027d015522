"""Locks a member's private keys with a passphrase, and with a key file where one is in use.

The locked form is a header that anyone may read and the sealed keys. The header is the context of
the seal, so a changed header never opens; docs/vault-format.md gives the layout.
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
from somesec.vault.identity import Identity
from somesec.vault.sealed import seal, unseal

SUITE = 1

_NEEDS_KEY_FILE = 0b1
_SALT_BYTES = 32
_LAYOUT = struct.Struct(">BBIII16s16s32s")
# The private keys are 129 bytes, which with their length pad to 192; 65 of header and 16 of tag.
_SEALED_BYTES = 65 + 192 + 16
LOCKED_BYTES = _LAYOUT.size + _SEALED_BYTES


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
        if header.suite != SUITE or header.flags & ~_NEEDS_KEY_FILE:
            raise _damaged()
        header.cost.check()
        return header

    @property
    def cost(self) -> Cost:
        return Cost(self.memory_kib, self.passes, self.lanes)

    @property
    def needs_key_file(self) -> bool:
        return bool(self.flags & _NEEDS_KEY_FILE)

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
    cost: Cost | None = None,
    key_file: bytes | None = None,
) -> bytes:
    """The identity's private keys, locked, in 351 bytes. Without a cost, the default one is used.

    `register` and `member` are 16-byte ids; `key_file` is the content of the file.
    Raises InputError for an empty or unreadable passphrase and an empty key file, ValueError for
    ids of another length or a cost out of bounds, SomesecError when memory runs out."""
    cost = cost or default_cost()
    if not cost.within_bounds():
        raise ValueError("a cost must be from FLOOR to CEILING")
    if len(register) != 16 or len(member) != 16:
        raise ValueError("ids are 16 bytes")
    if not passphrase:
        raise InputError(_("The passphrase is empty. Choose one of several words."))
    if key_file == b"":
        raise InputError(_("The key file is empty. Choose one that holds random bytes."))
    header = _Header(
        suite=SUITE,
        flags=0 if key_file is None else _NEEDS_KEY_FILE,
        memory_kib=cost.memory_kib,
        passes=cost.passes,
        lanes=cost.lanes,
        register=register,
        member=member,
        salt=os.urandom(_SALT_BYTES),
    )
    key = _derive(passphrase, key_file, header)
    return header.to_bytes() + seal(key, header.context(), identity.private_bytes())


def unlock(
    blob: bytes,
    passphrase: str,
    register: bytes,
    member: bytes,
    key_file: bytes | None = None,
) -> Identity:
    """The identity locked in the bytes.

    Raises LockedError for a wrong passphrase or key file, or a damage that cannot be told from
    one; TamperedError for a changed cost, suite, register or member, before any derivation;
    InputError for a passphrase that is no text; SomesecError when memory runs out."""
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
    key = _derive(passphrase, key_file, header)
    try:
        private = unseal(key, header.context(), blob[_LAYOUT.size :])
    except TamperedError as error:
        raise LockedError(
            _("Wrong passphrase or key file, or the stored key is damaged. Try again.")
            if header.needs_key_file
            else _("Wrong passphrase, or the stored key is damaged. Try again.")
        ) from error
    return Identity.from_private_bytes(private)


def cost_of(blob: bytes) -> Cost:
    """The cost a locked key was made with.

    Raises TamperedError as `unlock` does."""
    return _Header.read(blob).cost


def needs_stronger(blob: bytes) -> bool:
    """Whether the locked key was made with less than today's default cost. Lock it anew with
    `cost_of(blob).at_least(default_cost())`, which lowers nothing.

    Raises TamperedError as `unlock` does."""
    return cost_of(blob).weaker_than(default_cost())


def _derive(passphrase: str, key_file: bytes | None, header: _Header) -> bytes:
    try:
        stretched = Argon2id(
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
    if key_file is None:
        return stretched
    return HKDF(
        algorithm=SHA256(),
        length=32,
        salt=hashlib.sha256(key_file).digest(),
        info=encode("somesec key file 1"),
    ).derive(stretched)


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
