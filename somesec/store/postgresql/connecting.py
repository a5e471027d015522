"""Connections to a server."""

from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from somesec.store.place import Server
from somesec.store.postgresql.failures import no_connection

# Seconds, but for tcp_user_timeout. A peer that fell silent is given up within half a minute.
_SETTINGS: dict[str, Any] = {
    "application_name": "somesec",
    "client_encoding": "utf8",
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


def connect(server: Server, *, autocommit: bool = False) -> psycopg.Connection:
    """A new connection, proved as the place asks. Raises SomesecError when there can be none."""
    told = make_conninfo(**server.parameters(), **_SETTINGS)
    try:
        # A statement prepared on the server would not outlive a pooler's change of connections.
        return psycopg.connect(told, autocommit=autocommit, prepare_threshold=None)
    except psycopg.Error as error:
        raise no_connection(error, server) from error
