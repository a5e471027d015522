"""What a register on a PostgreSQL server is, what its members may do there, and what is refused."""

import itertools
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection

from somesec.errors import ConflictError, InputError, SomesecError, TamperedError
from somesec.store.place import Server
from somesec.store.rows import Row, TrailRow
from somesec.store.store import Store
from tests.server import DATABASE, KEEPER, LOCKED, RunningServer
from tests.store import examples
from tests.store.examples import entry, grant, member, record

_logins = itertools.count(1)


@pytest.fixture
def made(server: Server) -> Server:
    """A register with a row of each kind."""
    with Store.create(server) as store:
        examples.found(store)
        with store.write() as writing:
            writing.put_record(record(), None)
            writing.put_grant(grant())
    return server


@pytest.fixture
def stranger(running_server: RunningServer, server: Server) -> Server:
    """The same place for a login with no rights at all."""
    name = f"siiri {next(_logins)}"
    running_server.login(name)
    return replace(server, user=name)


@pytest.fixture
def one_member(running_server: RunningServer, made: Server, stranger: Server) -> Server:
    """The same place for a login in the members' role."""
    running_server.admin("GRANT {} TO {}", made.member_role, stranger.user)
    return stranger


@contextmanager
def logged_in(place: Server) -> Iterator[psycopg.Connection]:
    """A connection as anybody makes one, in the register's schema."""
    with psycopg.connect(make_conninfo(**place.parameters()), autocommit=True) as connection:
        connection.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(place.schema)))
        yield connection


def do(place: Server, statement: str) -> int:
    """How many rows the statement touched."""
    with logged_in(place) as connection:
        return connection.execute(statement.encode()).rowcount


def read_everything(place: Server) -> None:
    with Store.open(place) as store, store.read() as reading:
        list(reading.everything())


def administrator(place: Server) -> Server:
    return replace(place, user="postgres")


# Making one


def test_what_is_there_is_never_written_over(made: Server) -> None:
    with pytest.raises(InputError, match="there already"):
        Store.create(made)
    read_everything(made)


def test_a_schema_of_something_else_is_left_alone(running_server: RunningServer) -> None:
    place = running_server.place()
    with pytest.raises(InputError, match="somesec init"):
        Store.open(place)
    do(replace(place, schema="public"), f'CREATE SCHEMA "{place.schema}"')
    do(place, "CREATE TABLE notes (id int)")
    with pytest.raises(InputError, match="there already"):
        Store.create(place)
    with pytest.raises(InputError, match="somesec init"):
        Store.open(place)


