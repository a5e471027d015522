"""The screens: when the first of them is painted, what a keystroke in the filter takes, and whether
the loop stands still while somebody works.

`python -m tests.bench.screens REGISTER` measures one register that is there already."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

from textual import events
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from screens.accounts import Accounts
from screens.app import SomesecApp
from screens.page import Page
from screens.widgets.rows import Rows
from somesec import clock
from somesec.register import Register
from somesec.vault import cost
from tests.bench import PASSPHRASE, TODAY, made_up
from tests.bench.results import Aim, Figure, Results
from tests.bench.sizes import Sizes

FIRST_PAINT = Aim("the screens painted in 0.3 s at most", 300)
KEYSTROKE = Aim("a keystroke in the filter takes 50 ms at most", 50)
STALL = Aim("the loop of the screens stands still for 100 ms at most", 100)

_WIDTH, _HEIGHT = 160, 45
_LOOK_SECONDS = 0.005
_LONGEST_SECONDS = 60
_TYPED = (
    "yksikkö 12",
    "platform:facebook sev>=high",
    "-waived is:unknown",
    "testila99",
    "due<30 admin:aino",
    "unit:yksikkö platform:x,flickr strength<3",
)
# What somebody does in five minutes at the register, without the pauses between.
_SESSION = (
    *("2", *["j"] * 12, "pagedown", "pagedown", "end", "home", "enter", "escape", "s", "s", "s"),
    *("slash", *"tiktok", "enter", "space", "space", "escape", "escape", "ctrl+a", "escape"),
    *("3", *["j"] * 8, "s", "s", "s", "g", "escape", "h", "h", "h", "h", "end", "home"),
    *("1", "2", "e", "escape", "v", "escape", "r", "f5", "v", "escape", "u", "escape", "f1"),
    *("escape", "c", "space", "escape", "f", "end", "enter", "escape", "escape", "1"),
)


@dataclass
class Watched:
    """How long the loop stood still, each time in seconds, beyond what it was asked to wait."""

    stalls: list[float] = field(default_factory=list)

    @property
    def longest(self) -> float:
        return max(self.stalls, default=0.0)

    def over(self, seconds: float) -> int:
        """How often it stood still for longer."""
        return sum(stall > seconds for stall in self.stalls)


@dataclass
class Measured:
    """Seconds of one register on the screens; `typed` of each keystroke in the filter."""

    first: float
    accounts: float
    typed: list[float]
    session: Watched


def on_the_screens(sizes: Sizes, folder: Path) -> Results:
    """The figures at each size of register."""
    for count in sizes.screens:
        place = folder / f"screens-{count}.somesec"
        if not place.exists():
            made_up.town(place, count).close()
        yield from figures(count, asyncio.run(measure(place)))


def figures(count: int, measured: Measured) -> Iterator[Figure]:
    """What was measured, as rows of the table."""
    of = f"{count:,} accounts"
    yield Figure(
        f"first paint after the keys are derived and the register is read, {of}",
        1000 * measured.first,
        "ms",
        FIRST_PAINT,
    )
    yield Figure(f"the list of accounts painted, {of}", 1000 * measured.accounts, "ms", FIRST_PAINT)
    p95 = quantiles(measured.typed, n=20)[-1]
    yield Figure(f"a keystroke in the filter, 95 of 100, {of}", 1000 * p95, "ms", KEYSTROKE)
    yield Figure(
        f"longest stall of the loop in a scripted session, {of}",
        1000 * measured.session.longest,
        "ms",
        STALL,
    )
    yield Figure(
        f"stalls over 100 ms in that session, {of}",
        measured.session.over(0.1),
        "times",
    )


class _Bench(SomesecApp):
    """The made-up facts would be taken for out of date, and every password measured again."""

    def _recheck(self) -> None:
        pass


async def measure(place: Path) -> Measured:
    """Opens the register and works with it as somebody would."""
    with cost.using(cost.FLOOR), clock.frozen(TODAY):
        register = await asyncio.to_thread(Register.open, place, PASSPHRASE)
        app = _Bench(place)
        async with app.run_test(size=(_WIDTH, _HEIGHT)) as pilot:
            await pilot.pause()
            begin = time.perf_counter()
            app.enter(register)
            await _painted(app, lambda: isinstance(app.screen, Page) and app.screen.is_mounted)
            first = time.perf_counter() - begin
            begin = time.perf_counter()
            app.action_go("accounts")
            await _painted(app, lambda: _has_rows(app.screen))
            accounts = time.perf_counter() - begin
            # The audit and the words of the filter are gathered beside the loop meanwhile.
            await app.workers.wait_for_complete()
            await pilot.pause()
            typed = [taken async for taken in _typed(app, pilot)]
            async with _watched() as session:
                for key in _SESSION:
                    await pilot.press(key)
                await app.workers.wait_for_complete()
            return Measured(first, accounts, typed, session)


def _has_rows(screen: Screen[object]) -> bool:
    return isinstance(screen, Accounts) and any(len(rows.rows) for rows in screen.query(Rows))


async def _typed(app: SomesecApp, pilot: Pilot[int]) -> AsyncIterator[float]:
    page = app.screen
    assert isinstance(page, Accounts)
    box = page.query_one("#filter", Input)
    box.focus()
    await pilot.pause()
    for text in _TYPED:
        for letter in text:
            wanted = box.value + letter
            begin = time.perf_counter()
            app.post_message(events.Key("space" if letter == " " else letter, letter))
            await _painted(app, lambda wanted=wanted: box.value == wanted)  # type: ignore[misc]
            yield time.perf_counter() - begin
        box.clear()
        await app.workers.wait_for_complete()
        await pilot.pause()


async def _painted(app: SomesecApp, is_so: Callable[[], bool]) -> None:
    """Waits until something is so, what follows from it is done, and the screen is drawn."""
    until = time.monotonic() + _LONGEST_SECONDS
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError(f"nothing came of it on {type(app.screen).__name__}")
        await asyncio.sleep(0)
    for _message in range(2):
        drawn = asyncio.Event()
        app.screen.call_after_refresh(drawn.set)
        await drawn.wait()


@asynccontextmanager
async def _watched() -> AsyncIterator[Watched]:
    watched = Watched()

    async def look() -> None:
        while True:
            begin = time.perf_counter()
            await asyncio.sleep(_LOOK_SECONDS)
            watched.stalls.append(time.perf_counter() - begin - _LOOK_SECONDS)

    looking: Awaitable[None] = asyncio.ensure_future(look())
    try:
        yield watched
    finally:
        looking.cancel()  # type: ignore[attr-defined]


if __name__ == "__main__":
    for row in figures(0, asyncio.run(measure(Path(sys.argv[1])))):
        sys.stdout.write(f"{row.work}: {row.value:.1f} {row.unit}\n")
