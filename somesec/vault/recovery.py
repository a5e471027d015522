"""The recovery seed as text that can be printed, read aloud and typed back.

Fourteen groups of five letters and digits (Crockford's base32, which has no I, L, O or U). The last
sign of each group checks the four before it and the group's place, so a slip is found in its group.
"""

import hashlib
import os

from somesec.errors import InputError
from somesec.language import _, ngettext
from somesec.vault.encoding import encode

SEED_BYTES = 32
GROUPS = 14
GROUP_LENGTH = 5

_VERSION = 1
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_DATA_LENGTH = GROUP_LENGTH - 1
# Version (4 bits), seed (256) and checksum (20) fill the 56 data signs of 5 bits exactly.
_SEED_BITS = 8 * SEED_BYTES
_CHECKSUM_BITS = 20


def new_seed() -> bytes:
    """32 random bytes, from which `Identity.from_seed` makes the recovery identity."""
    return os.urandom(SEED_BYTES)


def to_text(seed: bytes) -> str:
    """The seed as fourteen groups of five signs with spaces between.

    Raises ValueError when the seed is not 32 bytes."""
    if len(seed) != SEED_BYTES:
        raise ValueError("a seed is 32 bytes")
    number = (_VERSION << _SEED_BITS) | int.from_bytes(seed, "big")
    number = (number << _CHECKSUM_BITS) | _checksum(seed)
    values = [(number >> 5 * place) & 31 for place in reversed(range(GROUPS * _DATA_LENGTH))]
    groups = []
    for index in range(GROUPS):
        data = values[index * _DATA_LENGTH : (index + 1) * _DATA_LENGTH]
        groups.append("".join(_ALPHABET[value] for value in [*data, _check(index, data)]))
    return " ".join(groups)


def from_text(text: str) -> bytes:
    """The seed in the text. Case, spaces, line ends and dashes do not matter, and the letters O, I
    and L are read as the digits they look like.

    Raises InputError that names the groups with a slip, or says what else is wrong."""
    signs = [sign for sign in text.upper() if not (sign.isspace() or sign in "-‐‑‒–—.,")]
    if len(signs) != GROUPS * GROUP_LENGTH:
        raise InputError(
            _(
                "The recovery text has {groups} groups of {length} letters and digits, {expected} "
                "in all; {found} were typed."
            ).format(
                groups=GROUPS,
                length=GROUP_LENGTH,
                expected=GROUPS * GROUP_LENGTH,
                found=len(signs),
            )
        )
    number = 0
    wrong = []
    for index in range(GROUPS):
        group = [
            _VALUES.get(sign) for sign in signs[index * GROUP_LENGTH : (index + 1) * GROUP_LENGTH]
        ]
        known = [value for value in group if value is not None]
        if len(known) != GROUP_LENGTH or _check(index, known[:-1]) != known[-1]:
            wrong.append(index + 1)
            continue
        for value in known[:-1]:
            number = (number << 5) | value
    if wrong:
        raise InputError(
            ngettext(
                "Group {groups} of the recovery text is mistyped. Compare it with the paper.",
                "Groups {groups} of the recovery text are mistyped. Compare them with the paper.",
                len(wrong),
            ).format(groups=", ".join(map(str, wrong)))
        )
    return _seed_in(number)


def _seed_in(number: int) -> bytes:
    seed = (number >> _CHECKSUM_BITS & ((1 << _SEED_BITS) - 1)).to_bytes(SEED_BYTES, "big")
    if number & ((1 << _CHECKSUM_BITS) - 1) != _checksum(seed):
        raise InputError(
            _("The recovery text is mistyped in more than one place. Compare it with the paper.")
        )
    if number >> (_SEED_BITS + _CHECKSUM_BITS) != _VERSION:
        raise InputError(
            _("The recovery text was made by a newer somesec. Update this one and try again.")
        )
    return seed


def _checksum(seed: bytes) -> int:
    digest = hashlib.sha256(encode("somesec recovery 1", seed)).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - _CHECKSUM_BITS)


def _check(index: int, data: list[int]) -> int:
    """The fifth sign. Each place has a weight of its own in the field of 32 elements (the check
    sign's is 1), so every single slip and every swap of two signs in a group is found; the group's
    number is weighed too, so groups in the wrong order are found."""
    check = 0
    for value in [index + 1, *reversed(data)]:
        check = _doubled(check ^ value)
    return check


def _doubled(value: int) -> int:
    # Multiplication by x modulo x^5 + x^2 + 1, which is primitive.
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value
