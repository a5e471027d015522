"""Many at once: processes on the same file, threads on the same register."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from threading import Event

import pytest

from somesec.errors import LockedError
from somesec.register import Register, accounts, rotation, secrets, units, verifying
from tests.conftest import PASSPHRASE, Town
from tests.register.elsewhere import add_accounts
from tests.store.elsewhere import PROCESSES

pytestmark = pytest.mark.usefixtures("quick", "on_the_day")


def test_of_a_crowd_of_processes_nobody_loses_an_update(town: Town) -> None:
    names = [f"writer{number}" for number in range(8)]
    with ProcessPoolExecutor(8, mp_context=PROCESSES) as pool:
        added = pool.map(add_accounts, [town.place] * 8, names, [4] * 8)
        acknowledged = [handle for handles in added for handle in handles]
    assert len(acknowledged) == 32
    assert town.register.refresh()
    handles = {a.handle for a in town.register.records.accounts.values() if a.platform == "x"}
    assert handles == set(acknowledged)
    shared = accounts.find(town.register, "tiktok/testilannuoret")
    assert sorted(shared.notes.split()) == sorted(acknowledged)
    assert verifying.verify(town.place, PASSPHRASE).problems == ()


def test_threads_read_whole_registers_while_others_write(town: Town) -> None:
    register, done = town.register, Event()
    facebook = accounts.find(register, "facebook")

    def write(number: int) -> None:
        for turn in range(10):
            handle = f"thread{number}-{turn}"
            accounts.add(register, {"unit": "Kirjasto", "platform": "x", "handle": handle})
            account = accounts.find(register, f"x/{handle}")
            rotation.start(register, account.id, password=f"pending of {handle}")
            rotation.confirm(register, account.id)

    def read() -> int:
        seen = 0
        while not done.is_set():
            records = register.records
            assert len(records.accounts) >= seen
            seen = len(records.accounts)
            for account in accounts.listed(register):
                accounts.as_values(register, account)
            register.refresh()
            assert secrets.fields(register, facebook.id) == ("password",)
            assert register.view().records is not None
        return seen

    with ThreadPoolExecutor(6) as pool:
        readers = [pool.submit(read) for _reader in range(3)]
        writers = [pool.submit(write, number) for number in range(3)]
        for writer in writers:
            writer.result()
        done.set()
        for reader in readers:
            assert reader.result() <= 34
    assert len(register.records.accounts) == 34
    assert register.problems == ()
    assert verifying.verify(town.place, PASSPHRASE).problems == ()


def test_locking_while_threads_work_ends_in_a_sentence(town: Town) -> None:
    register = town.register

    def write(number: int) -> int:
        for turn in range(1000):
            try:
                units.add(register, {"name": f"Yksikkö {number} {turn}"})
            except LockedError:
                return turn
        return -1

    with ThreadPoolExecutor(3) as pool:
        writers = [pool.submit(write, number) for number in range(3)]
        while not any(unit.name.endswith(" 3") for unit in register.records.units.values()):
            register.refresh()
        register.close()
        written = [writer.result() for writer in writers]
    assert all(turns >= 0 for turns in written)
    with Register.open(town.place, PASSPHRASE) as again:
        assert again.problems == ()
        assert len(again.records.units) == 2 + sum(written)
