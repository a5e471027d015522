"""Locking: when it happens, and that nothing of what was open can be got at afterwards."""

import asyncio
import gc
import heapq
import os
import shutil
import signal
import sys
import threading
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from textual.widgets import Input

from screens.absence import GAP_SECONDS, Absence
from screens.confirm import Confirm
from screens.leaving import SIGNALLED
from screens.page import Page
from screens.preferences import Preferences
from screens.widgets import places
from screens.widgets.password import PasswordInput
from screens.widgets.secret import SecretText
from somesec.errors import LockedError
from somesec.model import Account, FingerprintKey, Organisation, Person, Secret, Unit
from somesec.register import Device, Register, units
from somesec.register.contents import Contents
from somesec.register.keys import ScopeKey
from somesec.register.roles import COORDINATOR
from somesec.vault.identity import Identity
from tests.conftest import PASSPHRASE, PASSWORD
from tests.memory import instances, reachable
from tests.register.newcomers import let_in
from tests.screens.conftest import Show, Stage

IDLE_SECONDS = 60 * Preferences().lock_minutes

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
OPEN_ONLY = (
    Account,
    Contents,
    FingerprintKey,
    Identity,
    Organisation,
    Page,
    Person,
    ScopeKey,
    Secret,
    SecretText,
    Unit,
)


class Clocks:
    """A wall clock and a steady clock that go when they are told to."""

    def __init__(self) -> None:
        self.wall = NOON
        self.steady = 1000.0

    def go(self, seconds: float, *, steady: float | None = None) -> None:
        self.wall += timedelta(seconds=seconds)
        self.steady += seconds if steady is None else steady

    def absence(self) -> Absence:
        return Absence(IDLE_SECONDS, lambda: self.wall, lambda: self.steady)


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


# When


def test_nobody_at_the_keyboard_for_five_minutes_is_an_absence(clocks: Clocks) -> None:
    absence = clocks.absence()
    for _second in range(IDLE_SECONDS - 1):
        clocks.go(1)
        assert not absence.is_noticed()
    clocks.go(1)
    assert absence.is_noticed()


def test_an_absence_is_noticed_on_the_steady_clock_when_the_wall_clock_is_set_back(
    clocks: Clocks,
) -> None:
    absence = clocks.absence()
    clocks.wall -= timedelta(days=1)
    for _second in range(IDLE_SECONDS):
        assert not absence.is_noticed()
        clocks.go(1)
    assert absence.is_noticed()


def test_an_absence_is_noticed_on_the_wall_clock_when_the_steady_clock_stands(
    clocks: Clocks,
) -> None:
    absence = clocks.absence()
    for _second in range(IDLE_SECONDS):
        assert not absence.is_noticed()
        clocks.go(1, steady=0)
    assert absence.is_noticed()


def test_somebody_at_the_keyboard_is_no_absence(clocks: Clocks) -> None:
    absence = clocks.absence()
    for _second in range(2 * IDLE_SECONDS):
        clocks.go(1)
        absence.touch()
        assert not absence.is_noticed()


@pytest.mark.parametrize("steady", [0, GAP_SECONDS])
def test_a_sleep_shorter_than_an_absence_is_noticed_too(clocks: Clocks, steady: float) -> None:
    absence = clocks.absence()
    clocks.go(GAP_SECONDS - 1, steady=0)
    assert not absence.is_noticed()
    clocks.go(GAP_SECONDS, steady=steady)
    assert absence.is_noticed()
    assert not absence.is_noticed()


@pytest.fixture
def place(town_made_once: Path, tmp_path: Path) -> Path:
    """A register that no test has open."""
    copied = tmp_path / "testila.somesec"
    shutil.copy(town_made_once, copied)
    return copied


@asynccontextmanager
async def unlocked(show: Show, place: Path, *, signals: bool = False) -> AsyncIterator[Stage]:
    """The app once somebody typed the passphrase."""
    async with show(place=place, signals=signals) as stage:
        await unlock(stage)
        yield stage


async def unlock(stage: Stage) -> None:
    """Types the passphrase, and goes to the accounts."""
    await come_back(stage)
    await stage.press(TO["accounts"])


