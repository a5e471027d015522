"""Bitwarden's CSV export: folder, favorite (an organisation's: collections), type, name, notes,
fields, reprompt, login_uri, login_username, login_password, login_totp.

Source: Bitwarden clients, libs/tools/export/vault-export: base-vault-export.service.ts."""

from collections.abc import Iterator

from somesec.exchange.login import LeftOut, LeftOutKind, Login, Reading, left
from somesec.exchange.login_csv import Record, folders, read_records, several_addresses

NEEDED = frozenset({"type", "name", "login_uri", "login_username", "login_password"})
_KNOWN = frozenset(
    {
        "folder",
        "favorite",
        "collections",
        "notes",
        "fields",
        "reprompt",
        "login_totp",
        "archiveddate",
    }
)
_KINDS = {
    "note": LeftOutKind.NOTE,
    "card": LeftOutKind.CARD,
    "identity": LeftOutKind.IDENTITY,
    "sshkey": LeftOutKind.SSH_KEY,
}


def read(data: bytes) -> Reading:
    """The logins of the file, an own one's or an organisation's.

    Raises InputError when it is not what Bitwarden writes."""
    return Reading.of(_parts(read_records(data, "Bitwarden", NEEDED, _KNOWN)))


def _parts(records: Iterator[Record]) -> Iterator[Login | LeftOut]:
    for record in records:
        kind = record["type"].casefold()
        if kind != "login":
            yield left(_KINDS.get(kind, LeftOutKind.OTHER), record["name"])
            continue
        # A login in several collections has them in one cell; the first says where it belongs.
        collections = record["collections"].split(",")[0]
        yield Login(
            title=record["name"],
            group=folders(record["folder"] or collections),
            username=record["login_username"],
            password=record.cells.get("login_password", ""),
            addresses=several_addresses(record["login_uri"]),
            notes=record["notes"],
            totp=record["login_totp"],
            fields=(*_fields(record["fields"]), *record.further),
            archived=bool(record["archiveddate"]),
            line=record.line,
        )


def _fields(cell: str) -> Iterator[tuple[str, str]]:
    """Lines of `name: value`; a line without a name goes on from the one before."""
    name, value = "", ""
    for line in cell.splitlines():
        head, colon, tail = line.partition(": ")
        if not colon and not line.endswith(":") and name:
            value += "\n" + line
            continue
        if name or value:
            yield name, value
        name, value = (head, tail) if colon else (line.removesuffix(":"), "")
    if name or value:
        yield name, value
