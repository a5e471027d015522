"""Where a register lies: a file, or a schema in a database on a PostgreSQL server."""

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, unquote

from somesec.errors import InputError
from somesec.language import _

SCHEMA = "somesec"  # where the address names no other

_SCHEMES = ("postgresql", "postgres")
_LONGEST_NAME = 63  # bytes: PostgreSQL cuts longer names off
_SCHEMA_NAME = re.compile(rf"(?!pg_)[a-z_][a-z0-9_]{{0,{_LONGEST_NAME - 1}}}")

# Of libpq's parameters those that say which server it is and how it is proved to be the one.
_OPTIONS = ("sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "target_session_attrs")
_PASSWORDS = ("password", "sslpassword", "passfile")

# The only mode in which libpq asks for proof of who the server is; it would pass it over where
# Kerberos offers encryption of its own.
_PROVED = "verify-full"
_PROVEN_BY_TLS = {"sslmode": _PROVED, "gssencmode": "disable"}
_OF_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Server:
    """A schema of a database. `host` and `port` are as libpq takes them: several with commas
    between, or the folder of a socket. There is no password in it: libpq finds it by itself."""

    host: str
    database: str
    port: str = ""
    user: str = ""
    schema: str = SCHEMA
    options: tuple[tuple[str, str], ...] = ()

    def parameters(self) -> dict[str, str]:
        """What libpq connects with. A server elsewhere must prove who it is."""
        named = {"host": self.host, "port": self.port, "user": self.user, "dbname": self.database}
        proved = {} if self.is_local else _PROVEN_BY_TLS
        return {k: v for k, v in (named | proved | dict(self.options)).items() if v}

    @property
    def is_local(self) -> bool:
        """Whether nothing that is sent to it leaves this machine."""
        hosts = self.host.split(",")
        return all(host.startswith("/") or host in _OF_THIS_MACHINE for host in hosts)

    @property
    def member_role(self) -> str:
        """The role whose rights a member's login needs. Roles belong to the whole server, so its
        name holds the database's and the schema's."""
        name = f"{self.database}_{self.schema}_member"
        if len(name.encode()) <= _LONGEST_NAME:
            return name
        return f"{SCHEMA}_{sha256(name.encode()).hexdigest()[:32]}_member"

    def __str__(self) -> str:
        """The address, as `place_named` takes it."""
        user = f"{quote(self.user, safe='')}@" if self.user else ""
        query = dict(self.options)
        if self.schema != SCHEMA:
            query = {"schema": self.schema} | query
        if "/" in self.host:
            where, query = "", {"host": self.host, "port": self.port} | query
        else:
            where = _hosts(self.host, self.port)
        text = "&".join(f"{k}={quote(v, safe='/,')}" for k, v in query.items() if v)
        address = f"postgresql://{user}{where}/{quote(self.database, safe='')}"
        return f"{address}?{text}" if text else address


def place_named(text: str) -> Path | Server:
    """The place that a person or a setting names: an address where it has '://' in it, else a file.

    Raises InputError for an address that cannot be one, that holds a password, or that would send
    what is said to a server elsewhere without proof that it is the one."""
    scheme, found, _rest = text.strip().partition("://")
    if not found:
        return Path(text).expanduser()
    if scheme not in _SCHEMES:
        raise InputError(
            _(
                "A register lies in a file or on a PostgreSQL server: '{scheme}://' is neither. "
                "An address looks like postgresql://user@server/database."
            ).format(scheme=scheme)
        )
    address, schema = _without_schema(text.strip())
    named = _parsed(address)
    if any(name in named for name in _PASSWORDS):
        raise InputError(
            _(
                "Leave the password out of the address, which others can see: put it into the "
                "file that PGPASSFILE names (else ~/.pgpass), or use a certificate."
            )
        )
    server = Server(
        host=named.pop("host", ""),
        port=named.pop("port", ""),
        user=named.pop("user", ""),
        database=named.pop("dbname", ""),
        schema=schema,
        options=tuple(sorted(named.items())),
    )
    _require_sound(server)
    return server


def _without_schema(address: str) -> tuple[str, str]:
    """The address as libpq takes it, and the schema, which is a word of our own."""
    start, _found, query = address.partition("?")
    parts = query.split("&")
    schemas = [unquote(part.partition("=")[2]) for part in parts if part.startswith("schema=")]
    rest = "&".join(part for part in parts if not part.startswith("schema="))
    return f"{start}?{rest}", (schemas[-1] if schemas else SCHEMA)


def _parsed(address: str) -> dict[str, str]:
    # The driver takes a tenth of a second to load, and files need none.
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        return {name: str(value) for name, value in conninfo_to_dict(address).items()}
    except (ProgrammingError, UnicodeError):
        # libpq's words quote the address, which may hold a password.
        raise _not_an_address() from None


def _require_sound(server: Server) -> None:
    hosts, ports = server.host.split(","), server.port.split(",")
    if not server.database or not all(hosts) or len(ports) not in (1, len(hosts)):
        raise _not_an_address()
    if not all(port.isdecimal() for port in ports if port):
        raise _not_an_address()
    options = dict(server.options)
    for name in options:
        if name not in _OPTIONS:
            raise InputError(
                _("The address of a register has no '{name}'. It takes schema, {known}.").format(
                    name=name, known=", ".join(_OPTIONS)
                )
            )
    if not _SCHEMA_NAME.fullmatch(server.schema):
        raise InputError(
            _(
                "'{schema}' cannot be the name of a schema here: use small letters a-z, digits "
                "and _, at most {most}."
            ).format(schema=server.schema, most=_LONGEST_NAME)
        )
    if not server.is_local and options.get("sslmode", _PROVED) != _PROVED:
        raise InputError(
            _(
                "Over a network the server must prove who it is: leave sslmode={mode} out of the "
                "address, and name its certificate authority with sslrootcert."
            ).format(mode=options["sslmode"])
        )


def _not_an_address() -> InputError:
    return InputError(
        _(
            "This is not the address of a register. It looks like "
            "postgresql://user@server/database, with ?schema=name where several share one."
        )
    )


def _hosts(hosts: str, ports: str) -> str:
    """Hosts with their ports, as an address has them."""
    names = [f"[{host}]" if ":" in host else quote(host, safe="") for host in hosts.split(",")]
    given = ports.split(",")
    if len(given) == 1:
        given *= len(names)
    pairs = zip(names, given, strict=True)
    return ",".join(f"{name}:{port}" if port else name for name, port in pairs)
