"""Asks a breach service by the first five digits of a password's SHA-1, and nothing more.

The range protocol of Pwned Passwords (https://haveibeenpwned.com/API/v3#PwnedPasswords), spoken by
the public service and by a town's own mirror of it.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from threading import Lock
from urllib.parse import SplitResult, urlsplit

import pwnedpasswords

from somesec import clock
from somesec.errors import InputError
from somesec.hygiene.breach.answers import NOT_TEXT, known, unknown
from somesec.hygiene.breach.ranges import (
    PREFIX_DIGITS,
    SHA1_DIGITS,
    MalformedRangeError,
    parse_range,
)
from somesec.hygiene.breach.transport import Transport, UnansweredError
from somesec.language import N_, _
from somesec.model import Breach

SERVICE = "https://api.pwnedpasswords.com/"

ERROR = N_("The breach service answered with an error.")
BUSY = N_("The breach service was too busy to answer.")
NO_LIST = N_("The breach service answered with something that is no list of hashes.")
GIVEN_UP = N_("The breach service was not asked, because it had just failed several times.")

_THREADS = 4
# Seconds before the second and the third try, where the service names none.
_WAITS = (1, 2)
_LONGEST_WAIT = 10
_TRY_AGAIN = (429, 503)
# After so many prefixes in a row without an answer the service is taken to be away.
_FAILURES_IN_A_ROW = 5

Progress = Callable[[int, int], None]
_Range = Mapping[str, int]


def check(
    passwords: Sequence[str],
    *,
    service: str = SERVICE,
    progress: Progress | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Breach]:
    """What the service knows of each password, in their order. Each prefix is asked for once.

    `service` is the address of a mirror, https unless it is on this machine; another one raises
    InputError. Whatever goes wrong with an answer makes the password's state unknown, with the
    reason. `progress` is told how many prefixes are done, of how many."""
    address = _require_address(service)
    asking = _Asking(address, sleep)
    ranges: dict[str, _Range] = {}
    hashed = [_hashed(password, ranges) for password in passwords]
    prefixes = list(dict.fromkeys(password.prefix for password in hashed if password))
    reasons: dict[str, str] = {}
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="breach") as threads:
        found_or_not = threads.map(asking.range_of, prefixes)
        try:
            for done, (prefix, found) in enumerate(zip(prefixes, found_or_not, strict=True), 1):
                if isinstance(found, str):
                    reasons[prefix] = found
                else:
                    ranges[prefix] = found
                if progress is not None:
                    progress(done, len(prefixes))
        except BaseException:
            # Whoever stops it waits for no question that is not under way yet.
            threads.shutdown(wait=False, cancel_futures=True)
            raise
    source, today = address.netloc, clock.today()

    def answer(password: _RangedPassword | None) -> Breach:
        if password is None:
            return unknown(source, today, NOT_TEXT)
        if password.prefix in reasons:
            return unknown(source, today, reasons[password.prefix])
        return known(source, today, seen=password.check(anonymous=True) > 0)

    return [answer(password) for password in hashed]


class _RangedPassword(pwnedpasswords.Password):  # type: ignore[misc]
    """The library's password, looked up in ranges that were fetched within our bounds.

    Always plain text: one that looks like a SHA-1 is hashed as any other."""

    def __init__(self, password: str, ranges: Mapping[str, _Range]) -> None:
        super().__init__(password, plain_text=True)
        self._ranges = ranges

    @property
    def prefix(self) -> str:
        return str(self.value)[:PREFIX_DIGITS].upper()

    def range(self, timeout: float | None = None) -> _Range:
        return self._ranges[self.prefix]


def _hashed(password: str, ranges: Mapping[str, _Range]) -> _RangedPassword | None:
    try:
        return _RangedPassword(password, ranges)
    except UnicodeEncodeError:
        return None


class _Asking:
    """Asks for ranges from several threads, and stops when the service seems to be away."""

    def __init__(self, address: SplitResult, sleep: Callable[[float], None]) -> None:
        self._base = address.geturl().rstrip("/")
        self._transport = Transport(direct=_is_here(address.hostname or ""))
        self._sleep = sleep
        self._failures = 0
        self._lock = Lock()

    def range_of(self, prefix: str) -> _Range | str:
        """The range of a prefix, or the reason why there is none."""
        if self._failures >= _FAILURES_IN_A_ROW:
            return GIVEN_UP
        try:
            found = self._asked(prefix)
        except UnansweredError as unanswered:
            with self._lock:
                self._failures += 1
            return str(unanswered)
        with self._lock:
            self._failures = 0
        return found

    def _asked(self, prefix: str) -> _Range:
        for wait in (*_WAITS, None):
            reply = self._transport.get(f"{self._base}/range/{prefix}")
            if reply.status == 200:
                return _parsed(reply.body)
            if reply.status not in _TRY_AGAIN:
                raise UnansweredError(ERROR)
            asked = reply.wait if reply.wait is not None else wait
            if wait is None or asked is None or asked > _LONGEST_WAIT:
                break
            self._sleep(asked)
        raise UnansweredError(BUSY)


def _parsed(body: bytes) -> _Range:
    # Every prefix has hashes, so a list without lines is none.
    if not body:
        raise UnansweredError(NO_LIST)
    try:
        return parse_range(body, SHA1_DIGITS)
    except MalformedRangeError:
        raise UnansweredError(NO_LIST) from None


def _require_address(service: str) -> SplitResult:
    try:
        address = urlsplit(service)
        host = address.hostname or ""
        host.encode("idna")
        port_is_number = address.port is None or address.port > 0
    except ValueError:
        address, host, port_is_number = urlsplit(""), "", False
    if not host or not port_is_number or "@" in address.netloc or address.query or address.fragment:
        raise InputError(
            _("{address} is not the address of a breach service. Write it like {example}.").format(
                address=service, example=SERVICE
            )
        )
    if address.scheme != "https" and not (address.scheme == "http" and _is_here(host)):
        raise InputError(
            _(
                "{address} is not https, and a breach service elsewhere is asked over https only."
            ).format(address=service)
        )
    return address


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
