"""What a writer leaves who is killed while the file is half written over."""

from pathlib import Path

from msgspec.structs import replace

from somesec.store.store import Store
from tests.store.examples import record


def killed_while_writing(path: Path) -> None:
    """Leaves the register's file with a journal without which nothing in it is whole."""
    journal = path.with_name(path.name + "-journal")
    with Store.open(path) as store, store.write() as writing:
        written = list(writing.records())
        writing.put_records((record(n, sealed=bytes(5000)), None) for n in range(5000, 8000))
        writing.put_records(
            (replace(row, revision=row.revision + 1, sealed=b"x" * 600), row.revision)
            for row in written
        )
        # The cache has spilled into the file by now.
        half, beside = path.read_bytes(), journal.read_bytes()
    path.write_bytes(half)
    journal.write_bytes(beside)
