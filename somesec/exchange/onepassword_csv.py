"""1Password's CSV export: Title, Url, Username, Password, OTPAuth, Favorite, Archived, Tags, Notes.

Source: 1Password's support pages on moving data with CSV files."""

from somesec.exchange.login import Login, Reading
from somesec.exchange.login_csv import read_records, several_addresses

NEEDED = frozenset({"title", "url", "username", "password"})
_KNOWN = frozenset({"otpauth", "favorite", "archived", "tags", "notes"})


def read(data: bytes) -> Reading:
    """The logins of the file; tags become a field.

    Raises InputError when it is not what 1Password writes."""
    return Reading.of(
        Login(
            title=record["title"],
            username=record["username"],
            password=record.password,
            addresses=several_addresses(record["url"]),
            notes=record["notes"],
            totp=record["otpauth"],
            fields=((("Tags", record["tags"]),) if record["tags"] else ()) + record.further,
            archived=record["archived"].casefold() in ("true", "1", "yes"),
            line=record.line,
        )
        for record in read_records(data, "1Password", NEEDED, _KNOWN)
    )
