"""Ends a backup, a restoring and a moving with SIGKILL at every step that reaches the disk, and
looks whether anything is lost: `python -m tests.register.killing_steps`."""

import argparse
import os
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from somesec.errors import SomesecError
from somesec.register import Register, backups, moving, units, verifying
from somesec.store.placing import _UNFINISHED
from somesec.vault import cost
from tests.register.killing import PASSPHRASE, make
from tests.register.quick import measure_quickly
from tests.store.halfway import killed_while_writing

LATER = "Museo"  # a unit that came after the backup

_KNOWN = ("testila.somesec", "backup.somesec", "new.somesec", "testila.moved-")

# What Python tells of before it changes a folder.
_STEPS = ("os.rename", "os.link", "os.remove", "os.chmod", "os.truncate", "sqlite3.connect")


@dataclass
class Figures:
    """How many kills there were of each work, how each ended, and what went wrong."""

    kills: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        kills = ", ".join(f"{name} {number}" for name, number in sorted(self.kills.items()))
        ends = ", ".join(f"{number} {name}" for name, number in sorted(self.ends.items()))
        return f"killed: {kills}; {ends}; {len(self.broken)} went wrong"


class Folder:
    """A register with a later change, a backup without it, and room for what comes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.place = path / "testila.somesec"
        self.backup = path / "backup.somesec"
        self.new = path / "new.somesec"

    def fill(self) -> None:
        make(self.place)
        with Register.open(self.place, PASSPHRASE) as register:
            backups.back_up(register, self.backup)
            units.add(register, {"name": LATER})

    def kept(self) -> list[Path]:
        """What was replaced. Whatever else is there must be known, or known to be unfinished."""
        kept = []
        for entry in self.path.iterdir():
            if entry.name.startswith("testila.replaced-"):
                kept.append(entry)
            elif not (entry.name.startswith(_KNOWN) or _UNFINISHED.fullmatch(entry.name)):
                raise ValueError(f"nobody knows what {entry.name} is")
        return kept


def back_up(folder: Folder) -> None:
    with Register.open(folder.place, PASSPHRASE) as register:
        backups.back_up(register, folder.new)


def restore(folder: Folder) -> None:
    with backups.restoring(folder.backup, folder.place, PASSPHRASE) as restoration:
        restoration.carry_out()


def move(folder: Folder) -> None:
    with Register.open(folder.place, PASSPHRASE) as register:
        moving.move(register, folder.new)


def after_backing_up(folder: Folder) -> str:
    require_whole(folder.place)
    folder.kept()
    if folder.new.exists():
        require_whole(folder.new)
        return "backups made"
    return "backups not made"


def after_restoring(folder: Folder) -> str:
    require_whole(folder.place)
    holders = [path for path in (folder.place, *folder.kept()) if has_later(path)]
    if not holders:
        raise ValueError("what was replaced is lost")
    is_done = not has_later(folder.place)
    restore(folder)
    require_whole(folder.place)
    if has_later(folder.place):
        raise ValueError("it cannot be restored any more")
    return "restored" if is_done else "not restored"


def after_moving(folder: Folder) -> str:
    folder.kept()
    there = [path for path in (folder.place, folder.new) if path.exists()]
    for path in there:
        require_whole(path)
    if not any(has_later(path) for path in there):
        raise ValueError("the register is lost")
    if folder.place.exists():
        move(folder)  # from the beginning, or just its end
    require_whole(folder.new)
    if folder.place.exists() or not has_later(folder.new):
        raise ValueError("the moving cannot be finished")
    return {1: "moved" if folder.new in there else "not moved", 2: "moved but for the end"}[
        len(there)
    ]


WORKS: dict[str, tuple[Callable[[Folder], None], Callable[[Folder], str]]] = {
    "backup": (back_up, after_backing_up),
    "restore": (restore, after_restoring),
    "restore over what a killed writer left": (restore, after_restoring),
    "move": (move, after_moving),
}


def require_whole(place: Path) -> None:
    problems = verifying.verify(place, PASSPHRASE).problems
    if problems:
        raise ValueError(f"{place.name} does not verify: {problems[0]}")


def has_later(place: Path) -> bool:
    with Register.open(place, PASSPHRASE) as register:
        return any(unit.name == LATER for unit in register.records.units.values())


def die_at(step: int) -> None:
    """Lets this process kill itself when it comes to the step."""
    left = step

    def count(*_told: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def hear(name: str, _told: tuple[Any, ...]) -> None:
        if name in _STEPS:
            count()

    sys.addaudithook(hear)
    for name in ("begin", "before_cursor_execute", "commit", "rollback"):
        event.listen(Engine, name, count)


def killed_at(step: int, work: Callable[[Folder], None], folder: Folder) -> bool:
    """Does the work in a process of its own; whether it was killed before it was done."""
    child = os.fork()
    if child == 0:
        die_at(step)
        try:
            work(folder)
        except SomesecError:
            os._exit(1)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    if os.WEXITSTATUS(status):
        raise ValueError("the work itself failed")
    return False


def run(stride: int, under: Path) -> Figures:
    """Kills each work at every `stride`-th step."""
    figures = Figures()
    first = Folder(under / "first")
    first.path.mkdir()
    first.fill()
    for name, (work, look) in WORKS.items():
        step, goes_on = 1, True
        while goes_on:
            folder = Folder(under / f"{name} {step}")
            shutil.copytree(first.path, folder.path)
            if "killed writer" in name:
                killed_while_writing(folder.place)
            try:
                goes_on = killed_at(step, work, folder)
                figures.kills[name] += goes_on
                figures.ends[look(folder)] += 1
            except (ValueError, SomesecError) as error:
                figures.broken.append(f"{name}, killed at step {step}: {error}")
            shutil.rmtree(folder.path)
            step += stride
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stride", type=int, default=1)
    options = parser.parse_args()
    measure_quickly()
    with cost.using(cost.FLOOR), tempfile.TemporaryDirectory() as folder:
        figures = run(options.stride, Path(folder))
    print(figures, *figures.broken, sep="\n")  # noqa: T201 - what it is for
    raise SystemExit(1 if figures.broken else 0)


if __name__ == "__main__":
    main()
