"""A second reader of the register format, written from docs/vault-format.md and sharing no code
with somesec, so that the document stays true and old registers stay readable.

Reads everything that one passphrase opens and raises ValueError (or what `cryptography` raises)
for whatever does not verify."""

import base64
import hashlib
import json
import sqlite3
import struct
import unicodedata
import zlib
from contextlib import closing
from hmac import compare_digest
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

COLUMNS = {
    "register": "id, format, made_at",
    "member": "id, revision, epoch, locked, card",
    "grant": "scope, epoch, kind, member, sealed, signer, signature",
    "record": "id, part, scope, epoch, revision, changed_at, sealed",
    "trail": "sequence, previous, member, at, changes, standings, detail, signature",
}
KEYS = {"register": (0,), "member": (0,), "grant": (0, 1, 2, 3), "record": (0, 1, 2)}

Row = tuple[Any, ...]


def encode(*parts: str | bytes | int) -> bytes:
    kinds = {str: b"s", bytes: b"b", int: b"i"}
    data = b""
    for part in parts:
        body = part.encode() if isinstance(part, str) else part
        body = struct.pack(">Q", body) if isinstance(body, int) else body
        data += kinds[type(part)] + struct.pack(">I", len(body)) + body
    return data


def decode(data: bytes) -> list[bytes]:
    parts = []
    while data:
        (length,) = struct.unpack_from(">I", data, 1)
        parts.append(data[5 : 5 + length])
        data = data[5 + length :]
    return parts


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def hkdf(key: bytes, salt: bytes | None, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(key)


def require(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(what)


def unseal(key: bytes, context: bytes, sealed: bytes) -> bytes:
    suite, salt, commitment, ciphertext = sealed[0], sealed[1:33], sealed[33:65], sealed[65:]
    material = hkdf(key, salt, encode("somesec record 1", suite, context), 76)
    require(suite == 1 and compare_digest(material[32:64], commitment), "commitment")
    padded = AESGCM(material[:32]).decrypt(material[64:], ciphertext, None)
    (length,) = struct.unpack_from(">I", padded)
    return padded[4 : 4 + length]


def unlock(
    locked: bytes,
    passphrase: str,
    register: bytes,
    member: bytes,
    key_file: bytes | None = None,
    device_secret: bytes | None = None,
) -> bytes:
    """The member's private keys (129 bytes) and the register's root (32)."""
    header = locked[:78]
    suite, flags, memory, passes, lanes, *ids, salt = struct.unpack(">BBIII16s16s32s", header)
    require(suite == 1 and flags < 4 and ids == [register, member], "locked key")
    require(65536 <= memory <= 1048576 and 3 <= passes <= 10 and 1 <= lanes <= 8, "cost")
    argon = Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory)
    key = argon.derive(unicodedata.normalize("NFC", passphrase).encode())
    if flags & 1 and key_file is not None:
        key = hkdf(key, sha256(key_file), encode("somesec key file 1"), 32)
    if flags & 2 and device_secret is not None:
        key = hkdf(key, sha256(device_secret), encode("somesec device secret 1"), 32)
    return unseal(key, encode("somesec lock 1", header), locked[78:])


def verify(public: bytes, context: str, message: bytes, signature: bytes) -> None:
    Ed25519PublicKey.from_public_bytes(public[1217:]).verify(signature, encode(context, message))


def open_grant(private: bytes, context: bytes, sealed: bytes) -> bytes:
    suite = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(private[1:65])
    x25519 = X25519PrivateKey.from_private_bytes(private[65:97])
    pair = hpke.MLKEM768X25519PrivateKey(mlkem, x25519)
    return suite.decrypt(sealed, pair, info=encode("somesec grant 1", context))


def root_of(register: bytes, founder: bytes) -> bytes:
    return sha256(encode("somesec register 1", register, founder))


def words_of(digest: bytes, unspoken: set[str]) -> list[str]:
    syllables = [consonant + vowel for consonant in "hjklmprstv" for vowel in "aeiou"]
    syllables = [syllable for syllable in syllables if syllable not in ("ji", "ke", "ki")]
    table = [one + other for one in syllables for other in syllables if one != other]
    table = [word for word in table if word not in unspoken][:2048]
    bits = "".join(f"{byte:08b}" for byte in digest)
    return [table[int(bits[at : at + 11], 2)] for at in range(0, 66, 11)]


def from_armour(kind: str, text: str) -> bytes:
    lines = [line.strip() for line in text.splitlines()]
    begin = lines.index(f"-----BEGIN SOMESEC {kind}-----")
    end = lines.index(f"-----END SOMESEC {kind}-----")
    return base64.b64decode("".join(lines[begin + 1 : end]), validate=True)


def read_signed(data: bytes, label: str, public: bytes) -> list[bytes]:
    """The fields of an invitation or a reply."""
    require(data[0] == 1, "suite")
    verify(public, label, data[:-64], data[-64:])
    return decode(data[1:-64])


def read_reply(text: str, inviter_public: bytes) -> tuple[list[bytes], list[bytes], bytes]:
    """The fields of the invitation, those of the reply, and the digest for the words."""
    data = from_armour("REPLY", text)
    invitation, public, locked = read_signed(data, "somesec reply 1", decode(data[1:])[1])
    fields = read_signed(invitation, "somesec invitation 1", inviter_public)
    require(locked[14:46] == fields[0] + fields[3], "locked key")
    return fields, [public, locked], sha256(encode("somesec reply words 1", data))


def rehearsal_of(text: str, groups: tuple[int, ...], salt: bytes) -> bytes:
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    data = [
        sum(alphabet.index(sign) << 5 * place for place, sign in enumerate(reversed(group[:4])))
        for group in text.split()
    ]
    label = encode("somesec rehearsal 1", *groups)
    argon = Argon2id(salt=salt, length=32, iterations=3, lanes=1, memory_cost=65536, ad=label)
    return argon.derive(encode(*data))


def follow_trail(
    register: bytes, trail: list[Row]
) -> tuple[dict[Row, bytes], dict[bytes, bytes], dict[bytes, bytes], bytes]:
    """The digest that the trail gives for each place (a table and a key), the public keys and what
    stands for the name of every member, and the founder. What each member had the right to is not
    looked at."""
    digests: dict[Row, bytes] = {}
    publics: dict[bytes, bytes] = {}
    names: dict[bytes, bytes] = {}
    last = bytes(32)
    for expected, row in enumerate(trail, start=1):
        sequence, previous, member, at, changes, standings, detail, signature = row
        require(sequence == expected and previous == last, f"trail at {expected}")
        parts = iter(decode(standings))
        for who, _role, public, named, _units in zip(*[parts] * 5, strict=True):
            require(publics.setdefault(who, public) == public, "keys of a member")
            names[who] = named
        body = encode(sequence, previous, register, member, at, changes, standings, detail)
        verify(publics[member], "somesec trail 1", body, signature)
        last = sha256(encode(body, signature))
        parts = iter(decode(changes))
        for table, key, digest in zip(parts, parts, parts, strict=True):
            digests[table.decode(), key] = digest
    kept = {place: digest for place, digest in digests.items() if any(digest)}
    return kept, publics, names, trail[0][2]


def read_register(path: Path, passphrase: str, key_file: bytes | None = None) -> dict[str, Any]:
    """What the passphrase opens: `register` (hex id), `members`, `cards` and `secrets` (JSON
    objects by the hex id of member or record), `texts` (by the hex id of the content), `evidence`
    (base64 by the hex id) and `trail` (a JSON object an entry)."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        rows: dict[str, list[Row]] = {
            table: database.execute(f'SELECT {columns} FROM "{table}" ORDER BY 1, 2').fetchall()  # noqa: S608
            for table, columns in COLUMNS.items()
        }
    ((register, form, _),) = rows["register"]
    require(form == 1, "format")
    digests, publics, names, founder = follow_trail(register, rows["trail"])
    stored = {
        (table, encode(*(row[column] for column in key))): sha256(encode(*row))
        for table, key in KEYS.items()
        for row in rows[table]
    }
    require(stored == digests, "rows and trail disagree")

    me, opened = next(
        (row[0], unlock(row[3], passphrase, register, row[0], key_file))
        for row in rows["member"]
        if row[3]
    )
    private, root = opened[:129], opened[129:]
    require(root_of(register, publics[founder]) == root, "founder")
    keys: dict[Row, bytes] = {}
    for scope, epoch, kind, member, sealed, signer, signature in rows["grant"]:
        place = encode("grant", register, scope, epoch, kind, member)
        message = encode(place, sha256(sealed))
        verify(publics[signer], "somesec grant giver 1", message, signature)
        if member == me:
            keys[scope, kind, epoch] = open_grant(private, place, sealed)

    parts: dict[str, dict[str, Any]] = {"card": {}, "secret": {}, "text": {}, "evidence": {}}
    organisation = b""
    for record, part, scope, epoch, revision, _, sealed in rows["record"]:
        kind = {"card": "card", "secret": "secret", "text": "card", "evidence": "secret"}[part]
        if (scope, kind, epoch) in keys:
            context = encode("record", register, scope, record, part, revision, epoch)
            opened = unseal(keys[scope, kind, epoch], context, sealed)
            if part == "text":
                parts[part][record.hex()] = zlib.decompress(opened).decode()
            elif part == "evidence":
                parts[part][record.hex()] = base64.b64encode(opened).decode()
            else:
                parts[part][record.hex()] = value = json.loads(opened)
                organisation = scope if value["record"] == "organisation" else organisation

    def open_for_all(seal_context: Any, sealed: bytes) -> Any:
        """Opens what every member may read, under the epoch of the organisation's key that fits."""
        for (scope, kind, epoch), key in keys.items():
            if (scope, kind) == (organisation, "card"):
                try:
                    return json.loads(unseal(key, seal_context(epoch), sealed))
                except ValueError:
                    continue
        raise ValueError("organisation's key")

    members = {}
    for member, revision, _, _, card in rows["member"]:
        members[member.hex()] = open_for_all(
            lambda epoch, member=member, revision=revision: encode(
                "record", register, organisation, member, "member", revision, epoch
            ),
            card,
        )
        known = members[member.hex()]
        salt = base64.b64decode(known["salt"])
        stands = sha256(encode("somesec member name 1", member, known["name"], salt))
        require(names[member] == stands, "name of a member")
    trail = [
        open_for_all(lambda _, sequence=row[0]: encode("detail", register, sequence), row[6])
        for row in rows["trail"]
    ]
    return {
        "register": register.hex(),
        "members": members,
        "cards": parts["card"],
        "secrets": parts["secret"],
        "texts": parts["text"],
        "evidence": parts["evidence"],
        "trail": trail,
    }
