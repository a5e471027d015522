"""Putting a file on disk whole or not at all, readable by its owner only."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from somesec.errors import InputError
from somesec.language import _


def save(path: Path, data: bytes, *, overwrite: bool = False) -> None:
    """Writes the file with mode 0600, and returns when it is safe on disk.

    Raises InputError when it cannot be written, or is there already and may not be overwritten;
    then nothing has changed."""
    try:
        if not overwrite:
            # The name is taken first, so that no one else's file can slip in between.
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise InputError(
            _("{path} is there already. Choose another name or remove it first.").format(path=path)
        ) from None
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from None
    try:
        _replace(path, data)
    except BaseException as error:
        if not overwrite:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _unwritable(path, error) from None
        raise


def _replace(path: Path, data: bytes) -> None:
    # mkstemp makes its file 0600 from the first byte.
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """Makes the new name itself durable, where folders can be opened at all (not on Windows)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _unwritable(path: Path, error: Exception) -> InputError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return InputError(_("{path} cannot be written: {reason}.").format(path=path, reason=reason))
