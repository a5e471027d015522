"""Breach checks: against growing corpora, and against KeePassXC's."""

import shutil
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median

from somesec.hygiene.breach import corpus as breach_corpus
from tests.bench import PASSPHRASE, made_up
from tests.bench.results import Aim, Growth, Ratio, Results, Skipped, compare, timed
from tests.bench.sizes import Sizes
from tests.bench.work import process, unlocking

_TIMES_FASTER = {5_000_000: 5, 50_000_000: 40}
_FLAT = Aim("breach check of 200 passwords: the same cost from 1 to 50 million lines, × 1.5", 1.5)


def looking_up(sizes: Sizes, folder: Path) -> Results:
    """The same passwords in a small corpus and in larger ones, and as a process beside
    `keepassxc-cli analyze`."""
    few, many = sizes.checked
    place = folder / "checked.somesec"
    with made_up.town(place, few) as register:
        passwords = [register.secret(id_).password for id_ in register.records.accounts]
    more = made_up.passwords(many)
    kdbx = _kdbx(folder / "checked.kdbx", passwords)
    least, *larger = sizes.corpora
    small = folder / "small.txt"
    made_up.corpus(small, least, passwords)
    points: dict[int, Ratio] = {}
    beside: dict[int, Ratio] = {}
    for lines in larger:
        large = folder / "large.txt"
        made_up.corpus(large, lines, passwords)
        _require_found(passwords, large)
        points[lines] = compare(
            f"{few} passwords in a corpus of {lines:,} lines",
            timed(partial(breach_corpus.check, passwords, large)),
            f"in one of {least:,} lines",
            timed(lambda: breach_corpus.check(passwords, small)),
            rounds=sizes.checks,
            warms=sizes.warms,
            aim=_FLAT if lines == 50_000_000 else None,
        )
        yield points[lines]
        yield compare(
            f"{many:,} passwords in a corpus of {lines:,} lines",
            timed(partial(breach_corpus.check, more, large)),
            f"in one of {least:,} lines",
            timed(lambda: breach_corpus.check(more, small)),
            rounds=sizes.whole_checks,
            warms=sizes.warms,
        )
        for result in _beside_keepassxc(sizes, folder, place, kdbx, large, lines):
            if isinstance(result, Ratio):
                beside[lines] = result
            yield result
        large.unlink()
    small.unlink()
    curve = {lines: median(ratio.times) for lines, ratio in points.items()}
    curve[least] = median(next(iter(points.values())).floor_times)
    lines_of = {f"{few} passwords, the look-up": sorted(curve.items())}
    if beside:
        lines_of["somesec breach check"] = [(n, median(r.times)) for n, r in beside.items()]
        lines_of["keepassxc-cli analyze"] = [(n, median(r.floor_times)) for n, r in beside.items()]
    yield Growth("breach", f"Breach check of {few} passwords", "lines", "seconds", lines_of)
    yield Skipped("breach check with pass-audit", "it asks the network, and reads no corpus")


def _require_found(passwords: Sequence[str], corpus: Path) -> None:
    found = sum(answer.seen == "yes" for answer in breach_corpus.check(passwords, corpus))
    if found != len(passwords[::2]):
        raise RuntimeError(f"{found} passwords found, {len(passwords[::2])} expected")


def _beside_keepassxc(
    sizes: Sizes, folder: Path, place: Path, kdbx: Path, corpus: Path, lines: int
) -> Results:
    work = f"breach check of {sizes.checked[0]} passwords, {lines:,} lines, a process"
    if shutil.which("keepassxc-cli") is None:
        yield Skipped(work, "keepassxc-cli is not installed")
        return
    check = ("breach", "check", *unlocking(folder, place), "--corpus", str(corpus))
    times = _TIMES_FASTER.get(lines)
    text = f"breach check, {lines:,} lines: {times} times as fast as keepassxc-cli analyze"
    yield compare(
        work,
        timed(process(sys.executable, "-m", "somesec", *check)),
        "keepassxc-cli analyze, a process",
        timed(process("keepassxc-cli", "analyze", "-q", "-H", str(corpus), str(kdbx), asked=True)),
        rounds=sizes.whole_checks,
        warms=sizes.warms,
        aim=Aim(text, 1 / times, faster=True) if times else None,
    )


def _kdbx(file: Path, passwords: Sequence[str]) -> Path:
    from pykeepass import create_database

    made = create_database(str(file), password=PASSPHRASE)
    for number, password in enumerate(passwords):
        made.add_entry(made.root_group, f"testila{number}", "testila", password)
    made.save()
    return file
