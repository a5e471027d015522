"""Somebody who can rewrite every stored byte, in a file or as a server's administrator, but has no
passphrase."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from psycopg.errors import UniqueViolation

from somesec.device import Device
from somesec.errors import LockedError, TamperedError
from somesec.model import Account, Organisation
from somesec.register import Register, accounts, people, secrets, units, verifying
from somesec.register.place import Place, Server
from somesec.store.copying import copy_rows
from somesec.store.store import Store
from somesec.vault.identity import Identity
from somesec.vault.passphrase import lock
from tests.conftest import PASSPHRASE, PASSWORD, Town
from tests.register.contents import keep_picture, keep_texts
from tests.register.stored import (
    TABLES,
    Stored,
    delete,
    insert,
    keep,
    put_back,
    rows_of,
    set_row,
    set_value,
)

pytestmark = pytest.mark.usefixtures("quick", "on_the_day", "derived_once")

NOBODY = b"\0" * 16
COLUMNS = [(table, column) for table, row in TABLES.items() for column in row.__struct_fields__]


def exchange(
    place: Place, table: str, columns: tuple[str, ...], one: Stored, other: Stored
) -> None:
    """Puts into each of two rows what the columns of the other hold."""
    if columns == ("id",):
        set_value(place, table, one[0], "id", NOBODY)
    set_row(place, table, other[0], {name: one[1][name] for name in columns})
    set_row(place, table, one[0], {name: other[1][name] for name in columns})


def others(value: Any) -> Iterator[Any]:
    """Values near this one: bits flipped at both ends and inside, cut, grown, gone."""
    if isinstance(value, int):
        yield from (value + 1, max(value - 1, 0), value ^ 64)
    elif isinstance(value, str):
        yield from (*({"card", "secret", "text", "evidence"} - {value}), value + " ", "")
    else:
        places = {0, len(value) // 3, len(value) // 2, len(value) - 1} if value else ()
        for place in places:
            yield value[:place] + bytes([value[place] ^ 1 << place % 8]) + value[place + 1 :]
        yield from (value[:-1], value + b"\0", b"")


@pytest.fixture(params=["file", "server"])
def place(request: pytest.FixtureRequest, town: Town) -> Place:
    """The town's register to attack, with content, in a file, and then on a server."""
    keep_texts(town.register)
    keep_picture(town.register, town.place.parent)
    town.register.close()
    if request.param == "file":
        return town.place
    server: Server = request.getfixturevalue("server")
    with (
        Store.open(town.place) as kept,
        kept.read() as reading,
        Store.create(server) as store,
        store.write() as writing,
    ):
        copy_rows(reading, writing)
    return server


@pytest.fixture
def attacked(place: Place) -> Callable[[], Place]:
    """Puts the register back as it was, to attack it once more."""
    kept = keep(place)

    def back() -> Place:
        put_back(place, kept)
        return place

    return back


def is_thinned(place: Place, number: int) -> bool:
    """Whether a case is left out: a file is tried in every way, a server in some of each kind,
    since the same program reads the same rows there."""
    return isinstance(place, Server) and number % 5 != 0


def problems_of(place: Place) -> tuple[str, ...]:
    """What is said of the register; a refusal to open it is one sentence."""
    try:
        return verifying.verify(place, PASSPHRASE).problems
    except (TamperedError, LockedError) as error:
        return (str(error),)


def test_a_register_that_nobody_touched_has_no_problems(attacked: Callable[[], Place]) -> None:
    assert verifying.verify(attacked(), PASSPHRASE) == verifying.Verdict(
        records=12, entries=15, members=1, problems=()
    )


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_no_stored_value_can_be_another(
    attacked: Callable[[], Place], table: str, column: str
) -> None:
    place = attacked()
    cases = ((row, value) for row in rows_of(place, table) for value in others(row[1][column]))
    for case, ((number, values), value) in enumerate(cases):
        if not is_thinned(place, case) and value != values[column]:
            with suppress(sqlite3.IntegrityError, UniqueViolation):  # as another row has this key
                set_value(place, table, number, column, value)
                assert problems_of(place), (table, number, column, value)
            # A trail entry's sequence is its row's number, so the row may have another now.
            place = attacked() if column == "sequence" else place
            set_value(place, table, number, column, values[column])
    assert problems_of(place) == ()


