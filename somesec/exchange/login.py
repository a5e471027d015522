"""What another program's file gives: logins, and what in it is no login and so was left out."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any, Self

import msgspec

from somesec.language import N_, Message
from somesec.model import PreviousPassword


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """One login as another program kept it. Its text form shows no secret.

    `group` is the folder path, outermost first; `addresses` are web addresses as written
    (`android://…` too); `totp` an otpauth address or a base32 key as found; `fields` are the
    program's further fields as (name, value), all to be treated as secret, as are `notes`.
    `source_id` is the program's own id of the login where it has one, else empty; `line` the line
    of a CSV file on which the login begins, counted from 1."""

    title: str = ""
    group: tuple[str, ...] = ()
    username: str = ""
    password: str = ""
    addresses: tuple[str, ...] = ()
    notes: str = ""
    totp: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    previous: tuple[PreviousPassword, ...] = ()
    changed_on: date | None = None
    archived: bool = False
    source_id: str = ""
    line: int | None = None

    def __repr__(self) -> str:
        return f"Login(line={self.line}, group={self.group!r}, title={self.title!r})"

    # Pretty printers ask this first, and the one that comes with a Struct shows every field.
    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("line", self.line), ("group", self.group), ("title", self.title)]


class LeftOutKind(StrEnum):
    """Why something in a file did not become a login."""

    NOTE = "note"
    CARD = "card"
    IDENTITY = "identity"
    SSH_KEY = "ssh-key"
    OTHER = "other"
    RECYCLED = "recycled"
    EMPTY = "empty"
    ATTACHMENT = "attachment"


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was left out: what it is, what it was called, and why, for people."""

    kind: LeftOutKind
    title: str
    reason: Message


_REASONS = {
    LeftOutKind.NOTE: N_("A note, no login."),
    LeftOutKind.CARD: N_("A payment card, no login."),
    LeftOutKind.IDENTITY: N_("A person's details, no login."),
    LeftOutKind.SSH_KEY: N_("An SSH key, no login."),
    LeftOutKind.OTHER: N_("Of a kind that is no login."),
    LeftOutKind.RECYCLED: N_("It lies in the recycle bin."),
    LeftOutKind.EMPTY: N_("It has no user name, password or address."),
    LeftOutKind.ATTACHMENT: N_("An attached file; keep it elsewhere."),
}


def left(kind: LeftOutKind, title: str) -> LeftOut:
    """Something left out for the usual reason of its kind."""
    return LeftOut(kind=kind, title=title, reason=Message(_REASONS[kind]))


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """All of a file: every login, everything left out, and remarks on what came in only in part."""

    logins: tuple[Login, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    remarks: tuple[Message, ...] = ()

    @classmethod
    def of(cls, parts: Iterable[Login | LeftOut], remarks: Iterable[Message] = ()) -> Self:
        """Sorts what a file gave; a login that holds nothing to sign in with is left out."""
        logins: list[Login] = []
        left_out: list[LeftOut] = []
        for part in parts:
            if isinstance(part, LeftOut):
                left_out.append(part)
            elif part.username or part.password or part.addresses or part.totp:
                logins.append(part)
            else:
                left_out.append(left(LeftOutKind.EMPTY, part.title))
        return cls(logins=tuple(logins), left_out=tuple(left_out), remarks=tuple(remarks))

    def left_out_by_kind(self) -> dict[LeftOutKind, int]:
        """How many were left out of each kind that occurs, in the order of LeftOutKind."""
        counts = Counter(left.kind for left in self.left_out)
        return {kind: counts[kind] for kind in LeftOutKind if counts[kind]}
