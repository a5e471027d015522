"""Reading another program's file, whichever it is."""

from collections.abc import Callable
from pathlib import Path

from somesec.errors import InputError, LockedError
from somesec.exchange import (
    bitwarden_csv,
    bitwarden_json,
    chrome_csv,
    firefox_csv,
    kdbx,
    keepassxc_csv,
    lastpass_csv,
    onepassword_csv,
)
from somesec.exchange.detect import Format, detect
from somesec.exchange.json_source import looks_like_json
from somesec.exchange.login import Reading
from somesec.exchange.source_file import read_bytes
from somesec.language import _

AUTO = "auto"
_READERS: dict[Format, Callable[[bytes], Reading]] = {
    Format.KEEPASSXC: keepassxc_csv.read,
    Format.ONEPASSWORD: onepassword_csv.read,
    Format.CHROME: chrome_csv.read,
    Format.FIREFOX: firefox_csv.read,
    Format.LASTPASS: lastpass_csv.read,
}


def read_logins(
    file: Path, source: str, *, passphrase: str | None = None, key_file: Path | None = None
) -> Reading:
    """The logins of a file. `source` is a format's name, or 'auto' to tell it from the content.

    Raises InputError for an unknown or damaged file, LockedError when it wants a passphrase or key
    file that was not given or is wrong."""
    format_ = detect(file) if source == AUTO else _named(source)
    data = read_bytes(file)
    if format_ is Format.KDBX:
        if passphrase is None and key_file is None:
            raise LockedError(
                _("{file} is locked. Give its passphrase: --source-passphrase-file.").format(
                    file=file
                )
            )
        return kdbx.read(data, passphrase, read_bytes(key_file) if key_file else None)
    if format_ is Format.BITWARDEN:
        return bitwarden_json.read(data) if looks_like_json(data) else bitwarden_csv.read(data)
    return _READERS[format_](data)


def _named(source: str) -> Format:
    try:
        return Format(source)
    except ValueError:
        raise InputError(
            _("'{source}' is no format that can be read. Choose one of: {formats}.").format(
                source=source, formats=", ".join(Format)
            )
        ) from None
