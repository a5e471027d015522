"""When an app under test has come to rest, however busy the machine is."""

import asyncio
from collections.abc import Iterator
from contextvars import copy_context

from textual.screen import Screen

from screens.app import SomesecApp
from screens.page import Page

PATIENCE = 60  # seconds until a test gives up


async def quiet(*_seconds: float) -> None:
    """Waits until the loop has nothing more to run. In the place of Textual's own wait, which takes
    a process that gets no time on a busy machine for one that has nothing to do."""
    ready = vars(asyncio.get_running_loop())["_ready"]
    await asyncio.sleep(0)
    while ready:  # noqa: ASYNC110
        await asyncio.sleep(0)


async def at_rest(app: SomesecApp) -> None:
    """Waits until no work is under way, nothing moves, nothing waits for the keys to pause, and
    all of it is drawn."""
    async with asyncio.timeout(PATIENCE):
        await quiet()
        while app.is_running and await _goes_on(app):
            await quiet()


async def _goes_on(app: SomesecApp) -> bool:
    """Whether something went on still; it has been waited for then."""
    screens = list(_screens(app))
    if len(app.workers):
        await app.workers.wait_for_complete()
    elif app.animator._animations or app.animator._scheduled:
        await app.animator.wait_until_complete()
    elif not all(screen.is_still for screen in screens if isinstance(screen, Page)):
        await asyncio.sleep(0.001)
    elif undrawn := [screen for screen in screens if _is_undrawn(screen)]:
        for screen in undrawn:
            # What is drawn last stays in the context that it was drawn in.
            copy_context().run(screen._on_timer_update)
    else:
        return False
    return True


def _screens(app: SomesecApp) -> Iterator[Screen[object]]:
    for stack in app._screen_stacks.values():
        yield from stack


def _is_undrawn(screen: Screen[object]) -> bool:
    # A page under another counts itself as undrawn for as long as it lies there.
    return bool(screen._callbacks) or (
        screen is screen.app.screen
        and bool(
            screen._layout_required
            or screen._scroll_required
            or screen._repaint_required
            or screen._recompose_required
            or screen._dirty_widgets
        )
    )
