"""A member's keys: one pair to receive keys, hybrid of ML-KEM-768 and X25519, and one to sign.

The hybrid holds as long as either half does, against an attacker who keeps today's files for a
quantum computer to come. HPKE proves no sender: whoever gives a key signs the grant besides.
"""

import hashlib
import os
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from somesec.errors import TamperedError
from somesec.language import _
from somesec.vault.encoding import encode

SUITE = 1
SEED_BYTES = 32
SIGNATURE_BYTES = 64
ROOT_BYTES = 32

_MLKEM_PUBLIC = 1184
_MLKEM_SEED = 64
_CURVE_KEY = 32

PUBLIC_BYTES = 1 + _MLKEM_PUBLIC + 2 * _CURVE_KEY
PRIVATE_BYTES = 1 + _MLKEM_SEED + 2 * _CURVE_KEY


def _hpke() -> hpke.Suite:
    return hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def _info(context: bytes) -> bytes:
    return encode("somesec grant 1", context)


@dataclass(frozen=True, slots=True, repr=False)
class PublicIdentity:
    """What anyone may know of a member's keys. Equal when all three keys are equal."""

    _encoded: bytes
    _receiving: hpke.MLKEM768X25519PublicKey = field(compare=False)
    _verifying: Ed25519PublicKey = field(compare=False)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Reads suite byte, ML-KEM-768 (1184), X25519 (32) and Ed25519 (32) public keys.

        Raises TamperedError for anything else."""
        if len(data) != PUBLIC_BYTES or data[0] != SUITE:
            raise _damaged_key()
        mlkem, x25519, ed25519 = _cut(data, _MLKEM_PUBLIC)
        try:
            return cls(
                data,
                hpke.MLKEM768X25519PublicKey(
                    MLKEM768PublicKey.from_public_bytes(mlkem),
                    X25519PublicKey.from_public_bytes(x25519),
                ),
                Ed25519PublicKey.from_public_bytes(ed25519),
            )
        except ValueError as error:
            raise _damaged_key() from error

    def to_bytes(self) -> bytes:
        """1249 bytes, as `from_bytes` reads them."""
        return self._encoded

    def fingerprint(self) -> bytes:
        """32 bytes that stand for all three keys, to pin and to compare over the telephone."""
        return hashlib.sha256(encode("somesec identity 1", self._encoded)).digest()

    def verify(self, context: str, message: bytes, signature: bytes) -> None:
        """Passes when this member signed the message for the context.

        Raises TamperedError when not."""
        try:
            self._verifying.verify(signature, encode(context, message))
        except InvalidSignature as error:
            raise TamperedError(
                _(
                    "A signature in the register does not verify: what it covers was changed or "
                    "made up. Run 'somesec verify' to see what."
                )
            ) from error

    def seal(self, context: bytes, plaintext: bytes) -> bytes:
        """Seals bytes to this member: encapsulation (1120), then ciphertext with its tag (16).

        Raises TamperedError for a public key that no honest member has."""
        try:
            return _hpke().encrypt(plaintext, self._receiving, info=_info(context))
        except ValueError as error:
            raise _damaged_key() from error


class Identity:
    """A member's private keys. Shows none of them when printed."""

    __slots__ = ("_mlkem", "_signing", "_x25519", "public")

    public: PublicIdentity

    def __init__(
        self, mlkem: MLKEM768PrivateKey, x25519: X25519PrivateKey, signing: Ed25519PrivateKey
    ) -> None:
        self._mlkem = mlkem
        self._x25519 = x25519
        self._signing = signing
        self.public = PublicIdentity.from_bytes(
            bytes([SUITE])
            + mlkem.public_key().public_bytes_raw()
            + x25519.public_key().public_bytes_raw()
            + signing.public_key().public_bytes_raw()
        )

    @classmethod
    def generate(cls) -> Self:
        """A new identity from the system's randomness."""
        return cls.from_private_bytes(bytes([SUITE]) + os.urandom(PRIVATE_BYTES - 1))

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """The one identity that belongs to a 32-byte seed, for the recovery kit.

        Raises ValueError when the seed has another length."""
        if len(seed) != SEED_BYTES:
            raise ValueError("a seed is 32 bytes")
        material = HKDF(
            algorithm=SHA256(),
            length=PRIVATE_BYTES - 1,
            salt=None,
            info=encode("somesec identity from seed 1", SUITE),
        ).derive(seed)
        return cls.from_private_bytes(bytes([SUITE]) + material)

    @classmethod
    def from_private_bytes(cls, data: bytes) -> Self:
        """Reads suite byte, ML-KEM-768 seed (64), X25519 (32) and Ed25519 (32) private keys.

        Raises TamperedError for anything else."""
        if len(data) != PRIVATE_BYTES or data[0] != SUITE:
            raise _damaged_key()
        mlkem, x25519, ed25519 = _cut(data, _MLKEM_SEED)
        return cls(
            MLKEM768PrivateKey.from_seed_bytes(mlkem),
            X25519PrivateKey.from_private_bytes(x25519),
            Ed25519PrivateKey.from_private_bytes(ed25519),
        )

    def private_bytes(self) -> bytes:
        """129 secret bytes, as `from_private_bytes` reads them."""
        return (
            bytes([SUITE])
            + self._mlkem.private_bytes_raw()
            + self._x25519.private_bytes_raw()
            + self._signing.private_bytes_raw()
        )

    def sign(self, context: str, message: bytes) -> bytes:
        """64 bytes that prove this member signed the message for the context and no other."""
        return self._signing.sign(encode(context, message))

    def unseal(self, context: bytes, sealed: bytes) -> bytes:
        """What was sealed to this member under the context.

        Raises TamperedError, the same for every cause."""
        private = hpke.MLKEM768X25519PrivateKey(self._mlkem, self._x25519)
        try:
            return _hpke().decrypt(sealed, private, info=_info(context))
        except (InvalidTag, ValueError) as error:
            raise TamperedError(
                _(
                    "A key given to this member does not open: it was changed, moved or meant "
                    "for somebody else. Run 'somesec verify' to see which."
                )
            ) from error

    def __repr__(self) -> str:
        return "Identity()"


def root_of(register: bytes, founder_public: bytes) -> bytes:
    """32 bytes that stand for one register for ever: its 16-byte id and the public keys (1249
    bytes) of who founded it."""
    return hashlib.sha256(encode("somesec register 1", register, founder_public)).digest()


def _cut(data: bytes, mlkem_bytes: int) -> tuple[bytes, bytes, bytes]:
    x25519_at = 1 + mlkem_bytes
    ed25519_at = x25519_at + _CURVE_KEY
    return data[1:x25519_at], data[x25519_at:ed25519_at], data[ed25519_at:]


def _damaged_key() -> TamperedError:
    return TamperedError(
        _("A member's key in the register is damaged. Restore the register from a backup.")
    )
