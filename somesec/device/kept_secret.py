"""Where a device secret is kept: in the keyring alone, or in the file where no keyring answers."""

import os
from typing import NamedTuple
from uuid import UUID

from somesec.device.memory import SECRET_BYTES, Memory
from somesec.device.memory_file import MemoryFile
from somesec.device.os_keyring import Keyring, KeyringSilentError
from somesec.errors import LockedError
from somesec.language import _


class KeptSecret(NamedTuple):
    """The device secret of one member of one register."""

    file: MemoryFile
    keyring: Keyring
    register: UUID
    member: UUID

    def read(self) -> bytes | None:
        """See Device.secret."""
        return self._known(self.file.read())

    def make(self) -> bytes:
        """See Device.new_secret."""
        # The keyring is asked within the hold, so that two who begin at once get the same secret.
        with self.file.held():
            memory = self.file.read()
            secret = self._known(memory)
            if secret is None:
                secret = os.urandom(SECRET_BYTES)
                try:
                    self.keyring.put(self._name, secret)
                    memory = memory.having(self.member, secret_in_keyring=True)
                except KeyringSilentError:
                    memory = memory.having(self.member, secret=secret)
                self.file.write(memory)
            return secret

    def drop(self, memory: Memory) -> Memory:
        """What is left of the memory once the secret is forgotten. Only while the file is held.

        Raises LockedError when it lies in the keyring and that does not answer."""
        try:
            self.keyring.drop(self._name)
        except KeyringSilentError:
            if memory.of(self.member).secret_in_keyring:
                raise _silent() from None
        return memory.having(self.member, secret=None, secret_in_keyring=False)

    def _known(self, memory: Memory) -> bytes | None:
        known = memory.of(self.member)
        if known.secret is not None:
            return known.secret
        try:
            kept = self.keyring.get(self._name)
        except KeyringSilentError:
            if known.secret_in_keyring:
                raise _silent() from None
            return None
        if kept is None and not known.secret_in_keyring:
            return None
        if kept is None or len(kept) != SECRET_BYTES:
            raise LockedError(
                _(
                    "The device secret is no longer in this computer's keyring, or damaged there. "
                    "Put the keyring back from a backup, or open the register with the recovery "
                    "kit."
                )
            )
        return kept

    @property
    def _name(self) -> str:
        return f"somesec secret {self.register} {self.member}"


def _silent() -> LockedError:
    return LockedError(
        _(
            "The device secret lies in this computer's keyring, which is locked, does not answer "
            "or is switched off by SOMESEC_KEYRING. Unlock the keyring and try again."
        )
    )
