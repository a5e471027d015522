"""The outer header of a KDBX file, which anyone can read.

Source of the layout: keepass.info/help/kb/kdbx.html.
"""

from collections.abc import Mapping
from typing import NamedTuple

from somesec.errors import InputError
from somesec.language import _

SIGNATURE = bytes.fromhex("03d9a29a67fb4bb5")
OLD_SIGNATURES = (bytes.fromhex("03d9a29a65fb4bb5"), bytes.fromhex("03d9a29a66fb4bb5"))
TWOFISH = bytes.fromhex("ad68f29f576f4bb9a36ad47af965346c")

MAX_HEADER = 1024 * 1024
MAX_HEADER_FIELDS = 1000

_END, _CIPHER, _TRANSFORM_SEED, _TRANSFORM_ROUNDS, _KDF_PARAMETERS = 0, 2, 5, 6, 11


class Header(NamedTuple):
    """What the outer header says. The transform seed and rounds are of version 3, the parameters of
    the key derivation (a variant dictionary) of version 4; the others have none."""

    version: int
    cipher: bytes
    transform_seed: bytes
    transform_rounds: int
    kdf_parameters: bytes


def read_header(data: bytes) -> Header:
    """The outer header of a KDBX file of version 3 or 4.

    Raises InputError when it is damaged or of another version."""
    if data[:8] in OLD_SIGNATURES:
        raise InputError(
            _("This file is of KeePass 1. Open it in KeePassXC and save it as a .kdbx file.")
        )
    if data[:8] != SIGNATURE or len(data) < 12:
        raise InputError(_("This is no KDBX file. Choose another --from."))
    version = int.from_bytes(data[10:12], "little")
    if version not in (3, 4):
        raise InputError(
            _(
                "This file is of KDBX version {version}; versions 3 and 4 can be read. "
                "Save it anew with KeePassXC."
            ).format(version=version)
        )
    length_bytes = 4 if version == 4 else 2
    fields: dict[int, bytes] = {}
    position = 12
    for _count in range(MAX_HEADER_FIELDS):
        start = position + 1 + length_bytes
        size = int.from_bytes(data[position + 1 : start], "little")
        if start + size > min(len(data), MAX_HEADER):
            break
        kind = data[position]
        fields[kind] = data[start : start + size]
        position = start + size
        if kind == _END:
            return _header(version, fields)
    raise damaged()


def _header(version: int, fields: Mapping[int, bytes]) -> Header:
    return Header(
        version=version,
        cipher=fields.get(_CIPHER, b""),
        transform_seed=fields.get(_TRANSFORM_SEED, b""),
        transform_rounds=int.from_bytes(fields.get(_TRANSFORM_ROUNDS, b""), "little"),
        kdf_parameters=fields.get(_KDF_PARAMETERS, b""),
    )


def damaged() -> InputError:
    """The error for a file that is not as it was written."""
    return InputError(_("The KDBX file is damaged or cut off. Fetch it again or use a backup."))
