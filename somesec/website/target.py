"""Where a web address leads: to which host, on which port, for which path."""

from typing import NamedTuple
from urllib.parse import quote, urlsplit

import idna

from somesec.language import N_
from somesec.website.unreadable import UnreadableError

NO_ADDRESS = N_("This is no web address.")
_PORTS = {"http": 80, "https": 443}
# What RFC 3986 lets stand in a path and a query; a per cent sign is taken for an escape already.
_IN_PATH = "/%:@!$&'()*+,;=~"
_IN_QUERY = _IN_PATH + "?"
_LONGEST = 2000


class Target(NamedTuple):
    """The parts of an http or https address; `host` in its ASCII form, `path` with the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """What robots.txt speaks for."""
        return self.scheme, self.host, self.port

    @property
    def address(self) -> str:
        """The whole address, without the port where it is the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


def target(address: str) -> Target:
    """The target of an address as people write it: without a scheme it is https.

    Raises UnreadableError for what is no http or https address, or carries a name or password."""
    address = address.strip()
    if "://" not in address:
        address = "https://" + address
    try:
        parts = urlsplit(address)
        scheme, port = parts.scheme.lower(), parts.port
        host = _plain(parts.hostname or "")
    except (ValueError, idna.IDNAError):
        raise UnreadableError(NO_ADDRESS) from None
    if scheme not in _PORTS or not host or port == 0 or len(address) > _LONGEST:
        raise UnreadableError(NO_ADDRESS)
    if parts.username is not None or parts.password is not None:
        raise UnreadableError(N_("The address carries a user name. Leave that out."))
    try:
        path = quote(parts.path or "/", safe=_IN_PATH)
        query = f"?{quote(parts.query, safe=_IN_QUERY)}" if parts.query else ""
    except UnicodeError:
        raise UnreadableError(NO_ADDRESS) from None
    return Target(scheme, host, port or _PORTS[scheme], path + query)


def _plain(host: str) -> str:
    if not host.isascii():
        host = idna.encode(host, uts46=True).decode("ascii")
    host = host.rstrip(".")
    is_written_plainly = host.isprintable() and not set(host) & set(" \\<>\"'%")
    return host.lower() if is_written_plainly and len(host) <= 253 else ""
