"""From the bytes of a page, a PDF or a saved text to wording. Run by `somesec.terms.reading` in a
process of its own, since what comes from outside may be made to take all time and memory."""

import codecs
import re
from typing import NamedTuple

from somesec.language import N_
from somesec.terms.markdown import text_of_markdown
from somesec.terms.page import PageError, text_of_page
from somesec.terms.portable import PortableError, text_of_pdf
from somesec.terms.walls import NO_TEXT, Page, reason_of
from somesec.terms.wording import wording

HTML, PDF, MARKDOWN, PLAIN = "html", "pdf", "markdown", "plain"

UNKNOWN_ENCODING = N_("The text is in an encoding that is not known here.")
TOO_DEEP = N_("The page is nested too deeply.")
LOCKED = N_("The PDF asks for a password.")
NO_PDF = N_("The PDF is damaged or too long.")
SCANNED = N_("The PDF holds pictures of text, and no text.")

# WHATWG Encoding, the labels that terms are written in.
_ENCODINGS = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8"), "utf-8"),
    **dict.fromkeys(("utf-16", "utf-16le"), "utf-16-le"),
    "utf-16be": "utf-16-be",
    **dict.fromkeys(
        ("ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin1", "windows-1252", "cp1252"),
        "cp1252",
    ),
    **dict.fromkeys(("iso-8859-15", "iso8859-15", "latin9"), "iso-8859-15"),
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype|html)", re.I | re.S
)


class Read(NamedTuple):
    """The wording, or the reason why there is none."""

    wording: str = ""
    reason: str = ""


def read(data: bytes, form: str, charset: str = "", *, judges: bool = True) -> Read:
    """The wording in the bytes of a page, a PDF, a Markdown file or a plain text. With `judges`, a
    page that shows a wall instead of terms gives the reason."""
    try:
        return _read(data, form, charset, judges=judges)
    except PageError:
        return Read(reason=TOO_DEEP)
    except PortableError as error:
        return Read(reason=LOCKED if error.is_locked else NO_PDF)


def _read(data: bytes, form: str, charset: str, *, judges: bool) -> Read:
    if form == PDF:
        found = wording(text_of_pdf(data))
        return Read(found) if found else Read(reason=SCANNED)
    text = _decoded(data, charset if form == HTML else charset or "utf-8", is_page=form == HTML)
    if text is None:
        return Read(reason=UNKNOWN_ENCODING)
    if form != HTML and _is_no_writing(text):
        return Read(reason=NO_TEXT)
    found = wording(_plain(text, form))
    if judges and (reason := reason_of(Page(found, text))):
        return Read(reason=reason)
    return Read(found) if found else Read(reason=NO_TEXT)


def _is_no_writing(text: str) -> bool:
    """Whether more than one character of a hundred is a control, as in a picture or a program."""
    return 100 * len(_CONTROL.findall(text)) > len(text)


def _plain(text: str, form: str) -> str:
    if form == HTML:
        return text_of_page(text)
    return text_of_markdown(text) if form == MARKDOWN else text


def form_of(data: bytes, name: str) -> str:
    """What a file holds, by how it begins and what it is called."""
    if data.startswith(b"%PDF-"):
        return PDF
    start = data[:8192].decode("utf-8", errors="replace").removeprefix("\ufeff")
    if _HTML_START.match(start) or name.casefold().endswith((".html", ".htm", ".xhtml")):
        return HTML
    return MARKDOWN if name.casefold().endswith((".md", ".markdown")) else PLAIN


def _decoded(data: bytes, charset: str, *, is_page: bool) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.removeprefix(mark).decode(encoding, errors="replace")
    named = charset.strip().strip("\"'").casefold()
    if not named and is_page and (found := _CHARSET.search(data[:1024])):
        named = found[1].decode("ascii", errors="replace").casefold()
    encoding = _ENCODINGS.get(named or "utf-8", "")
    if not encoding:
        return None
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        # Most texts that are not what they say are as old programs write them.
        return data.decode("cp1252", errors="replace")
