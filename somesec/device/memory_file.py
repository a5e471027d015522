"""The file that holds what is remembered about one register: its owner's only, written whole or not
at all, by one writer at a time."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from uuid import UUID

import msgspec

from somesec.device.memory import Memory
from somesec.errors import ConflictError, InputError, TamperedError
from somesec.language import _
from somesec.reasons import reason_of

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PATIENCE = 15.0
"""Seconds that a writer waits for another one: longer than any of them waits for a keyring."""

_BETWEEN_TRIES = 0.05


class MemoryFile:
    """Where the memory of one register lies: `<register>.json` in the folder.

    It has mode 0600 from its first byte and its folder 0700; Windows keeps a user's data folder
    from others by itself."""

    def __init__(self, folder: Path, register: UUID, patience: float = PATIENCE) -> None:
        self._folder = folder
        self._path = folder / f"{register}.json"
        self._patience = patience

    def read(self) -> Memory:
        """What is remembered; nothing where there is no file.

        Raises TamperedError for a damaged file, and InputError for one that cannot be read."""
        try:
            return Memory.from_bytes(self._path.read_bytes())
        except FileNotFoundError:
            return Memory()
        except OSError as error:
            raise InputError(
                _("{path} cannot be read: {reason}.").format(
                    path=self._path, reason=reason_of(error)
                )
            ) from None
        except msgspec.MsgspecError:
            # Not as its cause: that one may quote what the file holds.
            raise TamperedError(
                _(
                    "What this computer remembers of the register is damaged: {path}. Compare the "
                    "register with a colleague's; when it is right, run 'somesec verify --accept'."
                ).format(path=self._path)
            ) from None

    def mended(self) -> Memory:
        """What is remembered; nothing where the file is damaged. That one is then put aside, beside
        its old place: it may hold a device secret that can still be read out of it. Only within
        `held`.

        Raises InputError when it cannot be read or moved."""
        try:
            return self.read()
        except TamperedError:
            try:
                self._path.replace(self._path.with_suffix(".damaged"))
            except OSError as error:
                raise self._unwritable(error) from None
            return Memory()

    def write(self, memory: Memory) -> None:
        """Returns when the memory is safe on disk. Only within `held`.

        Raises InputError when it cannot be written; then what was there before is unchanged."""
        try:
            self._replace(memory.to_bytes())
        except OSError as error:
            raise self._unwritable(error) from None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keeps every other writer out, in this process and in others, to the end of the block.

        Raises ConflictError when another one does not come to its end, and InputError when there
        can be no file."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.chmod(0o700)
            # Beside the file and never removed, as the file itself is another one at each writing.
            lock = os.fdopen(
                os.open(self._path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600), "r+b"
            )
        except OSError as error:
            raise self._unwritable(error) from None
        # The system ends the hold with the file or with the process, whichever is first.
        with lock:
            self._take(lock)
            yield

    def _take(self, lock: IO[bytes]) -> None:
        end = time.monotonic() + self._patience
        while not self._taken(lock):
            if time.monotonic() > end:
                raise ConflictError(
                    _(
                        "Another somesec on this computer is writing {path} and does not come to "
                        "an end. Close it and try again."
                    ).format(path=self._path)
                )
            time.sleep(_BETWEEN_TRIES)

    def _taken(self, lock: IO[bytes]) -> bool:
        try:
            if sys.platform == "win32":
                msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            return False
        except OSError as error:
            raise self._unwritable(error) from None
        return True

    def _replace(self, data: bytes) -> None:
        # One name for all, as there is one writer: what a crash leaves behind goes with the next.
        new = self._path.with_suffix(".new")
        with suppress(FileNotFoundError):
            new.unlink()
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)
        if os.name == "posix":
            folder = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def _unwritable(self, error: OSError) -> InputError:
        return InputError(
            _("{path} cannot be written: {reason}.").format(
                path=self._path, reason=reason_of(error)
            )
        )
