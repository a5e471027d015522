"""The one place that knows what time it is. Tests and `--today` stop it with `frozen`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time

_stopped_at: ContextVar[datetime | None] = ContextVar("stopped_at", default=None)


def now() -> datetime:
    """The present moment in UTC, to the second."""
    moment = _stopped_at.get() or datetime.now(UTC)
    return moment.replace(microsecond=0)


def today() -> date:
    """The calendar day where the reader sits."""
    stopped = _stopped_at.get()
    return stopped.date() if stopped else datetime.now().astimezone().date()


@contextmanager
def frozen(moment: datetime | date) -> Iterator[None]:
    """Stops the clock at a moment (UTC), or at noon of a day, within the block."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(12), UTC)
    token = _stopped_at.set(moment)
    try:
        yield
    finally:
        _stopped_at.reset(token)
