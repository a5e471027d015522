"""Transactions on a server."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
from sqlalchemy import Connection, Select, create_engine, exists, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from somesec.errors import SomesecError
from somesec.language import _
from somesec.store import schema
from somesec.store.database import InDoubt
from somesec.store.failures import (
    damaged,
    explained,
    lost,
    no_register,
    require_known,
    unvouched,
)
from somesec.store.place import Server
from somesec.store.postgresql import failures
from somesec.store.postgresql.connecting import connect
from somesec.store.postgresql.listening import Listener
from somesec.store.postgresql.making import format_, make, parts_found, parts_made

# Written as the only writer: the others wait for their turn no longer than they have patience, and
# a program that fell asleep in its turn loses it.
_TURN = text(
    "SELECT set_config('lock_timeout', :patience, true),"
    " set_config('idle_in_transaction_session_timeout', :idle, true)"
)
_IDLE = "60s"


class PostgreSQL:
    """A register's schema."""

    def __init__(self, server: Server, patience: float) -> None:
        """Nothing is connected yet. `patience`: seconds to wait for another program's writing."""
        self._server = server
        self._turn = {"patience": f"{max(1, round(patience * 1000))}ms", "idle": _IDLE}
        self._listener = Listener(server)
        # One connection is kept; what several threads need at once beyond it is made and let go.
        engine = create_engine(
            "postgresql+psycopg://",
            creator=lambda: connect(server),
            pool_size=1,
            max_overflow=-1,
            pool_pre_ping=True,
            use_native_hstore=False,
            hide_parameters=True,
        )
        self._engine = engine.execution_options(schema_translate_map={None: server.schema})

    @property
    def place(self) -> str:
        """The address."""
        return str(self._server)

    def make(self) -> None:
        """Lays an empty register down: schema, tables, role and rights, or nothing at all."""
        with explained(self.meaning), self._engine.begin() as connection:
            make(connection, self._server)

    def require(self) -> None:
        """Nothing is seen of a server without connecting to it."""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One snapshot that is in nobody's way, to the end of the block."""
        with self._connection("REPEATABLE READ", read_only=True) as connection:
            self._recognise(connection, select(format_.c.number))
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The only writer from its first moment; commits at the end of the block or rolls back."""
        # As the server has it: a copy refuses READ WRITE, which would be False, without saying why.
        with self._connection("READ COMMITTED", read_only=None) as connection:
            connection.execute(_TURN, self._turn)
            self._recognise(connection, select(format_.c.number).with_for_update())
            yield connection
            quote = connection.dialect.identifier_preparer.quote_identifier
            connection.exec_driver_sql(f"NOTIFY {quote(self._server.schema)}")
            try:
                connection.commit()
            except DBAPIError as error:
                if self.is_dropped(error):
                    raise InDoubt from error
                raise

    @contextmanager
    def _connection(self, isolation: str, read_only: bool | None) -> Iterator[Connection]:
        connection = self._engine.connect()
        try:
            yield connection.execution_options(
                isolation_level=isolation, postgresql_readonly=read_only
            )
        finally:
            # Nothing is left to lose: what was written is committed by now.
            with suppress(DBAPIError):
                connection.close()

    def _recognise(self, connection: Connection, query: Select[int]) -> None:
        """Raises InputError where there is no register or one of a newer format."""
        try:
            number = connection.execute(query).scalar_one_or_none()
        except DBAPIError as error:
            if _sqlstate(error) in failures.NOT_THERE:
                raise no_register(self.place) from error
            raise
        if number is None:
            raise damaged(self.place)
        require_known(number, self.place)

    def empty(self, connection: Connection) -> None:
        """Takes every row of every table away. No policy lets a row be deleted that the trail must
        keep, so the tables' owner cuts them short."""
        quote = connection.dialect.identifier_preparer.quote_identifier
        tables = (f"{quote(self._server.schema)}.{quote(name)}" for name in schema.metadata.tables)
        try:
            connection.exec_driver_sql(f"TRUNCATE {', '.join(tables)}")
        except DBAPIError as error:
            if _sqlstate(error) == failures.NO_RIGHT:
                raise failures.owner_only(self._server) from error
            raise

    def integrity_problems(self, connection: Connection) -> list[str]:
        """What was taken from the walls or planted in the schema, and rows that name no member."""
        made, found = parts_made(), parts_found(connection, self._server)
        problems = [
            _("The database lacks what somesec made there: {what}.").format(what=" ".join(part))
            for part in sorted(made - found)
        ]
        problems += [
            _("The database has what somesec did not make: {what}.").format(what=" ".join(part))
            for part in sorted(found - made)
        ]
        for table in schema.metadata.tables.values():
            for key in table.foreign_keys:
                there = exists().where(key.column == key.parent)
                if connection.execute(select(table).where(~there).limit(1)).first():
                    problems.append(unvouched(table.name))
        return problems

    def wait_for_change(self, timeout: float) -> bool:
        """Hears from the server when somebody wrote, at once."""
        return self._listener.wait(timeout)

    def close(self) -> None:
        """Ends every connection, and the waiting."""
        self._listener.close()
        self._engine.dispose()

    def is_dropped(self, error: DBAPIError) -> bool:
        """Whether the connection was lost, or the server is about to end it."""
        if error.connection_invalidated:
            return True
        return isinstance(error.orig, psycopg.Error) and failures.is_hanging_up(error.orig)

    def is_duplicate(self, error: IntegrityError) -> bool:
        """Whether a row of the same key was there already."""
        return _sqlstate(error) == failures.UNIQUE_VIOLATION

    def meaning(self, error: DBAPIError) -> SomesecError | None:
        """What the server reports, for people; None for a fault of this program."""
        if self.is_dropped(error):
            return lost(self.place)
        if isinstance(error.orig, psycopg.Error):
            return failures.meaning(error.orig, self._server)
        return None


def _sqlstate(error: DBAPIError) -> str | None:
    return error.orig.sqlstate if isinstance(error.orig, psycopg.Error) else None