async def come_back(stage: Stage, passphrase: str = PASSPHRASE, *, who: str = "") -> None:
    """Types the passphrase."""
    if who:
        stage.one(Input, "#who").value = who
    stage.one(PasswordInput).value = "".join(passphrase)
    await stage.press("enter")
    assert stage.app.current_mode != "locked"


async def test_the_app_locks_by_itself_when_the_computer_slept(
    place: Path, show: Show, clocks: Clocks
) -> None:
    async with unlocked(show, place) as stage:
        stage.app.absence = clocks.absence()
        stage.app._look_for_absence()
        assert stage.app.register is not None
        clocks.go(3600, steady=0)
        stage.app._look_for_absence()
        await stage.settled()
        assert stage.app.current_mode == "locked"


async def test_the_first_key_after_a_sleep_does_nothing_but_lock(
    place: Path, show: Show, clocks: Clocks
) -> None:
    async with unlocked(show, place) as stage:
        stage.app.absence = clocks.absence()
        await stage.press("slash", *"facebook", "enter")
        clocks.go(3600, steady=0)
        await stage.press("v")
        assert stage.app.current_mode == "locked"
        assert stage.one(PasswordInput).value == ""


async def test_a_passphrase_that_was_typed_and_not_sent_is_taken_out_of_its_field(
    place: Path, show: Show, clocks: Clocks
) -> None:
    async with show(place=place) as stage:
        stage.app.absence = clocks.absence()
        await stage.write("hush")
        clocks.go(IDLE_SECONDS)
        stage.app._look_for_absence()
        await stage.settled()
        assert stage.one(PasswordInput).value == ""
        await stage.press("f2")
        assert stage.app.register is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows stops no process")
@pytest.mark.parametrize("number", ["SIGCONT", "SIGTSTP"])
async def test_a_program_that_is_stopped_or_goes_on_is_locked(
    place: Path, show: Show, number: str
) -> None:
    async with unlocked(show, place, signals=True) as stage:
        os.kill(os.getpid(), signal.Signals[number])
        await stage.settled()
        assert stage.app.current_mode == "locked"


# Coming back


@pytest.mark.parametrize("way", ["a key", "slept"])
async def test_who_comes_back_after_a_lock_goes_on_in_the_area_that_was_left(
    place: Path, show: Show, clocks: Clocks, way: str
) -> None:
    async with show(place=place) as stage:
        await come_back(stage)
        assert stage.app.current_mode == "today"
        for area in ("people", "terms"):
            stage.app.absence = clocks.absence()
            await stage.press(TO[area], "f1")
            if way == "slept":
                clocks.go(3600, steady=0)
            await stage.press("ctrl+l")
            assert stage.app.current_mode == "locked"
            await come_back(stage)
            assert stage.app.current_mode == area
            assert len(stage.app.screen_stack) == 1


async def test_another_member_starts_with_today_and_so_does_who_had_it_open_before_them(
    place: Path, show: Show
) -> None:
    with Register.open(place, PASSPHRASE, device=Device.at_home()) as register:
        let_in(register, "Sanna Virta", COORDINATOR, "sininen jarvi nukkuu")
        mine = register.member.name
    async with show(place=place) as stage:
        await come_back(stage, who=mine)
        await stage.press(TO["terms"], "ctrl+l")
        await come_back(stage, "sininen jarvi nukkuu", who="Sanna Virta")
        assert stage.app.current_mode == "today"
        await stage.press(TO["people"], "ctrl+l")
        await come_back(stage, who=mine)
        assert stage.app.current_mode == "today"


async def test_another_register_starts_with_today(place: Path, show: Show, tmp_path: Path) -> None:
    other = tmp_path / "toinen.somesec"
    with Register.create(
        other, organisation="Toinen", domains=("toinen.fi",), member="Aino", passphrase=PASSPHRASE
    )[0]:
        pass
    async with show(place=place) as stage:
        await come_back(stage)
        await stage.press(TO["terms"], "ctrl+l")
        stage.app.place = other
        await come_back(stage)
        assert stage.app.current_mode == "today"


# What is left

TO = {area.mode: area.key for area in places.AREAS}

