"""Whether a password is behind one of a directory's salted hashes, which can only be told by trying
it on each: LDAP schemes, crypt(3), bcrypt, PBKDF2 and Argon2."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import passlib.exc
import passlib.hash

# Far above what directories use, and still within seconds a try: what one may ask for in a line of
# its file is bounded by that.
_MOST = {"bcrypt": 14, "argon2": 16, "sha": 2_000_000, "pbkdf2": 5_000_000}
_MOST_ARGON2_KIB = 1024 * 1024
_BCRYPT_BYTES = 72

# The name of each handler in passlib, with the bound to its cost; "" where it has none to set. The
# quick ones come first.
_HANDLERS = (
    *((name, "") for name in ("ldap_salted_sha1", "ldap_salted_md5", "ldap_salted_sha256")),
    *((name, "") for name in ("ldap_salted_sha512", "ldap_sha1", "ldap_md5")),
    *((name, "") for name in ("md5_crypt", "apr_md5_crypt", "des_crypt")),
    *((name, "pbkdf2") for name in ("pbkdf2_sha1", "pbkdf2_sha256", "pbkdf2_sha512")),
    *((name, "sha") for name in ("sha256_crypt", "sha512_crypt")),
    ("bcrypt", "bcrypt"),
    ("argon2", "argon2"),
)
# What LDAP servers write before a hash, or in place of how it begins.
_BEFORE = {
    "{CRYPT}": "",
    "{BCRYPT}": "",
    "{ARGON2}": "",
    "{PBKDF2}": "$pbkdf2$",
    "{PBKDF2-SHA1}": "$pbkdf2$",
    "{PBKDF2-SHA256}": "$pbkdf2-sha256$",
    "{PBKDF2-SHA512}": "$pbkdf2-sha512$",
}


class DirectoryHash(NamedTuple):
    """A hash that a password can be tried on. `order` sorts the quick ones before the slow."""

    order: int
    text: str

    def __repr__(self) -> str:
        return f"DirectoryHash(order={self.order})"


def known(texts: Iterable[str]) -> tuple[list[DirectoryHash], list[str]]:
    """The hashes that passwords can be tried on, the quick ones first, and those of no known scheme
    or that ask for too much work."""
    usable, others = [], []
    for text in texts:
        order = _order(_plain(text))
        if order is None:
            others.append(text)
        else:
            usable.append(DirectoryHash(order, _plain(text)))
    return sorted(usable), others


def is_behind(
    password: str, hashes: Sequence[DirectoryHash], go_on: Callable[[], bool]
) -> bool | None:
    """Whether one of the hashes is of the password, as it is or with its letters composed. None
    where `go_on`, asked before each try, ended that before an answer was known."""
    forms = dict.fromkeys((password, unicodedata.normalize("NFC", password)))
    for each in hashes:
        if not go_on():
            return None
        if any(_fits(form, each) for form in forms):
            return True
    return False


def _plain(text: str) -> str:
    scheme = text[: text.find("}") + 1].upper()
    return _BEFORE[scheme] + text[len(scheme) :] if scheme in _BEFORE else text


def _handler(order: int) -> Any:
    return getattr(passlib.hash, _HANDLERS[order][0])


def _order(text: str) -> int | None:
    """The place of the hash's handler, None for none and for one beyond its bound."""
    for order, (_name, bound) in enumerate(_HANDLERS):
        handler = _handler(order)
        try:
            if not handler.identify(text):
                continue
            parsed = handler.from_string(text)
        except (ValueError, TypeError, passlib.exc.PasslibSecurityError):
            continue
        if bound and parsed.rounds > _MOST[bound]:
            return None
        return None if getattr(parsed, "memory_cost", 0) > _MOST_ARGON2_KIB else order
    return None


def _fits(password: str, known: DirectoryHash) -> bool:
    handler = _handler(known.order)
    try:
        secret = password.encode()
        if handler.name == "bcrypt":
            # What bcrypt itself reads of it; the library refuses more.
            secret = secret[:_BCRYPT_BYTES]
        return bool(handler.verify(secret, known.text))
    except (ValueError, TypeError, passlib.exc.PasslibSecurityError):
        # A NUL character or half of one, which no directory takes for a password.
        return False
