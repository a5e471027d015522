"""The bytes of register format 1, fixed: whoever changes a layout, a label or a parameter fails
here first. The answers in vectors.json are never made anew."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from somesec.vault.encoding import encode
from somesec.vault.fingerprint import fingerprint
from somesec.vault.identity import Identity, root_of
from somesec.vault.invitation import (
    Invitation,
    InvitedUnit,
    Reply,
    read_invitation,
    read_reply,
    sign_invitation,
    sign_reply,
    verify_invitation,
)
from somesec.vault.keys import (
    detail_context,
    digest,
    grant_context,
    grant_message,
    name_digest,
    record_context,
)
from somesec.vault.passphrase import lock, unlock
from somesec.vault.recovery import Rehearsal, from_text, rehearsal_of, to_text
from somesec.vault.sealed import seal, unseal
from somesec.vault.trail import (
    GONE,
    Change,
    Standing,
    changes_to_bytes,
    sign_entry,
    standings_to_bytes,
    verify_entry,
)
from somesec.vault.words import words_of
from tests.vault import decoder

Answers = dict[str, Any]

VECTORS: Answers = json.loads((Path(__file__).parent / "vectors.json").read_text())
REGISTER, SCOPE, MEMBER, RECORD = (
    bytes.fromhex(VECTORS[name]) for name in ("register", "scope", "member", "record")
)
RECORD_CONTEXT = record_context(REGISTER, SCOPE, RECORD, "card", 3, 7)
GRANT_CONTEXT = grant_context(REGISTER, SCOPE, 7, "secret", MEMBER)


@pytest.fixture(scope="module")
def known() -> Identity:
    return Identity.from_seed(bytes.fromhex(VECTORS["identity"]["seed"]))


@pytest.fixture(scope="module")
def newcomer() -> Identity:
    return Identity.from_seed(bytes.fromhex(VECTORS["reply"]["seed"]))


@pytest.fixture(scope="module")
def root(known: Identity) -> bytes:
    return root_of(REGISTER, known.public.to_bytes())


@pytest.fixture
def fixed_randomness(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "urandom", lambda length: b"\x5a" * length)


@pytest.mark.parametrize("coder", [encode, decoder.encode])
def test_the_encoding_of_values(coder: Any) -> None:
    answer = VECTORS["encoded"]
    parts = (answer["text"], bytes.fromhex(answer["bytes"]), answer["number"])
    assert coder(*parts).hex() == answer["encoded"]


def test_the_contexts() -> None:
    answer = VECTORS["contexts"]
    assert RECORD_CONTEXT.hex() == answer["record"]
    assert GRANT_CONTEXT.hex() == answer["grant"]
    message = grant_message(REGISTER, SCOPE, 7, "secret", MEMBER, b"sealed")
    assert message.hex() == answer["grant_message"]
    assert detail_context(REGISTER, 2).hex() == answer["detail"]
    assert digest(RECORD, "card", 7).hex() == answer["digest"]


@pytest.mark.usefixtures("fixed_randomness")
def test_a_sealed_record() -> None:
    answer = VECTORS["sealed"]
    key, plaintext = bytes.fromhex(answer["key"]), answer["plaintext"].encode()
    assert seal(key, RECORD_CONTEXT, plaintext).hex() == answer["sealed"]
    for reader in (unseal, decoder.unseal):
        assert reader(key, RECORD_CONTEXT, bytes.fromhex(answer["sealed"])) == plaintext


def test_the_identity_of_a_seed(known: Identity) -> None:
    answer = VECTORS["identity"]
    assert known.private_bytes().hex() == answer["private"]
    assert known.public.fingerprint().hex() == answer["fingerprint"]


def test_a_signature(known: Identity) -> None:
    answer = VECTORS["identity"]
    context, message = answer["signed_context"], answer["signed_message"].encode()
    assert known.sign(context, message).hex() == answer["signature"]
    decoder.verify(known.public.to_bytes(), context, message, bytes.fromhex(answer["signature"]))


def test_a_grant_sealed_earlier_still_opens(known: Identity) -> None:
    answer = VECTORS["identity"]
    grant, key = bytes.fromhex(answer["grant"]), bytes.fromhex(answer["granted_key"])
    assert known.unseal(GRANT_CONTEXT, grant) == key
    assert decoder.open_grant(known.private_bytes(), GRANT_CONTEXT, grant) == key


def test_the_root_of_a_register(known: Identity) -> None:
    for form in (root_of, decoder.root_of):
        assert form(REGISTER, known.public.to_bytes()).hex() == VECTORS["root"]


@pytest.mark.parametrize(
    "form",
    ["with_passphrase", "with_key_file", "with_device_secret", "with_key_file_and_device_secret"],
)
@pytest.mark.usefixtures("fixed_randomness")
def test_a_locked_key(known: Identity, root: bytes, form: str) -> None:
    answer = VECTORS["locked"]
    second: dict[str, Any] = {}
    if "key_file" in form:
        second["key_file"] = answer["key_file"].encode()
    if "device_secret" in form:
        second["device_secret"] = bytes.fromhex(answer["device_secret"])
    passphrase, locked = answer["passphrase"], bytes.fromhex(answer[form])
    assert lock(known, passphrase, REGISTER, MEMBER, root=root, **second) == locked
    opened = unlock(locked, passphrase, REGISTER, MEMBER, **second)
    assert (opened.identity.public, opened.root) == (known.public, root)
    content = decoder.unlock(locked, passphrase, REGISTER, MEMBER, **second)
    assert content == known.private_bytes() + root


def test_the_words_of_a_digest() -> None:
    answer = VECTORS["words"]
    digest, unspoken = bytes.fromhex(answer["digest"]), set(answer["unspoken"].split())
    assert " ".join(words_of(digest)) == answer["words"]
    assert " ".join(decoder.words_of(digest, unspoken)) == answer["words"]


def invitation_by(known: Identity, root: bytes) -> Invitation:
    answer = VECTORS["invitation"]
    return sign_invitation(
        known,
        register=REGISTER,
        root=root,
        organisation=answer["organisation"],
        member=MEMBER,
        name=answer["name"],
        role=answer["role"],
        units=[InvitedUnit(bytes.fromhex(id_), name) for id_, name in answer["units"]],
        inviter=bytes.fromhex(answer["inviter"]),
        expires=answer["expires"],
    )


def test_an_invitation(known: Identity, root: bytes) -> None:
    invitation, text = invitation_by(known, root), "\n".join(VECTORS["invitation"]["text"])
    assert invitation.to_text() == text
    assert read_invitation(text) == invitation
    verify_invitation(invitation, known.public)


@pytest.mark.usefixtures("fixed_randomness")
def test_a_reply(known: Identity, newcomer: Identity, root: bytes) -> None:
    answer = VECTORS["reply"]
    text = "\n".join(answer["text"])
    invitation = invitation_by(known, root)
    locked = lock(newcomer, answer["passphrase"], REGISTER, MEMBER, root=root)
    reply: Reply = sign_reply(newcomer, invitation, locked)
    assert reply.to_text() == text
    assert read_reply(text) == reply
    assert reply.digest().hex() == answer["digest"]
    assert " ".join(words_of(reply.digest())) == answer["words"]
    invited, replied, digest = decoder.read_reply(text, known.public.to_bytes())
    assert invited[:2] == [REGISTER, root]
    assert replied == [newcomer.public.to_bytes(), locked]
    assert digest == reply.digest()


def test_a_rehearsal() -> None:
    answer = VECTORS["rehearsal"]
    groups, salt = tuple(answer["groups"]), bytes.fromhex(answer["salt"])
    for form in (rehearsal_of, decoder.rehearsal_of):
        assert form(answer["typed"], groups, salt).hex() == answer["digest"]
    assert Rehearsal(groups, salt, bytes.fromhex(answer["digest"])).matches(answer["typed"])


def test_what_stands_for_a_name() -> None:
    answer = VECTORS["name"]
    salt = bytes.fromhex(answer["salt"])
    assert name_digest(MEMBER, answer["name"], salt).hex() == answer["digest"]


def test_a_trail_entry(known: Identity) -> None:
    answer = VECTORS["trail"]
    changes = (
        Change("record", encode(RECORD, "card", SCOPE), b"\x02" * 32),
        Change("grant", b"key", GONE),
    )
    standings = (
        Standing(MEMBER, "unit-admin", known.public.to_bytes(), b"\x03" * 32, (SCOPE, RECORD)),
        Standing(RECORD, "", known.public.to_bytes(), b"\x04" * 32),
    )
    entry = sign_entry(
        known,
        sequence=2,
        previous=b"\x01" * 32,
        register=REGISTER,
        member=MEMBER,
        at=1_790_000_000,
        changes=changes,
        standings=standings,
        detail=b"sealed detail",
    )
    assert changes_to_bytes(changes).hex() == answer["changes"]
    assert hashlib.sha256(standings_to_bytes(standings)).hexdigest() == answer["standings_sha256"]
    assert hashlib.sha256(entry.body()).hexdigest() == answer["body_sha256"]
    assert entry.signature.hex() == answer["signature"]
    assert entry.hash().hex() == answer["hash"]
    verify_entry(known.public, entry)


def test_the_recovery_text() -> None:
    answer = VECTORS["recovery"]
    assert to_text(bytes.fromhex(answer["seed"])) == answer["text"]
    assert from_text(answer["text"]).hex() == answer["seed"]


@pytest.mark.parametrize("purpose", ["exact", "stem"])
def test_a_fingerprint(purpose: Any) -> None:
    answer = VECTORS["fingerprint"]
    key = bytes.fromhex(answer["key"])
    made = fingerprint(answer["password"], key, REGISTER, purpose=purpose)
    assert made.hex() == answer[purpose]