AREAS: dict[str, tuple[str, ...]] = {
    "today": (TO["today"],),
    "accounts": (),
    "an account": ("slash", *"facebook", "enter", "enter"),
    "findings": (TO["findings"], "down"),
    "terms": (TO["terms"], "down"),
    "units": (TO["people"], "u", "down"),
    "people": (TO["people"], "down"),
    "members": (TO["members"], "enter"),
    "incidents": (TO["incidents"],),
    "reports": (TO["reports"],),
    "settings": (TO["settings"], "escape"),
    "all commands": ("ctrl+p", *"facebook"),
    "an invitation": (TO["members"], "i"),
    "accepting a reply": (TO["members"], "a"),
    "the trail": (TO["members"], "t"),
    "trying the kit": (TO["members"], "p"),
    "removing a member": (TO["members"], "x", "f5"),
    "a form": ("e", "x", "y"),
    "a new account": ("n",),
    "a unit's form": (TO["people"], "u", "e"),
    "a person's form": (TO["people"], "e"),
    "leaving a form": ("e", "x", "escape"),
    "help": ("f1",),
    "terms of a platform": ("t",),
    "unfinished rotations": ("u",),
    "importing": ("i",),
    "a secret shown": ("slash", *"facebook", "enter", "v", "v"),
    "a secret dictated": ("slash", *"facebook", "enter", "v", "d"),
    "a secret copied": ("slash", *"facebook", "enter", "v", "c"),
    "a rotation": ("slash", *"facebook", "enter", "r", "f5"),
    "a question about a rotation": ("slash", *"facebook", "enter", "r", "f5", "x"),
}


def _of_an_open_register() -> list[object]:
    """What can be got at of an unlocked register, and of what opens it."""
    everything = reachable()
    texts = cast("list[str]", instances((str,), everything))
    return [
        *instances(OPEN_ONLY, everything),
        *(text for text in texts if PASSWORD in text or PASSPHRASE in text),
    ]


def _without_what_the_test_keeps() -> None:
    """Takes from the loop what the test's own typing waited for: an ended wait stays there, with
    all that its context knows, until it would have run out."""
    timers: list[asyncio.TimerHandle] = vars(asyncio.get_running_loop())["_scheduled"]
    timers[:] = [timer for timer in timers if not timer.cancelled()]
    heapq.heapify(timers)


def _new(known: list[object], stage: Stage) -> list[object]:
    """What there is of an open register besides what was known and the locked page."""
    _without_what_the_test_keeps()
    passed = {id(thing) for thing in [*known, stage.app.screen]}
    return [thing for thing in _of_an_open_register() if id(thing) not in passed]


async def test_the_search_finds_what_is_open(place: Path, show: Show) -> None:
    known = _of_an_open_register()
    async with unlocked(show, place) as stage:
        await stage.press(*AREAS["a secret shown"])
        found = {type(thing) for thing in _new(known, stage)}
    assert {Account, Contents, Identity, ScopeKey, SecretText, Unit, str} <= found


async def test_nothing_is_left_in_memory_once_it_is_locked(place: Path, show: Show) -> None:
    known = _of_an_open_register()
    left = {}
    async with show(place=place) as stage:
        for area, keys in AREAS.items():
            await unlock(stage)
            await stage.press(*keys)
            await stage.press("ctrl+l")
            if isinstance(stage.app.screen, Confirm):
                await stage.press("right", "enter")
            assert stage.app.current_mode == "locked"
            left[area] = _new(known, stage)
    assert {area: things for area, things in left.items() if things} == {}


@pytest.mark.parametrize("way", ["slept", "stopped", "went on"])
async def test_nothing_is_left_in_memory_however_it_was_locked(
    place: Path, show: Show, clocks: Clocks, way: str
) -> None:
    known = _of_an_open_register()
    async with unlocked(show, place, signals=True) as stage:
        await stage.press(*AREAS["a secret shown"])
        if way == "slept":
            stage.app.absence = clocks.absence()
            clocks.go(3600, steady=0)
            stage.app._look_for_absence()
        elif sys.platform != "win32":
            os.kill(os.getpid(), signal.SIGTSTP if way == "stopped" else signal.SIGCONT)
        await stage.settled()
        assert stage.app.current_mode == "locked"
        assert _new(known, stage) == []


