"""Which machines a host name stands for, and whether these may be asked.

The answer is used for the connection itself, so a name cannot answer differently a second time and
lead inside the organisation's own network.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from queue import Empty, SimpleQueue
from threading import Thread

from somesec.language import N_
from somesec.website.unreadable import UnreadableError

NOT_FOUND = N_("The server's name is not known.")
INSIDE = N_(
    "The address leads to a computer inside a private network. "
    "Allow that with --allow-private if it is meant so."
)
NEVER = N_("The address leads to a computer that no website is on.")

_SECONDS_TO_RESOLVE = 10.0
# RFC 6052 and RFC 8215: addresses that stand for the IPv4 address in their last 32 bits.
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))

Ip = IPv4Address | IPv6Address


def resolved(host: str, port: int, *, allow_private: bool) -> list[str]:
    """The addresses of a host, as texts.

    Raises UnreadableError when there is none, or when even one of them may not be asked."""
    found = [ip_address(text.partition("%")[0]) for text in _looked_up(host, port)]
    for ip in found:
        if any(_is_never_a_website(each) for each in _meant(ip)):
            raise UnreadableError(NEVER)
        if not allow_private and not all(_is_public(each) for each in _meant(ip)):
            raise UnreadableError(INSIDE)
    return [str(ip) for ip in found]


def _looked_up(host: str, port: int) -> list[str]:
    """What the system's resolver says, which takes no limit of time itself."""
    answers: SimpleQueue[list[str]] = SimpleQueue()

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError, ValueError):
            rows = []
        answers.put(list(dict.fromkeys(str(row[4][0]) for row in rows)))

    Thread(target=ask, daemon=True).start()
    try:
        found = answers.get(timeout=_SECONDS_TO_RESOLVE)
    except Empty:
        found = []
    if not found:
        raise UnreadableError(NOT_FOUND)
    return found


def _meant(ip: Ip) -> list[Ip]:
    """The address, and those of IPv4 that are hidden in it."""
    if isinstance(ip, IPv4Address):
        return [ip]
    hidden: list[IPv4Address | None] = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if any(ip in network for network in _TRANSLATED):
        hidden.append(IPv4Address(int(ip) & 0xFFFFFFFF))
    if ip.ipv4_mapped is not None:
        return [ip.ipv4_mapped]
    return [ip, *(each for each in hidden if each is not None)]


def _is_public(ip: Ip) -> bool:
    return ip.is_global and not (ip.is_multicast or ip.is_private or ip.is_loopback)


def _is_never_a_website(ip: Ip) -> bool:
    """Link-local addresses have no website, but the keys of rented computers."""
    return ip.is_link_local or ip.is_multicast or ip.is_unspecified
