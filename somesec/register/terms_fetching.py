"""Texts of terms fetched from their pages, or saved by hand: kept when they are terms and new."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from somesec import clock
from somesec.errors import InputError
from somesec.exchange.source_file import read_bytes
from somesec.language import N_, Message, _
from somesec.model import Fetch
from somesec.register.documents import Document, Keeping, Version, listed, record_of, wording
from somesec.register.session import Register
from somesec.terms.reading import MOST_BYTES, Job, read_apart
from somesec.terms.text import HTML, PDF, PLAIN, form_of
from somesec.website.unreadable import UnreadableError
from somesec.website.visitor import Page, Visitor

FIRST, CHANGED, SAME, UNREADABLE = "first", "changed", "same", "unreadable"

NO_ADDRESS = N_("It has no address. Give one with 'somesec terms edit'.")
NOT_TEXT = N_("The address leads to neither a page nor a PDF.")
SHRUNK = N_(
    "The page shows less than a quarter of the text that is kept. If that is all there is now, "
    "save it and add it with 'somesec terms add-text'."
)
TOO_LONG = N_("The text is longer than any terms.")

_FORMS = {
    "text/html": HTML,
    "application/xhtml+xml": HTML,
    "application/pdf": PDF,
    "text/plain": PLAIN,
}
_LEAST_PART = 4

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Fetched:
    """What came of a document: FIRST, CHANGED, SAME or UNREADABLE with the reason. `led_to` is the
    address that it was found at, where that is another."""

    document: Document
    state: str
    reason: Message | None = None
    led_to: str = ""


def to_fetch(register: Register, platform: str = "") -> list[Document]:
    """The documents of a platform; without one, of all that accounts are on, but for those that an
    archive keeps up."""
    if platform:
        return listed(register, platform)
    used = {account.platform for account in register.records.accounts.values()}
    found = listed(register, *used) if used else []
    return [one for one in found if not (one.record and one.record.archive)]


def fetch(
    register: Register,
    documents: Sequence[Document],
    *,
    allow_private: bool = False,
    pause: float | None = None,
    progress: Progress | None = None,
) -> list[Fetched]:
    """Fetches each document and keeps what is new, each in a change of its own. What cannot be read
    as terms is said and not kept; what is kept stays."""
    visitor = Visitor(
        allow_private=allow_private, leaves_host=True, **({} if pause is None else {"pause": pause})
    )
    found = []
    for done, document in enumerate(documents, start=1):
        found.append(_fetched(register, document, visitor))
        if progress is not None:
            progress(done, len(documents))
    return found


def _fetched(register: Register, document: Document, visitor: Visitor) -> Fetched:
    if not document.address:
        return Fetched(document, UNREADABLE, Message(NO_ADDRESS))
    last = document.record.fetch if document.record else None
    known = last if last and last.address == document.address and document.texts else None
    try:
        page = visitor.page(
            document.address,
            etag=known.etag if known else "",
            last_modified=known.last_modified if known else "",
        )
        version = None if page.is_unchanged else _version(register, document, page)
    except UnreadableError as error:
        _remember(
            register,
            document,
            Fetch(tried_on=clock.today(), address=document.address, problem=error.reason.template),
        )
        return Fetched(document, UNREADABLE, error.reason)
    state = _keep(register, document, page, version)
    led_to = page.address if page.address != document.address else ""
    return Fetched(document, state, led_to=led_to)


def _version(register: Register, document: Document, page: Page) -> Version:
    """Raises UnreadableError for what is no terms."""
    form = _FORMS.get(page.media_type)
    if form is None and page.body.startswith(b"%PDF-"):
        form = PDF
    if form is None:
        raise UnreadableError(NOT_TEXT)
    read = read_apart(Job(data=page.body, form=form, charset=page.charset))
    if read.reason:
        raise UnreadableError(read.reason)
    if document.texts:
        before = wording(register, document.texts[-1])
        if len(read.wording) * _LEAST_PART < len(before):
            raise UnreadableError(SHRUNK)
    try:
        return Version.of(read.wording, clock.today())
    except ValueError:
        raise UnreadableError(TOO_LONG) from None


def _keep(register: Register, document: Document, page: Page, version: Version | None) -> str:
    fetch = Fetch(
        tried_on=clock.today(),
        address=document.address,
        etag=page.etag,
        last_modified=page.last_modified,
    )
    newest = document.texts[-1].sha256 if document.texts else None
    if version is None or version.sha256 == newest:
        _remember(register, document, fetch)
        return SAME
    with register.change("terms-fetched", document.name) as change:
        keeping = Keeping(register.records)
        keeping.put(msgspec.structs.replace(record_of(register, document), fetch=fetch), [version])
        keeping.write(change)
    return CHANGED if newest else FIRST


def _remember(register: Register, document: Document, fetch: Fetch) -> None:
    """Keeps how it went, where that is news: an entry a document a day for nothing would fill the
    trail."""
    before = record_of(register, document).fetch
    if before is not None and msgspec.structs.replace(before, tried_on=fetch.tried_on) == fetch:
        return
    with register.change("terms-fetched", document.name) as change:
        change.put(msgspec.structs.replace(record_of(register, document), fetch=fetch))


def add_text(register: Register, document: Document, file: Path, on: date) -> bool:
    """Keeps the text of a file that somebody saved by hand: HTML, PDF, Markdown or plain text.
    False when it says the same as what is kept of that day.

    Raises InputError for a day to come, and for what holds no text."""
    if on > clock.today():
        raise InputError(_("A text that was seen cannot lie in the future."))
    data = read_bytes(file, MOST_BYTES)
    read = read_apart(Job(data=data, form=form_of(data, file.name), judges=False))
    if read.reason:
        raise InputError(f"{file}: {Message(read.reason)}")
    try:
        version = Version.of(read.wording, on)
    except ValueError:
        raise InputError(f"{file}: {Message(TOO_LONG)}") from None
    with register.change("terms-text-added", document.name) as change:
        keeping = Keeping(register.records)
        added = keeping.put(record_of(register, document), [version])
        keeping.write(change)
    return bool(added)
