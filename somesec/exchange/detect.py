"""Which program wrote a file, told by its content and never by its name."""

import codecs
from enum import StrEnum
from pathlib import Path

import msgspec

from somesec.errors import InputError
from somesec.exchange import (
    bitwarden_csv,
    chrome_csv,
    firefox_csv,
    keepassxc_csv,
    lastpass_csv,
    onepassword_1pux,
    onepassword_csv,
)
from somesec.exchange.csv_source import column_key, read_table
from somesec.exchange.json_source import decode, looks_like_json
from somesec.exchange.kdbx_header import OLD_SIGNATURES, SIGNATURE
from somesec.exchange.pass_folder import is_pass_folder
from somesec.exchange.rows import AccountRow, PersonRow, UnitRow, columns_of
from somesec.exchange.source_file import read_bytes
from somesec.language import _


class Format(StrEnum):
    """The formats of other programs, under the names that `--from` takes."""

    KDBX = "kdbx"
    BITWARDEN = "bitwarden"
    ONEPASSWORD = "1password"
    KEEPASSXC = "keepassxc"
    CHROME = "chrome"
    FIREFOX = "firefox"
    LASTPASS = "lastpass"
    PASS = "pass"  # noqa: S105


# The first that fits: a program with more columns of its own stands before one with fewer.
_HEADERS = (
    (Format.KEEPASSXC, keepassxc_csv.NEEDED),
    (Format.BITWARDEN, bitwarden_csv.NEEDED),
    (Format.FIREFOX, firefox_csv.NEEDED),
    (Format.LASTPASS, lastpass_csv.NEEDED),
    (Format.ONEPASSWORD, onepassword_csv.NEEDED),
    (Format.CHROME, chrome_csv.NEEDED),
)
_OWN: tuple[tuple[str, type[AccountRow] | type[PersonRow] | type[UnitRow], set[str]], ...] = (
    ("accounts", AccountRow, {"unit"}),
    ("people", PersonRow, {"name"}),
    ("units", UnitRow, {"name"}),
)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class OwnTable(InputError):
    """The file is one of our own tables, `kind`, and no other program's."""

    def __init__(self, kind: str) -> None:
        text = _(
            "The file has the columns of our own table '{kind}', which is read in by itself: it "
            "takes no unit, passphrase or key file."
        )
        super().__init__(text.format(kind=kind))
        self.kind = kind


class _Shape(msgspec.Struct):
    items: msgspec.Raw = msgspec.Raw()
    encrypted: bool | None = None


def detect(path: Path) -> Format:
    """The format of the file, or of the folder.

    Raises OwnTable when it is one of ours, InputError when it is none that is known, or cannot be
    read."""
    if is_pass_folder(path):
        return Format.PASS
    return format_of(read_bytes(path))


def format_of(data: bytes) -> Format:
    """The format of a file's bytes.

    Raises OwnTable when it is one of ours, InputError when it is none that is known."""
    if data[:8] == SIGNATURE or data[:8] in OLD_SIGNATURES:
        return Format.KDBX
    if onepassword_1pux.is_1pux(data):
        return Format.ONEPASSWORD
    if data.startswith(onepassword_1pux.SIGNATURE):
        raise _unknown(_("The file is a zip archive, and no 1PUX of 1Password."))
    if looks_like_json(data):
        shape = decode(data, _Shape, "Bitwarden")
        if not bytes(shape.items) and shape.encrypted is None:
            raise _unknown(_("The file is JSON, but of no program that is known."))
        return Format.BITWARDEN
    if b"\0" in data[:1024] and not data.startswith(_UTF_16):
        raise _unknown(_("It is not clear which program wrote the file."))
    columns = {column_key(name) for name in read_table(data).header.cells}
    for known, needed in _HEADERS:
        if needed <= columns:
            return known
    for kind, row, required in _OWN:
        if required <= columns <= set(columns_of(row)):
            raise OwnTable(kind)
    raise _unknown(_("It is not clear which program wrote the file."))


def _unknown(reason: str) -> InputError:
    known = ", ".join(Format)
    return InputError(
        _("{reason} Name the program with --from; known are: {known}.").format(
            reason=reason, known=known
        )
    )