def test_a_making_that_fails_leaves_nothing(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("somesec.store.postgresql.making._REFUSE", "nonsense")
        with pytest.raises(TamperedError):
            Store.create(server)
    Store.create(server).close()


def test_several_registers_share_a_database(running_server: RunningServer) -> None:
    places = [running_server.place() for _ in range(2)]
    for number, place in enumerate(places):
        with Store.create(place) as store:
            examples.found(store)
            with store.write() as writing:
                writing.put_records((record(n), None) for n in range(10 + number))
    for number, place in enumerate(places):
        with Store.open(place) as store, store.read() as reading:
            assert len(list(reading.records())) == 10 + number


def test_who_may_make_no_schema_is_told_what_to_ask_for(
    running_server: RunningServer, stranger: Server
) -> None:
    with pytest.raises(InputError, match="CREATE SCHEMA") as caught:
        Store.create(stranger)
    assert f'CREATE SCHEMA "{stranger.schema}" AUTHORIZATION' in str(caught.value)
    running_server.admin("CREATE SCHEMA {} AUTHORIZATION {}", stranger.schema, stranger.user)

    with pytest.raises(InputError, match="CREATE ROLE") as caught:
        Store.create(stranger)
    assert f'CREATE ROLE "{stranger.member_role}" NOLOGIN' in str(caught.value)
    running_server.admin("CREATE ROLE {} NOLOGIN", stranger.member_role)

    with Store.create(stranger) as store:
        examples.found(store)
        assert store.integrity_problems() == []


def test_a_schema_that_is_somebody_else_s_is_no_place_for_a_register(
    running_server: RunningServer, stranger: Server
) -> None:
    running_server.admin("CREATE SCHEMA {}", stranger.schema)
    running_server.admin("GRANT ALL ON SCHEMA {} TO {}", stranger.schema, stranger.user)
    with pytest.raises(InputError, match="AUTHORIZATION"):
        Store.create(stranger)


# The second wall: a login that is only in the members' role


def test_a_member_reads_and_writes_all_that_a_register_needs(one_member: Server) -> None:
    with Store.open(one_member) as store:
        with store.write() as writing:
            writing.append_trail(entry(2))
            writing.put_member(member(examples.identifier(9)), None)
            writing.put_member(member(revision=2), 1)
            writing.put_grant(grant(kind="secret"))
            writing.delete_grant(examples.SCOPE, 1, "card", examples.FOUNDER)
            writing.put_record(record(revision=2), 1)
            writing.put_record(record(200), None)
            writing.delete_record(examples.identifier(200), "card", 1)
        with store.read() as reading:
            assert len(list(reading.everything())) == 1 + 2 + 1 + 1 + 2
        assert store.integrity_problems() == []


_AFTER_SEQUENCE = ", ".join(TrailRow.__struct_fields__[1:])

REFUSED = {
    "the trail is only added to": "UPDATE trail SET detail = ''",
    "nothing leaves the trail": "DELETE FROM trail",
    "nor all of it at once": "TRUNCATE trail",
    "no entry goes in twice": "INSERT INTO trail SELECT * FROM trail",
    "no entry is left out": (
        f"INSERT INTO trail SELECT sequence + 2, {_AFTER_SEQUENCE} FROM trail"  # noqa: S608
    ),
    "the register says once which it is": "UPDATE register SET made_at = 1",
    "and says it forever": "DELETE FROM register",
    "a second one is not begun": "INSERT INTO register SELECT * FROM register",
    "no member is deleted": "DELETE FROM member",
    "no member is renamed": "UPDATE member SET id = id, revision = revision + 1",
    "a grant is not changed": 'UPDATE "grant" SET sealed = \'\'',
    "no record is renamed": "UPDATE record SET id = id, revision = revision + 1",
    "the format is not changed": "UPDATE format SET number = 2",
    "nor removed": "DELETE FROM format",
    "nor doubled": "INSERT INTO format VALUES (1)",
    "no table is planted": "CREATE TABLE planted (id int)",
    "no trigger is planted": (
        "CREATE TRIGGER planted BEFORE INSERT ON record EXECUTE FUNCTION refuse_revision()"
    ),
    "no policy is taken away": "DROP POLICY trail_insert ON trail",
    "no wall is taken away": "ALTER TABLE trail DISABLE ROW LEVEL SECURITY",
    "no table is taken away": "DROP TABLE record",
}  # fmt: skip


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
def test_a_member_may_do_nothing_else(one_member: Server, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        do(one_member, statement)
    read_everything(one_member)


def test_a_member_passes_no_right_on(one_member: Server) -> None:
    # PostgreSQL answers this with a warning, not an error.
    do(one_member, "GRANT SELECT ON record TO PUBLIC")
    granted = (
        "SELECT FROM information_schema.table_privileges"
        " WHERE table_name = 'record' AND grantee = 'PUBLIC'"
    )
    assert do(administrator(one_member), granted) == 0


@pytest.mark.parametrize("table", ["record", "member"])
@pytest.mark.parametrize("revision", ["revision", "revision - 1", "0"])
def test_a_revision_only_grows(one_member: Server, table: str, revision: str) -> None:
    statement = f"UPDATE {table} SET revision = {revision}"  # noqa: S608
    for place in (one_member, replace(one_member, user=KEEPER)):
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="grows"):
            do(place, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail SET detail = ''",
        "DELETE FROM trail",
        "UPDATE register SET made_at = 1",
        "DELETE FROM register",
        "DELETE FROM member",
        "DELETE FROM format",
    ],
)
def test_even_the_owner_s_slip_touches_nothing(made: Server, statement: str) -> None:
    assert do(made, statement) == 0


