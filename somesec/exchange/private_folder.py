"""A folder for copies, which nobody else can read and which goes when it has served."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

_ENDING = ("SIGHUP", "SIGTERM", "SIGBREAK")


@contextmanager
def private_folder() -> Iterator[Path]:
    """The folder, with mode 0700. It is removed at the end, also where a signal asks the program
    to stop meanwhile: then SystemExit is raised with 128 and the signal's number."""
    with _stopping_by_the_way(), TemporaryDirectory(prefix="somesec-") as folder:
        yield Path(folder)


@contextmanager
def _stopping_by_the_way() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread is told of signals
        return
    before = {}
    for name in _ENDING:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            before[number] = signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
