"""LastPass's CSV export: url, username, password, totp (since 2021), extra, name, grouping, fav.

Its web page used to write the marks & < > " ' as HTML does; secure notes have the address http://sn
and empty folders http://group. Source: LastPass's support pages and the importers of KeePassXC and
Bitwarden."""

import html
import re
from collections.abc import Iterator

from somesec.exchange.login import LeftOut, LeftOutKind, Login, Reading, left
from somesec.exchange.login_csv import Record, folders, read_records
from somesec.language import N_, Message

NEEDED = frozenset({"url", "username", "password", "extra", "name", "grouping"})
_KNOWN = frozenset({"totp", "fav"})
_NOTE_KINDS = {
    "Credit Card": LeftOutKind.CARD,
    "Address": LeftOutKind.IDENTITY,
    "SSH Key": LeftOutKind.SSH_KEY,
}
_ESCAPED = re.compile(rb"&(?:amp|lt|gt|quot|#0?39|#x27);")
_UNESCAPED = re.compile(rb"[<>]|&(?!(?:amp|lt|gt|quot|#0?39|#x27);)")


def read(data: bytes) -> Reading:
    """The logins of the file.

    Raises InputError when it is not what LastPass writes."""
    records = read_records(data, "LastPass", NEEDED, _KNOWN)
    # One bare mark anywhere shows that nothing was escaped, and '&amp;' is then what was typed.
    if not _ESCAPED.search(data) or _UNESCAPED.search(data):
        return Reading.of(_parts(records))
    remark = Message(N_("The marks & < > in this file were written as HTML and were turned back."))
    return Reading.of(_parts(map(_unescaped, records)), [remark])


def _unescaped(record: Record) -> Record:
    cells = {column: html.unescape(cell) for column, cell in record.cells.items()}
    further = tuple((column, html.unescape(cell)) for column, cell in record.further)
    return Record(record.line, cells, further)


def _parts(records: Iterator[Record]) -> Iterator[Login | LeftOut]:
    for record in records:
        if record["url"] == "http://sn":
            kind = re.match(r"NoteType:\s*([^\r\n]*)", record["extra"])
            kind_name = kind[1].strip() if kind else ""
            yield left(_NOTE_KINDS.get(kind_name, LeftOutKind.NOTE), record["name"])
            continue
        address = "" if record["url"] == "http://group" else record["url"]
        yield Login(
            title=record["name"],
            group=folders(record["grouping"], "\\"),
            username=record["username"],
            password=record.password,
            addresses=(address,) if address else (),
            notes=record["extra"],
            totp=record["totp"],
            fields=record.further,
            line=record.line,
        )
