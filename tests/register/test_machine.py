"""A register used in any order, from two places at once, against a plain model of it."""

import shutil
import string
import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from somesec.errors import ConflictError, InputError
from somesec.register import Register, accounts, people, rotation, secrets, units, verifying
from tests.conftest import PASSPHRASE, TODAY

texts = st.text(string.ascii_lowercase + "åäö ;='", min_size=1, max_size=12).filter(str.strip)
names = st.sampled_from(["Kirjasto", "Nuoret", "Museo", "kirjasto", "Sivistys"])
passwords = st.sampled_from(["first 1", "second 2", "third 3"])
places = st.sampled_from([0, 1])


@dataclass
class Plain:
    """An account as the model knows it."""

    unit: UUID
    notes: str = ""
    status: str = "open"
    password: str = ""
    pending: str = ""
    previous: list[str] = field(default_factory=list)
    administrators: set[UUID] = field(default_factory=set)
    is_due: bool = False


class RegisterMachine(RuleBasedStateMachine):
    """Two registers open on one file. Whatever one does, the other sees; what is refused in the
    model is refused by both."""

    account_ids = Bundle("accounts")
    unit_ids = Bundle("units")
    person_ids = Bundle("people")

    @initialize()
    def make(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.place = self.folder / "machine.somesec"
        made, _kit = Register.create(
            self.place,
            organisation="Testilä",
            domains=["testila.fi"],
            member="Aino Testi",
            passphrase=PASSPHRASE,
        )
        self.open = [made, Register.open(self.place, PASSPHRASE)]
        self.units: dict[UUID, str] = {}
        self.people: dict[UUID, str] = {}
        self.accounts: dict[UUID, Plain] = {}
        self.handles: set[str] = set()

    def teardown(self) -> None:
        if not hasattr(self, "open"):
            return
        for register in self.open:
            register.refresh()
            self.compare(register)
            assert verifying.verified(register).problems == ()
            register.close()
        verdict = verifying.verify(self.place, PASSPHRASE)
        assert verdict.problems == ()
        assert verdict.records == 1 + len(self.units) + len(self.people) + len(self.accounts)
        shutil.rmtree(self.folder)

    def compare(self, register: Register) -> None:
        records = register.records
        assert {u.id: u.name for u in records.units.values()} == self.units
        assert {p.id: p.name for p in records.people.values()} == self.people
        assert records.accounts.keys() == self.accounts.keys()
        for id_, plain in self.accounts.items():
            account, secret = records.accounts[id_], register.secret(id_)
            assert (account.unit, account.notes, str(account.status)) == (
                plain.unit,
                plain.notes,
                plain.status,
            )
            assert (secret.password, secret.pending) == (plain.password, plain.pending)
            assert [old.password for old in secret.previous] == plain.previous
            assert {a.person for a in account.administrators} == plain.administrators
            assert (account.rotation_due is not None) == plain.is_due
            assert (account.facts is not None) == bool(plain.password)
        unfinished = {account.id for account in rotation.unfinished(register)}
        assert unfinished == {id_ for id_, plain in self.accounts.items() if plain.pending}

    @rule(target=unit_ids, at=places, name=names)
    def add_unit(self, at: int, name: str) -> Any:
        if name.casefold() in map(str.casefold, self.units.values()):
            with pytest.raises(InputError):
                units.add(self.open[at], {"name": name})
            return next(i for i, n in self.units.items() if n.casefold() == name.casefold())
        unit = units.add(self.open[at], {"name": name})
        self.units[unit.id] = name
        return unit.id

    @rule(target=person_ids, at=places, name=texts.filter(lambda text: ";" not in text))
    def add_person(self, at: int, name: str) -> Any:
        person = people.add(
            self.open[at], {"name": name, "address": f"p{len(self.people)}@testila.fi"}
        )
        self.people[person.id] = person.name
        return person.id

    @rule(target=account_ids, at=places, unit=unit_ids, number=st.integers(0, 5))
    def add_account(self, at: int, unit: UUID, number: int) -> Any:
        columns = {"unit": str(unit), "platform": "x", "handle": f"tili{number}"}
        if columns["handle"] in self.handles:
            with pytest.raises(InputError):
                accounts.add(self.open[at], columns)
            return accounts.find(self.open[at], f"x/tili{number}").id
        self.handles.add(columns["handle"])
        account = accounts.add(self.open[at], columns)
        self.accounts[account.id] = Plain(unit)
        return account.id

    @rule(at=places, account=account_ids, notes=texts)
    def note(self, at: int, account: UUID, notes: str) -> None:
        kept = accounts.edit(self.open[at], account, {"notes": notes})
        self.accounts[account].notes = kept.notes

    @rule(at=places, account=account_ids, notes=texts)
    def note_in_a_form(self, at: int, account: UUID, notes: str) -> None:
        """A form is filled in while somebody else writes the same card."""
        here, there = self.open[at], self.open[1 - at]
        here.refresh()
        opened = here.revision(account)
        kept = accounts.edit(there, account, {"notes": notes})
        with pytest.raises(ConflictError):
            accounts.edit(here, account, {"notes": "mine"}, expected=opened)
        self.accounts[account].notes = kept.notes

    @rule(at=places, account=account_ids, unit=unit_ids)
    def move(self, at: int, account: UUID, unit: UUID) -> None:
        accounts.edit(self.open[at], account, {"unit": str(unit)})
        self.accounts[account].unit = unit

    @rule(at=places, account=account_ids, person=person_ids)
    def give_rights(self, at: int, account: UUID, person: UUID) -> None:
        accounts.edit(self.open[at], account, {"administrators": str(person)})
        self.accounts[account].administrators = {person}

    @rule(at=places, account=account_ids, ends=st.booleans())
    def close(self, at: int, account: UUID, ends: bool) -> None:
        plain = self.accounts[account]
        accounts.close(
            self.open[at],
            account,
            requested_by="Aino",
            removed_from_view_on=TODAY if ends else None,
        )
        plain.status = "closed" if ends or plain.status == "closed" else "closing"

    @rule(at=places, person=person_ids)
    def leave(self, at: int, person: UUID) -> None:
        people.leave(self.open[at], person, date(2026, 12, 1))
        for plain in self.accounts.values():
            if person in plain.administrators and plain.status != "closed":
                plain.is_due = True

    @rule(at=places, account=account_ids, password=passwords)
    def set_password(self, at: int, account: UUID, password: str) -> None:
        secrets.set_field(self.open[at], account, "password", password)
        self._becomes(self.accounts[account], password)

    @rule(at=places, account=account_ids, password=passwords)
    def start(self, at: int, account: UUID, password: str) -> None:
        plain = self.accounts[account]
        if plain.pending:
            with pytest.raises(ConflictError):
                rotation.start(self.open[at], account, password=password)
        elif plain.password == password:
            with pytest.raises(InputError):
                rotation.start(self.open[at], account, password=password)
        else:
            assert rotation.start(self.open[at], account, password=password) == password
            plain.pending = password

    @rule(at=places, account=account_ids)
    def confirm(self, at: int, account: UUID) -> None:
        plain = self.accounts[account]
        if not plain.pending:
            with pytest.raises(InputError):
                rotation.confirm(self.open[at], account)
            return
        rotation.confirm(self.open[at], account)
        self._becomes(plain, plain.pending)

    @rule(at=places, account=account_ids)
    def cancel(self, at: int, account: UUID) -> None:
        plain = self.accounts[account]
        if not plain.pending:
            with pytest.raises(InputError):
                rotation.cancel(self.open[at], account)
            return
        rotation.cancel(self.open[at], account)
        plain.pending = ""

    @rule(at=places)
    def reopen(self, at: int) -> None:
        self.open[at].close()
        self.open[at] = Register.open(self.place, PASSPHRASE)
        self.compare(self.open[at])

    @rule(at=places)
    def refresh(self, at: int) -> None:
        self.open[at].refresh()
        self.compare(self.open[at])

    @precondition(lambda self: hasattr(self, "open"))
    @invariant()
    def has_no_problems(self) -> None:
        assert self.open[0].problems == self.open[1].problems == ()

    def _becomes(self, plain: Plain, password: str) -> None:
        if password == plain.pending:
            plain.pending = ""
        elif password == plain.password:
            return
        if plain.password and plain.password != password:
            plain.previous.append(plain.password)
        plain.password, plain.is_due = password, False


@pytest.mark.usefixtures("quick", "on_the_day", "derived_once")
def test_a_register_keeps_what_a_plain_model_keeps() -> None:
    run_state_machine_as_test(
        RegisterMachine,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