@pytest.mark.parametrize("table", TABLES)
def test_no_row_can_be_taken_away(attacked: Callable[[], Place], table: str) -> None:
    for case, (number, _values) in enumerate(rows_of(attacked(), table)):
        place = attacked()
        if table == "trail" or not is_thinned(place, case):
            delete(place, table, number)
            assert problems_of(place), (table, number)


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("member", ("locked",)),
        ("member", ("card",)),
        ("member", ("card", "revision", "epoch", "locked")),
        ("grant", ("sealed",)),
        ("grant", ("sealed", "signature")),
        ("record", ("sealed",)),
        ("record", ("sealed", "scope", "epoch", "revision", "changed_at")),
        ("record", ("id",)),
        ("trail", ("changes",)),
        ("trail", ("detail",)),
        ("trail", ("standings",)),
        ("trail", ("previous", "member", "at", "changes", "standings", "detail", "signature")),
    ],
)
def test_what_one_row_holds_cannot_stand_in_another(
    attacked: Callable[[], Place], table: str, columns: tuple[str, ...]
) -> None:
    place = attacked()
    rows = rows_of(place, table)
    for case, ((first, of_first), (second, of_second)) in enumerate(pairwise(rows)):
        if is_thinned(place, case) or of_first.get("part") != of_second.get("part"):
            continue
        if all(of_first[name] == of_second[name] for name in columns):
            continue
        exchange(place, table, columns, (first, of_first), (second, of_second))
        assert problems_of(place), (table, columns, first, second)
        exchange(place, table, columns, (second, of_first), (first, of_second))
    assert problems_of(place) == ()


def test_a_row_cannot_be_put_back_to_what_it_was(attacked: Callable[[], Place]) -> None:
    place = attacked()
    older = rows_of(place, "record")
    with Register.open(place, PASSPHRASE) as register:
        for account in accounts.listed(register):
            accounts.edit(register, account.id, {"notes": "new"})
        facebook = accounts.find(register, "facebook/testilankirjasto")
        secrets.set_field(register, facebook.id, "password", "another one entirely 77")
        for unit in units.listed(register):
            units.edit(register, unit.id, {"website": "testila.fi/new"})
        for person in people.listed(register):
            people.edit(register, person.id, {"employment": "permanent"})
    newer = dict(rows_of(place, "record"))
    changed = [(number, values) for number, values in older if newer[number] != values]
    assert len(changed) == 4 + 1 + 2 + 3
    for number, values in changed:
        set_row(place, "record", number, values)
        assert problems_of(place), number
        set_row(place, "record", number, newer[number])
    assert problems_of(place) == ()


def test_the_end_of_the_trail_cannot_be_cut(attacked: Callable[[], Place]) -> None:
    entries = len(rows_of(attacked(), "trail"))
    for kept in range(entries):
        place = attacked()
        for number, _values in rows_of(place, "trail")[kept:]:
            delete(place, "trail", number)
        assert problems_of(place), kept


def test_entries_of_the_trail_cannot_be_said_twice(attacked: Callable[[], Place]) -> None:
    place = attacked()
    (_number, last) = rows_of(place, "trail")[-1]
    insert(place, "trail", last | {"sequence": last["sequence"] + 1})
    assert problems_of(place)


@pytest.mark.parametrize("part", ["card", "secret"])
def test_what_is_intact_stays_readable_and_nothing_can_be_written(
    attacked: Callable[[], Place], part: str
) -> None:
    place = attacked()
    with Register.open(place, PASSPHRASE) as register:
        whole = register.records
        kept = accounts.find(register, "facebook/testilankirjasto")
    for number, values in rows_of(place, "record"):
        record, sealed = UUID(bytes=values["id"]), values["sealed"]
        if values["part"] != part or record == whole.organisation.id:
            continue
        set_value(place, "record", number, "sealed", sealed[:-1] + bytes([sealed[-1] ^ 1]))
        stored = keep(place)
        with Register.open(place, PASSPHRASE) as register:
            assert any(str(record) in problem for problem in register.problems)
            for then, now in (
                (whole.units, register.records.units),
                (whole.people, register.records.people),
                (whole.accounts, register.records.accounts),
            ):
                assert now == {i: card for i, card in then.items() if (part, i) != ("card", record)}
            if record != kept.id:
                assert secrets.show(register, kept.id) == PASSWORD
            for write in (
                lambda: units.add(register, {"name": "Uusi"}),
                lambda: register.change_passphrase(PASSPHRASE, "another"),
            ):
                with pytest.raises(TamperedError):
                    write()
        assert keep(place) == stored
        set_value(place, "record", number, "sealed", sealed)


