"""Text that somebody sent: read from a file, or pasted."""

from pathlib import Path

from somesec.errors import InputError
from somesec.language import _
from somesec.reasons import reason_of

_MOST_BYTES = 1024 * 1024


def read_text(file: str) -> str:
    """What is in a file that somebody named.

    Raises InputError when it cannot be read, is no UTF-8 text, or is longer than any letter."""
    path = Path(file).expanduser()
    try:
        with path.open("rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
        if len(content) <= _MOST_BYTES:
            return content.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else _("no text")
        raise InputError(
            _("{file} cannot be read: {reason}.").format(file=file, reason=reason)
        ) from None
    raise InputError(_("{file} is too long to be what is asked for here.").format(file=file))
