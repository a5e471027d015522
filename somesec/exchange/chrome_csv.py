"""The CSV export of Chrome, Edge and other Chromium browsers: name, url, username, password, note.

Source: Chromium, components/password_manager/core/browser/export/password_csv_writer.cc."""

from somesec.exchange.login import Login, Reading
from somesec.exchange.login_csv import read_records

NEEDED = frozenset({"name", "url", "username", "password"})
_KNOWN = frozenset({"note"})


def read(data: bytes) -> Reading:
    """The logins of the file.

    Raises InputError when it is not what these browsers write."""
    return Reading.of(
        Login(
            title=record["name"],
            username=record["username"],
            password=record.password,
            addresses=(record["url"],) if record["url"] else (),
            notes=record["note"],
            fields=record.further,
            line=record.line,
        )
        for record in read_records(data, "Chrome", NEEDED, _KNOWN)
    )
