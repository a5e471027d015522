"""Screens in a test: the app on a terminal of a known size, and what it shows as plain text."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from screens.app import SomesecApp
from somesec.register import Register

Show = Callable[..., AbstractAsyncContextManager[Pilot[int]]]


def text_of(app: SomesecApp) -> str:
    """The screen as plain text."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


async def settled(pilot: Pilot[int]) -> None:
    """Waits until no work is under way and all of it is drawn."""
    for _round in range(3):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Show:
    """Opens the app: `async with show(register) as pilot`. No clipboard program is found."""
    monkeypatch.setenv("PATH", "/nonexistent")

    @asynccontextmanager
    async def shown(
        register: Register | None = None,
        *,
        place: Path | None = None,
        size: tuple[int, int] = (80, 24),
        idle_seconds: float = 3600,
    ) -> AsyncIterator[Pilot[int]]:
        app = SomesecApp(place, register, idle_seconds=idle_seconds)
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            yield pilot

    return shown
