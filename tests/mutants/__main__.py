"""`python -m tests.mutants [MODULE...]`: changes the code in one place after another and runs the
tests, which must fail each time. Fails itself where they pass with a change that survivors.txt does
not list, and where that lists one they no longer pass with.

A run that was interrupted goes on where it stopped. With modules only these are tried, anew."""

import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from tests.mutants.outside import change_in, mutants_of, name_of, require_passing, survivors

Settings = dict[str, Any]

LISTED = Path(__file__).with_name("survivors.txt")
WORK = Path("mutants")
TRIED_OUTSIDE = WORK / "outside.json"
WORKERS = os.cpu_count() or 1


def main(names: list[str]) -> int:
    settings = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["mutmut"]
    chosen = [module for module in _modules(settings) if not names or name_of(module) in names]
    within = [name_of(module) for module in chosen if not _runs_when_loaded(module, settings)]
    found = {
        *_within_functions(within, bool(names)),
        *_outside_functions(chosen, settings, bool(names)),
    }
    listed = {line for line in LISTED.read_text().splitlines() if line and line[0] != "#"}
    gone = set() if names else listed - found
    for change in sorted(found - listed):
        print("No test fails with", change)
    for change in sorted(gone):
        print("Listed, but not found:", change)
    if not names:
        shutil.rmtree(WORK)
    return 1 if found - listed or gone else 0


def _modules(settings: Settings) -> list[Path]:
    return [
        module for pattern in settings["only_mutate"] for module in sorted(Path().glob(pattern))
    ]


def _runs_when_loaded(module: Path, settings: Settings) -> bool:
    return any(fnmatch(str(module), pattern) for pattern in settings["do_not_mutate"])


def _within_functions(names: list[str], anew: bool) -> Iterator[str]:
    """What mutmut finds no test to fail with."""
    if not names:
        return
    begun = time.monotonic()
    patterns = [f"{name}.x*" for name in names] if anew else []
    _mutmut("run", "--max-children", str(WORKERS), *patterns)
    print(f"within functions: {time.monotonic() - begun:.0f} s", flush=True)
    for line in _mutmut("results").splitlines():
        mutant, _, verdict = line.strip().rpartition(": ")
        module, _, function = mutant.partition(".x")
        if verdict in ("survived", "no tests") and module in names:
            function = function.rpartition("__mutmut_")[0][1:].replace("ǁ", ".")
            shown = _mutmut("show", mutant).splitlines()
            yield change_in(f"{module}.{function}", (line for line in shown if line))


def _mutmut(*arguments: str) -> str:
    program = Path(sys.executable).with_name("mutmut")
    done = subprocess.run([program, *arguments], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stdout[-5000:] + done.stderr[-5000:])
    return done.stdout


def _outside_functions(modules: list[Path], settings: Settings, anew: bool) -> Iterator[str]:
    """What else no test fails with."""
    arguments = settings["pytest_add_cli_args"]
    require_passing([*arguments, *settings["pytest_add_cli_args_test_selection"]])
    done: dict[str, list[str]] = {}
    if TRIED_OUTSIDE.exists() and not anew:
        done = json.loads(TRIED_OUTSIDE.read_text())
    for module in modules:
        name, begun = name_of(module), time.monotonic()
        if name not in done:
            whole, patterns = (
                _runs_when_loaded(module, settings),
                settings["do_not_mutate_patterns"],
            )
            left = list(mutants_of(module, patterns, whole=whole))
            for tests in _tests(module):
                left = survivors(left, [*arguments, *tests], WORKERS)
            done[name] = [mutant.change for mutant in left]
            TRIED_OUTSIDE.write_text(json.dumps(done))
            print(f"outside functions, {name}: {time.monotonic() - begun:.0f} s", flush=True)
        yield from done[name]


def _tests(module: Path) -> Iterator[list[str]]:
    """The module's own tests, and then all of its package."""
    package = Path("tests", module.parent.name)
    own = package / f"test_{module.stem}.py"
    if own.exists():
        yield [str(own)]
    yield [str(package)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
