"""Who did what and when: the trail, in words."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from somesec.language import N_, _
from somesec.register.session import Register

ACTS = {
    "register-made": N_("made the register"),
}
"""What each act is called in the trail."""


class Event(NamedTuple):
    """One entry of the trail: when (UTC), by whom, what was done to what, and how many rows it
    wrote. `act` is the code; `subject` is the id of the record or member in question."""

    sequence: int
    at: datetime
    member: UUID
    act: str
    note: str
    subject: UUID | None
    rows: int


def events(register: Register) -> Iterator[Event]:
    """Every entry, oldest first."""
    for entry, detail in register.trail():
        subject = detail.get("subject", "")
        yield Event(
            sequence=entry.sequence,
            at=datetime.fromtimestamp(entry.at, UTC),
            member=UUID(bytes=entry.member),
            act=detail.get("act", ""),
            note=detail.get("note", ""),
            subject=UUID(subject) if subject else None,
            rows=len(entry.changes),
        )


def act_name(act: str) -> str:
    """An act in the reader's language; its code where it has no name."""
    return _(ACTS[act]) if act in ACTS else act