@pytest.mark.parametrize("asked", [False, True])
async def test_what_was_typed_hinders_no_locking_while_nobody_is_there(
    place: Path, show: Show, clocks: Clocks, asked: bool
) -> None:
    known = _of_an_open_register()
    async with unlocked(show, place) as stage:
        await stage.press("e")
        stage.fill("handle", "halftyped")
        if asked:
            await stage.press("escape")
            assert isinstance(stage.app.screen, Confirm)
        stage.app.absence = clocks.absence()
        clocks.go(IDLE_SECONDS)
        stage.app._look_for_absence()
        await stage.settled()
        assert stage.app.current_mode == "locked"
        assert _new(known, stage) == []
        await unlock(stage)
        assert len(stage.app.screen_stack) == 1
        assert "halftyped" not in stage.text


async def test_nothing_is_left_of_work_that_was_under_way(place: Path, show: Show) -> None:
    known = _of_an_open_register()
    begun, release = threading.Event(), threading.Event()
    async with unlocked(show, place) as stage:
        await stage.press(*AREAS["a secret shown"])
        register = stage.app.opened

        def read(register: Register) -> object:
            records = register.records
            begun.set()
            release.wait(30)
            return records

        act = partial(read, register)
        stage.app.carry_out(act, lambda _records: None, owner=stage.app.screen)
        await asyncio.to_thread(begun.wait, 30)
        await stage.pilot.press("ctrl+l")
        release.set()
        await stage.settled()
        del register, act
        assert _new(known, stage) == []


async def test_a_save_under_way_is_finished_before_the_register_is_closed(
    place: Path, show: Show
) -> None:
    begun, release = threading.Event(), threading.Event()
    saved: list[bool] = []
    async with unlocked(show, place) as stage:
        register = stage.app.opened

        def save() -> None:
            begun.set()
            release.wait(30)
            units.add(register, {"name": "Museo"})
            saved.append(True)

        stage.app.carry_out(save, lambda _nothing: None, owner=stage.app.screen, saves=True)
        await asyncio.to_thread(begun.wait, 30)
        await stage.pilot.press("ctrl+l")
        assert stage.app.current_mode == "locked"
        release.set()
        await stage.settled()
        assert saved == [True]
        with pytest.raises(LockedError):
            _ = register.records


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
async def test_a_save_under_way_is_finished_before_an_order_to_end_is_followed(
    place: Path, show: Show
) -> None:
    begun, release = threading.Event(), threading.Event()
    saved: list[bool] = []
    async with unlocked(show, place, signals=True) as stage:
        app, register = stage.app, stage.app.opened

        def save() -> None:
            begun.set()
            release.wait(30)
            units.add(register, {"name": "Museo"})
            saved.append(True)

        app.carry_out(save, lambda _nothing: None, owner=app.screen, saves=True)
        await asyncio.to_thread(begun.wait, 30)
        os.kill(os.getpid(), signal.SIGTERM)
        await stage.pilot.pause()
        assert app.register is None
        release.set()
        await asyncio.gather(*(worker.wait() for worker in list(app.workers)))
    assert saved == [True]
    assert app.return_code == SIGNALLED + signal.SIGTERM
    with pytest.raises(LockedError):
        _ = register.records


async def test_the_pages_are_freed_without_waiting_for_the_next_collection(
    place: Path, show: Show
) -> None:
    async with unlocked(show, place) as stage:
        await stage.press(*AREAS["a secret shown"])
        page = weakref.ref(stage.app.screen)
        gc.collect()
        gc.disable()
        try:
            await stage.press("ctrl+l")
            assert page() is None
        finally:
            gc.enable()


async def test_what_was_copied_in_a_field_cannot_be_pasted_once_it_is_locked(
    place: Path, show: Show
) -> None:
    async with unlocked(show, place) as stage:
        await stage.press("slash", *"facebook", "shift+home", "ctrl+c")
        assert stage.app.clipboard == "facebook"
        await stage.press("ctrl+l")
        assert stage.app.clipboard == ""
