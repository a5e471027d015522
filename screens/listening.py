"""Hears what others write while a register is open."""

from collections.abc import Callable
from threading import Event, Thread, current_thread

from somesec.errors import SomesecError
from somesec.register import Register

_WAIT_SECONDS = 60
_AGAIN_SECONDS = 5
_PATIENCE_SECONDS = 5


class Listening:
    """A thread that takes in what others write, from `start` to `end`.

    It calls `told` each time there was something, with None or with what is wrong: with the
    register as it is now, or with the way to it. That is told once, however long it lasts."""

    def __init__(self, register: Register, told: Callable[[SomesecError | None], None]) -> None:
        self._ended = Event()
        # Not a worker of the app's: its end would be waited for.
        self._thread = Thread(
            target=self._listen, args=(register, told), name="listening", daemon=True
        )

    def start(self) -> None:
        """Begins to listen."""
        self._thread.start()

    def end(self) -> None:
        """Tells nothing from now on. It stops waiting once the register is closed."""
        self._ended.set()

    def join(self) -> None:
        """Waits until the thread is gone, after `end` and once the register is closed."""
        if self._thread is not current_thread() and self._thread.is_alive():
            self._thread.join(_PATIENCE_SECONDS)

    def _listen(self, register: Register, told: Callable[[SomesecError | None], None]) -> None:
        is_lost = False
        while not self._ended.is_set():
            try:
                changed = register.wait_for_change(_WAIT_SECONDS) and register.refresh()
            except SomesecError as error:
                if not is_lost and not self._ended.is_set():
                    told(error)
                is_lost = True
                self._ended.wait(_AGAIN_SECONDS)
            else:
                is_lost = False
                if changed and not self._ended.is_set():
                    told(None)
