"""`docs/benchmarks.md`: what was measured, for people to read."""

import os
import platform
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from somesec import __version__
from tests.bench import chart
from tests.bench.guard import Counted
from tests.bench.results import Figure, Growth, Ratio, Result, Skipped

HEADINGS = ("what", "over", "ratio", "min - max", "pairs", "medians")

_START = """\
# Benchmarks

Written by `make bench`; do not edit. Everything is made from one seed, in a temporary folder, and
done by turns in one run: us, and the floor or the other program. A ratio is the median of those of
single pairs; it says the same on other machines, where seconds do not. *Min - max* is the spread of
the pairs' ratios. The derivation of a key from a passphrase is slow on purpose, the same for every
size, and left out where a row says so.
"""

_FLOORS = (
    ("start", "a bare interpreter", "it is Python's own start"),
    (
        "unlocking, audit",
        "opening (HKDF, AES-GCM) and decoding each card once, in a bare loop",
        "a card that was not opened cannot be audited; reading the rows, following the signed "
        "trail and holding every row against it come on top",
    ),
    (
        "import",
        "measuring each password once, on all cores",
        "zxcvbn takes thousandths of a second for each",
    ),
    ("one change", "one durable transaction of SQLite", "it is the disk's"),
    (
        "breach check",
        "a few pages of the corpus for each password",
        "bisection needs no more; keepassxc-cli reads all of it",
    ),
    ("PostgreSQL", "the same register in a file", "there the rows travel nowhere"),
)


def write(
    page: Path,
    sections: Mapping[str, Sequence[Result]],
    counted: Iterable[Counted],
    minutes: float,
) -> None:
    """Writes the page, and its charts into `pictures` beside it."""
    results = [result for some in sections.values() for result in some]
    parts = [_START, machine(), "", _aims(results), _floors()]
    for title, some in sections.items():
        parts += [f"## {title}", "", table(some), ""]
        for growth in some:
            if isinstance(growth, Growth):
                picture = page.parent / "pictures" / f"benchmark-{growth.name}.svg"
                picture.parent.mkdir(parents=True, exist_ok=True)
                picture.write_text(chart.drawn(growth), encoding="utf-8")
                parts += [f"![{growth.title}](pictures/{picture.name})", ""]
    parts += [_guarded(counted), f"It took {minutes:.0f} minutes."]
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("\n".join(parts) + "\n", encoding="utf-8")


def table(results: Iterable[Result]) -> str:
    """The rows of all but curves."""
    rows = [result.row() for result in results if not isinstance(result, Growth)]
    return "\n".join([line(HEADINGS), line(["---"] * len(HEADINGS)), *map(line, rows)])


def line(cells: Sequence[str]) -> str:
    """A row of a table."""
    return f"| {' | '.join(cells)} |"


def machine() -> str:
    """What it was measured on, and with which versions."""
    packages = ("cryptography", "msgspec", "SQLAlchemy", "psycopg", "textual", "zxcvbn")
    versions = [f"{name} {version(name)}" for name in packages]
    return (
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()}; "
        f"somesec {__version__}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {', '.join(versions)}; "
        f"beside it {_keepassxc()}, {_installed('pass-audit')}."
    )


def _aims(results: Iterable[Result]) -> str:
    rows = [line(("aim", "measured", "", "why it is missed")), line(["---"] * 4)]
    for result in results:
        if isinstance(result, Ratio | Figure) and result.aim is not None:
            aim, value = result.aim, result.value
            unit = result.unit if isinstance(result, Figure) else ""
            unit = unit or ("" if aim.faster else "times")
            shown = f"{aim.shown(value)} {unit}".strip()
            why = "" if aim.is_met(value) else aim.why
            rows.append(line((aim.text, shown, aim.verdict(value), why)))
        elif isinstance(result, Skipped):
            rows.append(line((result.work, result.why, "", "")))
    return "\n".join(["## Aims", "", *rows, ""])


def _floors() -> str:
    rows = map(line, _FLOORS)
    head = (line(("work", "its floor", "why")), line(["---"] * 3))
    return "\n".join(["## What cannot be less", "", *head, *rows, ""])


def _guarded(counted: Iterable[Counted]) -> str:
    rows = [
        line((one.path, f"{one.now:,}", f"{one.kept:,}" if one.kept else "none yet", one.verdict))
        for one in counted
    ]
    return "\n".join(
        [
            "## Guard against getting slower",
            "",
            "Steps of the interpreter for one account more (or one look-up), which hardly vary "
            "from run to run; more than a tenth above the last ones that were kept in "
            "`tests/bench/guard.toml` fails the run. What compiled code does is not in them.",
            "",
            line(("path", "now", "kept", "")),
            line(["---"] * 4),
            *rows,
            "",
        ]
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = (text.partition(":")[2].strip() for text in lines if text.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def _keepassxc() -> str:
    if shutil.which("keepassxc-cli") is None:
        return "no keepassxc-cli"
    told = subprocess.run(
        ("keepassxc-cli", "--version"), capture_output=True, text=True, check=False
    )
    return f"keepassxc-cli {told.stdout.strip()}"


def _installed(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"no {package}"
