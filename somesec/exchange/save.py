"""Putting a file on disk whole or not at all, readable by its owner only, and never in the place
of a register.
"""

import errno
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from somesec.errors import InputError
from somesec.language import _
from somesec.reasons import reason_of

# How a register begins: an SQLite file (https://www.sqlite.org/fileformat.html) with our number.
_SQLITE, _APPLICATION_ID, _AT = b"SQLite format 3\0", b"SoMe", 68
# What SQLite keeps beside a file while it works on it, and would read into it.
_BESIDE_A_REGISTER = ("-journal", "-wal", "-shm")


def require_free(path: Path, *, overwrite: bool = False) -> None:
    """Raises the InputError with which `save` would refuse the place as it is now, for those who
    must not begin what they cannot keep."""
    try:
        _refuse_registers(path)
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from None
    if not overwrite and os.path.lexists(path):
        raise _is_there(path)
    if not path.parent.is_dir():
        raise _unwritable(path, FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)))


def save(path: Path, data: bytes, *, overwrite: bool = False) -> None:
    """Writes the file with mode 0600, and returns when it is safe on disk.

    Raises InputError when it cannot be written, or is there already and may not be overwritten, or
    is a register, part of one or no ordinary file; then nothing has changed."""
    try:
        _refuse_registers(path)
        if not overwrite:
            # The name is taken first, so that no one else's file can slip in between.
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise _is_there(path) from None
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


def _is_there(path: Path) -> InputError:
    return InputError(
        _("{path} is there already. Choose another name or remove it first.").format(path=path)
    )


def _refuse_registers(path: Path) -> None:
    """Raises InputError for a path that a file must never be put in the place of, and OSError where
    that cannot be told."""
    for suffix in _BESIDE_A_REGISTER:
        if path.name.endswith(suffix) and _is_register(
            path.with_name(path.name.removesuffix(suffix))
        ):
            raise InputError(
                _("{path} belongs to a register and is not replaced. Name another file.").format(
                    path=path
                )
            )
    with suppress(FileNotFoundError):
        if not stat.S_ISREG(path.lstat().st_mode):
            raise InputError(
                _("{path} is no ordinary file and is not replaced. Name another.").format(path=path)
            )
        if _is_register(path):
            raise InputError(
                _("{path} is a register and is not replaced. Name another file.").format(path=path)
            )


def _is_register(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        start = file.read(_AT + len(_APPLICATION_ID))
    return start.startswith(_SQLITE) and start[_AT:] == _APPLICATION_ID


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
    reason = reason_of(error)
    return InputError(_("{path} cannot be written: {reason}.").format(path=path, reason=reason))