def test_even_the_owner_begins_no_second_register(made: Server) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        do(
            made,
            "INSERT INTO register SELECT decode(md5(''), 'hex'), format, made_at FROM register",
        )


def test_who_is_no_member_sees_nothing_and_is_told_what_to_ask_for(
    made: Server, stranger: Server
) -> None:
    with pytest.raises(SomesecError) as caught:
        Store.open(stranger)
    assert f'GRANT "{made.member_role}" TO' in str(caught.value)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        do(replace(stranger, schema="public"), f"SELECT FROM {made.schema}.record")


def test_a_member_of_one_register_is_none_of_the_next(
    running_server: RunningServer, one_member: Server
) -> None:
    other = running_server.place()
    Store.create(other).close()
    with pytest.raises(SomesecError, match="GRANT"):
        Store.open(replace(one_member, schema=other.schema))


@pytest.mark.parametrize(
    ("alteration", "said"),
    [
        ("ALTER TABLE trail DISABLE ROW LEVEL SECURITY", "lacks .*: row security trail"),
        ("ALTER TABLE trail NO FORCE ROW LEVEL SECURITY", "lacks .*: row security trail"),
        ("DROP POLICY trail_insert ON trail", "lacks .*: policy trail trail_insert"),
        ("DROP TRIGGER revision_grows ON record", "lacks .*: trigger record revision_grows"),
        ("ALTER TABLE record DISABLE TRIGGER USER", "lacks .*: trigger record revision_grows"),
        ("CREATE POLICY planted ON trail USING (true)", "did not make: policy trail planted"),
        ("CREATE TABLE planted (id int)", "did not make: table planted"),
        ("CREATE VIEW planted AS SELECT FROM trail", "did not make: table planted"),
        ("CREATE RULE planted AS ON INSERT TO trail DO NOTHING", "make: rule trail planted"),
        (
            "CREATE TRIGGER planted BEFORE INSERT ON trail EXECUTE FUNCTION refuse_revision()",
            "did not make: trigger trail planted",
        ),
        (
            "SET session_replication_role = replica;"
            "UPDATE trail SET member = decode(repeat('00', 16), 'hex')",
            "'trail' names a member",
        ),
    ],
)
def test_what_was_done_to_the_walls_is_among_the_problems(
    made: Server, alteration: str, said: str
) -> None:
    do(administrator(made), alteration)
    with Store.open(made) as store:
        problems = store.integrity_problems()
    assert len(problems) >= 1
    with pytest.raises(AssertionError, match=said):
        raise AssertionError("\n".join(problems))


# What the administrator or a fault may have made of it


@pytest.mark.parametrize(
    "alteration",
    [
        "DROP TABLE trail CASCADE",
        "ALTER TABLE record RENAME COLUMN sealed TO opened",
        "ALTER TABLE record ALTER sealed TYPE text USING 'text'",
        "ALTER TABLE record DROP CONSTRAINT record_id_check; UPDATE record SET id = ''",
        "ALTER TABLE record DROP CONSTRAINT record_scope_check; UPDATE record SET scope = '\\x00'",
        "ALTER TABLE record DROP CONSTRAINT record_epoch_check; UPDATE record SET epoch = -1",
        "ALTER TABLE record ALTER changed_at TYPE numeric",
        "ALTER TABLE record ALTER sealed DROP NOT NULL; UPDATE record SET sealed = NULL",
        "DELETE FROM format",
    ],
)
def test_tables_altered_from_outside_are_reported_as_damage(made: Server, alteration: str) -> None:
    for statement in ["SET session_replication_role = replica", *alteration.split(";")]:
        if statement.startswith("SET"):
            do(administrator(made), "ALTER TABLE record DISABLE TRIGGER USER")
        else:
            do(administrator(made), statement)
    with pytest.raises(TamperedError, match="backup"):
        read_everything(made)


def test_a_newer_format_is_refused_with_what_to_do(made: Server) -> None:
    do(administrator(made), "UPDATE format SET number = number + 1")
    with pytest.raises(InputError, match="newer somesec"):
        Store.open(made)


