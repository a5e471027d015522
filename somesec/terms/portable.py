"""The text of a PDF, without what every page repeats."""

import re
from collections import Counter
from io import BytesIO

MOST_PAGES = 500

_ENDS = re.compile(r"[.:;!?]\s*$")
_BEGINS = re.compile(r"\s*(?:\d{1,3}(?:\.\d{1,3})*[.)]?\s+[^\W\d]|[-•·–]\s)")
_PARTED_WORD = re.compile(r"(\w)-\n(?=[a-zäöåéü])")
_PAGE_NUMBER = re.compile(r"\s*(?:\w{4,6}\s+)?\d{1,4}\s*(?:[/(]\s*\d{1,4}\s*\)?)?\s*")


class PortableError(Exception):
    """A PDF that cannot be read. `is_locked`: it asks for a password."""

    def __init__(self, *, is_locked: bool = False) -> None:
        self.is_locked = is_locked


def text_of_pdf(data: bytes) -> str:
    """The text, with paragraphs parted.

    Raises PortableError for what is no PDF, too long or locked."""
    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError, PdfReadError, PyPdfError

    try:
        reader = PdfReader(BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise PortableError(is_locked=True)
        if len(reader.pages) > MOST_PAGES:
            raise PortableError
        pages = [page.extract_text() for page in reader.pages]
    except FileNotDecryptedError:
        raise PortableError(is_locked=True) from None
    except (PdfReadError, PyPdfError, ValueError, KeyError, TypeError, IndexError) as error:
        raise PortableError from error
    except (AttributeError, NotImplementedError, RecursionError, OSError) as error:
        raise PortableError from error
    return _paragraphs([page.split("\n") for page in pages])


def _paragraphs(pages: list[list[str]]) -> str:
    repeated = _repeated(pages)
    lines = [line.rstrip() for page in pages for line in _body(page, repeated)]
    longest = max((len(line) for line in lines), default=0)
    text = ""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        is_short_end = _ENDS.search(line) and len(line) < longest * 0.85
        text += line + ("\n\n" if is_short_end or _BEGINS.match(following) else "\n")
    return _PARTED_WORD.sub(r"\1", text)


def _repeated(pages: list[list[str]]) -> set[str]:
    """The lines at the edges that more than half of the pages have."""
    edges = Counter(line.strip() for page in pages for line in {*page[:2], *page[-2:]})
    return {line for line, count in edges.items() if len(pages) > 2 and count > len(pages) / 2}


def _body(page: list[str], repeated: set[str]) -> list[str]:
    edges = {0, 1, len(page) - 1, len(page) - 2}
    return [
        line
        for place, line in enumerate(page)
        if place not in edges or not (line.strip() in repeated or _PAGE_NUMBER.fullmatch(line))
    ]
