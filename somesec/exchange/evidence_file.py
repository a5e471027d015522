"""What kind of file is kept as evidence: told by how its content begins, never by its name."""

import re
from pathlib import Path

from somesec.errors import InputError
from somesec.exchange.source_file import read_bytes
from somesec.language import _

MOST_BYTES = 20 * 1024 * 1024

# The first bytes of each kind: PNG 3rd edition 5.2, ITU-T T.81 B.1.1.3 with the marker after SOI,
# GIF89a 17, RFC 9649 for WebP, ISO 32000-2 7.5.2 for PDF.
_BEGINNINGS = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"%PDF-\d"), "application/pdf"),
)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# A page as browsers save it, perhaps after a comment that says where it was saved from.
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html)\b",
    re.I | re.S,
)
# RFC 2557: a page with its pictures is a message whose header says multipart/related.
_MHTML = re.compile(rb"(?:[!-9;-~]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){1,40}", re.I)
_RELATED = re.compile(rb"^content-type:\s*multipart/related\b", re.I | re.M)
_LOOKED_AT = 8192


def read_evidence(path: Path) -> tuple[bytes, str]:
    """The bytes of a file of at most 20 MiB, and its media type.

    Raises InputError when it cannot be read, is empty or too large, or is neither picture, PDF nor
    saved page."""
    data = read_bytes(path, MOST_BYTES)
    if not data:
        raise InputError(_("{path} is empty.").format(path=path))
    media_type = media_type_of(data)
    if not media_type:
        raise InputError(
            _(
                "{path} is neither a picture (PNG, JPEG, GIF, WebP), a PDF nor a saved page (HTML, "
                "MHTML), whatever its name says. Save the page or a picture of it and add that."
            ).format(path=path)
        )
    return data, media_type


def media_type_of(data: bytes) -> str:
    """The media type of a picture, PDF or saved page; "" for all else."""
    for beginning, media_type in _BEGINNINGS:
        if beginning.match(data):
            return media_type
    start = data[:_LOOKED_AT].removeprefix(_BYTE_ORDER_MARK)
    if _HTML.match(start):
        return "text/html"
    header = _MHTML.match(start)
    return "multipart/related" if header and _RELATED.search(header[0]) else ""