def test_a_format_that_never_was_is_damage(made: Server) -> None:
    do(administrator(made), "UPDATE format SET number = number - 1")
    with pytest.raises(TamperedError):
        Store.open(made)


# What the server reports


@pytest.mark.parametrize(
    ("state", "kind", "said"),
    [
        ("53100", SomesecError, "no room on the disk"),
        ("53200", SomesecError, "no room for more work"),
        ("58030", SomesecError, "failed"),
        ("57014", SomesecError, "too long"),
        ("40001", ConflictError, "first"),
        ("40P01", ConflictError, "first"),
        ("55P03", ConflictError, "in use"),
        ("XX001", TamperedError, "damaged"),
        ("25P03", SomesecError, "connection"),
    ],
)
def test_what_the_server_reports_is_told_as_a_sentence(
    made: Server, state: str, kind: type[SomesecError], said: str
) -> None:
    do(
        administrator(made),
        f"CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION 'fault' USING ERRCODE = '{state}'; END $$;"
        "CREATE TRIGGER fault BEFORE INSERT ON record EXECUTE FUNCTION fault()",
    )
    with Store.open(made) as store:
        with pytest.raises(kind, match=said) as caught, store.write() as writing:
            writing.put_record(record(300, sealed=b"canary"), None)
        assert type(caught.value) is kind
        assert "canary" not in f"{caught.value} {caught.value.__cause__}"
        assert store.version() == (1, b"signature")


@pytest.mark.parametrize("state", ["53100", "58030"])
def test_a_disk_that_fails_the_server_in_the_middle_leaves_the_register_as_it_was(
    made: Server, state: str
) -> None:
    do(
        administrator(made),
        f"CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION 'fault' USING ERRCODE = '{state}'; END $$;"
        "CREATE TRIGGER fault BEFORE INSERT ON trail EXECUTE FUNCTION fault()",
    )

    def written() -> list[Row]:
        with Store.open(made) as store, store.read() as reading:
            return list(reading.everything())

    def write() -> None:
        with Store.open(made) as store, store.write() as writing:
            writing.put_records([(record(revision=2), 1), (record(300), None)])
            writing.append_trail(entry(2))

    before = written()
    with pytest.raises(SomesecError, match=r"room|failed"):
        write()
    assert written() == before


def test_a_copy_that_can_only_be_read_is_read_and_says_so(
    running_server: RunningServer, one_member: Server
) -> None:
    running_server.admin("ALTER ROLE {} SET default_transaction_read_only = on", one_member.user)
    with Store.open(one_member) as store:
        assert store.version() == (1, b"signature")
        with pytest.raises(SomesecError, match="can only be read"), store.write():
            pytest.fail("a copy took a change")


def test_a_connection_that_the_administrator_ends_is_told_and_made_anew(
    running_server: RunningServer, one_member: Server
) -> None:
    with Store.open(one_member) as store:

        def change(*, disturbed: bool) -> None:
            with store.write() as writing:
                if disturbed:
                    running_server.end_connections(one_member.user)
                writing.put_record(record(400), None)

        with pytest.raises(SomesecError, match="nothing was changed"):
            change(disturbed=True)
        change(disturbed=False)


