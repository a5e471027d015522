"""What falls due, as a calendar that Outlook, Thunderbird and others take in (RFC 5545).

Written by hand: all-day events with texts need a page of code, and a library for all of the format
more code than this program has. The tests read what is written with such a library."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from policy.due import KINDS, Due
from policy.reports.harmless import harmless
from somesec.language import _

# RFC 5545 3.1: a line has 75 octets at most, without its end; what follows one space goes on.
_LONGEST_LINE = 75


def write(items: Iterable[Due], *, register: UUID, today: date, now: datetime) -> bytes:
    """The bytes of an .ics file, in the reader's language. Each duty is an event of one whole day:
    the day it falls due, or today for what was never done. The same duty has the same UID in every
    file of the register, so taking in a newer file moves events instead of doubling them. `now` is
    in UTC."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//somesec//due//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    for item in items:
        lines += _event(item, register, today, now)
    lines.append("END:VCALENDAR")
    return "".join(folded(line) for line in lines).encode()


def _event(item: Due, register: UUID, today: date, now: datetime) -> Iterator[str]:
    day = item.day or today
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(item.key)}@{register}"
    yield f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(1):%Y%m%d}"
    yield f"SUMMARY:{escaped(str(item.text))}"
    yield f"CATEGORIES:{escaped(_(KINDS[item.kind]))}"
    # It takes nobody's time: others may still book the day.
    yield "TRANSP:TRANSPARENT"
    yield "CLASS:CONFIDENTIAL"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """Text as a value: on one line, with what parts values written out (RFC 5545 3.3.11)."""
    plain = harmless(" ".join(text.split()))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def folded(line: str) -> str:
    """A content line in pieces of 75 octets, no letter cut in two, each ended with CR LF."""
    pieces, piece, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _LONGEST_LINE:
            pieces.append(piece)
            # The space that begins a further piece counts too.
            piece, size = " ", 1
        piece += letter
        size += octets
    return "\r\n".join((*pieces, piece)) + "\r\n"
