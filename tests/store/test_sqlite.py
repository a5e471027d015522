"""What SQLite reports, as people are told it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from somesec.errors import ConflictError, InputError, SomesecError, TamperedError
from somesec.store.database import InDoubt
from somesec.store.sqlite import SQLite
from somesec.store.store import Store
from tests.store.examples import found


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (None, TamperedError),  # the driver's own, for text that is not UTF-8
        (sqlite3.SQLITE_READONLY_ROLLBACK, SomesecError),
        (sqlite3.SQLITE_READONLY_DBMOVED, ConflictError),
        (sqlite3.SQLITE_BUSY, ConflictError),
        (sqlite3.SQLITE_LOCKED_SHAREDCACHE, ConflictError),
        (sqlite3.SQLITE_CORRUPT_INDEX, TamperedError),
        (sqlite3.SQLITE_ERROR, TamperedError),
        (sqlite3.SQLITE_FORMAT, TamperedError),
        (sqlite3.SQLITE_NOTADB, SomesecError),
        (sqlite3.SQLITE_FULL, SomesecError),
        (sqlite3.SQLITE_READONLY, SomesecError),
        (sqlite3.SQLITE_PERM, SomesecError),
        (sqlite3.SQLITE_CANTOPEN, InputError),
        (sqlite3.SQLITE_IOERR_WRITE, SomesecError),
    ],
)
def test_each_sentence_names_the_register(code: int | None, kind: type[SomesecError]) -> None:
    place = Path("/srv/testilä.somesec")
    reported = sqlite3.OperationalError("reported")
    if code is not None:
        reported.sqlite_errorcode = code
    said = SQLite(place, 0).meaning(OperationalError("", None, reported))
    assert isinstance(said, kind)
    assert str(place) in str(said)


def test_a_fault_of_this_program_is_left_as_it_is() -> None:
    reported = sqlite3.OperationalError("reported")
    reported.sqlite_errorcode = sqlite3.SQLITE_MISUSE
    database = SQLite(Path("/srv/testilä.somesec"), 0)
    error = OperationalError("", None, reported)
    assert database.meaning(error) is None
    assert not database.is_dropped(error)


def _failing() -> OperationalError:
    reported = sqlite3.OperationalError("reported")
    reported.sqlite_errorcode = sqlite3.SQLITE_IOERR
    return OperationalError("", None, reported)


def test_what_fails_while_a_register_is_made_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(_self: SQLite) -> None:
        raise _failing()

    monkeypatch.setattr(SQLite, "make", make)
    with pytest.raises(SomesecError, match="nothing was changed"):
        Store.create(tmp_path / "t.somesec")


@pytest.mark.parametrize("is_begun", [False, True])
def test_a_change_that_nobody_can_look_for_is_said_to_be_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_begun: bool
) -> None:
    asked: list[bool] = []
    writing = SQLite.writing

    @contextmanager
    def in_doubt(self: SQLite) -> Iterator[Connection]:
        asked.append(True)
        if len(asked) > 1:
            raise _failing()
        if not is_begun:
            raise InDoubt
        with writing(self) as connection:
            yield connection
        raise InDoubt

    with Store.create(tmp_path / "t.somesec") as store:
        monkeypatch.setattr(SQLite, "writing", in_doubt)
        with pytest.raises(SomesecError, match="unknown"):
            found(store)
    assert len(asked) == 1 + is_begun