def test_without_the_organisation_nothing_opens_and_the_exit_is_that_of_tampering(
    attacked: Callable[[], Place],
) -> None:
    for table, column in (("record", "sealed"), ("grant", "sealed")):
        place = attacked()
        with Register.open(place, PASSPHRASE) as register:
            town = register.id
        for number, values in rows_of(place, table):
            kind, scope = values.get("part") or values["kind"], values.get("id") or values["scope"]
            if (kind, scope) == ("card", town.bytes):
                set_value(place, table, number, column, values[column][::-1])
        with pytest.raises(TamperedError, match="organisation"):
            Register.open(place, PASSPHRASE)


def test_a_member_put_there_by_somebody_else_is_ignored_and_said(
    attacked: Callable[[], Place],
) -> None:
    place = attacked()
    (_number, me) = next(row for row in rows_of(place, "member") if row[1]["locked"])
    (_number, register) = rows_of(place, "register")[0]
    intruder = Identity.from_seed(b"\x07" * 32)
    for id_ in (b"\0" * 15 + b"\x01", b"\xff" * 16):
        row = {
            "id": id_,
            "revision": 1,
            "epoch": 1,
            "locked": lock(intruder, "the intruder's own", register["id"], id_, root=b"\x07" * 32),
            "card": me["card"],
        }
        insert(place, "member", row)
    with Register.open(place, PASSPHRASE) as opened:
        assert opened.member.name == "Aino Testi"
        assert {str(UUID(bytes=b"\xff" * 16)), str(UUID(int=1))} <= {
            word for problem in opened.problems for word in problem.split()
        }
        assert secrets.fields(opened, accounts.find(opened, "facebook").id) == ("password",)


def test_a_damaged_lock_of_somebody_else_does_not_hide_a_wrong_passphrase(
    attacked: Callable[[], Place], tmp_path: Path
) -> None:
    place, device = attacked(), Device(tmp_path / "device")
    Register.open(place, PASSPHRASE, device=device).close()
    (_number, me) = next(row for row in rows_of(place, "member") if row[1]["locked"])
    insert(place, "member", me | {"id": b"\0" * 16, "locked": b"garbage"})
    with pytest.raises(LockedError):
        Register.open(place, "wrong", device=device)
    with pytest.raises(TamperedError, match="may be that the passphrase is right"):
        Register.open(place, "wrong")
    with Register.open(place, PASSPHRASE) as register:
        assert register.problems


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("offset", [1, 5, 9, 40, 200, None])
def test_altered_keys_are_not_taken_for_a_wrong_passphrase(
    attacked: Callable[[], Place], tmp_path: Path, is_known: bool, offset: int | None
) -> None:
    place = attacked()
    device = Device(tmp_path / "device") if is_known else None
    Register.open(place, PASSPHRASE, device=device).close()
    number, me = next(row for row in rows_of(place, "member") if row[1]["locked"])
    altered = bytearray(me["locked"])
    if offset is not None:
        altered[offset] ^= 1
    set_value(place, "member", number, "locked", b"" if offset is None else bytes(altered))
    with pytest.raises(TamperedError):
        Register.open(place, PASSPHRASE, device=device)


def test_a_grant_made_by_somebody_else_is_not_opened(attacked: Callable[[], Place]) -> None:
    place = attacked()
    intruder = Identity.from_seed(b"\x07" * 32)
    for number, values in rows_of(place, "grant"):
        set_value(place, "grant", number, "signature", intruder.sign("somesec grant giver 1", b"x"))
        assert any("does not verify" in p or "trail" in p for p in problems_of(place))
        set_value(place, "grant", number, "signature", values["signature"])


