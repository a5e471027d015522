"""The one door to what this computer remembers."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Self
from uuid import UUID

import msgspec
import platformdirs

from somesec.device import pin as pins
from somesec.device.memory import SECRET_BYTES, Memory
from somesec.device.memory_file import MemoryFile
from somesec.device.pin import Pin
from somesec.errors import SomesecError, TamperedError
from somesec.language import _
from somesec.vault.identity import Identity


class Device:
    """What this computer remembers about registers.

    Any thread may ask; whatever touches a pin or a secret may take some seconds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def at_home(cls) -> Self:
        """This user's own, in the data folder. Nothing is made until something is remembered."""
        return cls(Path(platformdirs.user_data_dir("somesec", appauthor=False)) / "device")

    def last_member(self, register: UUID) -> UUID | None:
        """Who opened the register here last; None when nobody did or it cannot be known."""
        return next(iter(self.members(register)), None)

    def members(self, register: UUID) -> dict[UUID, str]:
        """The names of those who opened the register here, the last one first.

        Only a convenience, so a damaged or unreadable memory is as good as none."""
        with suppress(SomesecError):
            known = self._file(register).read().members
            return {member: each.name for member, each in known.items() if each.name}
        return {}

    def member_named(self, register: UUID, name: str) -> UUID | None:
        """Who has that name here, in any case; None when nobody has or several do."""
        found = [
            member
            for member, known in self.members(register).items()
            if known.casefold() == name.casefold()
        ]
        return found[0] if len(found) == 1 else None

    def remember_member(self, register: UUID, member: UUID, name: str) -> None:
        """Who opens the register here now, under which name.

        Only a convenience, so where it cannot be written nothing is remembered and nothing said."""
        file = self._file(register)
        with suppress(SomesecError), file.held():
            file.write(file.read().having(member, name=name).having_first(member))

    def pin(self, register: UUID, member: UUID, identity: Identity) -> Pin | None:
        """How far the register's trail had come when this member saw it here last; None when this
        device has not seen it.

        Raises TamperedError when what is remembered is damaged or not this member's, and InputError
        when it cannot be read."""
        return self._pinned(self._file(register).read(), register, member, identity)

    def remember_pin(self, register: UUID, member: UUID, identity: Identity, pin: Pin) -> None:
        """How far the trail has come now. What is remembered only moves forward: an older pin
        changes nothing.

        Raises TamperedError when what is remembered is damaged, not this member's, or another entry
        of the same sequence; ConflictError and InputError when it cannot be written."""
        file = self._file(register)
        with file.held():
            memory = file.read()
            known = self._pinned(memory, register, member, identity)
            if known is not None:
                pin = msgspec.structs.replace(pin, accepted=known.accepted)
                if pin.sequence == known.sequence and pin.hash != known.hash:
                    raise _other_history(pin.sequence)
                if pin.sequence <= known.sequence:
                    return
            sealed = pins.to_bytes(pin, register, member, identity)
            file.write(memory.having(member, pin=sealed))

    def replace_pin(self, register: UUID, member: UUID, identity: Identity, pin: Pin) -> None:
        """Takes this for the trail's newest entry whatever was remembered, as the member accepts
        it. A damaged memory is set aside and begun anew.

        Raises ConflictError and InputError when it cannot be written."""
        file = self._file(register)
        with file.held():
            memory = _mended(file)
            known = None
            with suppress(TamperedError):
                known = self._pinned(memory, register, member, identity)
            accepted = known.accepted + 1 if known else 1
            sealed = pins.to_bytes(
                msgspec.structs.replace(pin, accepted=accepted), register, member, identity
            )
            file.write(memory.having(member, pin=sealed))

    def secret(self, register: UUID, member: UUID) -> bytes | None:
        """The 32 bytes that this member's keys need besides the passphrase; None when this device
        has none for them.

        Raises TamperedError when what is remembered is damaged, and InputError when it cannot be
        read."""
        return self._file(register).read().of(member).secret

    def new_secret(self, register: UUID, member: UUID) -> bytes:
        """32 random bytes for this member, kept from now on. One that is there already stays and is
        returned, as keys may be locked with it.

        Raises TamperedError when what is remembered is damaged; ConflictError and InputError when
        it cannot be written."""
        file = self._file(register)
        with file.held():
            memory = file.read()
            secret = memory.of(member).secret
            if secret is None:
                secret = os.urandom(SECRET_BYTES)
                file.write(memory.having(member, secret=secret))
            return secret

    def forget_secret(self, register: UUID, member: UUID) -> None:
        """Drops the device secret. Keys that are still locked with it open here no more.

        Raises TamperedError, ConflictError and InputError as `new_secret` does."""
        file = self._file(register)
        with file.held():
            file.write(file.read().having(member, secret=None))

    def forget(self, register: UUID, member: UUID) -> None:
        """Drops all that is remembered of this member: name, pin and device secret. A damaged
        memory is set aside and begun anew.

        Raises ConflictError and InputError when it cannot be written."""
        file = self._file(register)
        with file.held():
            file.write(_mended(file).without(member))

    def _pinned(
        self, memory: Memory, register: UUID, member: UUID, identity: Identity
    ) -> Pin | None:
        sealed = memory.of(member).pin
        return None if sealed is None else pins.from_bytes(sealed, register, member, identity)

    def _file(self, register: UUID) -> MemoryFile:
        return MemoryFile(self._folder, register)


def _mended(file: MemoryFile) -> Memory:
    try:
        return file.read()
    except TamperedError:
        file.set_aside()
        return Memory()


def _other_history(sequence: int) -> TamperedError:
    return TamperedError(
        _(
            "Entry {sequence} of the trail is another one than this computer has seen: the "
            "register was exchanged, or two copies of it were changed. Compare it with a "
            "colleague's before you go on."
        ).format(sequence=sequence)
    )
