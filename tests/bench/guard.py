"""Holds the hot paths against what they took before: in steps of the interpreter, not in seconds.

The steps that one account more takes, counted in two sizes, so that what is done once does not
count. They hardly vary from run to run on one version of Python; each has figures of its own."""

import sys
import threading
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from somesec.hygiene.breach import corpus as breach_corpus
from somesec.register import Register, auditing
from tests.bench import PASSPHRASE, TODAY, made_up
from tests.bench.work import open_and_close, without_derivation

KEPT = Path(__file__).with_name("guard.toml")
_MOST = 1.1
_FEW, _MANY = 50, 150
_PYTHON = f"python{sys.version_info.major}{sys.version_info.minor}"


@dataclass(frozen=True)
class Counted:
    """The steps of a path now, and those that were kept; 0 where none are for this Python."""

    path: str
    now: int
    kept: int

    @property
    def is_slower(self) -> bool:
        return bool(self.kept) and self.now > self.kept * _MOST

    @property
    def verdict(self) -> str:
        if not self.kept:
            return "new"
        return f"{self.now / self.kept - 1:+.1%}"


def counted(folder: Path) -> list[Counted]:
    """All paths, each with what was kept for it."""
    known = (
        tomllib.loads(KEPT.read_text(encoding="utf-8")).get(_PYTHON, {}) if KEPT.exists() else {}
    )
    return [Counted(path, now, known.get(path, 0)) for path, now in _paths(folder)]


def keep(some: list[Counted]) -> None:
    """Keeps the figures of now for this version of Python, beside those of others."""
    known = tomllib.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    known[_PYTHON] = {one.path: one.now for one in some}
    lines = ["# Steps of the interpreter, as `make bench` counted them last.\n"]
    for python, paths in sorted(known.items()):
        lines += [f"\n[{python}]\n", *(f"{path} = {now}\n" for path, now in sorted(paths.items()))]
    KEPT.write_text("".join(lines), encoding="utf-8")


def _paths(folder: Path) -> Iterator[tuple[str, int]]:
    places = {count: folder / f"guarded-{count}.somesec" for count in (_FEW, _MANY)}
    for count, place in places.items():
        made_up.town(place, count).close()
    with without_derivation(*places.values()):
        yield "unlocking", _each(lambda count: partial(open_and_close, places[count]))
        opened = {count: Register.open(place, PASSPHRASE) for count, place in places.items()}
        yield "audit", _each(lambda count: partial(auditing.audit, opened[count], today=TODAY))
        yield "json", _each(lambda count: partial(_as_json, opened[count]))
        for register in opened.values():
            register.close()
    passwords = made_up.passwords(_MANY)
    corpus = folder / "guarded.txt"
    made_up.corpus(corpus, 100_000, passwords)
    yield "breach", _each(lambda count: partial(breach_corpus.check, passwords[:count], corpus))


def _as_json(register: Register) -> None:
    from policy.reports import json

    json.write(auditing.audit(register, today=TODAY), register.records)


def _each(work: Callable[[int], Callable[[], Any]]) -> int:
    """The steps that one more of `_MANY` takes over `_FEW`."""
    many, few = steps(work(_MANY)), steps(work(_FEW))
    return round((many - few) / (_MANY - _FEW))


def steps(act: Callable[[], Any]) -> int:
    """How many steps the interpreter takes for this, in this thread."""
    act()  # what is made once is made now
    taken = 0

    def trace(frame: FrameType, event: str, _arg: object) -> Any:
        nonlocal taken
        if event == "call":
            frame.f_trace_opcodes, frame.f_trace_lines = True, False
        elif event == "opcode":
            taken += 1
        return trace

    before, before_in_threads = sys.gettrace(), threading.gettrace()
    sys.settrace(trace)
    try:
        act()
    finally:
        sys.settrace(before)
    assert threading.gettrace() is before_in_threads
    return taken
