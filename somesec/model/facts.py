"""Facts about a secret: what an auditor may know without it.

Never a guess count, never a prefix of a hash, never a character of the password.
"""

from datetime import date, datetime
from enum import StrEnum

import msgspec

LENGTH_CLASSES = (0, 8, 10, 12, 14, 15, 16, 20, 24)


def length_class(length: int) -> int:
    """The largest class edge that the length (in characters) reaches: 13 gives 12."""
    return max(edge for edge in LENGTH_CLASSES if edge <= length)


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Breach(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Whether the password is in a breach corpus. `source` names the corpus or service,
    `checked_on` the day of the last try, whatever came of it; `reason` says why it is unknown."""

    seen: Answer = Answer.UNKNOWN
    source: str = ""
    checked_on: date | None = None
    reason: str = ""


class Intranet(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Whether the password is one of the intranet's. `listed_at` says which load of the list it
    was compared with; None where it was compared with a file, or with one that somebody typed."""

    match: Answer = Answer.UNKNOWN
    checked_on: date | None = None
    listed_at: datetime | None = None


class Facts(
    msgspec.Struct,
    frozen=True,
    gc=False,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
):
    """What was measured when the password was written, or anew since.

    `length` is a length class in characters; `strength` the zxcvbn score 0 to 4; `reasons` codes of
    what weakens it; `context` the kinds of context word found in it (organisation, unit, platform,
    handle, person, login), never the words; fingerprints are keyed, 16 bytes each, equal for equal
    passwords (or stems) in one register; `previous` the exact ones of passwords it had before, and
    `previous_stems` the stems of these, None where they were measured before that was looked at;
    `surroundings` stand for the context words it was measured among, 8 bytes.
    """

    length: int
    strength: int
    reasons: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    fingerprint: bytes
    stem: bytes | None = None
    previous: tuple[bytes, ...] = ()
    previous_stems: tuple[bytes, ...] | None = None
    breach: Breach = Breach()
    intranet: Intranet = Intranet()
    changed_on: date | None = None
    measured_on: date
    engine: str
    surroundings: bytes = b""
    has_totp: bool = False
    has_recovery_codes: bool = False
