"""The recovery seed as text that can be printed, read aloud and typed back.

Fourteen groups of five letters and digits (Crockford's base32, which has no I, L, O or U). The last
sign of each group checks the four before it and the group's place, so a slip is found in its group.
A few groups, chosen when the seed is made, can be tried later without the rest: a rehearsal shows
that the paper is there and legible, and costs the seed next to nothing.
"""

import hashlib
import os
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from hmac import compare_digest
from itertools import combinations

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from somesec.errors import InputError
from somesec.language import _, ngettext
from somesec.vault.cost import FLOOR
from somesec.vault.encoding import encode
from somesec.vault.typed import signs_of

SEED_BYTES = 32
GROUPS = 14
GROUP_LENGTH = 5
ASKED = 4
"""Groups in a rehearsal: 80 bits at most that somebody looking on learns of the 280."""

_VERSION = 1
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_DATA_LENGTH = GROUP_LENGTH - 1
# Version (4 bits), seed (256) and checksum (20) fill the 56 data signs of 5 bits exactly.
_SEED_BITS = 8 * SEED_BYTES
_CHECKSUM_BITS = 20
_SALT_BYTES = 32
_DIGEST_BYTES = 32


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
    signs = signs_of(text)
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
    for data in _data_of(signs, range(1, GROUPS + 1)):
        number = (number << 5 * _DATA_LENGTH) | data
    return _seed_in(number)


@dataclass(frozen=True)
class Rehearsal:
    """Which groups of a recovery text are asked for (from 1, in ascending order), and the salt
    and digest (32 bytes each) that what is typed must fit.

    Raises ValueError when made of anything else."""

    groups: tuple[int, ...]
    salt: bytes = field(repr=False)
    digest: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if self.groups not in combinations(range(1, GROUPS + 1), ASKED):
            raise ValueError("a rehearsal asks for four groups in their order")
        if (len(self.salt), len(self.digest)) != (_SALT_BYTES, _DIGEST_BYTES):
            raise ValueError("salt and digest are 32 bytes")

    def matches(self, text: str) -> bool:
        """Whether the text holds the groups asked for, in their order. Takes what `from_text`
        takes.

        Raises InputError that names the groups with a slip, or says how many signs are missing."""
        return compare_digest(rehearsal_of(text, self.groups, self.salt), self.digest)


def new_rehearsal(seed: bytes) -> Rehearsal:
    """Random groups of the seed's text, and what tells later whether they are typed right.

    Raises ValueError when the seed is not 32 bytes."""
    text = to_text(seed).split()
    groups = tuple(sorted(random.SystemRandom().sample(range(1, GROUPS + 1), ASKED)))
    salt = os.urandom(_SALT_BYTES)
    typed = " ".join(text[group - 1] for group in groups)
    return Rehearsal(groups, salt, rehearsal_of(typed, groups, salt))


def rehearsal_of(text: str, groups: Sequence[int], salt: bytes) -> bytes:
    """32 bytes for these groups (from 1) of a recovery text; `text` holds them alone, in their
    order.

    Raises InputError that names the groups with a slip, or says how many signs are missing."""
    signs = signs_of(text)
    if len(signs) != len(groups) * GROUP_LENGTH:
        raise InputError(
            _(
                "Groups {groups} of the recovery text are asked for, {expected} letters and digits "
                "in all; {found} were typed."
            ).format(
                groups=", ".join(map(str, groups)),
                expected=len(groups) * GROUP_LENGTH,
                found=len(signs),
            )
        )
    data = _data_of(signs, groups)
    # At least 76 bits are unknown, so a fixed cost at the floor is margin enough: it cannot be
    # changed by whoever changes what is stored, and no office computer is too small for it.
    return Argon2id(
        salt=salt,
        length=_DIGEST_BYTES,
        iterations=FLOOR.passes,
        lanes=FLOOR.lanes,
        memory_cost=FLOOR.memory_kib,
        ad=encode("somesec rehearsal 1", *groups),
    ).derive(encode(*data))


def _data_of(signs: str, groups: Sequence[int]) -> list[int]:
    """The 20 bits of data of each group (counted from 1) in the signs."""
    data = []
    wrong = []
    for position, group in enumerate(groups):
        typed = signs[position * GROUP_LENGTH : (position + 1) * GROUP_LENGTH]
        values = [_VALUES[sign.upper()] for sign in typed if sign.upper() in _VALUES]
        if len(values) != GROUP_LENGTH or _check(group - 1, values[:-1]) != values[-1]:
            wrong.append(group)
            continue
        number = 0
        for value in values[:-1]:
            number = (number << 5) | value
        data.append(number)
    if wrong:
        raise InputError(
            ngettext(
                "Group {groups} of the recovery text is mistyped. Compare it with the paper.",
                "Groups {groups} of the recovery text are mistyped. Compare them with the paper.",
                len(wrong),
            ).format(groups=", ".join(map(str, wrong)))
        )
    return data


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
