"""Taking in an archive of terms: all of it, then again when nothing is new."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from somesec.model.content import pack
from tests.bench import made_up
from tests.bench.results import Aim, Figure, Results, Skipped
from tests.bench.sizes import Sizes
from tests.bench.work import Whole, unlocking
from tests.terms import archives
from tests.terms.archives import Commit
from tests.terms.large_archive import commits

_PARAGRAPHS = 40
_OF_FULL = 5_000


def syncing(sizes: Sizes, folder: Path) -> Results:
    """A process that takes in a made-up archive, and one that finds nothing new in it."""
    number, documents = sizes.archive
    work = f"terms sync, {number:,} commits of {documents} documents"
    if shutil.which("git") is None:
        yield Skipped(work, "git is not installed")
        return
    is_aimed_at = number == _OF_FULL
    some = list(commits(documents, number, _PARAGRAPHS))
    clone = archives.make(folder / "archive", some)
    place = folder / "terms.somesec"
    made_up.empty_register(place).close()
    empty = place.stat().st_size
    sync = Whole(folder, ("terms", "sync", str(clone), *unlocking(folder, place)))
    taken, again = sync(), [sync() for _ in range(sizes.openings)]
    yield Figure(
        f"{work}, the first time",
        taken,
        "s",
        Aim("first terms sync of 5,000 commits under 20 s", 20.0) if is_aimed_at else None,
    )
    yield Figure(
        f"{work}, when nothing is new",
        sorted(again)[len(again) // 2],
        "s",
        Aim("terms sync of nothing new under 2 s", 2.0) if is_aimed_at else None,
    )
    yield Figure(f"most memory of a {work}", sync.memory / 1_000_000, "MB")
    added = place.stat().st_size - empty
    yield Figure("what that adds to the register", added / 1_000_000, "MB")
    yield Figure(
        "the same over the distinct texts, each compressed", added / _compressed(some), "times"
    )


def _compressed(some: Iterable[Commit]) -> int:
    texts = {commit.text for commit in some if isinstance(commit.text, str)}
    return sum(len(pack(text)) for text in texts)
