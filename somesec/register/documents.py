"""The terms documents of the services in use, and the versions kept of each."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Self
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import msgspec

from policy.catalogue import load_catalogue
from somesec.errors import InputError
from somesec.language import _
from somesec.model import Records, TermsContent, TermsDocument, TermsText, pack
from somesec.register.accounts import platform_of
from somesec.register.change import Change
from somesec.register.contents import require_digest
from somesec.register.resolve import only_one, same
from somesec.register.session import Register

_LONGEST_KIND = 100
_LONGEST_ADDRESS = 2000


@dataclass(frozen=True)
class Document:
    """A terms document of a platform: one that the catalogue knows, one that the town added, or
    both. `record` is None while nothing is kept of it; `is_own`: the catalogue lacks it."""

    platform: str
    kind: str
    address: str
    record: TermsDocument | None
    is_own: bool

    @property
    def name(self) -> str:
        """How programs name it: `facebook/Terms of Service`."""
        return f"{self.platform}/{self.kind}"

    @property
    def texts(self) -> tuple[TermsText, ...]:
        """Its versions, the oldest first."""
        return self.record.texts if self.record else ()


class Version(NamedTuple):
    """A text to keep: the SHA-256 of its wording, the wording as it is kept, and since when it is
    known to have been in force."""

    sha256: bytes
    packed: bytes
    seen_on: date
    technical: bool = False

    @classmethod
    def of(cls, wording: str, seen_on: date, *, technical: bool = False) -> Self:
        """Raises ValueError for a wording that is longer than any that is kept."""
        return cls(
            hashlib.sha256(wording.encode()).digest(), pack(wording), seen_on, technical=technical
        )


# -- reading ------------------------------------------------------------------------------------


def listed(register: Register, *platforms: str) -> list[Document]:
    """The documents of these platforms, or of every platform that an account uses or that something
    is kept of, by platform and kind."""
    kept = {(one.platform, same(one.kind)): one for one in register.records.documents.values()}
    wanted = set(platforms) or {
        *(account.platform for account in register.records.accounts.values()),
        *(platform for platform, _kind in kept),
    }
    documents = [
        Document(platform, one.kind, one.address, one, is_own=True)
        for (platform, _kind), one in kept.items()
        if platform in wanted
    ]
    by_name = {(one.platform, same(one.kind)): one for one in documents}
    for platform in wanted:
        known = load_catalogue().get(platform)
        for kind, address in (known.terms if known else {}).items():
            record = kept.get((platform, same(kind)))
            own_address = record.address if record else ""
            by_name[platform, same(kind)] = Document(
                platform, kind, own_address or address, record, is_own=False
            )
    return sorted(by_name.values(), key=lambda one: (one.platform, one.kind))


def find(register: Register, text: str) -> Document:
    """The document that a text names: `platform/kind`, or any part that fits just one.

    Raises InputError when there is none, or several."""
    platform, parted, kind = text.partition("/")
    if parted:
        return of_kind(register, platform, kind)
    wanted, documents = same(text), listed(register)
    return only_one(
        text,
        (one for one in documents if wanted in (same(one.name), str(one.record and one.record.id))),
        (one for one in documents if wanted in same(one.name)),
        lambda one: one.name,
        _("There is no terms document '{name}'. 'somesec terms list' shows them.").format(
            name=text
        ),
    )


def of_kind(register: Register, platform: str, kind: str) -> Document:
    """The document of a kind, or of any part of it that fits just one.

    Raises InputError when the platform has none, or several."""
    platform, wanted = platform_of(platform, ""), same(kind)
    documents = listed(register, platform)
    return only_one(
        kind,
        (one for one in documents if same(one.kind) == wanted),
        (one for one in documents if wanted in same(one.kind)),
        lambda one: one.name,
        _(
            "{platform} has no document '{kind}'. Add it with 'somesec terms add {platform} --kind "
            '"{kind}"\'.'
        ).format(platform=platform, kind=kind),
    )


def wording(register: Register, text: TermsText) -> str:
    """The plain text of a version: paragraphs parted by an empty line.

    Raises TamperedError when it does not verify, InputError when it is gone."""
    content = register.terms_content(text.content)
    require_digest(content, text.sha256)
    return content.text()


# -- writing ------------------------------------------------------------------------------------


def add(register: Register, platform: str, kind: str, address: str = "") -> TermsDocument:
    """Makes a document known that the catalogue lacks.

    Raises InputError when it is known already, or kind or address are no such thing."""
    kind, address = _kind(kind), _address(address)
    document = TermsDocument(id=uuid4(), platform=platform, kind=kind, address=address)
    with register.change("terms-document-added", f"{platform}/{kind}", document.id) as change:
        if any(same(one.kind) == same(kind) for one in listed(register, platform)):
            raise InputError(
                _("{platform} has a document '{kind}' already.").format(
                    platform=platform, kind=kind
                )
            )
        change.put(document)
    return document


def edit(
    register: Register, document: Document, *, kind: str | None = None, address: str | None = None
) -> TermsDocument:
    """Changes what the town says of a document. An empty address gives the catalogue's back.

    Raises InputError when kind or address are no such thing, or the kind is the catalogue's."""
    if kind is not None and same(kind) != same(document.kind):
        if not document.is_own:
            raise InputError(
                _("'{kind}' is the catalogue's name for it. Change the address alone.").format(
                    kind=document.kind
                )
            )
        if any(same(one.kind) == same(kind) for one in listed(register, document.platform)):
            raise InputError(
                _("{platform} has a document '{kind}' already.").format(
                    platform=document.platform, kind=kind
                )
            )
    id_ = record_of(register, document).id
    with register.change("terms-document-edited", document.name, id_) as change:
        record = record_of(register, document)
        record = msgspec.structs.replace(
            record,
            id=id_,
            kind=record.kind if kind is None else _kind(kind),
            address=record.address if address is None else _address(address),
        )
        change.put(record)
    return record


