"""Bounds that pykeepass does not set on what it unpacks from a KDBX file.

Whoever makes a hostile file also knows its passphrase, so nothing inside it can be trusted to be
small: the compressed content may be a bomb, its XML may define entities or hold millions of
elements, and each block or binary of a few bytes costs thousands once it is parsed. The patches
hold for the whole process; they only ever refuse.
"""

import io
import zlib
from collections.abc import Callable
from typing import Any

from lxml import etree
from pykeepass.kdbx_parsing import common, kdbx3, kdbx4

from somesec.errors import InputError
from somesec.language import _

MAX_UNPACKED = 256 * 1024 * 1024
MAX_XML = 128 * 1024 * 1024
# Some thirty elements make an entry, and as many each of its earlier versions.
MAX_TAGS = 4_000_000
MAX_PARTS = 20_000


def apply() -> None:
    """Sets the bounds; doing so again changes nothing."""
    common.Decompressed._decode = _decompressed
    common.XML._decode = _parsed
    for parts in (kdbx3.PayloadBlocks, kdbx4.EncryptedPayload.subcon, kdbx4.InnerHeader.subcon):
        if not isinstance(parts.predicate, _Bounded):
            parts.predicate = _Bounded(parts.predicate)


class _Bounded:
    """The end-of-list test of a construct list, which also ends it when it has grown too long."""

    def __init__(self, predicate: Callable[[Any, Any, Any], bool]) -> None:
        self._predicate = predicate

    def __call__(self, part: Any, parts: Any, context: Any) -> bool:
        if len(parts) > MAX_PARTS:
            raise too_large()
        return self._predicate(part, parts, context)


def _decompressed(self: object, data: bytes, context: object, path: object) -> bytes:
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    unpacked = unpacker.decompress(data, MAX_UNPACKED)
    if unpacker.unconsumed_tail:
        raise too_large()
    if not unpacker.eof:
        raise zlib.error("the compressed content ends too early")
    return unpacked


def _parsed(self: object, data: bytes, context: object, path: object) -> Any:
    if len(data) > MAX_XML or data.count(b"<") > MAX_TAGS:
        raise too_large()
    parser = etree.XMLParser(
        remove_blank_text=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
    )
    tree = etree.parse(io.BytesIO(data), parser)
    if tree.docinfo.internalDTD is not None:
        raise InputError(
            _("The KDBX file defines its own XML entities, which no password program does.")
        )
    return tree


def too_large() -> InputError:
    """The error for a file that unpacks into more than any real one does."""
    return InputError(
        _(
            "The KDBX file unpacks into too much. Take out attachments and old versions in "
            "KeePassXC, or split it."
        )
    )
