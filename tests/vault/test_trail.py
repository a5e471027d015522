from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from somesec.errors import TamperedError
from somesec.vault.encoding import encode
from somesec.vault.identity import Identity
from somesec.vault.trail import (
    GONE,
    LAST_MOMENT,
    NO_PREVIOUS,
    Change,
    Entry,
    Head,
    Standing,
    changes_from_bytes,
    changes_to_bytes,
    check_follows,
    sign_entry,
    standings_from_bytes,
    standings_to_bytes,
    stored_entry,
    verify_entry,
)

REGISTER, MEMBER = b"r" * 16, b"m" * 16
STANDINGS = (
    Standing(b"1" * 16, "coordinator", b"public keys", b"n" * 32),
    Standing(b"2" * 16, "", b"", b"", (b"u" * 16, b"v" * 16)),
)
CHANGES = (Change("record", b"key", b"d" * 32), Change("grant", b"other", GONE))


def chain(identity: Identity, length: int, after: Entry | None = None, at: int = 0) -> list[Entry]:
    entries: list[Entry] = []
    head = after.head() if after else Head(0, NO_PREVIOUS)
    for number in range(length):
        entry = sign_entry(
            identity,
            sequence=head.sequence + 1,
            previous=head.hash,
            register=REGISTER,
            member=MEMBER,
            at=at + number,
            changes=CHANGES,
            detail=b"sealed",
            standings=STANDINGS,
        )
        entries.append(entry)
        head = entry.head()
    return entries


def follow(entries: list[Entry]) -> Head:
    """The place that the whole trail comes to, each entry checked against the one before."""
    head = Head(0, NO_PREVIOUS)
    for entry in entries:
        check_follows(entry, head)
        head = entry.head()
    return head


def fields_of(entry: Entry) -> dict[str, Any]:
    """What a row of the trail has of an entry."""
    return {
        "sequence": entry.sequence,
        "previous": entry.previous,
        "register": entry.register,
        "member": entry.member,
        "at": entry.at,
        "changes": changes_to_bytes(entry.changes),
        "standings": standings_to_bytes(entry.standings),
        "detail": entry.detail,
        "signature": entry.signature,
    }


def test_an_entry_comes_back_from_what_is_stored(identity: Identity) -> None:
    (first, entry) = chain(identity, 2)
    stored = stored_entry(**fields_of(entry))
    assert stored == entry
    assert stored.body() == entry.body()
    assert stored.head() == entry.head()
    verify_entry(identity.public, stored)
    check_follows(stored, first.head())


def test_the_lists_of_a_stored_entry_are_verified_without_writing_them_anew(
    identity: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = chain(identity, 2)[1]
    fields = fields_of(entry)
    written: list[object] = []
    monkeypatch.setattr("somesec.vault.trail.changes_to_bytes", written.append)
    verify_entry(identity.public, stored_entry(**fields))
    assert written == []


def test_a_link_of_the_chain_is_the_same_link_with_its_lists_unread(identity: Identity) -> None:
    (first, entry) = chain(identity, 2)
    link = stored_entry(**fields_of(entry), is_link=True)
    assert (link.changes, link.standings) == ((), ())
    assert link.head() == entry.head()
    check_follows(link, first.head())
    # Lists that nobody could read are nothing to it, but make it another link.
    damaged = stored_entry(**fields_of(entry) | {"changes": b"?", "standings": b"?"}, is_link=True)
    assert damaged.head() != entry.head()


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("sequence", 3),
        ("previous", b"p" * 32),
        ("register", b"x" * 16),
        ("member", b"x" * 16),
        ("at", 99),
        ("changes", changes_to_bytes(())),
        ("standings", standings_to_bytes(())),
        ("detail", b"sealer"),
    ],
)
def test_whatever_is_stored_in_place_of_a_field_is_not_what_was_signed(
    identity: Identity, field: str, other: object
) -> None:
    entry = stored_entry(**fields_of(chain(identity, 2)[1]) | {field: other})
    assert getattr(stored_entry(**fields_of(entry)), field) == getattr(entry, field)
    with pytest.raises(TamperedError):
        verify_entry(identity.public, entry)


def test_a_whole_trail_leads_to_its_last_entry(identity: Identity) -> None:
    entries = chain(identity, 5)
    assert follow(entries) == entries[-1].head()


@pytest.mark.parametrize("taken", range(4))
def test_an_entry_taken_out_is_noticed_where_it_was(identity: Identity, taken: int) -> None:
    entries = chain(identity, 5)
    del entries[taken]
    with pytest.raises(TamperedError, match=f"breaks at entry {taken + 1}"):
        follow(entries)


@pytest.mark.parametrize("first", range(4))
def test_entries_in_another_order_are_noticed(identity: Identity, first: int) -> None:
    entries = chain(identity, 5)
    entries[first], entries[first + 1] = entries[first + 1], entries[first]
    with pytest.raises(TamperedError, match=f"breaks at entry {first + 1}"):
        follow(entries)


def test_entries_renumbered_over_a_gap_are_noticed(identity: Identity) -> None:
    first, _, third = chain(identity, 3)
    with pytest.raises(TamperedError, match="breaks at entry 2"):
        follow([first, replace(third, sequence=2)])


