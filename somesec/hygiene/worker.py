"""The part of measuring that runs in a process of its own, where a hang can be ended.

What comes back names no character of a password: an exception would carry its arguments to the
parent and into its traceback, so only the type's name returns.
"""

import faulthandler
import multiprocessing
import os
import signal
import threading
import unicodedata
from collections.abc import Sequence
from typing import IO, Any

import msgspec

from somesec.hardening import clean_environment, refuse_core_dumps
from somesec.hygiene.context import PasswordContext
from somesec.hygiene.intranet import nt_hashes
from somesec.hygiene.stem import stem
from somesec.hygiene.verdict import Strength
from somesec.model import length_class
from somesec.vault.fingerprint import Purpose, fingerprint, intranet_value

_PARENTS_SIGNALS = frozenset({"SIGINT", "SIGHUP", "SIGTSTP"})


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A password and the contexts it is used in: none for one used before, which needs no more
    than its fingerprints. `intranet_salt` is that of the intranet's list, where there is
    one."""

    password: str
    contexts: tuple[PasswordContext, ...]
    intranet_salt: bytes | None = None

    def __repr__(self) -> str:
        return f"Job(contexts={len(self.contexts)})"

    # Pretty printers ask this first, and the one that comes with a Struct shows every field.
    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("contexts", len(self.contexts))]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """`length` a length class, the fingerprints 16 bytes each, a strength for each context, and
    what the intranet's list would have for the password, 5 bytes each."""

    length: int
    exact: bytes
    stem: bytes | None
    strengths: tuple[Strength, ...]
    intranet: tuple[bytes, ...] = ()


class Failure(msgspec.Struct, frozen=True):
    """The name of the exception's type, and nothing of its text."""

    error: str


class _Settings(msgspec.Struct, frozen=True):
    key: bytes
    register: bytes
    seconds: float
    nowhere: IO[str]


_settings: _Settings


def start(key: bytes, register: bytes, seconds: float) -> None:
    """Makes the process ready. What a terminal sends to all of its processes is for the parent to
    answer, so that a save under way is finished first; and an orphan ends."""
    global _settings
    for name in _PARENTS_SIGNALS & {known.name for known in signal.Signals}:
        signal.signal(signal.Signals[name], signal.SIG_IGN)
    clean_environment()
    refuse_core_dumps()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 — open as long as the process
    _settings = _Settings(key, register, seconds, nowhere)
    # zxcvbn and the word lists are for workers only: the parent imports this module too.
    from somesec.hygiene.strength import prepare

    prepare()


def work(jobs: Sequence[Job]) -> list[Outcome] | Failure:
    """Measures passwords. One that takes longer than the limit ends the process."""
    try:
        return [_measured_in_time(job) for job in jobs]
    except Exception as error:
        return Failure(type(error).__name__)


def intranet_values(salt: bytes, hashes: Sequence[bytes]) -> list[bytes] | Failure:
    """What NT hashes are kept as in the intranet's list of this salt."""
    try:
        return [intranet_value(each, _settings.key, salt) for each in hashes]
    except Exception as error:
        return Failure(type(error).__name__)


def _measured_in_time(job: Job) -> Outcome:
    # A watch in C ends the process even where Python code never gets its turn again, and on every
    # system. It writes a traceback of names and lines first, which nobody needs.
    faulthandler.dump_traceback_later(_settings.seconds, exit=True, file=_settings.nowhere)
    try:
        return _measured(job)
    finally:
        faulthandler.cancel_dump_traceback_later()


def _measured(job: Job) -> Outcome:
    from somesec.hygiene.strength import strength

    password = unicodedata.normalize("NFC", job.password)
    core = stem(password)
    return Outcome(
        length=length_class(len(password)),
        exact=_print(password, "exact"),
        stem=_print(core, "stem") if core is not None else None,
        strengths=tuple(strength(password, context) for context in job.contexts),
        intranet=_intranet(job.password, job.intranet_salt),
    )


def _intranet(password: str, salt: bytes | None) -> tuple[bytes, ...]:
    if salt is None:
        return ()
    return tuple(intranet_value(each, _settings.key, salt) for each in nt_hashes(password))


def _print(text: str, purpose: Purpose) -> bytes:
    return fingerprint(text, _settings.key, _settings.register, purpose=purpose)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
