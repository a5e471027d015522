"""The answers of a breach check, and why one may be unknown."""

from datetime import date

from somesec.language import N_
from somesec.model import Answer, Breach

NOT_TEXT = N_("The password holds a character that cannot be hashed.")


def known(source: str, today: date, *, seen: bool) -> Breach:
    """The password is in the corpus, or is not."""
    return Breach(seen=Answer.YES if seen else Answer.NO, source=source, checked_on=today)


def unknown(source: str, today: date, reason: str) -> Breach:
    """The check could not be made; `reason` is a msgid."""
    return Breach(seen=Answer.UNKNOWN, source=source, checked_on=today, reason=reason)
