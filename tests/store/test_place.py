"""Places as people write them."""

from pathlib import Path

import pytest

from somesec.errors import InputError
from somesec.store.place import Server, place_named


@pytest.mark.parametrize("text", ["register.somesec", "/srv/testilä.somesec", "C:\\r.somesec"])
def test_what_is_no_address_is_a_file(text: str) -> None:
    assert place_named(text) == Path(text)


def test_the_home_folder_may_be_a_tilde(home: Path) -> None:
    assert place_named("~/register.somesec") == home / "register.somesec"


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("postgresql://aino@db.testila.fi/testila", Server("db.testila.fi", "testila", "", "aino")),
        ("postgres://db.testila.fi:5433/testila", Server("db.testila.fi", "testila", "5433")),
        (
            "postgresql://aino@db/testila?schema=kirjasto",
            Server("db", "testila", "", "aino", "kirjasto"),
        ),
        ("postgresql://aino@[::1]:5433/t", Server("::1", "t", "5433", "aino")),
        (
            "postgresql://a,b:5433/t?target_session_attrs=read-write",
            Server("a,b", "t", ",5433", options=(("target_session_attrs", "read-write"),)),
        ),
        (
            "postgresql://aino@/testila?host=/run/postgresql",
            Server("/run/postgresql", "testila", "", "aino"),
        ),
        (
            "postgresql://aino%40testila.fi@db/t%2Fu?sslrootcert=/a%20b",
            Server("db", "t/u", "", "aino@testila.fi", options=(("sslrootcert", "/a b"),)),
        ),
    ],
)  # fmt: skip
def test_an_address_is_read_and_written_alike(text: str, server: Server) -> None:
    assert place_named(text) == server
    assert place_named(str(server)) == server


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("postgresql://db.testila.fi/testila", Server("db.testila.fi", "testila")),
        ("postgresql://a%2Fb%40c@db:5433/t%2Fu", Server("db", "t/u", "5433", "a/b@c")),
        ("postgresql://[::1]:5433/t", Server("::1", "t", "5433")),
        ("postgresql://a%25:5433,b:5433/t", Server("a%,b", "t", "5433")),
        ("postgresql://a,b:5433,c/t", Server("a,b,c", "t", ",5433,")),
        (
            "postgresql://aino@/t?host=/run/a%20b&port=5433&schema=kirjasto&sslmode=disable",
            Server("/run/a b", "t", "5433", "aino", "kirjasto", (("sslmode", "disable"),)),
        ),
        (
            "postgresql://db/t?schema=kirjasto&sslrootcert=/a%26b,c",
            Server("db", "t", schema="kirjasto", options=(("sslrootcert", "/a&b,c"),)),
        ),
    ],
)
def test_an_address_is_written_so_that_it_can_be_handed_on(text: str, server: Server) -> None:
    assert str(server) == text


def test_what_parts_a_scheme_or_an_option_may_stand_in_a_value_too() -> None:
    assert place_named("postgresql://db/t?sslrootcert=/a://b") == Server(
        "db", "t", options=(("sslrootcert", "/a://b"),)
    )
    with pytest.raises(InputError, match="schema"):
        place_named("postgresql://db/t?schema=a=b")


def test_an_address_may_have_spaces_around_it_and_its_schema_anywhere() -> None:
    alone = Server("db", "t", schema="kirjasto")
    assert place_named(" postgresql://db/t?schema=kirj%61sto\n") == alone
    assert place_named("postgresql://db/t?schema=koulut&schema=kirjasto") == alone
    proved = (("sslcrl", "/c"), ("sslrootcert", "/r"))
    assert place_named("postgresql://db/t?sslrootcert=/r&schema=kirjasto&sslcrl=/c") == Server(
        "db", "t", schema="kirjasto", options=proved
    )


