"""What every database must keep to, whichever it is."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy.exc import IntegrityError

from somesec.errors import ConflictError, InputError
from somesec.store.place import Server
from somesec.store.rows import RecordRow, Row, TrailRow
from somesec.store.store import Store
from somesec.store.transaction import Writing
from tests.store.examples import (
    FOUNDER,
    REGISTER,
    SCOPE,
    entry,
    grant,
    identifier,
    member,
    record,
)


def all_rows(store: Store) -> list[Row]:
    with store.read() as reading:
        return [
            reading.register(),
            *reading.members(),
            *reading.grants(),
            *reading.records(),
            *reading.trail(),
        ]


def test_what_is_written_is_read_back_whole_after_opening_again(
    store: Store, place: Path | Server
) -> None:
    written = [
        REGISTER,
        member(),
        grant(kind="card"),
        grant(kind="secret"),
        record(100, "card", sealed=bytes(range(256)) * 40),
        record(100, "secret", sealed=b""),
        entry(1),
    ]
    with store.write() as writing:
        writing.put_grant(grant(kind="secret"))
        writing.put_grant(grant(kind="card"))
        writing.put_record(record(100, "secret", sealed=b""), None)
        writing.put_record(record(100, "card", sealed=bytes(range(256)) * 40), None)
    store.close()
    with Store.open(place) as again:
        assert all_rows(again) == written


def test_the_largest_numbers_come_back_as_they_were(store: Store) -> None:
    large = RecordRow(identifier(7), "card", SCOPE, 2**63 - 1, 2**63 - 1, 2**63 - 1, b"x")
    with store.write() as writing:
        writing.put_record(large, None)
    with store.read() as reading:
        assert reading.record(large.id, "card") == large


def test_a_row_lists_its_values_in_the_order_of_its_columns() -> None:
    row = record(5, "secret", revision=3)
    assert row.fields() == (
        identifier(5),
        "secret",
        SCOPE,
        1,
        3,
        1_780_000_000,
        b"sealed",
    )
    assert row.key() == (identifier(5), "secret")
    assert entry(4).key() == (4,)
    assert grant(2, "card").key() == (SCOPE, 2, "card", FOUNDER)
    assert member().key() == (FOUNDER,)
    assert REGISTER.fields() == (REGISTER.id, 1, 1_780_000_000)


def test_grants_can_be_asked_for_one_member(store: Store) -> None:
    other = identifier(9)
    with store.write() as writing:
        writing.put_member(member(other), None)
        writing.put_grant(grant(member=other))
        writing.put_grant(grant(member=FOUNDER))
    with store.read() as reading:
        assert [row.member for row in reading.grants(other)] == [other]
        assert len(reading.grants()) == 2


def test_records_can_be_asked_for_one_part_and_come_in_the_order_of_their_ids(
    store: Store,
) -> None:
    with store.write() as writing:
        writing.put_records(
            (record(number, part), None) for number in (30, 10, 20) for part in ("secret", "card")
        )
    with store.read() as reading:
        cards = [row.id for row in reading.records("card")]
        assert cards == [identifier(number) for number in (10, 20, 30)]
        assert len(list(reading.records())) == 6


def test_records_can_be_asked_for_by_name_however_many(store: Store) -> None:
    with store.write() as writing:
        writing.put_records(
            (record(number, part), None) for number in range(1, 1203) for part in ("secret", "card")
        )
    wanted = [identifier(number) for number in range(3, 1300)]
    with store.read() as reading:
        found = list(reading.records_among(wanted, "secret"))
        assert list(reading.records_among([], "secret")) == []
    assert {row.part for row in found} == {"secret"}
    assert sorted(row.id for row in found) == [identifier(number) for number in range(3, 1203)]


def test_members_come_in_the_order_of_their_ids(store: Store) -> None:
    with store.write() as writing:
        for number in (30, 10, 20):
            writing.put_member(member(identifier(number)), None)
    with store.read() as reading:
        ids = [row.id for row in reading.members()]
    assert ids == [FOUNDER, *(identifier(number) for number in (10, 20, 30))]


def test_what_is_not_there_is_none(store: Store) -> None:
    with store.read() as reading:
        assert reading.record(identifier(404), "card") is None
        assert list(reading.trail(after=1)) == []


def test_the_trail_can_be_read_from_any_entry(store: Store) -> None:
    with store.write() as writing:
        for sequence in (2, 3, 4):
            writing.append_trail(entry(sequence))
    with store.read() as reading:
        assert [row.sequence for row in reading.trail(after=2)] == [3, 4]
        head = reading.head()
    assert head == entry(4)


def test_a_trail_without_entries_has_no_head(place: Path | Server) -> None:
    with Store.create(place) as store, store.read() as reading:
        assert reading.head() is None
    assert store.version() == (0, b"")


def test_a_register_that_was_never_finished_says_so(place: Path | Server) -> None:
    with (
        Store.create(place) as store,
        store.read() as reading,
        pytest.raises(InputError, match="never finished"),
    ):
        reading.register()


def test_a_database_holds_one_register_only(store: Store) -> None:
    with pytest.raises(ConflictError), store.write() as writing:
        writing.put_register(REGISTER)


def test_the_version_changes_with_every_entry_and_with_nothing_else(
    store: Store, place: Path | Server
) -> None:
    seen = store.version()
    assert store.version() == seen
    with Store.open(place) as other, other.write() as writing:
        writing.append_trail(entry(2, b"another"))
    assert store.version() != seen
    assert store.version() == (2, b"another")


# Writes that lose


@pytest.mark.parametrize(
    "late",
    [
        lambda w: w.put_record(record(revision=2, sealed=b"mine"), 1),
        lambda w: w.put_record(record(revision=9, sealed=b"mine"), 8),
        lambda w: w.put_record(record(sealed=b"mine"), None),
        lambda w: w.put_records([(record(revision=2, sealed=b"mine"), 1)]),
        lambda w: w.put_record(record(404, revision=2), 1),
        lambda w: w.delete_record(identifier(100), "card", 1),
        lambda w: w.delete_record(identifier(404), "card", 1),
        lambda w: w.put_member(member(), None),
        lambda w: w.put_member(member(revision=6), 5),
        lambda w: w.put_grant(grant()),
        lambda w: w.delete_grant(SCOPE, 2, "card", FOUNDER),
        lambda w: w.append_trail(entry(1)),
        lambda w: w.append_trail(entry(3)),
    ],
)
def test_a_write_made_from_what_is_no_longer_there_changes_nothing(
    store: Store, late: Callable[[Writing], None]
) -> None:
    with store.write() as writing:
        writing.put_record(record(), None)
        writing.put_grant(grant())
    with store.write() as writing:
        writing.put_record(record(revision=2, sealed=b"theirs"), 1)
    before = all_rows(store)

    def change_and_lose() -> None:
        with store.write() as writing:
            writing.put_record(record(999), None)
            late(writing)

    with pytest.raises(ConflictError):
        change_and_lose()
    assert all_rows(store) == before


def test_two_who_read_the_same_revision_cannot_both_write_it(
    store: Store, place: Path | Server
) -> None:
    with store.write() as writing:
        writing.put_record(record(), None)
    with Store.open(place) as mine, Store.open(place) as theirs:
        with theirs.write() as writing:
            writing.put_record(record(revision=2, sealed=b"theirs"), 1)
        with pytest.raises(ConflictError, match="first"), mine.write() as writing:
            writing.put_record(record(revision=2, sealed=b"mine"), 1)
        with mine.read() as reading:
            kept = reading.record(identifier(100), "card")
    assert kept == record(revision=2, sealed=b"theirs")


def test_a_conflict_swallowed_within_the_block_still_undoes_all_of_it(store: Store) -> None:
    with store.write() as writing:
        writing.put_record(record(50), None)
    before = all_rows(store)
    with pytest.raises(ConflictError), store.write() as writing, suppress(ConflictError):
        writing.put_records((record(number), None) for number in range(40, 60))
    assert all_rows(store) == before


def test_a_change_that_does_not_raise_the_revision_is_refused(store: Store) -> None:
    with store.write() as writing:
        writing.put_record(record(revision=3), None)
    with pytest.raises(ValueError, match="revision"), store.write() as writing:
        writing.put_record(record(revision=3, sealed=b"mine"), 3)


def test_one_late_record_among_thousands_undoes_them_all(store: Store) -> None:
    with store.write() as writing:
        writing.put_records((record(number), None) for number in range(1, 2501))
    before = all_rows(store)
    changes = [(record(number, revision=2), 1) for number in range(1, 2501)]
    changes[2400] = (record(2401, revision=5), 4)
    with pytest.raises(ConflictError), store.write() as writing:
        writing.put_records(changes)
    assert all_rows(store) == before


def test_thousands_of_new_and_changed_records_are_written_together(store: Store) -> None:
    with store.write() as writing:
        writing.put_records((record(number), None) for number in range(1, 1501))
    with store.write() as writing:
        writing.put_records(
            (record(number, revision=2), 1) if number <= 1500 else (record(number), None)
            for number in range(1, 3001)
        )
    with store.read() as reading:
        revisions = [row.revision for row in reading.records()]
    assert revisions == [2] * 1500 + [1] * 1500


def test_rows_are_written_a_thousand_at_a_time_however_many_there_are(store: Store) -> None:
    there: list[bool] = []

    def rows(writing: Writing, numbers: range) -> Iterator[RecordRow]:
        for number in numbers:
            if number == numbers[0] + 1000:
                before = (numbers[0], number - 1)
                there.extend(writing.record(identifier(one), "card") is not None for one in before)
            if number == numbers[0] + 999:
                there.append(writing.record(identifier(numbers[0]), "card") is not None)
            yield record(number)

    with store.write() as writing:
        writing.put_records((row, None) for row in rows(writing, range(1000, 2100)))
        writing.fill(rows(writing, range(3000, 4100)))
    assert there == [False, True, True] * 2


def test_the_newest_entry_among_the_rows_of_a_copy_is_known_to_the_end(store: Store) -> None:
    with store.write() as writing:
        writing.fill([entry(2), entry(3), *(record(number) for number in range(100, 1200))])
        assert writing.appended == entry(3)
        writing.fill([record(1300)])
        assert writing.appended == entry(3)


def test_an_emptied_register_has_no_row(store: Store) -> None:
    with store.write() as writing:
        writing.empty()
        assert list(writing.everything()) == []


def test_whoever_lost_is_told_which_register_it_was(store: Store) -> None:
    with pytest.raises(ConflictError) as caught, store.write() as writing:
        writing.put_register(REGISTER)
    assert store.place in str(caught.value)


def test_deleted_rows_are_gone(store: Store) -> None:
    with store.write() as writing:
        writing.put_record(record(), None)
        writing.put_grant(grant())
    with store.write() as writing:
        writing.delete_record(identifier(100), "card", 1)
        writing.delete_grant(SCOPE, 1, "card", FOUNDER)
    with store.read() as reading:
        assert list(reading.records()) == []
        assert reading.grants() == []


def test_a_block_that_fails_leaves_no_trace_and_no_lock(store: Store) -> None:
    before = all_rows(store)

    def change_and_stop() -> None:
        with store.write() as writing:
            writing.put_record(record(), None)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        change_and_stop()
    assert all_rows(store) == before
    with store.write() as writing:
        writing.put_record(record(), None)


def test_the_error_of_a_write_shows_nothing_of_what_was_to_be_written(store: Store) -> None:
    def write() -> None:
        with store.write() as writing:
            writing.put_record(record(revision=-1, sealed=b"canary"), None)

    with pytest.raises(IntegrityError) as refused:
        write()
    assert "canary" not in f"{refused.value} {refused.value!r}"


def test_a_reading_sees_nothing_of_what_is_written_meanwhile(
    store: Store, place: Path | Server
) -> None:
    with store.read() as reading:
        first = reading.head()
        with (
            suppress(ConflictError),
            Store.open(place, patience=0.05) as other,
            other.write() as writing,
        ):
            writing.append_trail(entry(2))
        assert reading.head() == first
    with store.write() as writing:
        head = writing.head()
        assert isinstance(head, TrailRow)
        writing.append_trail(entry(head.sequence + 1))


def test_a_second_writer_waits_its_turn_and_then_gives_up(
    store: Store, place: Path | Server
) -> None:
    with (
        Store.open(place, patience=0.05) as other,
        store.write(),
        pytest.raises(ConflictError, match="in use"),
        other.write(),
    ):
        pytest.fail("two writers at once")


def test_threads_share_one_store(store: Store) -> None:
    def write(first: int) -> None:
        for number in range(first, first + 20):
            with store.write() as writing:
                writing.put_record(record(number), None)

    threads = [Thread(target=write, args=(first,)) for first in (1000, 2000, 3000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as reading:
        assert len(list(reading.records())) == 60


def test_a_grant_to_nobody_here_is_a_fault_of_the_program(store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"), store.write() as writing:
        writing.put_grant(grant(member=identifier(404)))
    with store.read() as reading:
        assert reading.grants() == []


def test_a_sound_register_has_no_problems(store: Store) -> None:
    assert store.integrity_problems() == []


def test_a_register_says_where_it_is(store: Store, place: Path | Server) -> None:
    assert store.place == str(place)


# Waiting for somebody to write


def test_whoever_waits_first_looks_once_and_then_hears_of_nothing(store: Store) -> None:
    assert store.wait_for_change(60)
    assert not store.wait_for_change(0)


def test_a_write_of_somebody_else_s_ends_the_waiting(store: Store, place: Path | Server) -> None:
    assert store.wait_for_change(60)
    heard: list[bool] = []
    waiting = Thread(target=lambda: heard.append(store.wait_for_change(60)))
    waiting.start()
    with Store.open(place) as other, other.write() as writing:
        writing.append_trail(entry(2))
    waiting.join(60)
    assert heard == [True]
    assert not store.wait_for_change(0)


def test_a_write_between_two_waits_is_not_missed(store: Store, place: Path | Server) -> None:
    assert store.wait_for_change(60)
    with Store.open(place) as other, other.write() as writing:
        writing.append_trail(entry(2))
    assert store.wait_for_change(60)


def test_what_was_undone_or_only_read_wakes_nobody(store: Store, place: Path | Server) -> None:
    def change_and_stop() -> None:
        with other.write() as writing:
            writing.append_trail(entry(2))
            raise KeyboardInterrupt

    assert store.wait_for_change(60)
    with Store.open(place) as other:
        with pytest.raises(KeyboardInterrupt):
            change_and_stop()
        other.version()
    assert not store.wait_for_change(0)


def test_closing_ends_the_waiting(store: Store) -> None:
    assert store.wait_for_change(60)
    heard: list[bool] = []
    waiting = Thread(target=lambda: heard.append(store.wait_for_change(3600)))
    waiting.start()
    store.close()
    waiting.join(60)
    assert heard == [False]
    assert not store.wait_for_change(3600)
