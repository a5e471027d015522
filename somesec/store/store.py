"""The place where a register's rows are kept: one SQLite file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from somesec.store import sqlite
from somesec.store.failures import explained
from somesec.store.transaction import Reading, Writing

__all__ = ["PATIENCE", "Reading", "Store", "Writing"]

PATIENCE = 5.0  # seconds to wait for another program's transaction to end


class Store:
    """A register's rows, opened. Any thread may read and write; each transaction stands alone."""

    def __init__(self, path: Path, *, patience: float = PATIENCE) -> None:
        """Use `Store.create` or `Store.open`, which check what is there."""
        self.path = path
        self._engine = sqlite.engine_for(path, patience)

    @property
    def place(self) -> str:
        """Where it is, for sentences to people."""
        return str(self.path)

    @classmethod
    def create(cls, path: Path, *, patience: float = PATIENCE) -> Self:
        """Makes a new, empty register that only its owner can read.

        Raises InputError when something is there already, SomesecError when it cannot be made."""
        sqlite.make_file(path)
        store = cls(path, patience=patience)
        try:
            with explained(store.place), sqlite.writing(store._engine) as connection:
                sqlite.make_tables(connection)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return store

    @classmethod
    def open(cls, path: Path, *, patience: float = PATIENCE) -> Self:
        """Opens a register that is there; a read-only one too, as long as nothing is written.

        Raises InputError when there is none or it is something else, TamperedError when it is
        damaged, ConflictError when another program holds it for longer than `patience`."""
        sqlite.require_file(path)
        store = cls(path, patience=patience)
        with store.read():
            return store

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """One consistent snapshot, to the end of the block."""
        with explained(self.place), sqlite.reading(self._engine) as connection:
            sqlite.recognise(connection, self.place)
            yield Reading(connection, self.place)

    @contextmanager
    def write(self) -> Iterator[Writing]:
        """The only writer from its first moment; kept whole at the end of the block, or not at
        all when the block raises.

        Raises ConflictError when another program holds the register, SomesecError when the place
        is full, read-only or failing."""
        with explained(self.place), sqlite.writing(self._engine) as connection:
            sqlite.recognise(connection, self.place)
            writing = Writing(connection, self.place)
            yield writing
            writing.settle()

    def version(self) -> tuple[int, bytes]:
        """Tells cheaply whether somebody wrote: the sequence and signature of the trail's newest
        entry, (0, b"") before the first. Equal versions hold the same rows."""
        with self.read() as reading:
            head = reading.head()
        return (head.sequence, head.signature) if head else (0, b"")

    def integrity_problems(self) -> list[str]:
        """What the database finds wrong with its own file; empty when sound.

        Raises TamperedError when the damage is such that it cannot even be read."""
        with self.read() as reading:
            return reading.integrity_problems()

    def close(self) -> None:
        """Lets go of the file. Nothing is left unwritten."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
