"""Where a pin is kept: in the file and in the keyring, and the one that is further counts.

So nothing is taken back by a file from a backup, or by a keyring that did not answer for a while.
"""

from contextlib import suppress
from typing import NamedTuple
from uuid import UUID

import msgspec

from somesec.device import pin as pins
from somesec.device.memory import Memory
from somesec.device.memory_file import MemoryFile
from somesec.device.os_keyring import Keyring, KeyringSilentError
from somesec.device.pin import Pin
from somesec.errors import TamperedError
from somesec.language import _
from somesec.vault.identity import Identity


class KeptPin(NamedTuple):
    """The pin of one register for one unlocked member."""

    file: MemoryFile
    keyring: Keyring
    register: UUID
    member: UUID
    identity: Identity

    def read(self) -> Pin | None:
        """See Device.pin."""
        return _newest(self._in_file(self.file.read()), self._in_keyring())

    def advance(self, to: Pin) -> None:
        """See Device.remember_pin."""
        in_keyring = self._in_keyring()  # before the hold, as it may take seconds
        with self.file.held():
            memory = self.file.read()
            in_file = self._in_file(memory)
            known = _newest(in_file, in_keyring)
            accepted = known.accepted if known else 0
            newest = _newest(known, msgspec.structs.replace(to, accepted=accepted))
            if newest is None or newest == in_file == in_keyring:
                return
            sealed = self._sealed(newest)
            if newest != in_file:
                self.file.write(memory.having(self.member, pin=sealed))
        if newest != in_keyring:
            self._put(sealed)

    def replace(self, by: Pin) -> None:
        """See Device.replace_pin."""
        accepted = 0
        with suppress(TamperedError):
            known = self._in_keyring()
            accepted = known.accepted if known else 0
        with self.file.held():
            memory = self.file.mended()
            with suppress(TamperedError):
                known = self._in_file(memory)
                accepted = max(accepted, known.accepted if known else 0)
            sealed = self._sealed(msgspec.structs.replace(by, accepted=accepted + 1))
            self.file.write(memory.having(self.member, pin=sealed))
        self._put(sealed)

    def _in_file(self, memory: Memory) -> Pin | None:
        sealed = memory.of(self.member).pin
        return None if sealed is None else self._opened(sealed)

    def _in_keyring(self) -> Pin | None:
        try:
            kept = self.keyring.get(name_of(self.register, self.member))
        except KeyringSilentError:
            return None
        return None if kept is None else self._opened(kept)

    def _put(self, sealed: bytes) -> None:
        # The file has it already, so a keyring that does not answer is done without.
        with suppress(KeyringSilentError):
            self.keyring.put(name_of(self.register, self.member), sealed)

    def _sealed(self, pin: Pin) -> bytes:
        return pins.to_bytes(pin, self.register, self.member, self.identity)

    def _opened(self, sealed: bytes) -> Pin:
        return pins.from_bytes(sealed, self.register, self.member, self.identity)


def name_of(register: UUID, member: UUID) -> str:
    """What a pin is called in the keyring."""
    return f"somesec pin {register} {member}"


def _newest(one: Pin | None, other: Pin | None) -> Pin | None:
    """The pin that is further.

    Raises TamperedError when they are different entries of the same sequence."""
    if one is None or other is None:
        return one or other
    if one.place == other.place and one.hash != other.hash:
        raise TamperedError(
            _(
                "Entry {sequence} of the trail is another one than this computer has seen: the "
                "register was exchanged, or two copies of it were changed. Compare it with a "
                "colleague's; when it is right, run 'somesec verify --accept'."
            ).format(sequence=one.sequence)
        )
    return max(one, other, key=lambda pin: pin.place)
