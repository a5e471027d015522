"""Looks passwords up in a breach corpus on disk, in place.

Reads what the Pwned Passwords downloader writes, SHA-1 or NT hashes: one file of `HASH:COUNT` lines
in the order of the hashes, or a folder of one file for each first five digits (`ABCDE.txt` or
`ABCDE`) with `SUFFIX:COUNT` lines. The single file is bisected over a memory map, so the cost of a
look-up grows with the logarithm of the corpus.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

from somesec import clock
from somesec.errors import InputError
from somesec.hygiene.breach.answers import NOT_TEXT, known, unknown
from somesec.hygiene.breach.folder import PrefixFolder
from somesec.hygiene.breach.hashes import Hash
from somesec.hygiene.breach.sorted_file import SortedFile
from somesec.language import _
from somesec.model import Breach
from somesec.reasons import reason_of

Progress = Callable[[int, int], None]


class _Corpus(Protocol):
    hash: Hash

    def count(self, digest: str) -> int | str:
        """How often the hash was seen, or the reason why that is unknown."""

    def close(self) -> None: ...


def check(
    passwords: Sequence[str], corpus: Path, *, progress: Progress | None = None
) -> list[Breach]:
    """What the corpus knows of each password, in their order.

    Raises InputError when the corpus cannot be read, is not sorted, is cut short, or is something
    else. A missing prefix file makes its passwords unknown. `progress` is told how many passwords
    are done, of how many."""
    try:
        source, today = _source(corpus), clock.today()
        with closing(PrefixFolder(corpus) if corpus.is_dir() else SortedFile(corpus)) as opened:
            return list(_answers(passwords, opened, source, today, progress))
    except OSError as error:
        raise InputError(
            _("The breach corpus {path} cannot be read: {reason}.").format(
                path=error.filename or corpus, reason=reason_of(error)
            )
        ) from None


def _answers(
    passwords: Sequence[str], corpus: _Corpus, source: str, today: date, progress: Progress | None
) -> Iterator[Breach]:
    for done, password in enumerate(passwords, 1):
        digest = corpus.hash.of(password)
        found = NOT_TEXT if digest is None else corpus.count(digest)
        if isinstance(found, str):
            yield unknown(source, today, found)
        else:
            yield known(source, today, seen=found > 0)
        if progress is not None:
            progress(done, len(passwords))


def _source(corpus: Path) -> str:
    """The corpus's name and the day it was written, as `pwned.txt, 2026-11-01`."""
    written = datetime.fromtimestamp(corpus.stat().st_mtime, UTC).date()
    return f"{corpus.resolve().name}, {written}"
