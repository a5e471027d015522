"""`python -m tests.bench`: makes its data in a temporary folder, compares, and writes
`docs/benchmarks.md`. With `--small` it does less and prints a table instead.

The ratios are for people to read; only the guarded paths fail the run, when they take more steps
than before."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from somesec import clock
from somesec.vault import cost
from tests.bench import TODAY, guard, page
from tests.bench.auditing import auditing_growing, opening, writing
from tests.bench.breaches import looking_up
from tests.bench.importing import importing
from tests.bench.results import Growth, Result, Results
from tests.bench.screens import on_the_screens
from tests.bench.servers import on_a_server
from tests.bench.sizes import FULL, SMALL, Sizes
from tests.bench.starting import starting

PAGE = Path("docs/benchmarks.md")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--small", action="store_true", help="do less, and write no page")
    parser.add_argument("--only", default="", help="only the sections whose title has this in it")
    parser.add_argument("--page", type=Path, help="where the page goes")
    options = parser.parse_args()
    sizes = SMALL if options.small else FULL
    begin = time.monotonic()
    done: dict[str, list[Result]] = {}
    with own_home() as folder:
        _say(f"{page.machine()}\n")
        for title, some in sections(sizes, folder):
            if options.only.casefold() not in title.casefold():
                continue
            _say(f"\n{title}\n\n{page.table([])}")
            done[title] = []
            for result in some:
                done[title].append(result)
                if not isinstance(result, Growth):
                    _say(page.line(result.row()))
        with cost.using(cost.FLOOR), clock.frozen(TODAY):
            counted = guard.counted(folder)
    for one in counted:
        _say(f"{one.path}: {one.now:,} steps, {one.verdict}")
    minutes = (time.monotonic() - begin) / 60
    target = options.page or (None if options.small or options.only else PAGE)
    if target is not None:
        page.write(target, done, counted, minutes)
        _say(f"\n{target} is written.")
    _say(f"\n{minutes:.1f} minutes in all")
    slower = [one.path for one in counted if one.is_slower]
    if slower:
        _say(f"Slower than before: {', '.join(slower)}. Mend it, or delete it from {guard.KEPT}.")
        return 1
    if not options.small:
        guard.keep(counted)
    return 0


def sections(sizes: Sizes, folder: Path) -> Iterator[tuple[str, Results]]:
    """Every comparison by subject, one after the other; at the lowest cost of a passphrase, as at
    home."""
    titles: dict[str, Callable[[], Results]] = {
        "Start": lambda: starting(sizes),
        "Audit": lambda: auditing_growing(sizes, folder),
        "Unlocking": lambda: opening(sizes, folder),
        "Reading and writing": lambda: writing(sizes, folder),
        "Measuring passwords": lambda: importing(sizes, folder),
        "Breach check": lambda: looking_up(sizes, folder),
        "PostgreSQL": lambda: on_a_server(sizes, folder),
        "Screens": lambda: on_the_screens(sizes, folder),
    }
    with cost.using(cost.FLOOR), clock.frozen(TODAY):
        for title, some in titles.items():
            yield title, some()


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


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
