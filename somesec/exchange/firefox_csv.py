"""Firefox's CSV export: url, username, password, httpRealm, formActionOrigin, guid, timeCreated,
timeLastUsed, timePasswordChanged (milliseconds).

Source: Firefox, toolkit/components/passwordmgr/LoginExport.sys.mjs."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from somesec.exchange.login import LeftOut, LeftOutKind, Login, Reading, left
from somesec.exchange.login_csv import Record, day_of_milliseconds, read_records

NEEDED = frozenset({"url", "username", "password", "formactionorigin", "timepasswordchanged"})
_KNOWN = frozenset({"httprealm", "guid", "timecreated", "timelastused"})
_OWN_SCHEME = "chrome://"


def read(data: bytes) -> Reading:
    """The logins of the file.

    Raises InputError when it is not what Firefox writes."""
    return Reading.of(_parts(read_records(data, "Firefox", NEEDED, _KNOWN)))


def _parts(records: Iterator[Record]) -> Iterator[Login | LeftOut]:
    for record in records:
        address = record["url"]
        if address.startswith(_OWN_SCHEME):
            # The browser's own session with its maker, which is no one's account on a platform.
            yield left(LeftOutKind.OTHER, address)
            continue
        realm = record["httprealm"]
        yield Login(
            title=_host(address),
            username=record["username"],
            password=record.password,
            addresses=(address,) if address else (),
            fields=((("httpRealm", realm),) if realm else ()) + record.further,
            changed_on=day_of_milliseconds(record["timepasswordchanged"]),
            source_id=record["guid"].strip("{}"),
            line=record.line,
        )


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or address
    except ValueError:
        return address
