"""Two unit admins and a coordinator at work on one register, and somebody at work on its rows.

Whatever they do, in whatever order: everybody reads what was written and no more than they may, or
is told that the register was tampered with; and nothing wrong is ever read as true. STATEFUL_RUNS
says how often it is tried, anew each time where it is given."""

import copy
import os
import shutil
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from somesec.errors import InputError, LockedError, SomesecError, TamperedError
from somesec.register import (
    Device,
    Register,
    accounts,
    members,
    rotation,
    secrets,
    units,
    verifying,
)
from somesec.register.place import Place
from somesec.store.copying import copy_rows
from somesec.store.store import Store
from somesec.vault.identity import Identity
from somesec.vault.keys import grant_context
from tests.register.crew import (
    AINO,
    LIBRARY,
    LIBRARYS,
    LIISA,
    NUUTTI,
    PASSWORDS,
    YOUTH,
    YOUTHS,
    Crew,
    account,
    copied,
    passphrase,
)
from tests.register.stored import Kept, delete, insert, keep, put_back, rows_of, set_row
from tests.server import RunningServer

pytestmark = pytest.mark.usefixtures("quick", "on_the_day", "derived_once")

RUNS = int(os.environ.get("STATEFUL_RUNS", "0"))
ADMINS = (LIISA, NUUTTI)
EVERYBODY = (AINO, *ADMINS)
UNITS = (LIBRARY, YOUTH)
STRANGER = Identity.from_seed(b"\x07" * 32)

texts = st.text("abcåäö <&;=\n", max_size=8).map(lambda text: " ".join(text.split()))
number = st.integers(0, 10**6)


@dataclass
class Model:
    """What must be true: by account its unit, notes and password, and all that these ever were; and
    by unit who may what."""

    unit: dict[UUID, str] = field(default_factory=dict)
    notes: dict[UUID, str] = field(default_factory=dict)
    password: dict[UUID, str] = field(default_factory=dict)
    ever: dict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    reads: dict[str, set[str]] = field(
        default_factory=lambda: {LIBRARY: {AINO, LIISA}, YOUTH: {AINO, NUUTTI}}
    )
    opens: dict[str, set[str]] = field(
        default_factory=lambda: {LIBRARY: {AINO, LIISA}, YOUTH: {AINO, NUUTTI}}
    )
    writes: dict[str, set[str]] = field(
        default_factory=lambda: {LIBRARY: {AINO, LIISA}, YOUTH: {AINO, NUUTTI}}
    )

    def note(self, id_: UUID, *, notes: str | None = None, password: str | None = None) -> None:
        """Takes in what was written."""
        if notes is not None:
            self.notes[id_] = notes
        if password is not None:
            self.password[id_] = password
        self.ever[id_] |= {self.notes[id_], self.password.get(id_, "")}

    def seen_by(self, name: str) -> dict[UUID, tuple[str, str | None]]:
        """The accounts that a member reads, with their notes and, where they may, the password."""
        return {
            id_: (
                self.notes[id_],
                self.password.get(id_, "") if name in self.opens[unit] else None,
            )
            for id_, unit in self.unit.items()
            if name in self.reads[unit]
        }


