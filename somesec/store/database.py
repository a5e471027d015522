"""What a register's rows need of a database, whichever it is."""

from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError

from somesec.errors import SomesecError


class InDoubt(Exception):
    """The connection was lost while a change was being kept."""


class Database(Protocol):
    """A place that rows can be kept in. Any thread may use it."""

    @property
    def place(self) -> str:
        """Where it is, for sentences to people."""

    def make(self) -> None:
        """Lays an empty register down. Raises InputError when something is there already."""

    def require(self) -> None:
        """Raises InputError when there can be no register, as far as is seen without opening it."""

    def reading(self) -> AbstractContextManager[Connection]:
        """One snapshot of what is a register, to the end of the block."""

    def writing(self) -> AbstractContextManager[Connection]:
        """The only writer from its first moment; commits at the end of the block or rolls back.

        Raises InDoubt when nobody can tell which of the two came about."""

    def meaning(self, error: DBAPIError) -> SomesecError | None:
        """What the database reports, for people; None for a fault of this program."""

    def is_dropped(self, error: DBAPIError) -> bool:
        """Whether the connection was lost."""

    def is_duplicate(self, error: IntegrityError) -> bool:
        """Whether a row of the same key was there already."""

    def empty(self, connection: Connection) -> None:
        """Takes every row of every table away."""

    def integrity_problems(self, connection: Connection) -> list[str]:
        """What the database finds wrong with what it holds."""

    def wait_for_change(self, timeout: float) -> bool:
        """Waits for `timeout` seconds at most. True: look again; True also where it was not
        watching until now. False: nobody wrote, or `close` was called."""

    def close(self) -> None:
        """Ends every connection and every waiting."""
