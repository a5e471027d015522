from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from somesec.vault.device_key import pin_context, pin_key
from somesec.vault.identity import Identity


def test_the_key_of_pins_is_made_as_the_format_says(identity: Identity) -> None:
    by_the_document = HKDF(
        algorithm=SHA256(), length=32, salt=None, info=b"s\x00\x00\x00\x14somesec device pin 1"
    )
    assert pin_key(identity) == by_the_document.derive(identity.private_bytes())


def test_a_pin_is_bound_to_its_register_and_member_as_the_format_says() -> None:
    head = b"b\x00\x00\x00\x10"
    by_the_document = b"s\x00\x00\x00\x0adevice pin" + head + b"r" * 16 + head + b"m" * 16
    assert pin_context(b"r" * 16, b"m" * 16) == by_the_document
