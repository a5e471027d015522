"""Reading JSON from anywhere, within bounds."""

import codecs
from typing import TypeVar

import msgspec

from somesec.errors import InputError
from somesec.language import _

# Each brace opens something that costs far more memory than its byte; this many hold 200,000
# logins with room to spare.
MAX_OPENED = 4_000_000

Shape = TypeVar("Shape")


def looks_like_json(data: bytes) -> bool:
    """Whether the data begins as a JSON object does, and no CSV header."""
    return data.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"{"


def decode(data: bytes, shape: type[Shape], program: str) -> Shape:
    """The data in the shape that a program writes; what the shape does not name is skipped.

    Raises InputError when it is no JSON, too large, nested too deeply or of another shape."""
    if data.count(b"{") + data.count(b"[") > MAX_OPENED:
        raise InputError(_("The file holds too much. Export fewer logins at a time."))
    try:
        return msgspec.json.decode(data.removeprefix(codecs.BOM_UTF8), type=shape)
    except msgspec.ValidationError as error:
        raise InputError(
            _("The file is not as {program} writes it: {reason}. Export it again.").format(
                program=program, reason=error
            )
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise InputError(
            _("The file is damaged or cut off: it is no JSON. Export it again.")
        ) from None
    except RecursionError:
        raise InputError(_("The file is nested too deeply to be an export.")) from None
