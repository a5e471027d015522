"""Who holds card keys alone audits every password, and can neither read one nor test a guess.

All that such a member can open or see is gathered from the file, whatever the program would show of
it, and searched for each password: as it is, and as every digest of it that can be made without the
keys that they lack. The same search finds them where those keys are held."""

import base64
import binascii
import hashlib
import hmac
import json
import re
import shutil
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from Cryptodome.Hash import MD4

from somesec import clock
from somesec.errors import LockedError, TamperedError
from somesec.hygiene.breach.hashes import Hash
from somesec.hygiene.intranet import nt_hashes
from somesec.hygiene.measure import ENGINE
from somesec.hygiene.stem import stem
from somesec.model import Answer, FingerprintKey, encode
from somesec.model.facts import LENGTH_CLASSES
from somesec.register import (
    Register,
    accounts,
    auditing,
    intranet,
    rechecking,
    rotation,
    secrets,
)
from somesec.register.keys import CARD
from somesec.register.roles import AUDITOR, COORDINATOR
from somesec.store.rows import RecordRow
from somesec.vault import cost
from somesec.vault.fingerprint import fingerprint, intranet_value
from somesec.vault.keys import detail_context
from somesec.vault.sealed import unseal
from tests.conftest import PASSPHRASE, PASSWORD, TODAY
from tests.register.holding import held_keys, let_go_of_secret_keys
from tests.register.newcomers import let_in
from tests.register.stored import TABLES, rows_of

