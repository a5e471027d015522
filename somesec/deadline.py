"""A limit to the time of a whole request: a socket's own timeout starts anew with every byte."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer


class Deadline:
    """Ends the connections of one request when its time is over."""

    def __init__(self) -> None:
        self.passed = False
        self._sockets: list[socket.socket] = []

    def watch(self, connected: socket.socket) -> None:
        """Has this connection ended with the others, and at once where the time is over."""
        self._sockets.append(connected)
        if self.passed:
            self.end()

    def end(self) -> None:
        """Ends what is being read and written."""
        self.passed = True
        for connected in self._sockets:
            with suppress(OSError):
                # Not SSLSocket's own, which takes the TLS layer from under the reading thread.
                socket.socket.shutdown(connected, socket.SHUT_RDWR)


@contextmanager
def deadline(seconds: float) -> Iterator[Deadline]:
    """A deadline some seconds from now, until the block is left."""
    ahead = Deadline()
    timer = Timer(seconds, ahead.end)
    timer.daemon = True
    timer.start()
    try:
        yield ahead
    finally:
        timer.cancel()
