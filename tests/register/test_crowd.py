"""Many at once: processes on the same file, threads on the same register."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from somesec.cli import main
from somesec.errors import LockedError
from somesec.register import Register, accounts, rotation, secrets, units, verifying
from somesec.store import store
from somesec.store.store import Store
from tests.conftest import PASSPHRASE, TODAY, Town
from tests.register.crew import (
    AINO,
    KAISA,
    LIBRARY,
    LIBRARYS,
    LIISA,
    NUUTTI,
    YOUTH,
    YOUTHS,
    Crew,
    passphrase,
)
from tests.register.elsewhere import share, share_by_command
from tests.store.elsewhere import PROCESSES

pytestmark = pytest.mark.usefixtures("quick", "on_the_day")


# Each member's programs on the same computer, and one more member's by the command line.
MEMBERS = {AINO: (LIBRARY, LIBRARYS), LIISA: (LIBRARY, LIBRARYS), NUUTTI: (YOUTH, YOUTHS)}
WRITERS, ADDED = 5, 2


def test_of_twenty_processes_of_several_members_nobody_loses_an_update(
    crew_anywhere: Crew, tmp_path: Path
) -> None:
    place, done = crew_anywhere.place, []
    with ProcessPoolExecutor(20, mp_context=PROCESSES) as pool:
        for name, (unit, shared) in MEMBERS.items():
            for number in range(WRITERS):
                computer = crew_anywhere.folder / name
                own = f"{name.split()[0].casefold()}{number}"
                done.append(
                    pool.submit(
                        share, place, computer, passphrase(name), own, unit, shared, ADDED, TODAY
                    )
                )
        file = tmp_path / "passphrase.txt"
        file.write_text(passphrase(KAISA), encoding="utf-8")
        for number in range(WRITERS):
            done.append(
                pool.submit(
                    share_by_command,
                    place,
                    tmp_path / "home",
                    file,
                    f"kaisa{number}",
                    LIBRARY,
                    ADDED,
                    TODAY,
                )
            )
        acknowledged = [each.result() for each in done]
    assert len(acknowledged) == 20
    noted = {handle for handles in acknowledged[:15] for handle in handles}
    with crew_anywhere.open(AINO) as register:
        assert register.problems == ()
        known = register.records.accounts.values()
        handles = [account.handle for account in known if account.platform == "x"]
        assert sorted(handles) == sorted(h for handles in acknowledged for h in handles)
        notes = [accounts.find(register, text).notes.split() for text in (LIBRARYS, YOUTHS)]
        assert sorted([*notes[0], *notes[1]]) == sorted(noted)
        assert verifying.verified(register).problems == ()
    for name in (KAISA, LIISA, NUUTTI):
        with crew_anywhere.open(name) as register:
            assert register.problems == ()


@pytest.mark.parametrize("held", ["crew", "crew_on_server"])
def test_a_register_that_another_program_holds_ends_a_command_with_its_code(
    held: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    crew: Crew = request.getfixturevalue(held)
    file = tmp_path / "passphrase.txt"
    file.write_text(passphrase(AINO), encoding="utf-8")
    monkeypatch.setenv("SOMESEC_REGISTER", str(crew.place))
    monkeypatch.setenv("SOMESEC_PASSPHRASE_FILE", str(file))
    database = store._database
    monkeypatch.setattr(store, "_database", lambda place, patience: database(place, 0.1))
    words = ["account", "add", "--unit", LIBRARY, "--platform", "x", "--handle", "uusi"]
    with Store.open(crew.place) as other, other.write():
        assert main(words) == 6
    assert main(words) == 0


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