# One pattern of 19 characters, which no length class has for its edge; no word is in them.
CURRENT, PENDING = "qZ7!vTw9#kLm2xzRw4p", "uJ3?nYc8#dGb6sfHe1t"
BESIDE = ("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "kH5-rQ2x-wN8j", "oE4&mB7y!gX")
OF_THE_INTRANET = "iD6%aV9u=lP2r"
PASSWORDS = (CURRENT, PASSWORD, PENDING, OF_THE_INTRANET)

# 40 bits: nothing in a few hundred kilobytes fits them by chance.
_RAW, _HEX, _TEXT = 5, 10, 5
# Digits of a hash that breach services are asked with.
_PREFIX = 5
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Haystack = tuple[bytes, ...]


@pytest.fixture(scope="module")
def place(town_made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with passwords of every standing, a list of the intranet's, and two members who
    hold card keys alone."""
    folder = tmp_path_factory.mktemp("blind")
    place = folder / "testila.somesec"
    shutil.copy(town_made_once, place)
    export = folder / "hashes.txt"
    digests = [nt_hashes(word)[0].hex() for word in (CURRENT, OF_THE_INTRANET, "others' own")]
    export.write_text("\n".join(digests), encoding="ascii")
    with (
        cost.using(cost.FLOOR),
        clock.frozen(TODAY),
        Register.open(place, PASSPHRASE) as register,
    ):
        intranet.load(register, export)
        totp, codes, answer = BESIDE
        for name in ("facebook", "tiktok"):
            account = accounts.find(register, name).id
            secrets.set_field(register, account, "password", CURRENT)
        secrets.set_field(register, account, "totp", totp)
        secrets.set_field(register, account, "recovery_codes", codes)
        secrets.set_field(register, account, "answers", answer)
        rotation.start(register, account, password=PENDING)
        intranet.check(register)
        for role in (AUDITOR, COORDINATOR):
            let_in(register, f"Blind {role}", role, passphrase_of(role))
    export.unlink()
    return place


def passphrase_of(role: str) -> str:
    return f"oma tunnuslause {role}"


@pytest.fixture(params=[AUDITOR, COORDINATOR, "keys dropped"])
def blind(place: Path, request: pytest.FixtureRequest) -> Iterator[Register]:
    """The register as it is to one who holds card keys alone."""
    is_founder = request.param == "keys dropped"
    passphrase = PASSPHRASE if is_founder else passphrase_of(request.param)
    with clock.frozen(TODAY), Register.open(place, passphrase) as register:
        if is_founder:
            let_go_of_secret_keys(register)
        assert {key.kind for key in held_keys(register)} == {CARD}
        yield register


@pytest.fixture
def sighted(place: Path) -> Iterator[Register]:
    """The register as it is to one who holds every key."""
    with clock.frozen(TODAY), Register.open(place, PASSPHRASE) as register:
        yield register


# -- all that can be read -------------------------------------------------------------------------


def readable(register: Register, place: Path) -> Haystack:
    """Every value of every row, and whatever of it any key held opens; texts within decoded."""
    contents = register._contents
    keys = [key.key for key in held_keys(register)]
    found: list[bytes] = list(keys)
    for table in TABLES:
        for _number, row in rows_of(place, table):
            found += (v if isinstance(v, bytes) else str(v).encode() for v in row.values())
    for _number, row in rows_of(place, "record"):
        record = RecordRow(**row)
        found += opened(keys, contents.context(record), record.sealed)
    for _number, row in rows_of(place, "trail"):
        context = detail_context(register.id.bytes, row["sequence"])
        found += opened(keys, context, row["detail"])
    found += (msgspec.json.encode(member) for member in register.members())
    found += (encode(card) for card in contents.cards.values())
    return tuple(dict.fromkeys(form for content in found for form in forms_within(content)))


def opened(keys: list[bytes], context: bytes, sealed: bytes) -> Iterator[bytes]:
    for key in keys:
        try:
            yield unseal(key, context, sealed)
        except TamperedError:
            continue


def forms_within(content: bytes) -> Iterator[bytes]:
    """The content, and the texts and numbers in it where it is JSON: also decoded, where they are
    base64 or hexadecimal."""
    yield content
    try:
        value = json.loads(content)
    except ValueError:
        return
    for leaf in leaves(value):
        yield str(leaf).encode()
        for decode in (base64.b64decode, bytes.fromhex):
            try:
                yield decode(str(leaf))
            except (ValueError, binascii.Error):
                continue


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    elif value is not None:
        yield value


# -- all that a guess could be held against -------------------------------------------------------


@dataclass(frozen=True)
class Needle:
    """What would be found, and what it is, for the failure's text. Of a digest its beginning is
    enough; `is_whole` for what is sought as it is."""

    what: str
    content: bytes
    is_whole: bool = False


def needles(password: str, register: Register) -> Iterator[Needle]:
    texts = {password, password.casefold(), password.upper(), password[::-1]}
    texts |= {unicodedata.normalize("NFD", password), stem(password) or password}
    for text in sorted(texts):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            data = text.encode(encoding)
            step = len(data) // len(text)
            for start in range(0, len(data) - _TEXT * step + 1, step):
                piece = data[start : start + _TEXT * step]
                yield Needle(f"characters of the password in {encoding}", piece, is_whole=True)
            yield from digests(data, register)
    yield from keyed_without_the_key(password, register)


def digests(data: bytes, register: Register) -> Iterator[Needle]:
    """Digests of the data, alone and with what a reader of cards knows for salt or key."""
    account_ids = [account.bytes for account in register.records.accounts]
    publicly_known = [b"", register.id.bytes, register.root, *account_ids]
    publicly_known += [key.key for key in held_keys(register)]
    for salt in publicly_known:
        for name in sorted(hashlib.algorithms_guaranteed):
            if name.startswith("shake"):
                continue
            for text in (salt + data, data + salt):
                yield Needle(name, hashlib.new(name, text, usedforsecurity=False).digest())
            yield Needle(f"HMAC of {name}", hmac.digest(salt, data, _for_hmac(name)))
        yield Needle("MD4", MD4.new(salt + data).digest())  # noqa: S303
        yield Needle("MD4", MD4.new(data + salt).digest())  # noqa: S303
    twice = hashlib.sha1(hashlib.sha1(data, usedforsecurity=False).digest(), usedforsecurity=False)
    yield Needle("SHA-1 twice", twice.digest())
    for checksum in (zlib.crc32(data), zlib.adler32(data)):
        yield Needle("a checksum", str(checksum).encode(), is_whole=True)


def _for_hmac(name: str) -> str:
    # HMAC is not defined for these through OpenSSL; their plain forms are sought above.
    return "sha256" if name.startswith(("blake2", "sha3")) else name


def keyed_without_the_key(password: str, register: Register) -> Iterator[Needle]:
    """The fingerprints under every key that somebody without the right one might try."""
    known = [key.key for key in held_keys(register)]
    guesses = [bytes(32), register.root, register.id.bytes * 2]
    guesses.append(hashlib.sha256(register.id.bytes).digest())
    core = stem(password)
    for key in (*guesses, *known):
        yield Needle(
            "a fingerprint", fingerprint(password, key, register.id.bytes, purpose="exact")
        )
        if core:
            yield Needle("a stem's", fingerprint(core, key, register.id.bytes, purpose="stem"))
        for salt in (bytes(16), register.id.bytes):
            for digest in nt_hashes(password):
                yield Needle("a value of the list", intranet_value(digest, key, salt))


def found(haystack: Haystack, sought: list[Needle]) -> set[str]:
    """What of the sought is in the haystack: by its first 40 bits, as bytes or in hexadecimal
    digits, or as a value that is just the beginning of its digits."""
    everything = b"\x00".join(haystack)
    folded = everything.lower()
    values = {form.lower() for form in haystack}
    said = set()
    for needle in sought:
        digits = needle.content.hex().encode()
        content = needle.content if needle.is_whole else needle.content[:_RAW]
        if (
            content in everything
            or digits[:_HEX] in folded
            or any(digits[:length] in values for length in range(_PREFIX, len(digits) + 1))
        ):
            said.add(needle.what)
    return said


def texts_in(haystack: Haystack) -> str:
    """The texts in what is JSON, without ids, whose digits are of chance."""
    values = (json_in(content) for content in haystack)
    texts = (leaf for value in values for leaf in leaves(value) if isinstance(leaf, str))
    return "\n".join(text for text in texts if not _ID.fullmatch(text)).casefold()


def json_in(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def everything_sought(register: Register) -> list[Needle]:
    return [needle for password in PASSWORDS for needle in needles(password, register)]


# -- what is so -----------------------------------------------------------------------------------


def test_nothing_a_holder_of_card_keys_can_read_gives_a_password_or_tests_a_guess(
    blind: Register, place: Path
) -> None:
    haystack = readable(blind, place)
    text = b"\x00".join(haystack)
    for known in (b"rotation-started", b"testilankirjasto", b"Siiri Malli", b"intranet-digest"):
        assert known in text
    assert found(haystack, everything_sought(blind)) == set()
    for beside in (*BESIDE, *PASSWORDS):
        assert beside.encode() not in text


def test_the_same_search_finds_them_where_the_keys_are_held(sighted: Register, place: Path) -> None:
    haystack = readable(sighted, place)
    text = b"\x00".join(haystack)
    for kept in (CURRENT, PASSWORD, PENDING, *BESIDE):
        assert kept.encode() in text
    assert "characters of the password in utf-8" in found(haystack, everything_sought(sighted))


def test_no_digits_that_breach_services_are_asked_with_are_in_any_text(
    blind: Register, place: Path
) -> None:
    text = texts_in(readable(blind, place))
    assert ENGINE in text
    for password in PASSWORDS:
        for digest in Hash:
            digits = digest.of(password)
            assert digits is not None
            assert digits[:_PREFIX].casefold() not in text


@pytest.mark.parametrize("password", [CURRENT, OF_THE_INTRANET])
def test_the_same_search_finds_a_digest_that_lies_about(sighted: Register, password: str) -> None:
    sought = list(needles(password, sighted))
    data = password.encode()
    sha1 = hashlib.sha1(data, usedforsecurity=False)
    (nt_hash,) = nt_hashes(password)
    salted = hashlib.sha256(sighted.id.bytes + data)
    unkeyed = fingerprint(password, bytes(32), sighted.id.bytes, purpose="exact")
    for planted in (
        sha1.digest(),
        nt_hash,
        salted.digest()[:8],
        unkeyed,
        b'{"prefix": "%s"}' % sha1.hexdigest()[:5].encode(),
        b'{"of": "%s"}' % base64.b64encode(nt_hash),
        b'{"crc": %d}' % zlib.crc32(data),
        data[3:9],
    ):
        assert found(tuple(forms_within(planted)), sought), planted


def test_the_list_of_the_intranets_passwords_answers_only_to_the_secret_keys(
    blind: Register, sighted: Register, place: Path
) -> None:
    key = sighted._read_secret(sighted.id)
    values = sighted.intranet()
    assert isinstance(key, FingerprintKey)
    assert values is not None
    both = [
        intranet_value(digest, key.key, values.salt)
        for password in (CURRENT, OF_THE_INTRANET)
        for digest in nt_hashes(password)
    ]
    seen, kept = (b"\x00".join(readable(register, place)) for register in (blind, sighted))
    for secret in (*both, values.salt, key.key):
        assert secret in kept
        assert secret not in seen
    assert blind.records.intranet == sighted.records.intranet
    assert blind.records.intranet is not None
    with pytest.raises(LockedError):
        blind.intranet()


def test_fingerprints_are_readable_and_those_of_the_right_key_alone(
    blind: Register, sighted: Register, place: Path
) -> None:
    key = sighted._read_secret(sighted.id)
    assert isinstance(key, FingerprintKey)
    mark = fingerprint(CURRENT, key.key, blind.id.bytes, purpose="exact")
    assert mark in readable(blind, place)
    with pytest.raises(LockedError):
        blind.measurer()


def test_a_length_is_known_by_its_class_only(blind: Register, place: Path) -> None:
    assert len(CURRENT) not in LENGTH_CLASSES
    for account in blind.records.accounts.values():
        if account.facts is not None:
            numbers = [leaf for leaf in leaves(json.loads(encode(account))) if type(leaf) is int]
            assert len(CURRENT) not in numbers


def test_the_blind_find_all_that_the_sighted_find(blind: Register, sighted: Register) -> None:
    seen, known = (auditing.audit(each, today=TODAY) for each in (blind, sighted))
    assert [one.fingerprint for one in seen.findings] == [one.fingerprint for one in known.findings]
    assert seen.unknown == known.unknown
    rules = {one.rule for one in seen.findings}
    assert {"SOM301", "SOM401"} <= rules
    facts = accounts.find(blind, "facebook").facts
    assert facts is not None
    assert facts.intranet.match is Answer.YES


def test_the_blind_open_no_secret_and_measure_nothing_again(blind: Register) -> None:
    head = blind._contents.ledger.head
    for account in blind.records.accounts:
        if blind.has_secret(account):
            with pytest.raises(LockedError):
                blind.secret(account)
            with pytest.raises(LockedError):
                secrets.set_field(blind, account, "password", CURRENT)
    result = rechecking.measure_again(blind, blind.records.accounts)
    assert result.measured == ()
    assert len(result.unknown) == 2
    assert blind._contents.ledger.head == head
