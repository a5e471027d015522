"""Hearing from the server that somebody wrote."""

import selectors
import socket
import threading
import time

import psycopg
from psycopg import sql

from somesec.store.failures import lost
from somesec.store.place import Server
from somesec.store.postgresql.connecting import connect
from somesec.store.postgresql.failures import meaning


class Listener:
    """A connection that only waits, made when first asked for."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection: psycopg.Connection | None = None
        self._closed = False
        self._waiting = threading.Lock()
        self._tell, self._told = socket.socketpair()

    def wait(self, timeout: float) -> bool:
        """True when somebody may have written since the last call, also where nobody listened
        meanwhile. False after `timeout` seconds, or once it is closed.

        Raises SomesecError when the server cannot be heard."""
        with self._waiting:
            try:
                if self._closed:
                    return False
                if self._connection is None:
                    self._connection = self._listening()
                    return True
                return self._heard(self._connection, timeout)
            except psycopg.Error as error:
                self._hang_up()
                raise meaning(error, self._server) or lost(str(self._server)) from error
            finally:
                if self._closed:
                    self._hang_up()

    def _listening(self) -> psycopg.Connection:
        connection = connect(self._server, autocommit=True)
        try:
            connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._server.schema)))
        except BaseException:
            connection.close()
            raise
        return connection

    def _heard(self, connection: psycopg.Connection, timeout: float) -> bool:
        end = time.monotonic() + timeout
        with selectors.DefaultSelector() as selector:
            selector.register(connection.fileno(), selectors.EVENT_READ)
            selector.register(self._told, selectors.EVENT_READ)
            while not self._closed:
                heard = False
                connection.pgconn.consume_input()
                while connection.pgconn.notifies() is not None:
                    heard = True
                left = end - time.monotonic()
                if heard or left <= 0:
                    return heard
                selector.select(left)
        return False

    def close(self) -> None:
        """Ends the waiting, in whatever thread it is."""
        self._closed = True
        self._tell.close()
        # Whoever is just connecting hangs up by themselves.
        if self._waiting.acquire(timeout=1):
            self._hang_up()
            self._told.close()
            self._waiting.release()

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
