import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from somesec.vault.fingerprint import fingerprint, intranet_value

KEY, REGISTER = b"f" * 32, b"r" * 16


def exact(password: str, key: bytes = KEY, register: bytes = REGISTER) -> bytes:
    return fingerprint(password, key, register, purpose="exact")


def test_equal_passwords_have_equal_fingerprints_of_sixteen_bytes() -> None:
    assert exact("Kirjasto2024!") == exact("Kirjasto2024!")
    assert len(exact("Kirjasto2024!")) == 16


def test_composed_and_decomposed_letters_are_one_password() -> None:
    assert exact("pa\u0308iva\u0308") == exact("p\u00e4iv\u00e4")


def test_other_passwords_keys_and_registers_give_other_fingerprints() -> None:
    prints = {
        exact("Kirjasto2024!"),
        exact("kirjasto2024!"),
        exact("Kirjasto2024!", key=b"g" * 32),
        exact("Kirjasto2024!", register=b"R" * 16),
    }
    assert len(prints) == 4


@pytest.mark.parametrize("text", ["", "kirjasto", "stem", "exact"])
def test_a_fingerprint_of_a_stem_never_equals_one_of_a_password(text: str) -> None:
    assert exact(text) != fingerprint(text, KEY, REGISTER, purpose="stem")


def test_half_a_letter_pair_in_a_password_is_measured_like_any_other_text() -> None:
    assert exact("a\ud800") != exact("a")


def test_a_key_of_another_length_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        exact("x", key=b"")


def test_worker_processes_load_no_key_exchange_for_it() -> None:
    program = (
        "import sys, somesec.vault.fingerprint\n"
        "print(*[name for name in sys.modules if 'hpke' in name or 'mlkem' in name"
        " or name in ('somesec.vault.identity', 'asyncio', 'sqlalchemy')])"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    loaded = [name for name in answer.stdout.decode().split() if "bindings" not in name]
    assert loaded == []


NT_HASH, SALT = bytes.fromhex("8846f7eaee8fb117ad06bdd830b7586c"), b"s" * 16


def test_a_value_of_the_intranet_is_five_bytes_bound_to_hash_key_and_salt() -> None:
    value = intranet_value(NT_HASH, KEY, SALT)
    assert value == intranet_value(NT_HASH, KEY, SALT)
    assert len(value) == 5
    others = {
        intranet_value(bytes(16), KEY, SALT),
        intranet_value(NT_HASH, b"g" * 32, SALT),
        intranet_value(NT_HASH, KEY, b"t" * 16),
    }
    assert len(others | {value}) == 4


def test_a_value_of_the_intranet_is_made_as_the_format_says() -> None:
    by_the_document = Argon2id(
        salt=SALT,
        length=5,
        iterations=1,
        lanes=1,
        memory_cost=8192,
        ad=b"s\x00\x00\x00\x08intranet",
        secret=KEY,
    )
    assert intranet_value(NT_HASH, KEY, SALT) == by_the_document.derive(NT_HASH)


def test_without_the_whole_key_no_value_is_made() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        intranet_value(NT_HASH, b"", SALT)
