"""The screens: when the first of them is painted, what a keystroke takes in the filter and in the
list, how soon a form is there, and whether the loop stands still while somebody works.

`python -m tests.bench.screens REGISTER` measures one register that is there already, in a session
without pauses; with `--brief` as the largest is measured."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from rich.console import RenderableType
from textual import events
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from screens.absence import PAUSE_SECONDS
from screens.account_form import AccountForm
from screens.accounts import Accounts
from screens.app import SomesecApp
from screens.page import Page
from screens.widgets.rows import Rows
from somesec import clock, collector
from somesec.register import Register
from somesec.vault import cost
from tests.bench import PASSPHRASE, TODAY, made_up
from tests.bench.results import Aim, Figure, Results
from tests.bench.sizes import Sizes

FIRST_PAINT = Aim("the first page painted 0.3 s after the register is open at most", 300)
KEYSTROKE = Aim(
    "95 of 100 keystrokes in the filter take 50 ms at most",
    50,
    why="where a letter begins a condition, all accounts are asked on the loop, between two frames "
    "of a sixtieth of a second each",
)
STALL = Aim(
    "the loop of the screens stands still for 100 ms at most",
    100,
    why="a page that is seen for the first time, and each part of a long form, is styled, laid out "
    "and drawn in one go",
)

_WIDTH, _HEIGHT = 160, 45
_LOOK_SECONDS = 0.005
_LONGEST_SECONDS = 60
_BRIEF_FROM = 20_000
_TYPED = (
    "yksikkö 12",
    "platform:facebook sev>=high",
    "-waived is:unknown",
    "testila99",
    "due<30 admin:aino",
    "unit:yksikkö platform:x,flickr strength<3",
)
_MOVES = (*["j"] * 40, *["pagedown"] * 20, "end", "pageup", "k", "home", *["down"] * 10)
_UPWARDS = ("k", "pageup", "home")
# What somebody does at the register. A page that was gone to is read for so long that the program
# takes nobody to be waiting for it, and tidies up.
_READING_SECONDS = PAUSE_SECONDS + 2
_SESSION = (
    *("2", *["j"] * 12, "pagedown", "pagedown", "end", "home", "enter", "escape", "s", "s", "s"),
    *("slash", *"tiktok", "enter", "space", "space", "escape", "escape", "ctrl+a", "escape"),
    *("3", *["j"] * 8, "s", "s", "s", "g", "escape", "h", "h", "h", "h", "end", "home"),
    *("1", "2", "e", "escape", "v", "escape", "r", "f5", "v", "escape", "u", "escape", "f1"),
    *("escape", "c", "space", "escape", "f", "end", "enter", "escape", "escape", "1"),
)


@dataclass
class Watched:
    """How long the loop stood still, each time in seconds, beyond what it was asked to wait; and
    the processor time that went by meanwhile, which other programs do not lengthen."""

    stalls: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)

    def over(self, seconds: float) -> int:
        """How often it stood still for longer."""
        return sum(stall > seconds for stall in self.stalls)


@dataclass
class Measured:
    """Seconds of one register on the screens: `typed` of each keystroke in the filter, `moved` of
    each in the list, `form` until the account's form is there."""

    first: float
    accounts: float
    typed: list[float]
    moved: list[float]
    form: float
    watched: Watched


def on_the_screens(sizes: Sizes, folder: Path) -> Results:
    """The figures at each size of register; the registers are those that were audited."""
    for count in sizes.screens:
        place = folder / f"{count}.somesec"
        if not place.exists():
            made_up.town(place, count).close()
        yield from figures(
            count, asyncio.run(measure(place, sizes.session, is_brief=count > _BRIEF_FROM))
        )


def figures(count: int, measured: Measured) -> Iterator[Figure]:
    """What was measured, as rows of the table. The aims are those of 10,000 accounts."""

    def figure(work: str, seconds: float, aim: Aim | None = None) -> Figure:
        is_aimed_at = count <= _BRIEF_FROM
        return Figure(
            f"{work}, {count:,} accounts", 1000 * seconds, "ms", (is_aimed_at and aim) or None
        )

    watched = measured.watched
    yield figure("first paint once the register is open", measured.first, FIRST_PAINT)
    yield figure("the list of accounts painted", measured.accounts)
    yield figure("a keystroke in the filter, the median", median(measured.typed))
    yield figure("a keystroke in the filter, 95 of 100", _p95(measured.typed), KEYSTROKE)
    yield figure("a key that moves in the list, the median", median(measured.moved))
    yield figure("a key that moves in the list, 95 of 100", _p95(measured.moved))
    yield figure("the form of an account, until it can be typed in", measured.form)
    yield figure("longest stall of the loop all the while", max(watched.stalls), STALL)
    yield figure("the same in processor time", max(watched.worked))
    yield Figure(f"stalls over 100 ms, {count:,} accounts", watched.over(0.1), "times")


def _p95(some: list[float]) -> float:
    return quantiles(some, n=20)[-1]


class _Bench(SomesecApp):
    """Notes when it drew last. The made-up facts would be taken for out of date, and every password
    measured again."""

    drawn_at = 0.0

    def _recheck(self) -> None:
        pass

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        super()._display(screen, renderable)
        self.drawn_at = time.perf_counter()


