"""Where the rows of one register are kept: in a file, or on a server."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from somesec.errors import SomesecError
from somesec.store.database import Database, InDoubt
from somesec.store.failures import explained, lost, unknown
from somesec.store.place import Server
from somesec.store.rows import TrailRow
from somesec.store.transaction import Reading, Writing

__all__ = ["PATIENCE", "Reading", "Store", "Writing"]

PATIENCE = 5.0  # seconds to wait for another program's transaction to end


def _database(place: Path | Server, patience: float) -> Database:
    # Nobody waits for the drivers of a database that is not used.
    if isinstance(place, Server):
        from somesec.store.postgresql import PostgreSQL

        return PostgreSQL(place, patience)
    from somesec.store.sqlite import SQLite

    return SQLite(place, patience)


class Store:
    """A register's rows, opened. Any thread may read and write; each transaction stands alone."""

    def __init__(self, place: Path | Server, *, patience: float = PATIENCE) -> None:
        """Use `Store.create` or `Store.open`, which check what is there."""
        self._database = _database(place, patience)

    @property
    def place(self) -> str:
        """Where it is, for sentences to people."""
        return self._database.place

    @classmethod
    def create(cls, place: Path | Server, *, patience: float = PATIENCE) -> Self:
        """Makes a new, empty register: a file that only its owner can read, or a schema that only
        its members can.

        Raises InputError when something is there already, SomesecError when it cannot be made."""
        store = cls(place, patience=patience)
        with store._closed_if_failing():
            store._database.make()
        return store

    @classmethod
    def open(cls, place: Path | Server, *, patience: float = PATIENCE) -> Self:
        """Opens a register that is there; a read-only one too, as long as nothing is written.

        Raises InputError when there is none or it is something else, TamperedError when it is
        damaged, ConflictError when another program holds it for longer than `patience`,
        SomesecError when its server cannot be reached or does not let one in."""
        store = cls(place, patience=patience)
        with store._closed_if_failing():
            store._database.require()
            with store.read():
                pass
        return store

    @contextmanager
    def _closed_if_failing(self) -> Iterator[None]:
        try:
            with explained(self._database.meaning):
                yield
        except BaseException:
            self.close()
            raise

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """One consistent snapshot, to the end of the block. A connection that is lost before
        anything was read is made anew, once."""
        with explained(self._database.meaning), ExitStack() as stack:

            def connect() -> Connection:
                stack.close()
                return stack.enter_context(self._database.reading())

            again: Callable[[], Connection] | None = connect
            try:
                connection = connect()
            except DBAPIError as error:
                if not self._database.is_dropped(error):
                    raise
                connection, again = connect(), None
            with closing(Reading(self._database, connection, again)) as reading:
                yield reading

    @contextmanager
    def write(self) -> Iterator[Writing]:
        """The only writer from its first moment; kept whole at the end of the block, or not at
        all when the block raises.

        Raises ConflictError when another program holds the register, SomesecError when the place
        is full, read-only, failing or lost; the text says what became of the change."""
        writing: Writing | None = None
        try:
            with (
                explained(self._database.meaning),
                self._database.writing() as connection,
            ):
                with closing(Writing(self._database, connection)) as writing:
                    yield writing
                writing.settle()
        except InDoubt as doubt:
            if not self._was_kept(writing.appended if writing else None):
                raise lost(self.place) from doubt

    def _was_kept(self, appended: TrailRow | None) -> bool:
        """Whether the transaction with this entry was kept, which nobody heard the end of. A
        writer's turn comes only once that transaction is over, one way or the other."""
        if appended is None:
            raise unknown(self.place)
        try:
            with (
                explained(self._database.meaning),
                self._database.writing() as connection,
                closing(Reading(self._database, connection)) as reading,
            ):
                return next(reading.trail(after=appended.sequence - 1), None) == appended
        except (SomesecError, InDoubt) as error:
            raise unknown(self.place) from error

    def version(self) -> tuple[int, bytes]:
        """Tells cheaply whether somebody wrote: the sequence and signature of the trail's newest
        entry, (0, b"") before the first. Equal versions hold the same rows."""
        with self.read() as reading:
            head = reading.head()
        return (head.sequence, head.signature) if head else (0, b"")

    def wait_for_change(self, timeout: float) -> bool:
        """Waits until somebody may have written, for `timeout` seconds at most, in any one thread.
        True: look again. So it is the first time, and whenever the server was out of sight for a
        while. False: nobody wrote, or the store was closed.

        Raises SomesecError when the place cannot be read; it may be called again."""
        with explained(self._database.meaning):
            return self._database.wait_for_change(timeout)

    def integrity_problems(self) -> list[str]:
        """What the database finds wrong with what it holds; empty when sound.

        Raises TamperedError when the damage is such that it cannot even be read."""
        with self.read() as reading:
            return reading.integrity_problems()

    def close(self) -> None:
        """Lets go of the file or the server and ends the waiting. Nothing is left unwritten."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
