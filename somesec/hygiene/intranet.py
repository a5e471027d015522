"""Whether a password is one of the intranet's, by the values that the list of them is kept as."""

import os
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable

from somesec.hygiene.breach.hashes import Hash
from somesec.model import IntranetValues
from somesec.vault.fingerprint import INTRANET_BYTES

_SALT_BYTES = 16


def new_salt() -> bytes:
    """16 random bytes."""
    return os.urandom(_SALT_BYTES)


def nt_hashes(password: str) -> tuple[bytes, ...]:
    """The NT hashes, 16 bytes each, that a directory may hold for the password: of the text as it
    is and, where that is another, with its letters composed. None for one with half a character,
    which no directory takes."""
    forms = dict.fromkeys((password, unicodedata.normalize("NFC", password)))
    digests = (Hash.NT.of(form) for form in forms)
    return tuple(bytes.fromhex(digest) for digest in digests if digest is not None)


def joined(values: Iterable[bytes]) -> bytes:
    """Values as the list keeps them: each once, in order, which says nothing of whose they are."""
    return b"".join(sorted(set(values)))


def holds(known: IntranetValues, asked: Iterable[bytes]) -> bool:
    """Whether one of the values asked for, made under the list's salt, is in the list."""
    places = range(0, len(known.values), INTRANET_BYTES)

    def value_at(place: int) -> bytes:
        return known.values[place : place + INTRANET_BYTES]

    for value in asked:
        found = bisect_left(places, value, key=value_at)
        if found < len(places) and value_at(places[found]) == value:
            return True
    return False