async def measure(place: Path, session: int = 0, *, is_brief: bool = False) -> Measured:
    """Opens the register and works with it as somebody would, at the end for a `session` of so many
    seconds; where it `is_brief`, without that, as a large register is audited anew time and again
    after it."""
    with cost.using(cost.FLOOR), clock.frozen(TODAY), collector.seldom():
        register = await asyncio.to_thread(Register.open, place, PASSPHRASE)
        app = _Bench(place)
        async with app.run_test(size=(_WIDTH, _HEIGHT)) as pilot:
            await app.workers.wait_for_complete()
            await pilot.pause()
            async with _watched() as watched:
                begin = time.perf_counter()
                app.enter(register)
                await _painted(app, lambda: isinstance(app.screen, Page) and app.screen.is_mounted)
                first = app.drawn_at - begin
                begin = time.perf_counter()
                app.action_go("accounts")
                await _painted(app, lambda: _has_rows(app.screen))
                accounts = app.drawn_at - begin
                # The audit and the words of the filter are gathered beside the loop meanwhile.
                await app.workers.wait_for_complete()
                await pilot.pause()
                typed = [taken async for taken in _typed(app, _TYPED[: 2 if is_brief else None])]
                moved = [taken async for taken in _moved(app)]
                form = await _form(app)
                if not is_brief:
                    await _work_through(pilot, session)
                await app.workers.wait_for_complete()
            return Measured(first, accounts, typed, moved, form, watched)


def _has_rows(screen: Screen[object]) -> bool:
    return isinstance(screen, Accounts) and any(len(rows.rows) for rows in screen.query(Rows))


async def _typed(app: _Bench, texts: Sequence[str]) -> AsyncIterator[float]:
    page = app.screen
    assert isinstance(page, Accounts)
    box = page.query_one("#filter", Input)
    box.focus()
    for text in texts:
        for letter in text:
            wanted = box.value + letter
            begin = time.perf_counter()
            _press(app, letter)
            await _painted(app, lambda wanted=wanted: box.value == wanted)  # type: ignore[misc]
            if not _is_filtered(page):
                # What takes longer is filtered beside the loop.
                await _painted(app, lambda: _is_filtered(page))
            yield app.drawn_at - begin
        box.clear()
        await app.workers.wait_for_complete()
        await _painted(app, lambda: _is_filtered(page))
    page.query_one(Rows).focus()


def _is_filtered(page: Accounts) -> bool:
    return page._fitted is page._wanted


async def _moved(app: _Bench) -> AsyncIterator[float]:
    rows = app.screen.query_one(Rows)
    for key in _MOVES:
        before, by = rows.cursor, -1 if key in _UPWARDS else 1
        if rows._choosable(before + by, by) == before:
            continue  # at the end of a short list nothing would come of it
        begin = time.perf_counter()
        _press(app, key)
        await _painted(app, lambda before=before: rows.cursor != before)  # type: ignore[misc]
        yield app.drawn_at - begin


async def _form(app: _Bench) -> float:
    begin = time.perf_counter()
    _press(app, "e")
    await _painted(app, lambda: isinstance(app.screen, AccountForm) and _is_in_a_field(app.screen))
    taken = app.drawn_at - begin
    await _painted(app, lambda: isinstance(app.screen, AccountForm) and app.screen.is_still)
    _press(app, "escape")
    await _painted(app, lambda: isinstance(app.screen, Accounts))
    return taken


async def _work_through(pilot: Pilot[int], seconds: int) -> None:
    begin = time.monotonic()
    for number, key in enumerate(_SESSION, 1):
        await pilot.press(key)
        if seconds and key.isdigit():
            await asyncio.sleep(_READING_SECONDS)
        reading = _READING_SECONDS * sum(later.isdigit() for later in _SESSION[number:])
        left = seconds - reading - (time.monotonic() - begin)
        await asyncio.sleep(max(0, left) / max(1, len(_SESSION) - number))


def _is_in_a_field(form: AccountForm) -> bool:
    return isinstance(form.focused, Input)


def _press(app: SomesecApp, key: str) -> None:
    app.post_message(events.Key("space" if key == " " else key, key if len(key) == 1 else None))


async def _painted(app: SomesecApp, is_so: Callable[[], bool]) -> None:
    """Waits until something is so, what follows from it is done, and the screen is drawn."""
    until = time.monotonic() + _LONGEST_SECONDS
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError(f"nothing came of it on {type(app.screen).__name__}")
        await asyncio.sleep(_LOOK_SECONDS / 5)
    for _message in range(2):
        drawn = asyncio.Event()
        app.screen.call_after_refresh(drawn.set)
        await drawn.wait()


@asynccontextmanager
async def _watched() -> AsyncIterator[Watched]:
    watched = Watched()

    async def look() -> None:
        while True:
            begin, worked = time.perf_counter(), time.process_time()
            await asyncio.sleep(_LOOK_SECONDS)
            stall = time.perf_counter() - begin - _LOOK_SECONDS
            watched.stalls.append(stall)
            watched.worked.append(min(stall, time.process_time() - worked))

    looking = asyncio.ensure_future(look())
    try:
        yield watched
    finally:
        looking.cancel()


if __name__ == "__main__":
    found = asyncio.run(measure(Path(sys.argv[1]), is_brief="--brief" in sys.argv))
    for row in figures(0, found):
        sys.stdout.write(f"{row.work}: {row.value:.1f} {row.unit}\n")