def test_a_program_that_falls_asleep_in_its_turn_loses_it(
    made: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("somesec.store.postgresql.database._IDLE", "1ms")
    with Store.open(made) as sleepy, Store.open(made, patience=60) as store:

        def fall_asleep() -> None:
            with sleepy.write() as writing:
                with store.write():
                    pass
                writing.put_record(record(400), None)

        with pytest.raises(SomesecError, match=r"connection .* lost"):
            fall_asleep()


# Logging in


@pytest.fixture
def locked(running_server: RunningServer, made: Server) -> Server:
    """The same place for a login that has a password."""
    if not running_server.admin("SELECT 1 FROM pg_roles WHERE rolname = %s", values=(LOCKED,)):
        running_server.login(LOCKED, "PASSWORD 'canary-of-the-login'")
    running_server.admin("GRANT {} TO {}", made.member_role, LOCKED)
    return replace(made, user=LOCKED)


def test_a_password_comes_from_the_password_file(locked: Server, home: Path) -> None:
    with pytest.raises(SomesecError, match="PGPASSFILE"):
        Store.open(locked)
    file = home / ".pgpass"
    file.write_text(f"*:*:*:{LOCKED}:canary-of-the-login\n")
    file.chmod(0o600)
    with Store.open(locked) as store:
        assert store.version()
        assert "canary" not in store.place + repr(store) + repr(vars(store))


def test_a_wrong_password_is_told_and_not_repeated(
    locked: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", "canary-that-is-wrong")
    with pytest.raises(SomesecError, match="password authentication failed") as caught:
        Store.open(locked)
    assert "canary" not in f"{caught.value} {caught.value.__cause__}"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"database": "none"}, 'database "none" does not exist'),
        ({"user": "nobody here"}, 'role "nobody here" does not exist'),
        ({"host": "/nowhere"}, "No such file"),
        ({"host": "127.0.0.1", "port": "1"}, "Connection refused"),
    ],
)
def test_why_one_does_not_get_in_is_told(made: Server, change: dict[str, str], said: str) -> None:
    place = replace(made, **change)  # type: ignore[arg-type]
    with pytest.raises(SomesecError, match="cannot be reached") as caught:
        Store.open(place)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_a_server_says_is_no_escape_sequence() -> None:
    said = b"SFATAL\0C28000\0M\x1b[31mgo\x07 away\0\0"

    def refuse() -> None:
        client, _address = listener.accept()
        with client:
            client.recv(1000)
            client.sendall(b"E" + struct.pack("!I", len(said) + 4) + said)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        threading.Thread(target=refuse).start()
        place = Server("127.0.0.1", "testila", port, options=(("sslmode", "disable"),))
        with pytest.raises(SomesecError, match="go away") as caught:
            Store.open(place)
    assert str(caught.value).isprintable()


# Connections


def test_a_store_keeps_one_connection_and_another_while_it_waits_and_none_once_closed(
    running_server: RunningServer, one_member: Server
) -> None:
    def are(count: int) -> bool:
        # A connection that was let go ends on the server a moment later.
        end = time.monotonic() + 30
        while running_server.connections(one_member.user) != count and time.monotonic() < end:
            pass
        return running_server.connections(one_member.user) == count

    store = Store.open(one_member)
    assert are(1)
    with store.read() as one, store.read() as other, store.read() as third:
        assert one.head() == other.head() == third.head()
        assert are(3)
    assert are(1)
    assert store.wait_for_change(0)
    assert are(2)
    store.close()
    assert are(0)
    with pytest.raises(InputError, match="somesec init"):
        Store.open(replace(one_member, schema="none"))
    assert are(0)


def test_readers_and_the_writer_are_not_in_each_other_s_way(made: Server) -> None:
    with Store.open(made, patience=0.05) as store, store.read() as before:
        with store.write() as writing:
            writing.append_trail(entry(2))
            with store.read() as meanwhile:
                assert meanwhile.head() == entry(1)
        assert before.head() == entry(1)
        assert store.version()[0] == 2


def test_a_transaction_is_of_the_kind_it_should_be(made: Server) -> None:
    def kind(connection: Connection) -> tuple[object, ...]:
        show = "SHOW transaction_isolation", "SHOW transaction_read_only"
        return tuple(connection.exec_driver_sql(what).scalar() for what in show)

    with Store.open(made) as store:
        with store.read() as reading:
            assert kind(reading._connection) == ("repeatable read", "on")
        with store.write() as writing:
            assert kind(writing._connection) == ("read committed", "off")


def test_the_driver_of_a_server_is_loaded_only_by_those_who_use_one(tmp_path: Path) -> None:
    look = (
        "import sys, pathlib; from somesec.store.store import Store;"
        f"Store.create(pathlib.Path({str(tmp_path / 'x.somesec')!r})).close();"
        "print('psycopg' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", look], capture_output=True, check=True, text=True)
    assert told.stdout == "False\n"


def test_the_names_of_databases_may_be_any(made: Server) -> None:
    assert made.database == DATABASE
    assert not made.database.isidentifier()
