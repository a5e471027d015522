"""A program on a terminal of its own, 80 columns by 24 lines: keys in, what it draws out."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Self

LONGEST_SECONDS = 60


class Terminal:
    """Runs a command in a session of its own, whose terminal this holds the other end of."""

    def __init__(self, command: Sequence[str], folder: Path, environment: dict[str, str]) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=folder,
            env={**environment, "TERM": "xterm-256color", "COLUMNS": "", "LINES": ""},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(slave)
        self._said = bytearray()
        self._seen = 0
        self._gone = Event()
        self._reading = Thread(target=self._read, daemon=True)
        self._reading.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _read(self) -> None:
        # Never waits in a read: that would keep the terminal from going away.
        while not self._gone.is_set():
            if select.select([self._master], [], [], 0.05)[0]:
                try:
                    self._said += os.read(self._master, 65536)
                except OSError:  # nobody has the other end open any more
                    return

    @property
    def said(self) -> str:
        """All that it wrote so far, escape sequences too."""
        return self._said.decode("utf-8", "replace")

    def type(self, keys: str) -> None:
        """Types these keys."""
        os.write(self._master, keys.encode())

    def until(self, text: str) -> None:
        """Waits until it writes a text after the one waited for last."""
        for _once in _patiently():
            found = self._said.find(text.encode(), self._seen)
            if found >= 0:
                self._seen = found + len(text.encode())
                return
            if self.process.poll() is not None and not self._reading.is_alive():
                break
        raise AssertionError(f"{text!r} did not come in: {self.said[self._seen :][-2000:]!r}")

    def until_stopped(self) -> None:
        """Waits until the program is stopped, as by job control."""
        for _once in _patiently():
            state = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[0]
            if state == "T":
                return
        raise AssertionError("it was not stopped")

    def hang_up(self) -> None:
        """The terminal goes away."""
        self._gone.set()
        self._reading.join()
        os.close(self._master)

    def wait(self) -> int:
        """Waits until the program ends; its exit code."""
        return self.process.wait(LONGEST_SECONDS)


def _patiently() -> Iterator[None]:
    until = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < until:
        yield
        time.sleep(0.02)


def descendants(pid: int) -> list[int]:
    """A process and all that it started, and those that they started."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found
