"""Measures passwords into facts, once, when they are written."""

import multiprocessing
import os
import re
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from datetime import date
from functools import partial
from importlib.metadata import version
from math import ceil
from multiprocessing import resource_tracker
from threading import Lock
from types import TracebackType
from typing import Any, Self, TypeVar

import msgspec

from somesec.errors import CheckError, InputError
from somesec.hygiene.context import PasswordContext
from somesec.hygiene.intranet import holds
from somesec.hygiene.worker import Failure, Job, Outcome, intranet_values, start, work
from somesec.language import _
from somesec.model import Answer, Facts, Intranet, IntranetValues

# The number is ours: raised whenever the same password would be measured otherwise.
ENGINE = f"zxcvbn {version('zxcvbn')}, somesec 2"
_ENGINE = re.compile(r"zxcvbn ([\d.]+), somesec (\d+)")

SECONDS_A_PASSWORD = 10.0

# Sought by pattern, not by trying to encode: that error would carry the password.
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")

_MOST_WORKERS = 8
_FEWEST_IN_CHUNK, _MOST_IN_CHUNK = 8, 64
_CHUNKS_A_WORKER = 4

Progress = Callable[[int, int], None]
_Piece = TypeVar("_Piece")
_Done = TypeVar("_Done")


class MeasureRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A password to measure, and what the facts say beside it. `previous` are the passwords the
    account had before, empty ones left out; `intranet` is the list of the intranet's passwords,
    where there is one; `today` becomes the day of measuring."""

    password: str
    context: PasswordContext
    previous: tuple[str, ...] = ()
    changed_on: date | None = None
    has_totp: bool = False
    has_recovery_codes: bool = False
    intranet: IntranetValues | None = None
    today: date

    def __repr__(self) -> str:
        return f"MeasureRequest(today={self.today})"

    # Pretty printers ask this first, and the one that comes with a Struct shows every field.
    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("today", self.today)]


class Measurer:
    """Worker processes that measure, started when first needed and ended by `close` or at the end
    of the `with` block. May be used from several threads.

    `workers` is one a core unless given, eight at most; `seconds` the time one password may take.
    Processes are spawned, never forked: a fork would copy the threads' locks of a running screen.
    """

    def __init__(
        self,
        fingerprint_key: bytes,
        register: bytes,
        *,
        workers: int | None = None,
        seconds: float = SECONDS_A_PASSWORD,
    ) -> None:
        self._settings = (fingerprint_key, register, seconds)
        self._seconds = seconds
        self._workers = workers or min(os.cpu_count() or 1, _MOST_WORKERS)
        self._pool: ProcessPoolExecutor | None = None
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the worker processes. Measuring again starts new ones."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)

    def measure(self, request: MeasureRequest) -> Facts:
        """The facts of one password, with the errors of `measure_all`."""
        return self.measure_all([request])[0]

    def measure_all(
        self, requests: Sequence[MeasureRequest], progress: Progress | None = None
    ) -> list[Facts]:
        """The facts of many passwords, in their order. Equal ones are measured once.

        `progress` is told how many are done, of how many. Raises InputError for an empty password
        or one with half a character in it, and CheckError when a password could not be measured
        (its worker hung and was ended, or failed): then nothing is known, and nothing is guessed.
        """
        for request in requests:
            _require_text(request)
        outcomes: dict[str, Outcome] = {}
        contexts = _contexts_by_password(requests)
        salts = {r.password: r.intranet.salt for r in requests if r.intranet is not None}
        jobs = [
            Job(password=p, contexts=tuple(found), intranet_salt=salts.get(p))
            for p, found in contexts.items()
        ]
        countdown = _Countdown(requests)
        with closing(self._worked(work, jobs)) as worked:
            for chunk, done in worked:
                outcomes.update(zip((job.password for job in chunk), done, strict=True))
                if progress is not None:
                    progress(countdown.after(chunk), len(requests))
        return [_facts(request, outcomes, contexts) for request in requests]

    def intranet_values(
        self, hashes: Sequence[bytes], salt: bytes, progress: Progress | None = None
    ) -> list[bytes]:
        """What passwords of the intranet, given by their NT hashes, are kept as in a list of this
        salt (16 bytes): 5 bytes each, in no order. Takes about 10 ms each.

        `progress` is told how many are done, of how many. Raises CheckError when a worker failed.
        """
        values: list[bytes] = []
        with closing(self._worked(partial(intranet_values, salt), hashes)) as worked:
            for _chunk, done in worked:
                values += done
                if progress is not None:
                    progress(len(values), len(hashes))
        return values

    def _worked(
        self,
        act: Callable[[Sequence[_Piece]], list[_Done] | Failure],
        pieces: Sequence[_Piece],
    ) -> Generator[tuple[Sequence[_Piece], list[_Done]], None, None]:
        """Pieces with what they became, some at a time, in the order in which they are done."""
        size = ceil(len(pieces) / (self._workers * _CHUNKS_A_WORKER))
        size = min(max(size, _FEWEST_IN_CHUNK), _MOST_IN_CHUNK)
        futures: dict[Future[list[_Done] | Failure], Sequence[_Piece]] = {}
        try:
            for first in range(0, len(pieces), size):
                chunk = pieces[first : first + size]
                futures[self._running_pool().submit(act, chunk)] = chunk
            for future in as_completed(futures):
                done = future.result()
                if isinstance(done, Failure):
                    raise CheckError(
                        _(
                            "A password could not be measured ({error}), so its strength is "
                            "unknown. This is a fault of somesec: please report it."
                        ).format(error=done.error)
                    )
                yield futures[future], done
        except (BrokenProcessPool, CancelledError):
            self.close()
            raise CheckError(
                _(
                    "A password could not be measured, so its strength is unknown: the work took "
                    "over {seconds} seconds or was ended from outside. Try again."
                ).format(seconds=f"{self._seconds:g}")
            ) from None
        finally:
            for future in futures:
                future.cancel()

    def _running_pool(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                _start_quiet_tracker()
                self._pool = ProcessPoolExecutor(
                    self._workers,
                    mp_context=multiprocessing.get_context("spawn"),
                    initializer=start,
                    initargs=self._settings,
                )
            return self._pool


def _start_quiet_tracker() -> None:
    """Starts the process in which Python notes what a killed program leaves behind. What it cleans
    up then is no news to anybody, yet it would warn of it on the terminal; and it listens to no
    setting but the options that it is started with."""
    if os.name != "posix":
        return
    option = "ignore:resource_tracker"
    sys.warnoptions.append(option)
    try:
        resource_tracker.ensure_running()
    finally:
        sys.warnoptions.remove(option)


def is_older(engine: str) -> bool:
    """Whether facts by this engine would be measured better by the one here. One that this program
    does not know is older; a newer one, of a program updated before this one, is not."""
    return _age(engine) < _age(ENGINE)


def _age(engine: str) -> tuple[int, ...]:
    known = _ENGINE.fullmatch(engine)
    if known is None:
        return ()
    return (int(known[2]), *(int(part) for part in known[1].split(".") if part))


class _Countdown:
    """Counts the requests of which every password, the previous ones too, has been worked."""

    def __init__(self, requests: Sequence[MeasureRequest]) -> None:
        self._waiting: dict[str, list[int]] = {}
        self._left: list[int] = []
        self._done = 0
        for place, request in enumerate(requests):
            passwords = {request.password, *_earlier(request)}
            self._left.append(len(passwords))
            for password in passwords:
                self._waiting.setdefault(password, []).append(place)

    def after(self, chunk: Sequence[Job]) -> int:
        """How many requests are done now that this chunk is."""
        for job in chunk:
            for place in self._waiting[job.password]:
                self._left[place] -= 1
                self._done += self._left[place] == 0
        return self._done


def _require_text(request: MeasureRequest) -> None:
    if not request.password:
        raise InputError(_("There is no password to measure: it is empty."))
    if any(_HALF_CHARACTER.search(text) for text in (request.password, *request.previous)):
        raise InputError(_("A password holds half a character (a lone surrogate). Write it anew."))


def _earlier(request: MeasureRequest) -> list[str]:
    return [password for password in dict.fromkeys(request.previous) if password]


def _contexts_by_password(
    requests: Sequence[MeasureRequest],
) -> dict[str, dict[PasswordContext, int]]:
    """Every password once, with its contexts and their places; none for previous passwords."""
    contexts: dict[str, dict[PasswordContext, int]] = {}
    # Equal contexts become one object: pickled once a chunk instead of once a password.
    known: dict[PasswordContext, PasswordContext] = {}
    for request in requests:
        context = known.setdefault(request.context, request.context)
        places = contexts.setdefault(request.password, {})
        places.setdefault(context, len(places))
        for password in _earlier(request):
            contexts.setdefault(password, {})
    return contexts


def _facts(
    request: MeasureRequest,
    outcomes: dict[str, Outcome],
    contexts: dict[str, dict[PasswordContext, int]],
) -> Facts:
    outcome = outcomes[request.password]
    found = outcome.strengths[contexts[request.password][request.context]]
    return Facts(
        length=outcome.length,
        strength=found.score,
        reasons=found.reasons,
        context=found.context,
        fingerprint=outcome.exact,
        stem=outcome.stem,
        previous=tuple(dict.fromkeys(outcomes[p].exact for p in _earlier(request))),
        previous_stems=tuple(dict.fromkeys(_stems(outcomes, _earlier(request)))),
        changed_on=request.changed_on,
        measured_on=request.today,
        engine=ENGINE,
        surroundings=request.context.digest(),
        intranet=_intranet(request, outcome),
        has_totp=request.has_totp,
        has_recovery_codes=request.has_recovery_codes,
    )


def _stems(outcomes: dict[str, Outcome], passwords: Iterable[str]) -> Iterator[bytes]:
    for password in passwords:
        stem = outcomes[password].stem
        if stem is not None:
            yield stem


def _intranet(request: MeasureRequest, outcome: Outcome) -> Intranet:
    known = request.intranet
    if known is None:
        return Intranet()
    match = Answer.YES if holds(known, outcome.intranet) else Answer.NO
    return Intranet(match=match, checked_on=request.today, listed_at=known.loaded_at)
