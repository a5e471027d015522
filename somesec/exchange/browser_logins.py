"""For which sites a browser's profile keeps logins: origins alone, never a name or a password.

Sources: Firefox, toolkit/components/passwordmgr/storage-json.sys.mjs; Chromium,
components/password_manager/core/browser/password_store/login_database.cc.
"""

import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from somesec.errors import InputError
from somesec.exchange.browser_profiles import CHROMIUM_LOGINS, FIREFOX_LOGINS, Profile
from somesec.exchange.json_source import decode
from somesec.exchange.private_folder import private_folder
from somesec.language import _
from somesec.reasons import reason_of

MAX_BYTES = 64 * 1024 * 1024
MOST_LOGINS = 200_000
MOST_SECONDS = 20.0
_MAX_TEXT = 1024 * 1024
_STEPS_BETWEEN_LOOKS = 100_000
_TRIES, _WAIT = 5, 0.2
# https://www.sqlite.org/fileformat.html: 2 at byte 18 says that there is a write-ahead log.
_WAL_AT = 18
_QUERY = "SELECT origin_url FROM logins WHERE blacklisted_by_user = 0 LIMIT ?"
_COLUMNS = ("origin_url", "blacklisted_by_user")


class _FirefoxLogin(msgspec.Struct):
    hostname: str | None = None
    deleted: bool = False


class _FirefoxLogins(msgspec.Struct):
    logins: list[_FirefoxLogin]


def origins(profile: Profile) -> frozenset[str]:
    """The origins (`https://www.facebook.com`, `android://com.facebook.katana`) for which the
    profile keeps a login.

    Raises InputError where that cannot be told."""
    if profile.is_firefox:
        addresses = list(_of_firefox(profile.folder / FIREFOX_LOGINS))
    else:
        addresses = [
            address for name in CHROMIUM_LOGINS for address in _of_chromium(profile.folder / name)
        ]
    return frozenset(filter(None, map(_origin, addresses)))


def _origin(address: str) -> str:
    """Scheme and host of an address, without what stands before the host, which in an address of
    an app is a fingerprint; "" for what is no address."""
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    return f"{parts.scheme}://{host}{port}" if host else ""


def _of_firefox(file: Path) -> Iterator[str]:
    data = _bytes_of(file)
    if data is None:
        return
    for login in decode(data, _FirefoxLogins, "Firefox").logins:
        if not login.deleted:
            yield login.hostname or ""


def _of_chromium(file: Path) -> list[str]:
    """What the database says, read in a copy: a running browser keeps its own locked."""
    for _try in range(_TRIES):
        # A change under way: its journal says how to undo it. It is waited for and never played
        # back, because a journal may name any file to be removed afterwards.
        if not _bytes_of(_beside(file, "-journal")):
            break
        time.sleep(_WAIT)
    else:
        raise InputError(
            _("The browser is changing {path}. Close it and look again.").format(path=file)
        )
    data = _bytes_of(file)
    if not data:
        return []
    with private_folder() as folder:
        copy = folder / "copy"
        copy.write_bytes(data)
        log = _bytes_of(_beside(file, "-wal")) if data[_WAL_AT : _WAL_AT + 1] == b"\2" else None
        if log:
            _beside(copy, "-wal").write_bytes(log)
        try:
            return _selected(copy, has_log=bool(log))
        except (sqlite3.Error, UnicodeDecodeError):
            raise InputError(
                _(
                    "{path} is damaged, or no database of logins. Close the browser and look again."
                ).format(path=file)
            ) from None


def _selected(copy: Path, *, has_log: bool) -> list[str]:
    mode = "mode=rw" if has_log else "mode=ro&immutable=1"
    with closing(sqlite3.connect(f"{copy.as_uri()}?{mode}", uri=True)) as database:
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_TEXT)
        for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "locking_mode=EXCLUSIVE"):
            database.execute(f"PRAGMA {pragma}")
        end = time.monotonic() + MOST_SECONDS
        database.set_progress_handler(lambda: time.monotonic() > end, _STEPS_BETWEEN_LOOKS)
        database.set_authorizer(_reads_origins_alone)
        rows = database.execute(_QUERY, (MOST_LOGINS + 1,)).fetchall()
    if len(rows) > MOST_LOGINS:
        raise InputError(
            _("The profile holds more than {count} logins, which is no real one.").format(
                count=MOST_LOGINS
            )
        )
    return [str(address) for (address,) in rows]


def _reads_origins_alone(
    action: int, table: str | None, column: str | None, _database: str | None, _by: str | None
) -> int:
    """Lets SQLite read nothing but origins, whatever the file makes of the table's name."""
    if action == sqlite3.SQLITE_SELECT:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_READ and table == "logins" and column in _COLUMNS:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _beside(file: Path, ending: str) -> Path:
    return file.with_name(file.name + ending)


def _bytes_of(file: Path) -> bytes | None:
    """The file's bytes, or None where there is none. A link is not followed, and what is no
    ordinary file is not opened for long: somebody else may have put them there."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        if file.is_symlink():
            raise InputError(_("{path} is a link, which is not followed.").format(path=file))
        with os.fdopen(os.open(file, flags | getattr(os, "O_BINARY", 0)), "rb") as opened:
            if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
                raise InputError(_("{path} is no ordinary file.").format(path=file))
            data = opened.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(
            _("{path} cannot be read: {reason}.").format(path=file, reason=reason_of(error))
        ) from None
    if len(data) > MAX_BYTES:
        raise InputError(
            _("{path} is larger than {size} MiB, which no profile of a browser needs.").format(
                path=file, size=MAX_BYTES // (1024 * 1024)
            )
        )
    return data
