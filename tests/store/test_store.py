"""What a store makes of a database that loses its connection, tried without a server."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, OperationalError

from somesec.errors import SomesecError
from somesec.store import store as module
from somesec.store.database import InDoubt
from somesec.store.place import Server
from somesec.store.sqlite import SQLite
from somesec.store.store import Store
from somesec.store.transaction import Writing
from tests.store import examples
from tests.store.examples import REGISTER, entry, record


class Unsteady(SQLite):
    """A file that loses its connection like a server, when the test says."""

    def __init__(self, path: Path, patience: float) -> None:
        super().__init__(path, patience)
        self.losses = 0  # of the next connections to read
        self.writings: list[str] = []  # what becomes of the next ones
        self.meanwhile: Callable[[], None] = lambda: None  # before a loss is noticed
        self.closed = 0

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        if self.losses:
            self.losses -= 1
            raise OperationalError("SELECT", None, ConnectionResetError())
        with super().reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        end = self.writings.pop(0) if self.writings else "kept"
        if end == "out of reach":
            raise SomesecError(end)
        try:
            with super().writing() as connection:
                yield connection
                if end == "undone":
                    raise InDoubt
        except InDoubt:
            self.meanwhile()
            raise
        if end == "kept unheard":
            raise InDoubt

    def meaning(self, error: DBAPIError) -> SomesecError | None:
        return SomesecError("lost") if self.is_dropped(error) else super().meaning(error)

    def is_dropped(self, error: DBAPIError) -> bool:
        return isinstance(error.orig, ConnectionResetError)

    def close(self) -> None:
        self.closed += 1
        super().close()


@pytest.fixture
def database(tmp_path: Path) -> Unsteady:
    """The file of a register, which loses nothing yet."""
    place = tmp_path / "testilä.somesec"
    with Store.create(place) as made:
        examples.found(made)
    return Unsteady(place, 0.05)


@pytest.fixture
def unsteady(database: Unsteady, monkeypatch: pytest.MonkeyPatch) -> Store:
    """What stores it."""
    monkeypatch.setattr(module, "_database", lambda _place, _patience: database)
    return Store.open(Path(database.place))


def sequence_of(store: Store) -> int:
    return store.version()[0]


def change(store: Store) -> None:
    with store.write() as writing:
        writing.append_trail(entry(2, b"mine"))
        writing.put_record(record(), None)


# Reading


def test_a_connection_lost_before_a_reading_is_made_anew_once(
    database: Unsteady, unsteady: Store
) -> None:
    database.losses = 1
    with unsteady.read() as reading:
        assert reading.register() == REGISTER
    database.losses = 2
    with pytest.raises(SomesecError, match="lost"):
        sequence_of(unsteady)
    assert sequence_of(unsteady) == 1


def test_a_connection_made_anew_is_not_made_a_third_time(
    database: Unsteady, unsteady: Store
) -> None:
    database.losses = 1
    with unsteady.read() as reading:
        assert reading._connect_anew is None
    with unsteady.read() as reading:
        assert reading._connect_anew is not None


def test_what_is_no_loss_is_told_at_once(
    database: Unsteady, unsteady: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    @contextmanager
    def reading(_self: Unsteady) -> Iterator[Connection]:
        asked.append(True)
        raise OperationalError("SELECT", None, ValueError())
        yield

    monkeypatch.setattr(Unsteady, "reading", reading)
    with pytest.raises(OperationalError):
        sequence_of(unsteady)
    assert len(asked) == 1


def test_a_loss_within_a_reading_is_made_good_by_a_new_snapshot_of_the_same_place(
    database: Unsteady, unsteady: Store
) -> None:
    with unsteady.read() as reading:
        first = reading._connection
        assert reading._connect_anew is not None
        second = reading._connect_anew()
        assert first.closed
        assert not second.closed
    assert second.closed


# Writing


def test_a_change_whose_end_nobody_heard_is_looked_for(database: Unsteady, unsteady: Store) -> None:
    database.writings = ["kept unheard"]
    change(unsteady)
    assert sequence_of(unsteady) == 2


def test_a_change_that_was_not_kept_is_told_as_lost(database: Unsteady, unsteady: Store) -> None:
    database.writings = ["undone"]
    with pytest.raises(SomesecError, match="nothing was changed") as told:
        change(unsteady)
    assert unsteady.place in str(told.value)
    assert sequence_of(unsteady) == 1


def test_somebody_else_s_entry_in_its_place_is_not_taken_for_it(
    database: Unsteady, unsteady: Store
) -> None:
    def write() -> None:
        other = SQLite(Path(database.place), 5.0)
        with other.writing() as connection:
            Writing(other, connection).append_trail(entry(2, b"theirs"))

    database.writings, database.meanwhile = ["undone"], write
    with pytest.raises(SomesecError, match="nothing was changed"):
        change(unsteady)
    assert unsteady.version() == (2, b"theirs")


@pytest.mark.parametrize("then", ["out of reach", "undone"])
def test_a_change_that_cannot_be_looked_for_is_told_as_unknown(
    database: Unsteady, unsteady: Store, then: str
) -> None:
    database.writings = ["kept unheard", then]
    with pytest.raises(SomesecError, match="unknown") as told:
        change(unsteady)
    assert unsteady.place in str(told.value)


@pytest.mark.parametrize("end", ["kept unheard", "undone"])
def test_a_change_without_an_entry_cannot_be_looked_for(
    database: Unsteady, unsteady: Store, end: str
) -> None:
    database.writings = [end]
    with pytest.raises(SomesecError, match="unknown") as told, unsteady.write() as writing:
        writing.put_record(record(), None)
    assert unsteady.place in str(told.value)


# Opening


def test_a_store_that_cannot_be_opened_or_made_is_closed(
    database: Unsteady, unsteady: Store
) -> None:
    assert database.closed == 0
    with pytest.raises(SomesecError, match="already"):
        Store.create(Path(database.place))
    assert database.closed == 1
    database.losses = 2
    with pytest.raises(SomesecError, match="lost"):
        Store.open(Path(database.place))
    assert database.closed == 2


def test_a_server_is_asked_with_its_address_and_for_as_long_as_there_is_patience(
    tmp_path: Path,
) -> None:
    server = Server(str(tmp_path), "testila", "5433")
    store = Store(server, patience=0.25)
    assert store.place == str(server)
    assert store._database._turn["patience"] == "250ms"  # type: ignore[attr-defined]
    with pytest.raises(SomesecError, match="cannot be reached"):
        Store.open(server)
