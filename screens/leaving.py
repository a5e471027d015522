"""What comes from outside while the screens are open: a terminal that hangs up or an order to end,
which close everything, and a stop, which locks first."""

import os
import select
import signal
import sys
from asyncio import AbstractEventLoop, get_running_loop
from collections.abc import Callable
from contextvars import Context, copy_context
from threading import Event, Thread, current_thread, main_thread
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screens.app import SomesecApp

PATIENCE_SECONDS = 3
"""How long the loop may take to end, once what it waits for is done. A terminal that takes no more
output can hold it up for ever."""

_LOOK_MILLISECONDS = 500
SIGNALLED = 128
"""What shells add to a signal's number to make an exit code of it."""

_ENDING = ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGBREAK")

_Handler = Callable[[int, FrameType | None], object] | int | None


class Signals:
    """Heeds signals for an app, from `heed` to `restore`. Both are called on its loop."""

    def __init__(self, app: "SomesecApp") -> None:
        self._app = app
        self._loop: AbstractEventLoop
        self._context: Context
        self._before: dict[int, _Handler] = {}
        self._leaving = False
        self._left = Event()
        self._stopping = self._stopped = False

    def heed(self) -> None:
        """Takes over the signals, Textual's own handlers too, which are there by now."""
        if current_thread() is not main_thread():
            return
        self._loop, self._context = get_running_loop(), copy_context()
        handlers: dict[str, _Handler] = {"SIGTSTP": self._stop, "SIGCONT": self._go_on}
        handlers |= dict.fromkeys(_ENDING, self._end)
        for name, handler in handlers.items():
            number = getattr(signal, name, None)
            if number is not None:
                self._before[number] = signal.signal(number, handler)
        if hasattr(select, "poll") and sys.__stdin__ is not None and sys.__stdin__.isatty():
            Thread(target=self._watch_terminal, args=(sys.__stdin__.fileno(),), daemon=True).start()

    def restore(self) -> None:
        """Puts back what was there before."""
        self._left.set()
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()

    def _watch_terminal(self, descriptor: int) -> None:
        """Ends once the terminal is gone. The signal that says so reaches only who leads the
        session, and is lost where that lives on, as `make` does; the loop may wait for ever to
        write by then."""
        terminal = select.poll()
        terminal.register(descriptor, 0)
        while not self._left.is_set():
            for _descriptor, event in terminal.poll(_LOOK_MILLISECONDS):
                if event & select.POLLHUP:
                    self._end(signal.SIGHUP, None)
                return

    # Called between any two steps of the program: they only say what is to be done on the loop.

    def _end(self, number: int, _frame: FrameType | None) -> None:
        if not self._leaving:
            self._leaving = True
            Thread(target=self._make_sure, args=(number,), daemon=True).start()
            self._soon(lambda: self._app.leave(number))

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._soon(self._lock_and_stop)

    def _go_on(self, _number: int, _frame: FrameType | None) -> None:
        self._soon(self._take_up)

    def _soon(self, act: Callable[[], object]) -> None:
        self._loop.call_soon_threadsafe(act, context=self._context)

    # Ending

    def _make_sure(self, number: int) -> None:
        """Lets go of everything and ends the process even where the loop stands still."""
        if self._left.wait(PATIENCE_SECONDS):
            return
        try:
            self._app.let_go()
        finally:
            if not self._left.wait(PATIENCE_SECONDS):
                os._exit(SIGNALLED + number)

    # Stopping

    def _lock_and_stop(self) -> None:
        if not self._stopping:
            self._stopping = True
            self._app.run_worker(self._stop_once_locked(), group="closing", exit_on_error=False)

    async def _stop_once_locked(self) -> None:
        # A save under way is let finish: one that is stopped would keep everybody else waiting.
        await self._app.locked()
        self._stopping, self._stopped = False, True
        self._let_textual(signal.SIGTSTP)

    def _take_up(self) -> None:
        """Goes on after a stop, whoever stopped it. Nobody knows who was there meanwhile."""
        if not self._app.is_running:
            return
        self._app.action_lock()
        driver = self._app._driver
        if self._leaving or driver is None or not driver.can_suspend:
            return
        if _is_in_background():
            os.kill(os.getpid(), signal.SIGSTOP)
            return
        if not self._stopped:
            # Stopped unasked: Textual would put a second reader beside the one it still has.
            driver.suspend_application_mode()
        self._stopped = False
        self._let_textual(signal.SIGCONT)
        self._app.refresh(layout=True)

    def _let_textual(self, number: int) -> None:
        """Gives the terminal back and stops, or takes it again; nothing where there is none."""
        before = self._before.get(number)
        if callable(before):
            before(number, None)


def _is_in_background() -> bool:
    """Whether another job has the terminal, as after `bg`: then it cannot be drawn on."""
    try:
        return sys.__stdin__ is not None and os.tcgetpgrp(sys.__stdin__.fileno()) != os.getpgrp()
    except OSError:
        return False


def give_up_lost_output() -> None:
    """Writes what still waits, and drops what cannot be written as the terminal is gone: the
    interpreter tries once more at its end, and would end with an exit code of its own."""
    for stream in (sys.stdout, sys.stderr):
        if stream is None:
            continue
        try:
            stream.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
