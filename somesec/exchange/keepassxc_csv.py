"""KeePassXC's CSV export: Group, Title, Username, Password, URL, Notes, TOTP, Icon, Last Modified,
Created (the last four since 2.7). Source: KeePassXC, src/format/CsvExporter.cpp."""

from collections.abc import Iterator

from somesec.exchange.login import LeftOut, LeftOutKind, Login, Reading, left
from somesec.exchange.login_csv import Record, folders, read_records, several_addresses

NEEDED = frozenset({"group", "title", "username", "password", "url", "notes"})
# 'Last Modified' says when anything was changed, so it is no date of the password.
_KNOWN = frozenset({"totp", "icon", "last_modified", "created"})
# The recycle bin is an ordinary group there, named in the language of whoever first used it.
_RECYCLE_BINS = frozenset({"recycle bin", "roskakori", "papperskorg", "papperskorgen"})


def read(data: bytes) -> Reading:
    """The logins of the file.

    Raises InputError when it is not what KeePassXC writes."""
    return Reading.of(_parts(read_records(data, "KeePassXC", NEEDED, _KNOWN)))


def _parts(records: Iterator[Record]) -> Iterator[Login | LeftOut]:
    for record in records:
        # The first name is the database's own root group.
        group = folders(record["group"])[1:]
        if group and group[0].casefold() in _RECYCLE_BINS:
            yield left(LeftOutKind.RECYCLED, record["title"])
            continue
        yield Login(
            title=record["title"],
            group=group,
            username=record["username"],
            password=record.password,
            addresses=several_addresses(record["url"]),
            notes=record["notes"],
            totp=record["totp"],
            fields=record.further,
            line=record.line,
        )
