"""Versions of terms taken in from archives that others keep."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

import msgspec

from somesec import clock
from somesec.model import TermsArchive
from somesec.register.accounts import platform_of
from somesec.register.documents import Document, Keeping, Version, record_of
from somesec.register.resolve import same
from somesec.register.session import Register
from somesec.terms.archive import Archive, Recorded
from somesec.terms.markdown import text_of_markdown
from somesec.terms.wording import wording

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Synced:
    """What an archive brought: `changed` are the documents with versions that are new here, each
    with how many and the day of the newest. `recorded` counts what the archive recorded since it
    was last read, `technical` those of it that only changed how a text was taken down, `left_out`
    those without any wording or too long. `rewritten` says that what was read before is no part of
    its history any more; then `gone` counts the versions kept here that it does not have."""

    archive: str
    commit: str
    recorded: int
    added: int
    technical: int
    left_out: int
    changed: Sequence[tuple[Document, int, date]]
    rewritten: bool = False
    gone: int = 0


def sync(
    register: Register, folder: Path, *, dry_run: bool = False, progress: Progress | None = None
) -> Synced:
    """Takes in what an archive recorded since it was last read, each version with its own day.
    With `dry_run` nothing is written. Nothing that is kept is ever removed.

    Raises InputError when the folder is no clone of an archive, LockedError for who may write
    nothing."""
    with Archive.opened(folder) as archive:
        known = _known(register, archive)
        is_known = known is not None and archive.leads_to_head(known.commit)
        after = known.commit if known is not None and is_known else ""
        recorded = archive.recorded(after)
        texts = _texts(archive, {one.content: None for one in recorded}, progress)
    rewritten = known is not None and not is_known
    by_document = _by_document(recorded, texts)
    entry = msgspec.structs.replace(
        known or TermsArchive(id=uuid4(), name=archive.name, commit="", read_on=clock.today()),
        name=archive.name,
        commit=archive.head,
        read_on=clock.today(),
    )
    if dry_run or (known is not None and known.commit == archive.head):
        keeping = Keeping(register.records)
        changed = _put(register, keeping, entry, by_document)
    else:
        with register.change("terms-synced", f"{entry.name} {entry.commit[:12]}") as change:
            keeping = Keeping(register.records)
            changed = _put(register, keeping, entry, by_document)
            keeping.write(change)
            change.put(entry)
    return Synced(
        archive=archive.name,
        commit=archive.head,
        recorded=len(recorded),
        added=sum(added for _document, added, _day in changed),
        technical=sum(one.technical for one in recorded),
        left_out=sum(texts[one.content] is None for one in recorded),
        changed=changed,
        rewritten=rewritten,
        gone=_gone(register, entry, by_document) if rewritten else 0,
    )


def _known(register: Register, archive: Archive) -> TermsArchive | None:
    """The archive as it was last read: the one whose history this is, else the one of this
    name."""
    archives = sorted(register.records.archives.values(), key=lambda one: one.read_on, reverse=True)
    for one in archives:
        if archive.leads_to_head(one.commit):
            return one
    return next((one for one in archives if same(one.name) == same(archive.name)), None)


def _texts(
    archive: Archive, contents: Iterable[str], progress: Progress | None
) -> Mapping[str, tuple[bytes, bytes] | None]:
    """The digest and the kept form of the wording of each content, None for one without."""
    ids = list(contents)
    texts: dict[str, tuple[bytes, bytes] | None] = {}
    for done, (id_, content) in enumerate(archive.contents(ids), start=1):
        texts[id_] = _kept(content)
        if progress is not None:
            progress(done, len(ids))
    return texts


def _kept(content: bytes | None) -> tuple[bytes, bytes] | None:
    text = wording(text_of_markdown(content.decode(errors="replace"))) if content else ""
    if not text:
        return None
    try:
        version = Version.of(text, date.min)
    except ValueError:
        return None
    return version.sha256, version.packed


def _by_document(
    recorded: Iterable[Recorded], texts: Mapping[str, tuple[bytes, bytes] | None]
) -> dict[tuple[str, str], list[Version]]:
    """The versions of each document, in the order of the commits."""
    found: dict[tuple[str, str], list[Version]] = {}
    for one in recorded:
        text = texts[one.content]
        if text is not None:
            versions = found.setdefault((platform_of(one.service, ""), one.kind), [])
            versions.append(Version(*text, one.day, one.technical))
    return found


def _put(
    register: Register,
    keeping: Keeping,
    archive: TermsArchive,
    by_document: Mapping[tuple[str, str], Sequence[Version]],
) -> list[tuple[Document, int, date]]:
    changed = []
    for (platform, kind), versions in sorted(by_document.items()):
        document = Document(platform, kind, "", None, is_own=False)
        record = msgspec.structs.replace(record_of(register, document), archive=archive.id)
        added = keeping.put(record, versions)
        if added:
            changed.append((document, added, max(version.seen_on for version in versions)))
    return changed


def _gone(
    register: Register,
    archive: TermsArchive,
    by_document: Mapping[tuple[str, str], Sequence[Version]],
) -> int:
    there = {version.sha256 for versions in by_document.values() for version in versions}
    return sum(
        text.sha256 not in there
        for document in register.records.documents.values()
        if document.archive == archive.id
        for text in document.texts
    )
