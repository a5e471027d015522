"""A wire to a server that is cut where the test says, message by message of its protocol.

The framing is that of "Frontend/Backend Protocol" in PostgreSQL's documentation: a first message of
length and content, then ones of a letter, length and content, in both directions.
"""

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

from somesec.store.place import Server


class Wire:
    """Stands between a program and the server at `place`, at a place of its own."""

    def __init__(self, place: Server) -> None:
        self._target = f"{place.host}/.s.PGSQL.{place.port}"
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._left: int | None = None
        self._words = b""
        self._was_cut = False
        self._goes_dead = False
        self._dead = False
        # Cuts the next program off at its COMMIT, which goes on to the server once this returns.
        self.on_commit: Callable[[], object] | None = None
        self.place = Server(
            "127.0.0.1",
            place.database,
            str(self._listener.getsockname()[1]),
            place.user,
            place.schema,
            (("sslmode", "disable"),),
        )
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_at(self, number: int, *, for_good: bool = False) -> None:
        """Cuts every connection in place of the message of this number, counted from now; for good
        where nothing gets through afterwards either."""
        with self._lock:
            self._left, self._was_cut, self._goes_dead = number, False, for_good

    def cut_before(self, words: bytes) -> None:
        """Cuts every connection in place of the next message that has these words."""
        with self._lock:
            self._words, self._was_cut, self._goes_dead = words, False, False

    def mend(self) -> bool:
        """Lets everything through again. Whether it was cut."""
        with self._lock:
            self._left, self._words, self._dead = None, b"", False
            return self._was_cut

    def cut(self) -> None:
        """Cuts every connection now, and lets new ones through."""
        with self._lock:
            self._goes_dead = False
            self._cut()

    def _cut(self) -> None:
        self._left, self._words, self._was_cut, self._dead = None, b"", True, self._goes_dead
        for end in self._sockets:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._sockets.clear()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                if self._dead:
                    client.close()
                    continue
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._target)
                self._sockets |= {client, server}
            for source, sink, is_client in ((client, server, True), (server, client, False)):
                threading.Thread(
                    target=self._carry, args=(source, sink, is_client), daemon=True
                ).start()

    def _carry(self, source: socket.socket, sink: socket.socket, is_client: bool) -> None:
        try:
            if is_client:
                self._pass(sink, _framed(source, b""))
            while letter := _exactly(source, 1):
                message = _framed(source, letter)
                if is_client and b"COMMIT\0" in message and self.on_commit is not None:
                    held, self.on_commit = self.on_commit, None
                    source.shutdown(socket.SHUT_RDWR)
                    held()
                    sink.sendall(message)
                    break
                self._pass(sink, message)
        except (OSError, EOFError):
            pass
        finally:
            with suppress(OSError):
                sink.shutdown(socket.SHUT_RDWR)
            source.close()

    def _pass(self, sink: socket.socket, message: bytes) -> None:
        with self._lock:
            if self._left is not None:
                self._left -= 1
            if self._left == 0 or (self._words and self._words in message):
                self._cut()
                raise EOFError
            sink.sendall(message)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.close()
        self.cut()


def _framed(source: socket.socket, letter: bytes) -> bytes:
    size = _exactly(source, 4)
    if len(size) < 4:
        raise EOFError
    return letter + size + _exactly(source, struct.unpack("!I", size)[0] - 4)


def _exactly(source: socket.socket, count: int) -> bytes:
    taken = b""
    while len(taken) < count:
        part = source.recv(count - len(taken))
        if not part:
            break
        taken += part
    return taken
