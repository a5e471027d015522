"""`python -m tests.bench`: makes its data in a temporary folder, compares, and writes
`docs/benchmarks.md`. With `--small` it does less and prints a table instead.

The ratios are for people to read; what fails the run is a guarded path that takes more steps than
before, and a section that broke off."""

import argparse
import os
import sys
import time
import traceback
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
from tests.bench.results import Growth, Result, Results, Skipped
from tests.bench.screens import on_the_screens
from tests.bench.servers import on_a_server
from tests.bench.sizes import FULL, SMALL, Sizes
from tests.bench.starting import starting
from tests.bench.terms import syncing

PAGE = Path("docs/benchmarks.md")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--small", action="store_true", help="do less, and write no page")
    parser.add_argument("--only", default="", help="only the sections whose title has this in it")
    parser.add_argument("--page", type=Path, help="where the page goes")
    options = parser.parse_args()
    sizes = SMALL if options.small else FULL
    target = options.page or (None if options.small or options.only else PAGE)
    begin = time.monotonic()
    done: dict[str, list[Result]] = {}
    counted: list[guard.Counted] = []

    def keep_page() -> None:
        # After each section, so that a run that is cut short has not been for nothing.
        if target is not None:
            page.write(target, done, counted, (time.monotonic() - begin) / 60)

    with own_home() as folder:
        _say(f"{page.machine()}\n")
        for title, some in sections(sizes, folder):
            if options.only.casefold() not in title.casefold():
                continue
            _say(f"\n{title}\n\n{page.table([])}")
            done[title] = []
            for result in or_failing(title, some):
                done[title].append(result)
                if not isinstance(result, Growth):
                    _say(page.line(result.row()))
            keep_page()
        with cost.using(cost.FLOOR), clock.frozen(TODAY):
            counted += guard.counted(folder)
    for one in counted:
        _say(f"{one.path}: {one.now:,} steps, {one.verdict}")
    keep_page()
    _say(f"\n{(time.monotonic() - begin) / 60:.1f} minutes in all")
    broken_off = [title for title, some in done.items() if any(map(_is_failure, some))]
    slower = [one.path for one in counted if one.is_slower]
    if broken_off:
        _say(f"Broken off: {', '.join(broken_off)}.")
    if slower:
        _say(f"Slower than before: {', '.join(slower)}. Mend it, or delete it from {guard.KEPT}.")
    elif not options.small:
        guard.keep(counted)
    return 1 if broken_off or slower else 0


def or_failing(title: str, some: Results) -> Results:
    """The results of a section; the last says why, where it broke off, and the other sections are
    made all the same."""
    try:
        yield from some
    except Exception as error:
        traceback.print_exc()
        reason = (str(error).splitlines() or [""])[-1][:200].replace("|", "/")
        yield Skipped(f"the rest of: {title}", f"{type(error).__name__} {reason}", is_failure=True)


def _is_failure(result: Result) -> bool:
    return isinstance(result, Skipped) and result.is_failure


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
        "Terms": lambda: syncing(sizes, folder),
        "Screens": lambda: on_the_screens(sizes, folder),
    }
    with cost.using(cost.FLOOR), clock.frozen(TODAY):
        for title, some in titles.items():
            yield title, some()


@contextmanager
def own_home() -> Iterator[Path]:
    """A temporary folder that is home to this process and to those it starts. Python may keep what
    it compiled, as it does where a program is installed."""
    with TemporaryDirectory(prefix="somesec-bench-") as name:
        left_out = ("SOMESEC_", "XDG_", "PYTHONDONTWRITEBYTECODE")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(left_out)}
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
