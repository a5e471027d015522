"""Visits pages of a website: as robots.txt allows, and without haste."""

import time
from collections.abc import Mapping
from email.message import Message as Header
from types import MappingProxyType
from urllib.parse import urljoin

import msgspec

from somesec.language import N_
from somesec.website.links import read_links
from somesec.website.robots import Robots, read_robots
from somesec.website.target import Target, target
from somesec.website.transport import AGENT, MOST_BYTES, Reply, get
from somesec.website.unreadable import UnreadableError

SECONDS_BETWEEN = 1.0
MOST_REDIRECTS = 5

ELSEWHERE = N_("The address leads on to {host}. Write the address where the page is now.")
NOT_SECURE = N_("The address leads on from https to http.")
IN_CIRCLES = N_("The address leads on more than {count} times.")
FORBIDDEN = N_("The website's robots.txt does not let programs read this page.")
NO_ROBOTS = N_("The website's robots.txt could not be read, so the page was left alone.")
REFUSED = N_("The server answered with status {status}.")
NO_HTML = N_("The address leads to no web page.")
NO_LINKS = N_("The page holds no links at all; it may show them by a script alone.")

MOST_PAGE_BYTES = 10 * 1024 * 1024
_UNCHANGED = 304
_REDIRECTS = (301, 302, 303, 307, 308)
_HTML = ("text/html", "application/xhtml+xml")


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page at the address that it was found at: its media type, charset and bytes, or that it is
    unchanged; and what the server says of this state of it, to be asked again by."""

    address: str
    is_unchanged: bool = False
    media_type: str = ""
    charset: str = ""
    body: bytes = b""
    etag: str = ""
    last_modified: str = ""


class Visitor:
    """Reads pages one after another. `allow_private` lets it into private networks, `leaves_host`
    to other hosts where an address leads on to one; `pause` is the least time between two requests
    to a host, in seconds."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        leaves_host: bool = False,
        pause: float = SECONDS_BETWEEN,
    ) -> None:
        self._allow_private = allow_private
        self._leaves_host = leaves_host
        self._pause = pause
        self._robots: dict[tuple[str, str, int], Robots | None] = {}
        self._asked_at: dict[str, float] = {}

    def links(self, address: str) -> tuple[str, ...]:
        """The addresses that a page links to.

        Raises UnreadableError where the page cannot be read, or shows no link at all: what it says
        is unknown then."""
        here, reply = self._arrived(target(address))
        return _links(reply, here)

    def page(self, address: str, *, etag: str = "", last_modified: str = "") -> Page:
        """A page as the server sends it, or word that it is unchanged since the reply that said
        these of itself.

        Raises UnreadableError where it cannot be read."""
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        conditions = {name: value for name, value in conditions.items() if value}
        here, reply = self._arrived(target(address), conditions, MOST_PAGE_BYTES)
        if reply.status == _UNCHANGED and conditions:
            return Page(
                address=here.address, is_unchanged=True, etag=etag, last_modified=last_modified
            )
        if reply.status != 200:
            raise UnreadableError(REFUSED, status=reply.status)
        media_type, charset = _content_type(reply)
        return Page(
            address=here.address,
            media_type=media_type,
            charset=charset,
            body=reply.body,
            etag=reply.etag,
            last_modified=reply.last_modified,
        )

    def _arrived(
        self,
        here: Target,
        conditions: Mapping[str, str] = MappingProxyType({}),
        most_bytes: int = MOST_BYTES,
    ) -> tuple[Target, Reply]:
        """Where an address leads in the end, and the reply there."""
        for _hop in range(MOST_REDIRECTS + 1):
            self._require_allowed(here)
            reply = self._get(here, self._robots_of(here).pause, conditions, most_bytes)
            if reply.status not in _REDIRECTS:
                return here, reply
            here = self._led_on(here, reply.location)
        raise UnreadableError(IN_CIRCLES, count=MOST_REDIRECTS)

    def _require_allowed(self, here: Target) -> None:
        if not self._robots_of(here).allow(here.path):
            raise UnreadableError(FORBIDDEN)

    def _robots_of(self, here: Target) -> Robots:
        if here.origin not in self._robots:
            # Until it is there, so that a host that does not answer is waited for once.
            self._robots[here.origin] = None
            self._robots[here.origin] = self._fetched_robots(here._replace(path="/robots.txt"))
        robots = self._robots[here.origin]
        if robots is None:
            raise UnreadableError(NO_ROBOTS)
        return robots

    def _fetched_robots(self, here: Target) -> Robots | None:
        """What robots.txt says. RFC 9309: nothing is forbidden where there is none (4xx), all is
        where it cannot be had."""
        for _hop in range(MOST_REDIRECTS + 1):
            reply = self._get(here, 0.0)
            if reply.status == 200:
                return read_robots(reply.body, AGENT)
            if 400 <= reply.status < 500:
                return Robots()
            if reply.status not in _REDIRECTS:
                return None
            here = self._led_on(here, reply.location)
        return None

    def _get(
        self,
        here: Target,
        pause: float,
        conditions: Mapping[str, str] = MappingProxyType({}),
        most_bytes: int = MOST_BYTES,
    ) -> Reply:
        last = self._asked_at.get(here.host)
        if last is not None:
            time.sleep(max(0.0, last + max(self._pause, pause) - time.monotonic()))
        try:
            return get(
                here,
                allow_private=self._allow_private,
                conditions=conditions,
                most_bytes=most_bytes,
            )
        finally:
            self._asked_at[here.host] = time.monotonic()

    def _led_on(self, here: Target, location: str) -> Target:
        try:
            there = target(urljoin(here.address, location))
        except ValueError:
            raise UnreadableError(NO_HTML) from None
        if there.host != here.host and not self._leaves_host:
            raise UnreadableError(ELSEWHERE, host=there.host)
        if here.scheme == "https" and there.scheme == "http":
            raise UnreadableError(NOT_SECURE)
        return there


def _links(reply: Reply, here: Target) -> tuple[str, ...]:
    if reply.status != 200:
        raise UnreadableError(REFUSED, status=reply.status)
    media_type, charset = _content_type(reply)
    if media_type not in _HTML:
        raise UnreadableError(NO_HTML)
    links = read_links(reply.body, charset, here.address)
    if not links:
        raise UnreadableError(NO_LINKS)
    return links


def _content_type(reply: Reply) -> tuple[str, str]:
    """The media type and the charset that a reply says it is in."""
    header = Header()
    header["Content-Type"] = reply.content_type.replace("\r", " ").replace("\n", " ")
    charset = header.get_param("charset", "")
    return header.get_content_type(), charset if isinstance(charset, str) else ""
