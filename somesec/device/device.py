"""The one door to what this computer remembers."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Self
from uuid import UUID

import platformdirs

from somesec.device.kept_pin import KeptPin, name_of
from somesec.device.kept_secret import KeptSecret
from somesec.device.memory_file import MemoryFile
from somesec.device.os_keyring import Keyring, KeyringSilentError, NoKeyring, OsKeyring
from somesec.device.pin import Pin
from somesec.errors import SomesecError
from somesec.vault.identity import Identity


class Device:
    """What this computer remembers about registers: device secrets in the keyring where one
    answers, pins there as well, and everything else in files in the folder.

    Any thread may ask. Whatever touches a pin or a secret may take some seconds."""

    def __init__(self, folder: Path, keyring: Keyring | None = None) -> None:
        self._folder = folder
        self._keyring = keyring or NoKeyring()

    @classmethod
    def at_home(cls) -> Self:
        """This user's own: the data folder, and the keyring unless SOMESEC_KEYRING says no.

        Asks and makes nothing until something is remembered."""
        refused = os.environ.get("SOMESEC_KEYRING", "").casefold() == "no"
        return cls(
            Path(platformdirs.user_data_dir("somesec", appauthor=False)) / "device",
            NoKeyring() if refused else OsKeyring(),
        )

    def members(self, register: UUID) -> dict[UUID, str]:
        """The names of those who opened the register here, the last one first.

        Only a convenience, so a damaged or unreadable memory is as good as none."""
        with suppress(SomesecError):
            known = self._file(register).read().members
            return {member: each.name for member, each in known.items() if each.name}
        return {}

    def last_member(self, register: UUID) -> UUID | None:
        """Who opened the register here last; None when nobody did or it cannot be known."""
        return next(iter(self.members(register)), None)

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
        return self._kept_pin(register, member, identity).read()

    def remember_pin(self, register: UUID, member: UUID, identity: Identity, pin: Pin) -> None:
        """How far the trail has come now. What is remembered only moves forward: an older pin
        changes nothing.

        Raises TamperedError when what is remembered is damaged, not this member's, or another entry
        of the same sequence; ConflictError and InputError when it cannot be written."""
        self._kept_pin(register, member, identity).advance(pin)

    def replace_pin(self, register: UUID, member: UUID, identity: Identity, pin: Pin) -> None:
        """Takes this for the trail's newest entry whatever was remembered, as the member accepts
        it. A damaged memory is set aside and begun anew.

        Raises ConflictError and InputError when it cannot be written."""
        self._kept_pin(register, member, identity).replace(pin)

    def secret(self, register: UUID, member: UUID) -> bytes | None:
        """The 32 bytes that this member's keys need besides the passphrase; None when this device
        has none for them.

        Raises LockedError when they lie in the keyring and it does not give them; TamperedError
        when what is remembered is damaged, and InputError when it cannot be read."""
        return self._kept_secret(register, member).read()

    def new_secret(self, register: UUID, member: UUID) -> bytes:
        """32 random bytes for this member, kept from now on. Those that are there already stay and
        are returned, as keys may be locked with them.

        Raises as `secret` does, and ConflictError and InputError when it cannot be written."""
        return self._kept_secret(register, member).make()

    def forget_secret(self, register: UUID, member: UUID) -> None:
        """Drops the device secret. Keys that are still locked with it open here no more.

        Raises as `new_secret` does."""
        file = self._file(register)
        with file.held():
            file.write(self._kept_secret(register, member).drop(file.read()))

    def forget(self, register: UUID, member: UUID) -> None:
        """Drops all that is remembered of this member: name, pin and device secret. A damaged
        memory is set aside and begun anew.

        Raises LockedError when the secret lies in the keyring and it does not answer; ConflictError
        and InputError when it cannot be written. Then nothing is dropped."""
        file = self._file(register)
        with file.held():
            left = self._kept_secret(register, member).drop(file.mended())
            with suppress(KeyringSilentError):
                self._keyring.drop(name_of(register, member))
            file.write(left.without(member))

    def _kept_pin(self, register: UUID, member: UUID, identity: Identity) -> KeptPin:
        return KeptPin(self._file(register), self._keyring, register, member, identity)

    def _kept_secret(self, register: UUID, member: UUID) -> KeptSecret:
        return KeptSecret(self._file(register), self._keyring, register, member)

    def _file(self, register: UUID) -> MemoryFile:
        return MemoryFile(self._folder, register)
