"""Screens in a test: the app on a terminal of a known size, and what it shows as plain text."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from textual.pilot import Pilot
from textual.widget import Widget

from screens.app import SomesecApp
from screens.widgets.field import Field
from somesec.register import Register
from tests.screens.attended import attended, heedful
from tests.screens.rest import at_rest, quiet

Kind = TypeVar("Kind", bound=Widget)
SIZES = [(80, 24), (160, 45)]
"""What every page works at: columns and lines."""


class Stage:
    """The app under test: keys go in, text comes out."""

    def __init__(self, app: SomesecApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Presses keys one after the other, each once all of the work of the one before is done."""
        for key in keys:
            await self.pilot.press(key)
            await self.settled()

    async def write(self, text: str) -> None:
        """Types a text."""
        await self.press(*("space" if letter == " " else letter for letter in text))

    async def settled(self) -> None:
        """Waits until no work is under way and all of it is drawn."""
        await at_rest(self.app)

    @property
    def text(self) -> str:
        """The screen as plain text."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)

    def one(self, kind: type[Kind], selector: str = "") -> Kind:
        """The one widget of a kind on the screen on top."""
        return self.app.screen.query_one(selector or kind.__name__, kind)

    def fill(self, field: str, value: str) -> None:
        """Puts a value into a field of a form."""
        self.app.screen.query_one(f"#{field}", Field).fill(value)


Show = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Show:
    """Opens the app: `async with show(register) as stage`, in the area of the accounts where no
    other is named. No clipboard program is found, and signals are heeded only on request."""
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr("screens.page.STILL_SECONDS", 0.001)
    for module in ("app", "pilot"):
        monkeypatch.setattr(f"textual.{module}.wait_for_idle", quiet)

    @asynccontextmanager
    async def shown(
        register: Register | None = None,
        *,
        place: Path | None = None,
        size: tuple[int, int] = (80, 24),
        area: str = "accounts",
        signals: bool = False,
        keys: Mapping[str, str] | None = None,
    ) -> AsyncIterator[Stage]:
        app = attended(SomesecApp(place, register, keys=keys))
        if signals:
            heedful(app)
        async with app.run_test(size=size, notifications=True) as pilot:
            stage = Stage(app, pilot)
            await stage.settled()
            if register is not None:
                app.action_go(area)
                await stage.settled()
            yield stage

    return shown
