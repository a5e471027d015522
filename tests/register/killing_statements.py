"""Ends a member's change with SIGKILL before each statement that writes and each step that changes
a folder, in a file or on a server, and looks whether all of it is there or nothing."""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from sqlalchemy import Engine, event

from somesec import clock
from somesec.register import (
    accounts,
    backups,
    imports,
    means,
    members,
    moving,
    rotation,
    units,
    verifying,
)
from somesec.register.place import Place
from somesec.vault import cost
from somesec.vault.passphrase import unlock
from tests.register.crew import AINO, LIBRARY, LIBRARYS, LIISA, Crew, account, passphrase
from tests.register.quick import measure_quickly
from tests.register.stored import keep, put_back

_WRITES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "CREATE", "NOTIFY")
_STEPS = ("os.rename", "os.link", "os.remove")

NEW = "the password that comes 9"
LATER = "Museo"
IMPORTED = 3


class Ends(NamedTuple):
    """How often the killed change was not there at all, and how often all of it."""

    nothing: int
    everything: int


class Work(NamedTuple):
    """A change, and what goes before it. Both are told a folder for files. It is killed at every
    `stride`-th step."""

    prepare: Callable[[Crew, Path], object]
    act: Callable[[Crew, Path], object]
    stride: int = 1


def _start(crew: Crew, _folder: Path) -> None:
    register = crew.open(AINO)
    rotation.start(register, account(register, LIBRARYS), password=NEW)


def _confirm(crew: Crew, _folder: Path) -> None:
    register = crew.open(AINO)
    rotation.confirm(register, account(register, LIBRARYS))


def _import(crew: Crew, folder: Path) -> None:
    register, file = crew.open(AINO), folder / "in.csv"
    rows = (f"{LIBRARY};x;{number};the password {number}\n" for number in range(IMPORTED))
    file.write_text("unit;platform;handle;password\n" + "".join(rows), encoding="utf-8")
    imports.carry_out(register, imports.plan(register, file, kind="accounts"))


def _remove(crew: Crew, _folder: Path) -> None:
    register = crew.open(AINO)
    members.remove(register, members.find(register, LIISA), by_force=True)


def _back_up(crew: Crew, folder: Path) -> None:
    register = crew.open(AINO)
    backups.back_up(register, folder / "backup.somesec")
    units.add(register, {"name": LATER})


def _restore(crew: Crew, folder: Path) -> None:
    file = folder / "backup.somesec"
    with backups.restoring(file, crew.place, passphrase(AINO)) as restoration:
        restoration.carry_out()


def _nothing(_crew: Crew, _folder: Path) -> None:
    pass


WORKS = {
    "starting a rotation": Work(_nothing, _start),
    "confirming a rotation": Work(_start, _confirm),
    "an import": Work(_nothing, _import),
    "a removal": Work(_nothing, _remove),
    "a restoring": Work(_back_up, _restore, stride=4),
}


def kill_at_every_statement(name: str, place: Place, folder: Path, today: date) -> Ends:
    """Does the work until it is killed no more, each time from the same beginning. `folder` has the
    computers of the register's members, and room.

    Raises ValueError when a killed change is there in part."""
    work, files = WORKS[name], folder / "files"
    files.mkdir()
    with _made_quick(today):
        crew = Crew(place, folder / "computers", "")
        work.prepare(crew, files)
        crew.close()
        rows, before = keep(place), _state(crew)
        shutil.copytree(crew.folder, folder / "as before")
        found = []
        for step in count(1, work.stride):
            is_killed = _killed_at(step, lambda: _done(work, crew, files))
            found.append(_state(crew))
            put_back(place, rows)
            shutil.rmtree(crew.folder)
            shutil.copytree(folder / "as before", crew.folder)
            if not is_killed:
                break
    done = found.pop()
    for state in found:
        if state not in (before, done):
            raise ValueError(f"{name} that was killed left {state}")
    return Ends(found.count(before), found.count(done))


def move_killed_at_every_statement(
    place: Place, to: list[Place], folder: Path, today: date, stride: int
) -> Ends:
    """Moves the register to one place after another, killed `stride` steps later each time, and
    finishes each move. It begins with a register that nobody has moved.

    Raises ValueError when anything is lost."""
    with _made_quick(today):
        crew = Crew(place, folder / "computers", "")
        rows, before = keep(place), _state(crew)
        kept = place.read_bytes() if isinstance(place, Path) else b""
        shutil.copytree(crew.folder, folder / "as before")
        ends = []
        for step, new in zip(count(1, stride), to, strict=False):
            is_killed = _killed_at(step, lambda new=new: _move(crew, new))  # type: ignore[misc]
            has_gone = isinstance(place, Path) and not place.exists()
            if not has_gone and is_killed:
                if _state(crew) != before:
                    raise ValueError(f"the move killed at step {step} left another register")
                _move(crew, new)
            arrived = Crew(new, crew.folder, "")
            if _state(arrived) != before:
                raise ValueError(f"the move killed at step {step} brought another register")
            ends.append(has_gone)
            if isinstance(place, Path):
                place.write_bytes(kept)
            else:
                put_back(place, rows)
            shutil.rmtree(crew.folder)
            shutil.copytree(folder / "as before", crew.folder)
            if not is_killed:
                return Ends(ends[:-1].count(False), ends[:-1].count(True))
    raise ValueError("it takes more steps than there are places")


def _done(work: Work, crew: Crew, files: Path) -> None:
    work.act(crew, files)
    crew.close()


def _move(crew: Crew, to: Place) -> None:
    moving.move(crew.open(AINO), to)
    crew.close()


def _state(crew: Crew) -> tuple[Any, ...]:
    """What people see of the register, which must be whole, and of what waits to be finished."""
    with crew.open(AINO, accepts=True) as register:
        problems = verifying.verified(register).problems
        if problems:
            raise ValueError(f"it does not verify: {problems[0]}")
        known = sorted(accounts.listed(register), key=lambda each: each.name)
        secrets = [register.secret(each.id) for each in known]
        unfinished = {each.id for each in rotation.unfinished(register)}
        if unfinished != {secret.id for secret in secrets if secret.pending}:
            raise ValueError("an unfinished rotation is not said")
        return (
            [(each.name, each.pending_since, each.rotation_due) for each in known],
            [(each.password, each.pending, len(each.previous)) for each in secrets],
            sorted(unit.name for unit in register.records.units.values()),
            [(member.name, member.role) for member in register.members()],
        )


def _killed_at(step: int, act: Callable[[], object]) -> bool:
    """Does it in a process of its own; whether that was killed before it was done."""
    child = os.fork()
    if child == 0:
        try:
            _die_at(step)
            act()
        except BaseException:
            os._exit(1)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status) == signal.SIGKILL
    if os.WEXITSTATUS(status):
        raise ValueError("the work itself failed")
    return False


def _die_at(step: int) -> None:
    left = step

    def count_one() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def hear(name: str, _told: tuple[Any, ...]) -> None:
        if name in _STEPS:
            count_one()

    def execute(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith(_WRITES):
            count_one()

    sys.addaudithook(hear)
    event.listen(Engine, "before_cursor_execute", execute)
    event.listen(Engine, "commit", lambda _connection: count_one())


def _made_quick(today: date) -> ExitStack:
    """On that day, with passwords measured and keys derived in no time."""
    measure_quickly()
    stack = ExitStack()
    stack.enter_context(cost.using(cost.FLOOR))
    stack.enter_context(clock.frozen(today))
    stack.enter_context(mock.patch.object(means, "unlock", cache(unlock)))
    return stack
