"""Keys for scopes, and the contexts that tie each sealed or signed thing to its one place.

Ids are 16 bytes, epochs and revisions count from 1.
"""

import hashlib
import os

from somesec.vault.encoding import Part, encode


def new_key() -> bytes:
    """32 random bytes."""
    return os.urandom(32)


def grant_context(register: bytes, scope: bytes, epoch: int, kind: str, member: bytes) -> bytes:
    """Where a sealed scope key belongs: this scope, epoch and kind, for this member."""
    return encode("grant", register, scope, epoch, kind, member)


def grant_message(
    register: bytes, scope: bytes, epoch: int, kind: str, member: bytes, sealed: bytes
) -> bytes:
    """What the giver of a grant signs: its place and the sealed key itself."""
    place = grant_context(register, scope, epoch, kind, member)
    return encode(place, hashlib.sha256(sealed).digest())


def record_context(
    register: bytes, scope: bytes, record: bytes, part: str, revision: int, epoch: int
) -> bytes:
    """Where a sealed part of a record belongs: no other register, scope, record, part, revision or
    epoch."""
    return encode("record", register, scope, record, part, revision, epoch)


def detail_context(register: bytes, sequence: int) -> bytes:
    """Where the sealed detail of a trail entry belongs."""
    return encode("detail", register, sequence)


def digest(*parts: Part, after: bytes = b"") -> bytes:
    """32 bytes that stand for a row's fields in the trail; `after`: the first of them, encoded."""
    return hashlib.sha256(after + encode(*parts)).digest()


def name_digest(member: bytes, name: str, salt: bytes) -> bytes:
    """32 bytes that stand for a member's name where all can see them. The salt (16 random bytes)
    lies with the name, so that nobody can try names."""
    return hashlib.sha256(encode("somesec member name 1", member, name, salt)).digest()