def remove(register: Register, document: Document) -> int:
    """Deletes a document with all its texts, and returns how many there were. One of the catalogue
    stays listed, without texts.

    Raises InputError when nothing is kept of it."""
    id_ = record_of(register, document).id
    with register.change("terms-document-removed", document.name, id_) as change:
        record = register.records.documents.get(id_)
        if record is None:
            raise InputError(
                _("Nothing is kept of {document}; the catalogue names it.").format(
                    document=document.name
                )
            )
        shared = _contents(
            one for one in register.records.documents.values() if one.id != record.id
        )
        for content in {text.content for text in record.texts} - set(shared.values()):
            change.remove(content)
        change.remove(record.id)
    return len(record.texts)


def keep(register: Register, document: Document, versions: Iterable[Version]) -> int:
    """Keeps texts that somebody saved by hand, and says how many were new."""
    with register.change("terms-text-added", document.name) as change:
        keeping = Keeping(register.records)
        added = keeping.put(record_of(register, document), versions)
        keeping.write(change)
    return added


class Keeping:
    """Versions to be put among those that are kept, and what is written for them. Equal texts are
    kept once, whichever documents they are of."""

    def __init__(self, records: Records) -> None:
        self._known = _contents(records.documents.values())
        self._documents: dict[UUID, TermsDocument] = {}
        self._contents: list[TermsContent] = []

    def put(self, document: TermsDocument, versions: Iterable[Version]) -> int:
        """Puts versions among those of the document, by their days, and says how many were new.
        One that says the same as the version before it is none."""
        texts = list(document.texts)
        known = {(text.sha256, text.seen_on) for text in texts}
        added = sum(self._insert(texts, known, version) for version in versions)
        self._documents[document.id] = msgspec.structs.replace(document, texts=tuple(texts))
        return added

    def write(self, change: Change) -> None:
        """Puts documents and texts into the change."""
        for document in self._documents.values():
            change.put(document)
        for content in self._contents:
            change.put_content(content)

    def _insert(
        self, texts: list[TermsText], known: set[tuple[bytes, date]], version: Version
    ) -> bool:
        place = len(texts)
        while place and texts[place - 1].seen_on > version.seen_on:
            place -= 1
        is_as_before = place > 0 and texts[place - 1].sha256 == version.sha256
        if is_as_before or (version.sha256, version.seen_on) in known:
            return False
        known.add((version.sha256, version.seen_on))
        kept = TermsText(
            sha256=version.sha256,
            content=self._content(version),
            seen_on=version.seen_on,
            technical=version.technical,
        )
        if place < len(texts) and texts[place].sha256 == version.sha256:
            # The same text was seen later only; now it is known since when it was in force.
            texts[place] = kept
            return False
        texts.insert(place, kept)
        return True

    def _content(self, version: Version) -> UUID:
        if version.sha256 not in self._known:
            content = TermsContent(id=uuid4(), packed=version.packed)
            self._contents.append(content)
            self._known[version.sha256] = content.id
        return self._known[version.sha256]


def _contents(documents: Iterable[TermsDocument]) -> dict[bytes, UUID]:
    return {text.sha256: text.content for one in documents for text in one.texts}


def record_of(register: Register, document: Document) -> TermsDocument:
    """The record of a document as it is now, a new one where nothing is kept of it yet."""
    for record in register.records.documents.values():
        if (record.platform, same(record.kind)) == (document.platform, same(document.kind)):
            return record
    return _new(document)


def _new(document: Document) -> TermsDocument:
    return TermsDocument(id=uuid4(), platform=document.platform, kind=document.kind)


def _kind(text: str) -> str:
    kind = " ".join(text.split())
    if not kind or len(kind) > _LONGEST_KIND or "/" in kind:
        raise InputError(
            _("'{kind}' is no name of a document. Write a few words, as in \"Contract\".").format(
                kind=kind[:_LONGEST_KIND]
            )
        )
    return kind


def _address(text: str) -> str:
    address = text.strip()
    if not address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    is_of_a_page = parts.scheme in ("http", "https") and parts.hostname
    if not is_of_a_page or len(address) > _LONGEST_ADDRESS:
        raise InputError(
            _(
                "'{address}' is no address of a page. Write it as in https://example.org/terms"
            ).format(address=address[:_LONGEST_ADDRESS])
        )
    return address
