"""Bytes as text that goes through a mail: base64 between a first and a last line, as in PEM."""

import base64

from somesec.errors import InputError
from somesec.language import _

MOST_CHARACTERS = 1_000_000
"""A text longer than this is no mail of ours, and not looked into."""

_WIDTH = 64


def to_armour(kind: str, data: bytes) -> str:
    """The text, with line ends. `kind` stands in its first and last line, in capitals."""
    first, last = _ends(kind)
    signs = base64.b64encode(data).decode()
    lines = (signs[start : start + _WIDTH] for start in range(0, len(signs), _WIDTH))
    return "\n".join((first, *lines, last, ""))


def from_armour(kind: str, text: str) -> bytes:
    """The bytes in the text. What stands before and after, blank lines, spaces around a line and
    the kind of line ends do not matter.

    Raises InputError when there is no such part in the text, more than one, or a damaged one."""
    first, last = _ends(kind)
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            _("The text is too long: choose only what stands from {first} to {last}.").format(
                first=first, last=last
            )
        )
    lines = [line.strip() for line in text.removeprefix("\ufeff").splitlines()]
    if lines.count(first) > 1 or lines.count(last) > 1:
        raise InputError(
            _("The text holds more than one {first}. Leave only the newest.").format(first=first)
        )
    if first not in lines or last not in lines:
        raise InputError(
            _(
                "The text does not hold what stands from {first} to {last}. Choose the whole of it."
            ).format(first=first, last=last)
        )
    signs = "".join(lines[lines.index(first) + 1 : lines.index(last)])
    try:
        data = base64.b64decode(signs)
    except ValueError:
        data = b""
    # The decoder passes over foreign signs, and some signs have bits that say nothing. Only one
    # text stands for the same bytes.
    if not data or base64.b64encode(data).decode() != signs:
        raise InputError(
            _(
                "What stands between {first} and {last} was cut or changed on its way. "
                "Ask for it to be sent again, best as a file."
            ).format(first=first, last=last)
        )
    return data


def _ends(kind: str) -> tuple[str, str]:
    return f"-----BEGIN SOMESEC {kind}-----", f"-----END SOMESEC {kind}-----"
