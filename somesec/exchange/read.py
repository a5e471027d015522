"""One door to the logins in a file, or a folder, of any other program."""

from collections.abc import Callable
from pathlib import Path

from somesec.errors import LockedError
from somesec.exchange import (
    bitwarden_csv,
    bitwarden_json,
    chrome_csv,
    firefox_csv,
    keepassxc_csv,
    lastpass_csv,
    onepassword_1pux,
    onepassword_csv,
    pass_folder,
)
from somesec.exchange.detect import Format, format_of
from somesec.exchange.json_source import looks_like_json
from somesec.exchange.login import Reading
from somesec.exchange.source_file import read_bytes
from somesec.language import _

_READERS = {
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
    progress: Callable[[int, int], None] | None = None,
) -> Reading:
    """The logins of a file or of a folder of `pass`, in the format named or else the one its
    content shows. `progress` is told of entries that are opened one by one.

    Raises InputError when the file cannot be read or is not of the format, LockedError when it
    wants a passphrase or key file that was not given or is wrong."""
    if source is Format.PASS or (source is None and pass_folder.is_pass_folder(path)):
        return pass_folder.read(path, progress)
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
    if source is Format.ONEPASSWORD:
        is_archive = data.startswith(onepassword_1pux.SIGNATURE)
        return onepassword_1pux.read(data) if is_archive else onepassword_csv.read(data)
    if source is Format.BITWARDEN:
        if looks_like_json(data):
            return bitwarden_json.read(data, passphrase)
        return bitwarden_csv.read(data)
    return _READERS[source](data)
