"""The two hashes that breach corpora are keyed by."""

import hashlib
from enum import Enum


class Hash(Enum):
    """A hash by the number of its hexadecimal digits."""

    SHA1 = 40
    NT = 32

    @property
    def digits(self) -> int:
        return self.value

    def of(self, password: str) -> str | None:
        """The password's hash in upper case; None when it holds half a character and has none."""
        try:
            if self is Hash.SHA1:
                data = password.encode("utf-8")
                return hashlib.sha1(data, usedforsecurity=False).hexdigest().upper()
            # OpenSSL 3 has no MD4, which is what an NT hash is; loading it takes as long as looking
            # a hundred passwords up, and most corpora are of SHA-1.
            from Cryptodome.Hash import MD4

            return MD4.new(password.encode("utf-16-le")).hexdigest().upper()  # noqa: S303
        except UnicodeEncodeError:
            return None