def test_a_number_left_out_by_the_signer_is_noticed(identity: Identity) -> None:
    (first,) = chain(identity, 1)
    (skipping,) = chain(identity, 1, replace(first, sequence=2))
    with pytest.raises(TamperedError, match="breaks at entry 2"):
        follow([first, replace(skipping, previous=first.hash())])


def test_an_entry_is_made_between_1970_and_the_end_of_9998(identity: Identity) -> None:
    assert datetime.fromtimestamp(LAST_MOMENT + 1, UTC) == datetime(9999, 1, 1, tzinfo=UTC)
    for at in (0, LAST_MOMENT):
        follow(chain(identity, 1, at=at))
    (entry,) = chain(identity, 1)
    for at in (-1, LAST_MOMENT + 1):
        with pytest.raises(TamperedError, match="at no time there is"):
            follow([replace(entry, at=at)])


def test_an_entry_made_up_by_somebody_else_is_refused(
    identity: Identity, stranger: Identity
) -> None:
    (forged,) = chain(stranger, 1)
    with pytest.raises(TamperedError, match="Entry 1"):
        verify_entry(identity.public, forged)


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": 2},
        {"previous": b"\x01" * 32},
        {"register": b"R" * 16},
        {"member": b"M" * 16},
        {"at": 1},
        {"changes": CHANGES[:1]},
        {"changes": (CHANGES[1], CHANGES[0])},
        {"changes": (Change("recordk", b"ey", b"d" * 32), CHANGES[1])},
        {"standings": STANDINGS[:1]},
        {"standings": (STANDINGS[0], replace(STANDINGS[1], role="auditor"))},
        {"standings": (STANDINGS[0], replace(STANDINGS[1], units=(b"u" * 16,)))},
        {"standings": (STANDINGS[0], replace(STANDINGS[1], public=b"k"))},
        {"standings": (STANDINGS[0], replace(STANDINGS[1], named=b"n"))},
        {"detail": b"sealeD"},
        {"signature": bytes(64)},
    ],
)
def test_an_entry_changed_in_any_field_is_refused(
    identity: Identity, change: dict[str, object]
) -> None:
    (entry,) = chain(identity, 1)
    verify_entry(identity.public, entry)
    with pytest.raises(TamperedError):
        verify_entry(identity.public, replace(entry, **change))  # type: ignore[arg-type]


def test_a_changed_entry_breaks_the_link_to_the_next(identity: Identity) -> None:
    first, second = chain(identity, 2)
    with pytest.raises(TamperedError, match="breaks at entry 2"):
        check_follows(second, replace(first, detail=b"x").head())


def test_the_signature_takes_part_in_the_hash(identity: Identity) -> None:
    (entry,) = chain(identity, 1)
    assert replace(entry, signature=bytes(64)).hash() != entry.hash()


def test_a_signature_for_something_else_is_no_trail_entry(identity: Identity) -> None:
    (entry,) = chain(identity, 1)
    elsewhere = identity.sign("somesec grant giver 1", entry.body())
    with pytest.raises(TamperedError):
        verify_entry(identity.public, replace(entry, signature=elsewhere))


def test_changes_come_back_from_their_bytes() -> None:
    assert changes_from_bytes(changes_to_bytes(CHANGES)) == CHANGES
    assert changes_from_bytes(b"") == ()


@pytest.mark.parametrize(
    "damaged",
    [
        changes_to_bytes(CHANGES)[:-1],
        encode("record"),
        encode("record", b"key"),
        encode("record", b"key", b"short"),
        encode("record", b"key", "text of thirty-two letters, long"),
        encode(b"record", b"key", b"d" * 32),
        encode("record", 7, b"d" * 32),
        changes_to_bytes(CHANGES) + encode("record"),
    ],
)
def test_a_damaged_list_of_changes_is_refused(damaged: bytes) -> None:
    with pytest.raises(TamperedError):
        changes_from_bytes(damaged)


def test_standings_come_back_from_their_bytes() -> None:
    assert standings_from_bytes(standings_to_bytes(STANDINGS)) == STANDINGS
    assert standings_from_bytes(b"") == ()


@pytest.mark.parametrize(
    "damaged",
    [
        standings_to_bytes(STANDINGS)[:-1],
        encode(b"1" * 16, "coordinator", b"keys", b"name"),
        encode(b"1" * 15, "coordinator", b"keys", b"name", b""),
        encode(b"1" * 16, b"coordinator", b"keys", b"name", b""),
        encode(b"1" * 16, "coordinator", "keys", b"name", b""),
        encode(b"1" * 16, "coordinator", b"keys", "name", b""),
        encode(b"1" * 16, "coordinator", b"keys", b"name", b"u" * 17),
        encode(b"1" * 16, "coordinator", b"keys", b"name", 7),
        standings_to_bytes(STANDINGS) + encode(b"1" * 16),
    ],
)
def test_a_damaged_list_of_standings_is_refused(damaged: bytes) -> None:
    with pytest.raises(TamperedError):
        standings_from_bytes(damaged)


def test_a_change_stays_as_it_was_made_and_costs_the_collector_nothing() -> None:
    assert Change.__struct_config__.frozen
    assert not Change.__struct_config__.gc
