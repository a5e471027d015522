"""What seals a device's own memory of a register, so that only its unlocked member can write it."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from somesec.vault.encoding import encode
from somesec.vault.identity import Identity
from somesec.vault.sealed import KEY_BYTES


def pin_key(identity: Identity) -> bytes:
    """The 32-byte key of this member's pins, the same on every device and for nothing else."""
    return HKDF(
        algorithm=SHA256(),
        length=KEY_BYTES,
        salt=None,
        info=encode("somesec device pin 1"),
    ).derive(identity.private_bytes())


def pin_context(register: bytes, member: bytes) -> bytes:
    """What a pin is bound to: the register and the member, 16-byte ids."""
    return encode("device pin", register, member)
