"""A web server on this computer that answers as badly as a test asks."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

Answer = bytes | Callable[[socket.socket], None]


def html(*links: str, head: bytes = b"") -> bytes:
    """A whole answer with a page of these links."""
    body = "".join(f'<li><a href="{link}">Page</a></li>' for link in links).encode()
    return page(b"<html><body><ul>" + body + b"</ul></body></html>", head)


def page(body: bytes, head: bytes = b"", content_type: bytes = b"text/html") -> bytes:
    """A whole answer with a body of the right length."""
    return b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n%s" % (
        content_type,
        len(body),
        head,
        body,
    )


def redirect(to: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


class BadServer:
    """Answers each path with the bytes or the doings that stand in `answers`."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.heard: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def at(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def _serve(self) -> None:
        while True:
            try:
                connected, _where = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connected,), daemon=True).start()

    def _answer(self, connected: socket.socket) -> None:
        with connected, suppress(OSError):
            asked = b""
            while b"\r\n\r\n" not in asked:
                asked += connected.recv(65536)
            path = asked.split(b" ", 2)[1].decode()
            self.asked.append(path)
            self.heard.append(asked)
            answer = self.answers.get(path, NOT_FOUND)
            if callable(answer):
                answer(connected)
            else:
                connected.sendall(answer)

    def close(self) -> None:
        self._listening.close()


@pytest.fixture
def web() -> Iterator[BadServer]:
    made = BadServer()
    yield made
    made.close()
