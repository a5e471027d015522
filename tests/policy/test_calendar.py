"""The calendar, read by another's library: what went in comes out, line by line within bounds."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.due import KINDS, Due
from policy.reports.calendar import folded, write
from policy.reports.harmless import harmless
from somesec import language
from somesec.language import Message
from tests.policy.town import TODAY, named

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def item(text: str = "Review the risks.", day: date | None = TODAY, key: str = "risk-1") -> Due:
    return Due("risk-review", key, day, "facebook/x", None, Message("{text}", {"text": text}))


def read(*items: Due) -> list[Any]:
    written = write(items, register=named("town"), today=TODAY, now=NOW)
    calendar: Any = icalendar.Calendar.from_ical(written)
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    assert not calendar.errors
    return list(calendar.walk("VEVENT"))


def test_each_duty_is_an_event_of_one_whole_day() -> None:
    [event] = read(item(day=date(2026, 12, 31)))
    assert event["DTSTART"].dt == date(2026, 12, 31)
    assert event["DTEND"].dt == date(2027, 1, 1)
    assert event["DTSTAMP"].dt == NOW
    assert str(event["UID"]) == f"risk-1@{named('town')}"
    assert not event.errors


def test_what_was_never_done_stands_at_today() -> None:
    [event] = read(item(day=None))
    assert event["DTSTART"].dt == TODAY


def test_the_same_duty_keeps_its_uid_when_its_day_moves() -> None:
    [before], [after] = read(item()), read(item(day=TODAY + timedelta(9)))
    assert before["UID"] == after["UID"]


def test_nothing_due_is_a_calendar_without_events() -> None:
    assert read() == []


@pytest.mark.parametrize("chosen", ["fi", "sv"])
def test_categories_are_in_the_readers_language(chosen: str) -> None:
    language.choose(chosen)
    [event] = read(item())
    assert str(event["CATEGORIES"].cats[0]) == language._(KINDS["risk-review"])


def test_a_text_cannot_become_a_line_of_its_own() -> None:
    [event] = read(item("x\r\nATTACH:https://evil.example/\nEND:VEVENT\u2028BEGIN:VALARM"))
    assert "ATTACH" not in event
    assert "ATTACH:https://evil.example/ END:VEVENT BEGIN:VALARM" in str(event["SUMMARY"])


@given(st.text(max_size=300))
def test_every_text_comes_back_and_every_line_is_short(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode(errors="replace").decode()
    written = write([item(text)], register=named("town"), today=TODAY, now=NOW)
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert b"\r" not in written.replace(b"\r\n", b"")
    calendar: Any = icalendar.Calendar.from_ical(written)
    [event] = calendar.walk("VEVENT")
    assert str(event["SUMMARY"]) == harmless(" ".join(text.split()))


@given(st.text(alphabet="aäö€🙂 ", max_size=400))
def test_folding_cuts_no_letter_and_loses_none(line: str) -> None:
    pieces = folded(line).encode().split(b"\r\n")
    assert pieces.pop() == b""
    assert all(len(piece) <= 75 for piece in pieces)
    assert "".join(p.decode() if n == 0 else p.decode()[1:] for n, p in enumerate(pieces)) == line
