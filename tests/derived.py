"""Keys derived from passphrases, remembered from test to test."""

import hashlib
from collections.abc import Hashable
from typing import Any

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

_known: dict[Hashable, bytes] = {}


class Remembering:
    """Argon2id that does not do the same work twice in a process: most tests unlock copies of one
    register, and each derivation takes an eighth of a second. Of the passphrase only a hash is
    kept."""

    def __init__(self, **parameters: Any) -> None:
        self._parameters = parameters

    def derive(self, secret: bytes) -> bytes:
        asked = (*sorted(self._parameters.items()), hashlib.sha256(secret).digest())
        if asked not in _known:
            _known[asked] = Argon2id(**self._parameters).derive(secret)
        return _known[asked]
