"""One HTTP request within bounds: of time and of size, and to the machine that was looked up."""

import socket
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse
from types import MappingProxyType

import msgspec

from somesec import __version__
from somesec.deadline import Deadline, deadline
from somesec.language import N_
from somesec.website.places import resolved
from somesec.website.target import Target
from somesec.website.unreadable import UnreadableError

SECONDS_OF_SILENCE = 5.0
SECONDS_AN_ANSWER = 15.0
MOST_BYTES = 2 * 1024 * 1024
_LONGEST_KEPT = 200

AGENT = "somesec"
NO_ANSWER = N_("The server did not answer in time.")
NOT_HTTP = N_("The server's answer cannot be understood.")
NO_TRUST = N_("The server's certificate is not valid for this address.")
CUT_SHORT = N_("The server's answer was cut short.")
TOO_LONG = N_("The page is larger than {size} MiB.")
COMPRESSED = N_("The server sent a compressed answer that nobody asked for.")

_HEADERS = {
    "User-Agent": f"{AGENT}/{__version__}",
    "Accept": "text/html, application/xhtml+xml;q=0.9, application/pdf;q=0.8, text/plain;q=0.5",
    # A small compressed answer can hold an endless one.
    "Accept-Encoding": "identity",
    "Connection": "close",
}


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """A status, where a redirect leads, the content type, what tells this state of the page from
    others, and the body of a reply with status 200, whole."""

    status: int
    location: str = ""
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    body: bytes = b""


def get(
    target: Target,
    *,
    allow_private: bool,
    conditions: Mapping[str, str] = MappingProxyType({}),
    most_bytes: int = MOST_BYTES,
) -> Reply:
    """The reply of the target's host, to a request with headers that make it conditional. Redirects
    are not followed, and no proxy is used: it would look the name up for itself.

    Raises UnreadableError when there is none, or none whole, in time and within the size."""
    places = resolved(target.host, target.port, allow_private=allow_private)
    with deadline(SECONDS_AN_ANSWER) as ahead:
        connection = _Pinned(target, places, ahead)
        try:
            connection.request("GET", target.path, headers={**_HEADERS, **conditions})
            reply = _reply(connection.getresponse(), most_bytes)
        except UnreadableError:
            # What the deadline ended looks like an answer cut short.
            if ahead.passed:
                raise UnreadableError(NO_ANSWER) from None
            raise
        except ssl.SSLCertVerificationError:
            raise UnreadableError(NO_TRUST) from None
        except OSError:
            # From None: what was received stays out of tracebacks and logs.
            raise UnreadableError(NO_ANSWER) from None
        except (HTTPException, ValueError):
            raise UnreadableError(NO_ANSWER if ahead.passed else NOT_HTTP) from None
        finally:
            connection.close()
    if ahead.passed:
        raise UnreadableError(NO_ANSWER)
    return reply


def _reply(response: HTTPResponse, most_bytes: int) -> Reply:
    with response:
        return Reply(
            status=response.status,
            location=response.headers.get("Location", ""),
            content_type=response.headers.get("Content-Type", ""),
            etag=_kept(response.headers.get("ETag", "")),
            last_modified=_kept(response.headers.get("Last-Modified", "")),
            body=_whole_body(response, most_bytes) if response.status == 200 else b"",
        )


def _kept(value: str) -> str:
    """A header's value, where it can be sent back as it is."""
    return value if len(value) <= _LONGEST_KEPT and value.isascii() and value.isprintable() else ""


def _whole_body(response: HTTPResponse, most_bytes: int) -> bytes:
    if response.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise UnreadableError(COMPRESSED)
    body = response.read(most_bytes + 1)
    if len(body) > most_bytes:
        raise UnreadableError(TOO_LONG, size=most_bytes // (1024 * 1024))
    # Without a length or chunks, an answer that was cut looks like one that ended.
    if not response.chunked and response.headers.get("Content-Length") != str(len(body)):
        raise UnreadableError(CUT_SHORT)
    return body


class _Pinned(HTTPConnection):
    """A connection to a place that was looked up before, whatever the name says by now."""

    def __init__(self, target: Target, places: list[str], ahead: Deadline) -> None:
        super().__init__(target.host, target.port, timeout=SECONDS_OF_SILENCE)
        self._target = target
        self._places = places
        self._ahead = ahead
        if target.scheme == "https":
            self.default_port = 443

    def connect(self) -> None:
        """Connects to the first of the places that answers."""
        self.sock = self._first_that_answers()
        if self._target.scheme == "https":
            tls = ssl.create_default_context()
            self.sock = tls.wrap_socket(self.sock, server_hostname=self._target.host)
        self._ahead.watch(self.sock)

    def _first_that_answers(self) -> socket.socket:
        failure: OSError = OSError()
        for place in self._places:
            if self._ahead.passed:
                break
            try:
                return socket.create_connection((place, self._target.port), SECONDS_OF_SILENCE)
            except OSError as error:
                failure = error
        raise failure
