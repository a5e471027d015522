"""Passwords whose facts are out of date are measured again once the register is unlocked."""

import threading
from typing import Any

import msgspec
import pytest

from screens.app import SomesecApp
from somesec import clock
from somesec.errors import CheckError
from somesec.model import Facts
from somesec.register import Register, accounts
from tests.conftest import PASSPHRASE, TODAY, Town
from tests.register.quick import QuickMeasurer, measured_anew
from tests.screens.attended import attended
from tests.screens.conftest import Show, Stage


@pytest.fixture
def stale(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """The town with a weak password by an engine that is not in use any more."""
    monkeypatch.setattr(Register, "measurer", lambda self: QuickMeasurer())
    with clock.frozen(TODAY):
        measured_anew(town.register)
        account = accounts.find(town.register, "facebook")
        with town.register.change("as it was") as change:
            facts = msgspec.structs.replace(facts_of(town.register), engine="old", strength=0)
            change.put(msgspec.structs.replace(account, facts=facts))
    return town


def facts_of(register: Register) -> Facts:
    facts = accounts.find(register, "facebook").facts
    assert facts is not None
    return facts


def rules_found(app: SomesecApp) -> set[str]:
    assert app.audit is not None
    return {finding.rule for finding in app.audit.findings}


async def test_what_is_out_of_date_is_measured_again_and_audited_anew(
    stale: Town, show: Show
) -> None:
    with clock.frozen(TODAY):
        async with show(stale.register) as stage:
            assert facts_of(stale.register).strength == 4
            assert "SOM201" not in rules_found(stage.app)


async def test_locking_meanwhile_leaves_the_facts_as_they_are(
    stale: Town, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    measuring, locked = threading.Event(), threading.Event()

    def slow(self: QuickMeasurer, requests: Any, progress: Any = None) -> list[Facts]:
        measuring.set()
        assert locked.wait(30)
        raise CheckError("ended")

    monkeypatch.setattr(QuickMeasurer, "measure_all", slow)
    app = attended(SomesecApp(stale.place, stale.register))
    with clock.frozen(TODAY):
        async with app.run_test() as pilot:
            while not measuring.is_set():
                await pilot.pause()
            app.action_lock()
            locked.set()
            await Stage(app, pilot).settled()
            assert app.register is None
        with Register.open(stale.place, PASSPHRASE) as again:
            assert facts_of(again).engine == "old"


async def test_a_recheck_that_fails_says_nothing_and_hinders_nobody(
    stale: Town, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: QuickMeasurer, requests: Any, progress: Any = None) -> list[Facts]:
        raise CheckError("a worker was ended")

    monkeypatch.setattr(QuickMeasurer, "measure_all", broken)
    with clock.frozen(TODAY):
        async with show(stale.register) as stage:
            assert "a worker was ended" not in stage.text
            assert facts_of(stale.register).engine == "old"
            assert "SOM201" in rules_found(stage.app)
