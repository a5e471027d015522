"""What becomes of a reading or a change whose connection is lost, at each message of it."""

import itertools
import threading
from collections.abc import Iterator

import pytest

from somesec.errors import SomesecError
from somesec.store.place import Server
from somesec.store.store import Store
from tests.server import RunningServer
from tests.store import examples
from tests.store.cutting import Wire
from tests.store.examples import entry, identifier, record

MANY = range(1000, 2200)  # more than are fetched at a time


@pytest.fixture
def direct(server: Server) -> Iterator[Store]:
    """The register, reached without the wire."""
    with Store.create(server) as store:
        examples.found(store)
        with store.write() as writing:
            writing.put_record(record(1, revision=1), None)
        yield store


@pytest.fixture
def wire(server: Server, direct: Store) -> Iterator[Wire]:
    with Wire(server) as wire:
        yield wire


def change(store: Store) -> None:
    """Leaves the newest entry's sequence as the revision of one record, and that many others."""
    with store.write() as writing:
        head = writing.head()
        assert head is not None
        sequence = head.sequence + 1
        writing.put_records([(record(1, revision=sequence), head.sequence)])
        writing.put_records([(record(100 + sequence), None)])
        writing.append_trail(entry(sequence))


def state(store: Store) -> int:
    """The newest sequence, of a register in which every change is there wholly."""
    with store.read() as reading:
        head, rows = reading.head(), list(reading.records())
    assert head is not None
    by_id = {row.id: row.revision for row in rows}
    assert by_id.pop(identifier(1)) == head.sequence
    assert sorted(by_id) == [identifier(100 + number) for number in range(2, head.sequence + 1)]
    return head.sequence


@pytest.mark.parametrize("connected", [True, False])
@pytest.mark.parametrize("for_good", [True, False])
def test_a_change_is_there_wholly_or_not_at_all_and_the_truth_is_told(
    direct: Store, wire: Wire, connected: bool, for_good: bool
) -> None:
    told: list[str] = []
    for number in itertools.count(1):
        before = state(direct)
        with Store.open(wire.place) as store:
            if not connected:
                wire.cut()
            wire.cut_at(number, for_good=for_good)
            try:
                change(store)
                told.append("kept")
            except SomesecError as error:
                told.append(str(error))
            was_cut = wire.mend()
        after = state(direct)
        if told[-1] == "kept":
            assert after == before + 1
        elif "unknown" in told[-1]:
            assert for_good
            assert after in (before, before + 1)
        else:
            assert "nothing was changed" in told[-1] or "cannot be reached" in told[-1]
            assert after == before
        if not was_cut:
            break
    assert number > 30
    assert any("unknown" in text for text in told) == for_good
    assert any("nothing was changed" in text for text in told)


def test_a_commit_that_arrives_late_is_waited_for(
    direct: Store, wire: Wire, running_server: RunningServer
) -> None:
    def wait_until_somebody_waits() -> None:
        while not running_server.admin(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        ):
            pass

    before = state(direct)
    with Store.open(wire.place, patience=60) as store:
        wire.on_commit = wait_until_somebody_waits
        change(store)
    assert state(direct) == before + 1


def test_a_commit_that_never_ends_is_told_as_unknown(direct: Store, wire: Wire) -> None:
    released = threading.Event()
    with Store.open(wire.place, patience=0.1) as store:
        wire.on_commit = lambda: released.wait(60)
        with pytest.raises(SomesecError, match="unknown"):
            change(store)
    released.set()


def test_a_change_without_an_entry_that_nobody_can_look_for_is_told_as_unknown(
    direct: Store, wire: Wire
) -> None:
    told = set()
    with Store.open(wire.place) as store:
        for number in itertools.count(1):
            wire.cut_at(number)
            try:
                with store.write():
                    pass
            except SomesecError as error:
                told.add("unknown" in str(error))
            if not wire.mend():
                break
    assert told == {True, False}


@pytest.mark.parametrize("words", [b"BEGIN", b"format", b"DECLARE", b"FETCH"])
def test_a_reading_lost_before_anything_was_given_out_begins_anew(
    direct: Store, wire: Wire, words: bytes
) -> None:
    with Store.open(wire.place) as store:
        wire.cut_before(words)
        with store.read() as reading:
            assert len(list(reading.records())) == 1
        assert wire.mend()


def test_a_reading_that_gave_something_out_never_goes_on_from_another_snapshot(
    direct: Store, wire: Wire
) -> None:
    def read_on() -> None:
        with store.read() as reading:
            assert len(list(reading.records())) == 1
            wire.cut_before(b"trail")
            reading.head()

    with Store.open(wire.place) as store, pytest.raises(SomesecError, match="lost"):
        read_on()


def test_a_reading_cut_anywhere_is_whole_or_said_to_be_lost(direct: Store, wire: Wire) -> None:
    with direct.write() as writing:
        writing.put_records((record(number), None) for number in MANY)
    whole = set()
    with Store.open(wire.place) as store:
        # Every message up to the first rows, then one now and then.
        for number in itertools.chain(range(1, 40), itertools.count(40, 150)):
            wire.cut_at(number)
            try:
                with store.read() as reading:
                    rows = list(reading.records())
                assert len(rows) == len(MANY) + 1
                whole.add(True)
            except SomesecError:
                whole.add(False)
            if not wire.mend():
                break
    assert whole == {True, False}


def test_two_reads_lost_in_a_row_are_told(direct: Store, wire: Wire) -> None:
    with Store.open(wire.place) as store:
        wire.cut_at(1, for_good=True)
        with pytest.raises(SomesecError, match="cannot be reached"):
            store.version()
        wire.mend()
        assert store.version() == direct.version()


def test_a_wait_that_is_cut_off_says_so_and_looks_again_when_it_hears_again(
    direct: Store, wire: Wire
) -> None:
    with Store.open(wire.place) as store:
        assert store.wait_for_change(60)
        threading.Thread(target=wire.cut).start()
        with pytest.raises(SomesecError, match="lost"):
            store.wait_for_change(60)
        assert store.wait_for_change(60)
        assert not store.wait_for_change(0)