class Sharing(RuleBasedStateMachine):
    """The acts of the three, each with the register open, and of the one who rewrites rows."""

    def __init__(self) -> None:
        super().__init__()
        self.crew = self.make()
        self.model = Model()
        self.open: dict[str, Register] = {}
        self.earlier: list[tuple[Kept, Model]] = []
        self.handles = count()

    @initialize()
    def unlock(self) -> None:
        for name in EVERYBODY:
            self.reopen(name)
        aino = self.open[AINO]
        for text, unit in ((LIBRARYS, LIBRARY), (YOUTHS, YOUTH)):
            id_ = account(aino, text)
            self.model.unit[id_] = unit
            self.model.note(id_, notes="", password=PASSWORDS[text])

    def make(self) -> Crew:
        raise NotImplementedError

    # -- what the three do -----------------------------------------------------------------------

    @rule(name=st.sampled_from(EVERYBODY), which=number, notes=texts)
    def edit(self, name: str, which: int, notes: str) -> None:
        id_ = self.any_account(which)
        if self.tried(
            partial(accounts.edit, self.open[name], id_, {"notes": notes}),
            self.may_edit(name, self.model.unit[id_]),
        ):
            self.model.note(id_, notes=notes)

    @rule(name=st.sampled_from(EVERYBODY), unit=st.sampled_from(UNITS), notes=texts)
    def add(self, name: str, unit: str, notes: str) -> None:
        values = {"unit": unit, "platform": "x", "handle": f"n{next(self.handles)}", "notes": notes}
        added = self.tried(
            partial(accounts.add, self.open[name], values), self.may_edit(name, unit)
        )
        if added:
            self.model.unit[added.id] = unit
            self.model.note(added.id, notes=notes)

    @rule(name=st.sampled_from(EVERYBODY), which=number)
    def set_password(self, name: str, which: int) -> None:
        id_, password = self.any_account(which), f"password number {next(self.handles)}"
        register = self.open[name]
        if self.tried(
            partial(secrets.set_field, register, id_, "password", password),
            self.may_set(name, id_),
        ):
            self.model.note(id_, password=password)

    @rule(name=st.sampled_from(EVERYBODY), which=number)
    def rotate(self, name: str, which: int) -> None:
        id_, register = self.any_account(which), self.open[name]
        pending = self.tried(partial(rotation.start, register, id_), self.may_set(name, id_))
        if pending:
            rotation.confirm(register, id_)
            self.model.note(id_, password=pending)

    @rule(
        giver=st.sampled_from(EVERYBODY),
        receiver=st.sampled_from(ADMINS),
        unit=st.sampled_from(UNITS),
    )
    def grant(self, giver: str, receiver: str, unit: str) -> None:
        model, register = self.model, self.open[giver]
        has_all = receiver in model.opens[unit] and (
            giver != AINO or receiver in model.writes[unit]
        )
        if self.tried(
            partial(done, members.grant, register, receiver, unit),
            giver in model.opens[unit] and not has_all,
        ):
            model.reads[unit].add(receiver)
            model.opens[unit].add(receiver)
            if giver == AINO:
                model.writes[unit].add(receiver)

    @rule(
        taker=st.sampled_from(EVERYBODY),
        holder=st.sampled_from(ADMINS),
        unit=st.sampled_from(UNITS),
    )
    def revoke(self, taker: str, holder: str, unit: str) -> None:
        model, register = self.model, self.open[taker]
        may = taker in (AINO, holder) or taker in model.writes[unit]
        ends = taker == AINO and holder in model.writes[unit]
        if self.tried(
            partial(done, partial(members.revoke, by_force=True), register, holder, unit),
            may and (holder in model.opens[unit] or ends),
        ):
            model.reads[unit].discard(holder)
            model.opens[unit].discard(holder)
            if taker == AINO:
                model.writes[unit].discard(holder)

    @rule(name=st.sampled_from(EVERYBODY))
    def look(self, name: str) -> None:
        self.open[name].refresh()
        self.assert_true(self.open[name], name)

    @rule(name=st.sampled_from(EVERYBODY))
    def lock_and_unlock(self, name: str) -> None:
        self.reopen(name)
        self.assert_true(self.open[name], name)

    def any_account(self, which: int) -> UUID:
        ids = list(self.model.unit)
        return ids[which % len(ids)]

    def may_edit(self, name: str, unit: str) -> bool:
        return name in self.model.reads[unit] and name in self.model.writes[unit]

    def may_set(self, name: str, id_: UUID) -> bool:
        unit = self.model.unit[id_]
        return name in self.model.opens[unit] and name in self.model.writes[unit]

    def tried(self, act: Callable[[], Any], may: bool) -> Any:
        """What the act gives; None where it is refused, as it must be exactly when they may not."""
        if may:
            return act()
        with pytest.raises((LockedError, InputError)):
            act()
        return None

    # -- what the one at the rows does ------------------------------------------------------------

    @rule()
    def remember(self) -> None:
        """Keeps all rows as they are, to bring them back later."""
        self.earlier.append((keep(self.crew.place), copy.deepcopy(self.model)))

    @precondition(lambda self: self.earlier)
    @rule(which=number)
    def bring_everything_back(self, which: int) -> None:
        kept, then = self.earlier[which % len(self.earlier)]
        self.tampered(lambda: put_back(self.crew.place, kept), then)

    @precondition(lambda self: self.earlier)
    @rule(which=number, row=number)
    def bring_a_row_back(self, which: int, row: int) -> None:
        place, (kept, _model) = self.crew.place, self.earlier[which % len(self.earlier)]
        changed = [
            (table, its_number, old)
            for table in ("member", "grant", "record", "trail")
            for old in kept[table]
            for its_number, now in rows_of(place, table)
            if old != now and same_key(table, old, now)
        ]
        if changed:
            table, its_number, old = changed[row % len(changed)]
            self.tampered(lambda: set_row(place, table, its_number, old))

    @precondition(lambda self: self.earlier)
    @rule(which=number, row=number)
    def bring_a_deleted_row_back(self, which: int, row: int) -> None:
        place, (kept, _model) = self.crew.place, self.earlier[which % len(self.earlier)]
        gone = [
            (table, old)
            for table in ("grant", "record")
            for old in kept[table]
            if not any(same_key(table, old, now) for _number, now in rows_of(place, table))
        ]
        if gone:
            table, old = gone[row % len(gone)]
            self.tampered(lambda: insert(place, table, old))

    @rule(table=st.sampled_from(["member", "grant", "record", "trail"]), row=number)
    def take_a_row_away(self, table: str, row: int) -> None:
        rows = rows_of(self.crew.place, table)
        its_number, _values = rows[row % len(rows)]
        self.tampered(lambda: delete(self.crew.place, table, its_number))

    @rule(table=st.sampled_from(["member", "grant", "record"]), one=number, other=number)
    def swap_two_rows(self, table: str, one: int, other: int) -> None:
        """Exchanges what stands in two rows, and leaves them their keys."""
        place, rows = self.crew.place, rows_of(self.crew.place, table)
        (first, of_first), (second, of_second) = rows[one % len(rows)], rows[other % len(rows)]
        key = KEYS[table]

        def swap() -> None:
            for its_number, content in ((first, of_second), (second, of_first)):
                rest = {name: value for name, value in content.items() if name not in key}
                set_row(place, table, its_number, rest)

        if any(of_first[name] != of_second[name] for name in of_first if name not in key):
            self.tampered(swap)

    @rule(table=st.sampled_from(["member", "grant", "record", "trail"]), row=number)
    def double_a_row(self, table: str, row: int) -> None:
        place, rows = self.crew.place, rows_of(self.crew.place, table)
        _number, values = rows[row % len(rows)]
        another: dict[str, Any] = {
            "member": {"id": bytes(16)},
            "grant": {"epoch": values.get("epoch", 0) + 1},
            "record": {"id": bytes(16)},
            "trail": {"sequence": len(rows) + 1},
        }[table]
        if table == "grant" and any(same_key(table, values | another, n) for _r, n in rows):
            return
        self.tampered(lambda: insert(place, table, values | another))

    def tampered(self, act: Callable[[], None], older: Model | None = None) -> None:
        """Lets it be done, looks through everybody's eyes, puts the rows back as they were."""
        whole = keep(self.crew.place)
        act()
        if keep(self.crew.place) == whole:
            return
        head = max(row["sequence"] for row in whole["trail"])
        there = max((r["sequence"] for _n, r in rows_of(self.crew.place, "trail")), default=0)
        for name in EVERYBODY:
            has_seen = self.pinned(name) > there or older is None or there == head
            self.look_while_tampered(name, self.open[name], None if has_seen else older)
            self.unlock_while_tampered(name, None if has_seen else older)
        put_back(self.crew.place, whole)
        for name in EVERYBODY:
            self.open[name].problems = ()  # no pin of a register that was tampered with is kept
            self.reopen(name)
            self.assert_true(self.open[name], name)

    def look_while_tampered(self, name: str, register: Register, older: Model | None) -> None:
        """Whoever has it open reads what is true, or is told; or reads the older state whole, where
        they have not seen a newer one."""
        try:
            register.refresh()
        except TamperedError:
            assert register.problems
            older = None
        self.assert_nothing_wrong(register, name, older or self.model)

    def unlock_while_tampered(self, name: str, older: Model | None) -> None:
        """Who unlocks it is told; or reads the older state whole, where this computer has not seen
        a newer one."""
        computers = self.crew.folder.with_name("while tampered")
        shutil.rmtree(computers, ignore_errors=True)
        shutil.copytree(self.crew.folder, computers)
        try:
            register = Register.open(
                self.crew.place, passphrase(name), device=Device(computers / name)
            )
        except (TamperedError, LockedError):
            return
        with register:
            if older is None:
                assert register.problems
                self.assert_nothing_wrong(register, name, self.model)
            else:
                assert register.problems == ()
                self.assert_nothing_wrong(register, name, older)

    def pinned(self, name: str) -> int:
        register = self.open[name]
        device = self.crew.device(name)
        pin = device.pin(register.id, register.member.id, register.identity)
        return pin.sequence if pin else 0

    # -- what must be so --------------------------------------------------------------------------

    def reopen(self, name: str) -> None:
        if name in self.open:
            self.open[name].close()
        self.open[name] = self.crew.open(name)

    def assert_true(self, register: Register, name: str) -> None:
        assert register.problems == ()
        expected = self.model.seen_by(name)
        assert register.records.accounts.keys() == expected.keys()
        for id_, (notes, password) in expected.items():
            assert register.records.accounts[id_].notes == notes
            if password is not None:
                assert register.secret(id_).password == password
            else:
                with pytest.raises(LockedError):
                    register.secret(id_)

    @staticmethod
    def assert_nothing_wrong(register: Register, name: str, model: Model) -> None:
        """What is read is true; and where something was said, it was true once. What cannot be read
        is refused, never empty."""
        expected = model.seen_by(name)
        for id_, card in register.records.accounts.items():
            if id_ not in expected:  # it was readable once, to who reads on
                continue
            notes, password = expected[id_]
            assert card.notes == notes or (register.problems and card.notes in model.ever[id_])
            if password is not None:
                with suppress(SomesecError):
                    opened = register.secret(id_).password
                    assert opened == password or (register.problems and opened in model.ever[id_])

    def teardown(self) -> None:
        for name in EVERYBODY if self.open else ():
            self.reopen(name)
            self.assert_true(self.open[name], name)
            assert verifying.verified(self.open[name]).problems == ()
        id_ = self.open[AINO].id.bytes if self.open else b""
        for _number, row in rows_of(self.crew.place, "grant"):
            context = grant_context(id_, row["scope"], row["epoch"], row["kind"], row["member"])
            with pytest.raises(TamperedError):
                STRANGER.unseal(context, row["sealed"])
        self.crew.close()


