"""The bytes of a file from outside, never more than a bound."""

from pathlib import Path

from somesec.errors import InputError
from somesec.language import _
from somesec.reasons import reason_of

MAX_BYTES = 64 * 1024 * 1024


def read_bytes(path: Path, most: int = MAX_BYTES) -> bytes:
    """All bytes of the file.

    Raises InputError when it cannot be read or holds more than `most` bytes."""
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except FileNotFoundError:
        raise InputError(_("There is no file {path}. Check its name.").format(path=path)) from None
    except (OSError, ValueError) as error:
        reason = reason_of(error)
        raise InputError(
            _("{path} cannot be read: {reason}.").format(path=path, reason=reason)
        ) from None
    if len(data) > most:
        raise InputError(
            _("{path} is larger than {size} MiB. Split it and bring in the parts.").format(
                path=path, size=most // (1024 * 1024)
            )
        )
    return data
