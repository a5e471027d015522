"""One door to the logins in a file of any other program."""

from pathlib import Path

from somesec.errors import LockedError
from somesec.exchange import (
    bitwarden_csv,
    bitwarden_json,
    chrome_csv,
    firefox_csv,
    keepassxc_csv,
    lastpass_csv,
    onepassword_csv,
)
from somesec.exchange.detect import Format, format_of
from somesec.exchange.json_source import looks_like_json
from somesec.exchange.login import Reading
from somesec.exchange.source_file import read_bytes
from somesec.language import _

_READERS = {
    Format.ONEPASSWORD: onepassword_csv.read,
    Format.KEEPASSXC: keepassxc_csv.read,
    Format.CHROME: chrome_csv.read,
    Format.FIREFOX: firefox_csv.read,
    Format.LASTPASS: lastpass_csv.read,
}


def read_logins(
    path: Path,
    source: Format | None = None,
    *,
    passphrase: str | None = None,
    key_file: Path | None = None,
) -> Reading:
    """The logins of a file, in the format named or else the one its content shows.

    Raises InputError when the file cannot be read or is not of the format, LockedError when it
    wants a passphrase or key file that was not given or is wrong."""
    data = read_bytes(path)
    source = source or format_of(data)
    if source is Format.KDBX:
        if passphrase is None and key_file is None:
            raise LockedError(
                _("{file} is locked. Give its passphrase: --source-passphrase-file.").format(
                    file=path
                )
            )
        # Its libraries take a good part of a second to load, which no other format should wait for.
        from somesec.exchange import kdbx

        return kdbx.read(data, passphrase, read_bytes(key_file) if key_file else None)
    if source is Format.BITWARDEN:
        if looks_like_json(data):
            return bitwarden_json.read(data, passphrase)
        return bitwarden_csv.read(data)
    return _READERS[source](data)
