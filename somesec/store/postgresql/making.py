"""What a register is in PostgreSQL: its tables, the role of its members, and what that may do.

The rights and policies are a second wall. What a register says is trusted because of its
signatures and seals, never because of what a server lets through: its administrator passes here.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import BigInteger, Column, Connection, MetaData, Table, bindparam, insert, text
from sqlalchemy.exc import DBAPIError

from somesec.errors import SomesecError
from somesec.store import schema
from somesec.store.failures import there_already
from somesec.store.place import Server
from somesec.store.postgresql.failures import (
    NO_RIGHT,
    THERE_ALREADY,
    may_not_make,
    may_not_make_role,
)

_own = MetaData()

# One row, which says the format and which the only writer holds.
format_ = Table("format", _own, Column("number", BigInteger, nullable=False))

# What a member may do to each table. Asking for a row FOR UPDATE takes the right to change it.
_RIGHTS: dict[str, tuple[str, ...]] = {
    "format": ("SELECT", "UPDATE"),
    "register": ("SELECT",),
    "member": ("SELECT", "INSERT", "UPDATE"),
    "grant": ("SELECT", "INSERT", "DELETE"),
    "record": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "trail": ("SELECT", "INSERT"),
}

# What every row must keep to that is written, by its owner too; other rows only need the right.
_CHECKS = {
    ("format", "UPDATE"): "false",
    ("trail", "INSERT"): "sequence = (SELECT coalesce(max(sequence), 0) + 1 FROM {schema}.trail)",
}

_GROWING = ("member", "record")  # the tables whose revisions only grow

_REFUSE = """
CREATE FUNCTION {schema}.refuse_revision() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'a revision only grows' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""

_SCHEMA = text(
    "SELECT (SELECT count(*) FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid) AS relations,"
    " pg_catalog.pg_has_role(n.nspowner, 'USAGE') AS ours"
    " FROM pg_catalog.pg_namespace n WHERE n.nspname = :schema"
)
_ROLE = text("SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = :role")


def make(connection: Connection, server: Server) -> None:
    """Lays an empty register down: all of it in the connection's transaction.

    Raises InputError when something is there already or the login may not make it."""
    place, quote = str(server), connection.dialect.identifier_preparer.quote_identifier
    names = {"schema": quote(server.schema), "role": quote(server.member_role)}

    def run(statement: str) -> None:
        connection.exec_driver_sql(statement.format(**names))

    found = connection.execute(_SCHEMA, {"schema": server.schema}).one_or_none()
    if found is not None and found.relations:
        raise there_already(place)
    if found is not None and not found.ours:
        raise may_not_make(server)
    with _instead(THERE_ALREADY, there_already(place)):
        if found is None:
            with _instead({NO_RIGHT}, may_not_make(server)):
                run("CREATE SCHEMA {schema}")
        if connection.execute(_ROLE, {"role": server.member_role}).first() is None:
            with _instead({NO_RIGHT}, may_not_make_role(server)):
                run("CREATE ROLE {role} NOLOGIN")
        for metadata in (schema.metadata, _own):
            metadata.create_all(connection, checkfirst=False)
        connection.execute(insert(format_), {"number": schema.FORMAT})
        for statement in _walls():
            run(statement)


def _walls() -> Iterator[str]:
    yield "GRANT USAGE ON SCHEMA {schema} TO {role}"
    yield "CREATE UNIQUE INDEX register_once ON {schema}.register ((true))"
    yield _REFUSE
    for name in _GROWING:
        yield (
            f"CREATE TRIGGER revision_grows BEFORE UPDATE ON {{schema}}.{name} FOR EACH ROW "
            "WHEN (NEW.revision <= OLD.revision) EXECUTE FUNCTION {schema}.refuse_revision()"
        )
    for name, rights in _RIGHTS.items():
        table = f'{{schema}}."{name}"'
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
        for right in rights:
            yield _granted(name, right, table)
            yield _policy(name, right, table)
    # The founder's, who owns the tables.
    yield _policy("register", "INSERT", "{schema}.register")


def _granted(name: str, right: str, table: str) -> str:
    columns = ""
    if right == "UPDATE" and name in schema.metadata.tables:
        # A row keeps its name.
        of = schema.metadata.tables[name].c
        columns = " (" + ", ".join(c.name for c in of if not c.primary_key) + ")"
    return f"GRANT {right}{columns} ON {table} TO {{role}}"


def _policy(name: str, right: str, table: str) -> str:
    check = _CHECKS.get((name, right), "true")
    using = "" if right == "INSERT" else " USING (true)"
    checked = "" if right in ("SELECT", "DELETE") else f" WITH CHECK ({check})"
    return f"CREATE POLICY {_policy_name(name, right)} ON {table} FOR {right}{using}{checked}"


def _policy_name(table: str, right: str) -> str:
    return f"{table}_{right}".lower()


@contextmanager
def _instead(states: set[str], error: SomesecError) -> Iterator[None]:
    """Raises this in place of the server's errors of these codes."""
    try:
        yield
    except DBAPIError as found:
        if isinstance(found.orig, psycopg.Error) and found.orig.sqlstate in states:
            raise error from found
        raise


# -- looking at it later ------------------------------------------------------------------------

_FOUND = text(
    "WITH ours AS (SELECT oid, relname, relkind, relrowsecurity AND relforcerowsecurity AS walled"
    " FROM pg_catalog.pg_class WHERE relnamespace = CAST(:schema AS regnamespace)) "
    "SELECT 'table' AS kind, relname AS table, '' AS name"
    " FROM ours WHERE relkind NOT IN ('i', 't', 'c') "
    "UNION ALL SELECT 'row security', relname, '' FROM ours WHERE walled "
    "UNION ALL SELECT 'policy', relname, polname FROM ours"
    " JOIN pg_catalog.pg_policy ON polrelid = ours.oid "
    "UNION ALL SELECT 'trigger', relname, tgname FROM ours"
    " JOIN pg_catalog.pg_trigger ON tgrelid = ours.oid WHERE NOT tgisinternal AND tgenabled = 'O' "
    "UNION ALL SELECT 'rule', relname, rulename FROM ours"
    " JOIN pg_catalog.pg_rewrite ON ev_class = ours.oid"
).bindparams(bindparam("schema"))

Part = tuple[str, str, str]
"""A kind of thing, the table that it belongs to, and its own name."""


def parts_made() -> set[Part]:
    """Everything that `make` makes and that may not change."""
    made = {("table", name, "") for name in _RIGHTS}
    made |= {("row security", name, "") for name in _RIGHTS}
    made |= {("trigger", name, "revision_grows") for name in _GROWING}
    made |= {
        ("policy", t, _policy_name(t, right)) for t, rights in _RIGHTS.items() for right in rights
    }
    return made | {("policy", "register", _policy_name("register", "INSERT"))}


def parts_found(connection: Connection, server: Server) -> set[Part]:
    """What is there now of that kind."""
    quoted = connection.dialect.identifier_preparer.quote_identifier(server.schema)
    return {(p.kind, p.table, p.name) for p in connection.execute(_FOUND, {"schema": quoted})}