def done(act: Callable[..., object], register: Register, name: str, unit: str) -> bool:
    """Does it to the member and the unit of these names."""
    act(register, members.find(register, name), units.find(register, unit))
    return True


KEYS = {
    "member": ("id",),
    "grant": ("scope", "epoch", "kind", "member"),
    "record": ("id", "part"),
    "trail": ("sequence",),
}


def same_key(table: str, one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one[name] == other[name] for name in KEYS[table])


def run(make: Callable[[Path], Crew], folder: Path, *, times: int, steps: int) -> None:
    """Tries it so often in registers of their own, each in a folder; without looking for a shorter
    way to what fails, which takes minutes, unless it is run on purpose."""
    numbers = count()

    def in_own_folder() -> Crew:
        own = folder / str(next(numbers))
        own.mkdir()
        return make(own)

    class OwnSharing(Sharing):
        def make(self) -> Crew:
            return in_own_folder()

    run_state_machine_as_test(
        OwnSharing,
        settings=settings(
            max_examples=RUNS or times,
            stateful_step_count=steps,
            deadline=None,
            derandomize=not RUNS,
            database=None,
            phases=[Phase.generate, Phase.shrink] if RUNS else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_in_a_file_everybody_reads_what_is_true_or_is_told(
    crew_made_once: Crew, tmp_path: Path
) -> None:
    def make(folder: Path) -> Crew:
        return copied(
            crew_made_once,
            folder / "computers",
            lambda file: Path(shutil.copy(file, folder / "testila.somesec")),
        )

    run(make, tmp_path, times=12, steps=15)


def test_on_a_server_everybody_reads_what_is_true_or_is_told(
    crew_made_once: Crew, tmp_path: Path, running_server: RunningServer
) -> None:
    def to_server(file: Path) -> Place:
        place = running_server.place()
        with (
            Store.open(file) as kept,
            kept.read() as reading,
            Store.create(place) as store,
            store.write() as writing,
        ):
            copy_rows(reading, writing)
        return place

    def make(folder: Path) -> Crew:
        return copied(crew_made_once, folder / "computers", to_server)

    run(make, tmp_path, times=4, steps=12)