def test_a_register_without_its_own_row_is_damaged_and_not_unfinished(
    attacked: Callable[[], Place],
) -> None:
    place = attacked()
    [(number, _row)] = rows_of(place, "register")
    delete(place, "register", number)
    with pytest.raises(TamperedError, match="backup"):
        Register.open(place, PASSPHRASE)


def test_the_cost_of_the_passphrase_cannot_be_lowered_or_raised(
    attacked: Callable[[], Place],
) -> None:
    place = attacked()
    number, me = next(row for row in rows_of(place, "member") if row[1]["locked"])
    for memory in (1, 1024, 2**32 - 1):
        cheap = me["locked"][:2] + memory.to_bytes(4, "big") + me["locked"][6:]
        set_value(place, "member", number, "locked", cheap)
        with pytest.raises(TamperedError):
            Register.open(place, PASSPHRASE)


def take_away(place: Place, table: str, **having: object) -> None:
    """Deletes the rows with these values."""
    for number, values in rows_of(place, table):
        if having.items() <= values.items():
            delete(place, table, number)


class TestWhileItIsOpen:
    """The same attacker, at work on a register that is unlocked here."""

    @pytest.fixture
    def unlocked(self, attacked: Callable[[], Place]) -> Iterator[Register]:
        with Register.open(attacked(), PASSPHRASE) as register:
            yield register

    def test_a_register_put_back_to_an_older_state_is_noticed(self, unlocked: Register) -> None:
        older = keep(unlocked.place)
        units.add(unlocked, {"name": "Uusi"})
        put_back(unlocked.place, older)
        self.assert_read_only(unlocked, lambda: unlocked.refresh())
        assert any("older state" in problem for problem in verifying.verified(unlocked).problems)

    def test_a_fork_is_noticed(self, unlocked: Register) -> None:
        older = keep(unlocked.place)
        units.add(unlocked, {"name": "Uusi"})
        put_back(unlocked.place, older)
        with Register.open(unlocked.place, PASSPHRASE) as other:
            for name in ("One", "Two", "Three"):
                units.add(other, {"name": name})
        self.assert_read_only(unlocked, lambda: units.add(unlocked, {"name": "More"}))

    def test_an_entry_made_up_is_noticed(self, unlocked: Register) -> None:
        _number, last = rows_of(unlocked.place, "trail")[-1]
        insert(unlocked.place, "trail", last | {"sequence": last["sequence"] + 1})
        self.assert_read_only(unlocked, lambda: unlocked.refresh())

    def test_a_row_deleted_underneath_is_not_taken_for_removed(self, unlocked: Register) -> None:
        one, other = accounts.listed(unlocked)[:2]
        with Register.open(unlocked.place, PASSPHRASE) as elsewhere:
            accounts.edit(elsewhere, one.id, {"notes": "new"})
            accounts.edit(elsewhere, other.id, {"notes": "new"})
        take_away(unlocked.place, "record", id=one.id.bytes)
        self.assert_read_only(unlocked, lambda: unlocked.refresh())
        assert one.id in unlocked.records.accounts

    def test_a_secret_taken_away_is_not_an_account_without_one(self, unlocked: Register) -> None:
        facebook = accounts.find(unlocked, "facebook/testilankirjasto")
        take_away(unlocked.place, "record", part="secret")
        with pytest.raises(TamperedError):
            secrets.show(unlocked, facebook.id)
        assert verifying.verified(unlocked).problems

    def test_an_entry_rewritten_long_ago_is_not_shown(self, unlocked: Register) -> None:
        number, entry = rows_of(unlocked.place, "trail")[3]
        set_value(unlocked.place, "trail", number, "at", entry["at"] + 86400)
        assert unlocked.refresh() is False  # only what comes is read
        with pytest.raises(TamperedError, match="no longer what was read"):
            list(unlocked.trail())
        assert verifying.verified(unlocked).problems

    @staticmethod
    def assert_read_only(register: Register, notice: Callable[[], object]) -> None:
        with pytest.raises(TamperedError):
            notice()
        assert register.problems
        assert register.refresh() is False
        stored = keep(register.place)
        with pytest.raises(TamperedError):
            units.add(register, {"name": "Never"})
        assert keep(register.place) == stored
        assert isinstance(register.records.organisation, Organisation)
        assert all(isinstance(a, Account) for a in register.records.accounts.values())