@pytest.mark.parametrize(
    "option",
    [
        "sslmode=verify-full",
        "sslrootcert=system",
        "sslcert=/c",
        "sslkey=/k",
        "sslcrl=/l",
        "target_session_attrs=any",
        "schema=" + "x" * 63,
        "port=1,2",
        "port=,2",
        "port=3",
    ],
)
def test_an_address_may_say(option: str) -> None:
    name, _, value = option.partition("=")
    server = place_named(f"postgresql://a,b/t?{option}")
    assert isinstance(server, Server)
    told = dict(server.options) | {"schema": server.schema, "port": server.port}
    assert told[name] == value
    assert place_named(str(server)).__class__ is Server


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("postgresql://aino:{secret}@db/t", "PGPASSFILE"),
        ("postgresql://aino:{secret}@localhost/t", "PGPASSFILE"),
        ("postgresql://aino:{secret}@/t", "PGPASSFILE"),
        ("postgresql://aino@db/t?password={secret}", "PGPASSFILE"),
        ("postgresql://aino@db/t?sslpassword={secret}", "PGPASSFILE"),
        ("postgresql://aino@db/t?passfile={secret}", "PGPASSFILE"),
        ("postgresql://aino:{secret}@db:port/t?what", "looks like"),
        ("postgresql://aino:{secret}@[db/t", "looks like"),
        ("mysql://aino:{secret}@db/t", "looks like"),
    ],
)
def test_a_password_in_an_address_is_refused_and_not_repeated(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        place_named(text.format(secret="canary"))
    assert "canary" not in str(caught.value) + repr(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_a_server_has_no_place_for_a_password() -> None:
    assert not {name for name in Server.__slots__ if "pass" in name}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mysql://db/t", "mysql://"),
        ("https://testila.fi/register", "https://"),
        ("postgresql://", "looks like"),
        ("postgresql://db", "looks like"),
        ("postgresql:///t", "looks like"),
        ("postgresql://db,,/t", "looks like"),
        ("postgresql://db:port/t", "looks like"),
        ("postgresql://a,b/t?port=1,2,3", "looks like"),
        ("postgresql://db/t?nonsense=1", "looks like"),
        ("postgresql://db/t?%00=1", "looks like"),
        ("postgresql://db/t?options=-crole%3Dpostgres", "'options'"),
        ("postgresql://db/t?hostaddr=10.0.0.1", "'hostaddr'"),
        ("postgresql://db/t?service=x", "'service'"),
        ("postgresql://db/t?schema=Testil%C3%A4", "schema"),
        ("postgresql://db/t?schema=", "schema"),
        ("postgresql://db/t?schema=pg_catalog", "schema"),
        ("postgresql://db/t?schema=a%22b", "schema"),
        ("postgresql://db/t?schema=" + "x" * 64, "schema"),
    ],
)
def test_what_cannot_be_an_address_is_told_so(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        place_named(text)
    assert said in str(caught.value)


# Proof of who the server is


@pytest.mark.parametrize(
    "host", ["db.testila.fi", "192.0.2.7", "localhost.testila.fi", "a,127.0.0.1"]
)
def test_a_server_elsewhere_must_prove_who_it_is(host: str) -> None:
    server = place_named(f"postgresql://{host}/t?sslrootcert=system")
    assert isinstance(server, Server)
    assert server.parameters()["sslmode"] == "verify-full"
    assert server.parameters()["gssencmode"] == "disable"
    assert server.parameters()["sslrootcert"] == "system"
    assert place_named(f"postgresql://{host}/t?sslmode=verify-full")


def test_libpq_is_told_what_the_address_says_and_nothing_empty() -> None:
    root = (("sslrootcert", "/r"),)
    assert Server("db", "t", "5433", "aino", options=root).parameters() == {
        "host": "db",
        "port": "5433",
        "user": "aino",
        "dbname": "t",
        "sslmode": "verify-full",
        "gssencmode": "disable",
        "sslrootcert": "/r",
    }
    assert Server("localhost", "t").parameters() == {"host": "localhost", "dbname": "t"}
    assert Server("/run", "t").parameters() == {"host": "/run", "dbname": "t"}


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require", "verify-ca", ""])
def test_no_address_makes_a_server_elsewhere_prove_less(mode: str) -> None:
    with pytest.raises(InputError, match="prove"):
        place_named(f"postgresql://db.testila.fi/t?sslmode={mode}")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "localhost,127.0.0.1"])
def test_a_server_on_this_machine_need_not(host: str) -> None:
    server = place_named(f"postgresql://{host}/t?sslmode=disable")
    assert isinstance(server, Server)
    assert server.parameters()["sslmode"] == "disable"
    assert place_named("postgresql:///t?host=/run/postgresql")


# The role of its members


def test_registers_beside_each_other_have_members_of_their_own() -> None:
    roles = {
        Server("db", database, schema=schema).member_role
        for database in ("a", "b", "x" * 63, "y" * 63)
        for schema in ("somesec", "kirjasto", "z" * 63)
    }
    assert len(roles) == 12
    assert all(len(role.encode()) <= 63 for role in roles)
    assert Server("db", "testila").member_role == "testila_somesec_member"


def test_the_role_of_a_long_name_is_the_same_for_every_program() -> None:
    longest = Server("db", "x" * 63, schema="kirjasto")
    assert longest.member_role == "somesec_65471ce57b06168a9bb782ff30fe8297_member"
    fits = "x" * (63 - len("_somesec_member"))
    assert Server("db", fits).member_role == fits + "_somesec_member"
    assert Server("db", fits + "x").member_role.startswith("somesec_")
