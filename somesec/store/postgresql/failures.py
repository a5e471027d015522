"""Turns what PostgreSQL reports into a sentence that says what happened and what to do.

The codes are the SQLSTATEs of "PostgreSQL Error Codes", appendix A of its documentation. A
connection that was never made has none: there libpq's own words must do.
"""

import psycopg

from somesec.errors import InputError, SomesecError
from somesec.language import _
from somesec.store.failures import (
    changed_meanwhile,
    damaged,
    disk_failed,
    full,
    in_use,
)
from somesec.store.place import Server

UNIQUE_VIOLATION = "23505"
NO_RIGHT = "42501"
NOT_THERE = {"3F000", "42P01"}  # no such schema, no such table
THERE_ALREADY = {"42P06", "42P07", "42710", UNIQUE_VIOLATION}  # a schema, table, role or type

# A class of errors for the connection, and what a server says before it hangs up.
_CONNECTION = "08"
_HANGING_UP = {
    "25P03",  # a transaction idle for too long
    "25P04",  # a transaction that took too long
    "57P01",  # told to by an administrator
    "57P02",  # after a crash of another connection
    "57P03",  # starting or stopping
    "57P04",  # the database was dropped
    "57P05",  # a session idle for too long
}


def is_hanging_up(error: psycopg.Error) -> bool:
    """Whether the server ends the connection with this error."""
    state = error.sqlstate or ""
    return state.startswith(_CONNECTION) or state in _HANGING_UP


def meaning(error: psycopg.Error, server: Server) -> SomesecError | None:
    """What an error within a connection means to people; None for a fault of this program."""
    place = str(server)
    match error.sqlstate:
        case "55P03":
            return in_use(place)
        case "40001" | "40P01":
            return changed_meanwhile(place)
        case "42501":
            return no_right(server)
        case "25006":
            return _read_only(place)
        case "53100":
            return full(place)
        case "58030":
            return disk_failed(place)
        case "53200" | "53300" | "53400":
            return _overloaded(place)
        case "57014":
            return _stopped(place)
        case "XX001" | "XX002":
            return damaged(place)
        # The program's own statements are fixed: one that does not fit means altered tables.
        case str(state) if state.startswith("42"):
            return damaged(place)
        case _:
            return None


def no_right(server: Server) -> SomesecError:
    """For a login that may not do what a member may."""
    return SomesecError(
        _(
            "The login has no right to do this in {place}. Ask the server's administrator for "
            'membership in the role: GRANT "{role}" TO the login.'
        ).format(place=server, role=server.member_role)
    )


def owner_only(server: Server) -> SomesecError:
    """For a member who would replace all that is there."""
    return SomesecError(
        _(
            "Only the login that made the register in {place} may put another state in its place. "
            "Ask whoever has it to do this."
        ).format(place=server)
    )


def no_connection(error: psycopg.Error, server: Server) -> SomesecError:
    """For a server that cannot be reached, does not prove itself, or does not let one in."""
    reason = _reason(error)
    if error.pgconn is not None and error.pgconn.needs_password:
        return SomesecError(
            _(
                "{place} asks for a password. Put it into the file that PGPASSFILE names (else "
                "~/.pgpass), readable by you alone."
            ).format(place=server)
        )
    if any(word in reason for word in ("SSL", "certificate")):
        return SomesecError(
            _(
                "{place} does not prove that it is the right server, so nothing was sent to it: "
                "{reason}. Ask its administrator for the certificate authority's file and name it "
                "with sslrootcert."
            ).format(place=server, reason=reason)
        )
    return SomesecError(
        _(
            "{place} cannot be reached or does not let you in: {reason}. Check the address, the "
            "network, the login and its password."
        ).format(place=server, reason=reason)
    )


def _reason(error: psycopg.Error) -> str:
    """The driver's words, in which the server's are data: one line without controls."""
    text = " ".join(str(error).split())
    words = text.rpartition(" failed: ")[2]
    return "".join(c for c in words if c.isprintable())[:300].rstrip(".")


def _read_only(place: str) -> SomesecError:
    return SomesecError(
        _(
            "{place} is a copy that can only be read, so nothing was changed. Give the address of "
            "the server that takes changes."
        ).format(place=place)
    )


def _overloaded(place: str) -> SomesecError:
    return SomesecError(
        _(
            "The server of {place} has no room for more work just now, so nothing was changed. "
            "Try again in a moment, or tell its administrator."
        ).format(place=place)
    )


def _stopped(place: str) -> SomesecError:
    return SomesecError(
        _(
            "The server of {place} stopped the work because it took too long, so nothing was "
            "changed. Try again, or tell its administrator."
        ).format(place=place)
    )


def may_not_make(server: Server) -> InputError:
    """For a login that may not make a schema."""
    return InputError(
        _(
            "The login may not make a register in {place}. Ask the server's administrator to run: "
            'CREATE SCHEMA "{schema}" AUTHORIZATION the login.'
        ).format(place=server, schema=server.schema)
    )


def may_not_make_role(server: Server) -> InputError:
    """For a login that may not make the members' role."""
    return InputError(
        _(
            "The login may not make the role of the register's members. Ask the server's "
            'administrator to run: CREATE ROLE "{role}" NOLOGIN. Then try again.'
        ).format(role=server.member_role)
    )
