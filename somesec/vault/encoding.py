"""One unambiguous byte form for a list of values, used wherever several values are bound as one.

Each part is a type byte (`s` text, `b` bytes, `i` whole number), its length as four bytes
big-endian, and its bytes: UTF-8 for text, eight bytes big-endian for a number. Different lists
never give equal bytes, which joining with a separator cannot promise.
"""

import struct
from typing import TypeAlias

from somesec.errors import TamperedError
from somesec.language import _

Part: TypeAlias = str | bytes | int

_HEAD = struct.Struct(">cI")
_NUMBER = struct.Struct(">Q")
_WHOLE_NUMBER = struct.Struct(">cIQ")
_SHORT = [_HEAD.pack(b"b", length) for length in range(256)]


def encode(*parts: Part) -> bytes:
    """The bytes of the parts. Numbers are from 0 to 2**64 - 1.

    Raises TypeError for any other kind of value, struct.error for a number out of range."""
    # Opening a register comes here four times a record, so the work is done in place.
    pieces: list[bytes] = []
    for part in parts:
        # The type itself: True is an int to Python, and would read back as 1.
        kind = type(part)
        if kind is bytes:
            length = len(part)  # type: ignore[arg-type]
            head = _SHORT[length] if length < len(_SHORT) else _HEAD.pack(b"b", length)
            pieces += (head, part)  # type: ignore[arg-type]
        elif kind is int:
            pieces.append(_WHOLE_NUMBER.pack(b"i", _NUMBER.size, part))
        elif kind is str:
            text = part.encode()  # type: ignore[union-attr]
            pieces += (_HEAD.pack(b"s", len(text)), text)
        else:
            raise TypeError(f"cannot encode a {kind.__name__}")
    return b"".join(pieces)


def decode(data: bytes) -> tuple[Part, ...]:
    """The parts that `encode` was given.

    Raises TamperedError for bytes that `encode` never makes."""
    parts: list[Part] = []
    position = 0
    try:
        while position < len(data):
            kind, length = _HEAD.unpack_from(data, position)
            position += _HEAD.size
            body = data[position : position + length]
            if len(body) != length:
                raise ValueError("cut short")
            parts.append(_value(kind, body))
            position += length
    except (ValueError, struct.error) as error:
        raise TamperedError(
            _("A stored list of values cannot be read: it is damaged or cut short.")
        ) from error
    return tuple(parts)


def _value(kind: bytes, body: bytes) -> Part:
    if kind == b"s":
        return body.decode()
    if kind == b"b":
        return body
    if kind == b"i":
        number: int = _NUMBER.unpack(body)[0]
        return number
    raise ValueError("unknown kind of part")
