"""One HTTP request within bounds: of time, of size, and to nowhere but the address asked."""

import ssl
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from typing import Any
from urllib.error import HTTPError
from urllib.request import (
    BaseHandler,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    ProxyHandler,
    Request,
    build_opener,
)

import msgspec

from somesec import __version__
from somesec.deadline import Deadline, deadline
from somesec.language import N_

SECONDS_OF_SILENCE = 5.0
SECONDS_AN_ANSWER = 10.0
MOST_BYTES = 1024 * 1024

NO_ANSWER = N_("The breach service did not answer.")
CUT_SHORT = N_("The breach service's answer was cut short.")
TOO_LONG = N_("The breach service's answer was too long.")

_HEADERS = {"User-Agent": f"somesec/{__version__}", "Add-Padding": "true"}


class UnansweredError(Exception):
    """No usable answer came. The text is a msgid that says why, without anything received."""


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """A status, the seconds the other side asks to wait (None if it does not say), and the body,
    whole, of a reply with status 200."""

    status: int
    wait: int | None = None
    body: bytes = b""


class Transport:
    """Fetches from one service. `direct` leaves out the system's proxy. May be used from several
    threads."""

    def __init__(self, *, direct: bool) -> None:
        self._tls = ssl.create_default_context()
        self._proxies: list[BaseHandler] = [ProxyHandler({})] if direct else []

    def get(self, address: str) -> Reply:
        """The reply from an http or https address. Redirects are not followed.

        Raises UnansweredError when there is none, or none whole, in time and within the size."""
        request = Request(address, headers=_HEADERS)  # noqa: S310 — the caller checks the scheme
        with deadline(SECONDS_AN_ANSWER) as ahead:
            opener = build_opener(_Http(ahead), _Https(ahead, self._tls), _Stay(), *self._proxies)
            try:
                with opener.open(request, timeout=SECONDS_OF_SILENCE) as response:
                    reply = Reply(status=response.status, body=_whole_body(response))
            except HTTPError as refusal:
                with refusal:
                    reply = Reply(status=refusal.code, wait=_wait(refusal))
            except IncompleteRead:
                raise UnansweredError(CUT_SHORT) from None
            except (OSError, HTTPException, UnicodeError):
                # From None: what was received stays out of tracebacks and logs.
                raise UnansweredError(NO_ANSWER) from None
        if ahead.passed:
            raise UnansweredError(NO_ANSWER)
        return reply


def _whole_body(response: HTTPResponse) -> bytes:
    body = response.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise UnansweredError(TOO_LONG)
    # Without a length or chunks, an answer that was cut looks like one that ended.
    if not response.chunked and response.headers.get("Content-Length") != str(len(body)):
        raise UnansweredError(CUT_SHORT)
    return body


def _wait(refusal: HTTPError) -> int | None:
    """Retry-After in seconds. Its other form, a date, depends on two clocks and is not read."""
    asked = refusal.headers.get("Retry-After", "")
    return int(asked) if asked.isdecimal() and len(asked) < 7 else None


class _Http(HTTPHandler):
    def __init__(self, deadline: Deadline) -> None:
        super().__init__()
        self._deadline = deadline

    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(self._connection, req)

    def _connection(self, host: str, **options: Any) -> HTTPConnection:
        return _watched(HTTPConnection(host, **options), self._deadline)


class _Https(HTTPSHandler):
    def __init__(self, deadline: Deadline, tls: ssl.SSLContext) -> None:
        super().__init__(context=tls)
        self._deadline = deadline
        self._tls = tls

    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(self._connection, req)

    def _connection(self, host: str, **options: Any) -> HTTPConnection:
        return _watched(HTTPSConnection(host, context=self._tls, **options), self._deadline)


def _watched(connection: HTTPConnection, deadline: Deadline) -> HTTPConnection:
    connect = connection.connect

    def connect_and_watch() -> None:
        connect()
        deadline.watch(connection.sock)

    connection.connect = connect_and_watch  # type: ignore[method-assign]
    return connection


class _Stay(HTTPRedirectHandler):
    """Follows no redirect: a prefix is sent to the service that was chosen and to no other."""

    def redirect_request(self, *_args: Any) -> None:
        return None
