"""`python -m tests.bench`: makes its data in a temporary folder, compares, and prints a table.

Nothing is asserted: the numbers are for people to read. A ratio is the median of those of single
pairs of runs, which take turns."""

import os
import platform
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from somesec import __version__, clock
from somesec.vault import cost
from tests.bench import TODAY
from tests.bench.cases import (
    Comparisons,
    Sizes,
    importing,
    looking_up,
    opening_and_auditing,
    starting,
)
from tests.bench.ratio import Skipped

HEADINGS = ("what", "over", "ratio", "min - max", "pairs", "medians")


def main() -> int:
    begin = time.monotonic()
    with own_home() as folder:
        _say(f"{machine()}\n\n{_line(HEADINGS)}\n{_line(['---'] * len(HEADINGS))}")
        for compared in all_of(Sizes(), folder):
            if isinstance(compared, Skipped):
                _say(_line((compared.work, f"skipped: {compared.reason}", "", "", "", "")))
            else:
                _say(_line(compared.row()))
    _say(f"\n{time.monotonic() - begin:.0f} s in all")
    return 0


def all_of(sizes: Sizes, folder: Path) -> Comparisons:
    """Every comparison, one after the other; at the lowest cost of a passphrase, as at home."""
    with cost.using(cost.FLOOR), clock.frozen(TODAY):
        yield from chain(
            starting(sizes),
            opening_and_auditing(sizes, folder),
            importing(sizes, folder),
            looking_up(sizes, folder),
        )


@contextmanager
def own_home() -> Iterator[Path]:
    """A temporary folder that is home to this process and to those it starts."""
    with TemporaryDirectory(prefix="somesec-bench-") as name:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("SOMESEC_", "XDG_"))}
        homes = dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"), name)
        with mock.patch.dict(
            os.environ, {**kept, **homes, "LANGUAGE": "en", "SOMESEC_KEYRING": "no"}, clear=True
        ):
            yield Path(name)


def machine() -> str:
    """What it was measured on, in a line."""
    return (
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()}; "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"cryptography {version('cryptography')}, zxcvbn {version('zxcvbn')}; "
        f"somesec {__version__}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def _line(cells: tuple[str, ...] | list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
