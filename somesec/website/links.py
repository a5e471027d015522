"""The links of a page, read from its bytes. Needs no network.

The standard library's HTML parser takes minutes for a hundred kilobytes of unfinished tags; lxml
takes a time that grows with the size alone.
"""

import codecs
import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from lxml import etree

from somesec.language import N_
from somesec.website.unreadable import UnreadableError

MOST_LINKS = 5000
LONGEST_LINK = 2000
_MOST_DEPTH = 250  # libxml2 leaves out what lies deeper than 256
_LOOKED_AT_FOR_CHARSET = 1024  # WHATWG HTML, "prescan a byte stream": the first 1024 bytes

UNKNOWN_ENCODING = N_("The page is in an encoding that is not known here.")
TOO_MANY = N_("The page has more than {count} links.")
TOO_DEEP = N_("The page is nested too deeply.")

# WHATWG Encoding, the labels that websites here use. Not Python's own list, in which some decode to
# texts many times as large, and some cost a time that grows with the square.
_ENCODINGS: Mapping[str, str] = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8"), "utf-8"),
    **dict.fromkeys(("utf-16", "utf-16le"), "utf-16-le"),
    "utf-16be": "utf-16-be",
    **dict.fromkeys(
        ("ascii", "us-ascii", "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "windows-1252"),
        "cp1252",
    ),
    **dict.fromkeys(("iso-8859-15", "iso8859-15", "latin9"), "iso-8859-15"),
    "cp1252": "cp1252",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)


def read_links(body: bytes, charset: str, address: str) -> tuple[str, ...]:
    """The http and https addresses that a page links to, each once, in the page's order, made whole
    with the page's own address. `charset` is what its reply said, or "".

    Raises UnreadableError where the page is in an unknown encoding, or holds more than a page of
    people for people does. Links that are no addresses are left out."""
    text = _text(body, charset)
    seen = _Links()
    parser = etree.HTMLParser(target=seen, encoding="utf-8", no_network=True, huge_tree=False)
    try:
        # A lone surrogate cannot be told to lxml; a NUL would end the page there.
        etree.fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser)
    except etree.LxmlError:
        seen.links.clear()  # an empty page is no document to lxml
    base = urljoin(address, seen.base) if seen.base else address
    whole = (_whole(base, link) for link in seen.links)
    return tuple(dict.fromkeys(link for link in whole if link))


class _Links:
    """Takes what the parser finds, and keeps no tree."""

    def __init__(self) -> None:
        self.links: list[str] = []
        self.base = ""
        self._depth = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise UnreadableError(TOO_DEEP)
        link = attributes.get("href", "")
        if tag == "base" and not self.base:
            self.base = link[:LONGEST_LINK]
        elif tag in ("a", "area") and 0 < len(link) <= LONGEST_LINK:
            if len(self.links) >= MOST_LINKS:
                raise UnreadableError(TOO_MANY, count=MOST_LINKS)
            self.links.append(link)

    def end(self, _tag: str) -> None:
        self._depth -= 1

    def close(self) -> None:
        """Nothing is made of it."""


def _whole(base: str, link: str) -> str:
    try:
        whole = urljoin(base, link.strip())
        parts = urlsplit(whole)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return whole if is_address and len(whole) <= LONGEST_LINK and whole.isprintable() else ""


def _text(body: bytes, charset: str) -> str:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.removeprefix(mark).decode(encoding, errors="replace")
    named = charset.strip().strip("\"'").casefold()
    if not named and (found := _CHARSET.search(body[:_LOOKED_AT_FOR_CHARSET])):
        named = found[1].decode("ascii", errors="replace").casefold()
    encoding = _ENCODINGS.get(named or "utf-8", "")
    if not encoding:
        raise UnreadableError(UNKNOWN_ENCODING)
    try:
        return body.decode(encoding)
    except UnicodeDecodeError:
        # Most pages that are not what they say are as old programs write them.
        return body.decode("cp1252", errors="replace")
