"""Breach checks: against growing corpora, and against KeePassXC's."""

import shutil
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from somesec.hygiene.breach import corpus as breach_corpus
from somesec.vault.cost import DEFAULT
from tests.bench import PASSPHRASE, made_up
from tests.bench.results import Aim, Growth, Ratio, Results, Skipped, Work, compare, timed
from tests.bench.sizes import Sizes
from tests.bench.work import Whole, process, unlocking

_TIMES_FASTER = {5_000_000: 5, 50_000_000: 40}
_CHEAPEST = {"M": 64 * 1024, "I": 1, "P": 1}
_AS_OURS = {"M": DEFAULT.memory_kib * 1024, "I": DEFAULT.passes, "P": DEFAULT.lanes}
"""Argon2's bytes of memory, passes and lanes, as a KDBX file names them."""

_FLAT = Aim(
    "breach check of 200 passwords: the same cost from 1 to 50 million lines, × 1.5",
    1.5,
    why="among 50 times the lines bisection takes 1.3 times the steps, and meets more pages of the "
    "file that the system has yet to bring in",
)


def looking_up(sizes: Sizes, folder: Path) -> Results:
    """The same passwords in a small corpus and in larger ones, and as a process beside
    `keepassxc-cli analyze`."""
    few, many = sizes.checked
    place = folder / "checked.somesec"
    with made_up.town(place, few) as register:
        passwords = [register.secret(id_).password for id_ in register.records.accounts]
    more = made_up.passwords(many)
    made_up.town(folder / "checked-dear.somesec", few).close()
    _kdbx(folder / "checked.kdbx", passwords, _CHEAPEST)
    _kdbx(folder / "checked-dear.kdbx", passwords, _AS_OURS)
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
        for result in _beside_keepassxc(sizes, folder, large, lines):
            if isinstance(result, Ratio):
                beside.setdefault(lines, result)
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


def _beside_keepassxc(sizes: Sizes, folder: Path, corpus: Path, lines: int) -> Results:
    """Whole processes: without the derivation of the key from the passphrase, and with derivations
    that take the same memory, passes and lanes."""
    work = f"breach check of {sizes.checked[0]} passwords, {lines:,} lines, a process"
    if shutil.which("keepassxc-cli") is None:
        yield Skipped(work, "keepassxc-cli is not installed")
        return
    times = _TIMES_FASTER.get(lines)
    why = (
        "loading the program's modules, SQLAlchemy's above all, and opening the register take "
        "longer than the look-up"
    )
    dear = f"{why}, and the derivation of a key longer than both, for either program"
    text = f"breach check, {lines:,} lines: {times} times as fast as keepassxc-cli analyze"

    def ours(name: str) -> tuple[str, ...]:
        options = unlocking(folder, folder / f"{name}.somesec")
        return ("breach", "check", *options, "--corpus", str(corpus))

    def theirs(name: str) -> Work:
        file = folder / f"{name}.kdbx"
        command = ("keepassxc-cli", "analyze", "-q", "-H", str(corpus), str(file))
        return timed(process(*command, asked=True))

    yield compare(
        f"{work}, key derivation left out",
        Whole(folder, ours("checked")),
        "keepassxc-cli analyze, a process, its key derived in one pass over 64 KiB",
        theirs("checked"),
        rounds=sizes.whole_checks,
        warms=sizes.warms,
        aim=Aim(f"{text}, key derivation left out", 1 / times, faster=True, why=why)
        if times
        else None,
    )
    yield compare(
        f"{work}, key derivation and all",
        timed(process(sys.executable, "-m", "somesec", *ours("checked-dear"))),
        "keepassxc-cli analyze, a process, its key derived at the same cost",
        theirs("checked-dear"),
        rounds=1,
        # The first opening raises the cost of the made-up register's passphrase to what is usual.
        warms=lines == sizes.corpora[1],
        aim=Aim(f"{text}, key derivation and all", 1 / times, faster=True, why=dear)
        if times
        else None,
    )


def _kdbx(file: Path, passwords: Sequence[str], argon2: Mapping[str, int]) -> None:
    from pykeepass import create_database

    made = create_database(str(file), password=PASSPHRASE)
    parameters = made.kdbx.header.value.dynamic_header.kdf_parameters.data.dict
    for name, value in argon2.items():
        parameters[name].value = value
    for number, password in enumerate(passwords):
        made.add_entry(made.root_group, f"testila{number}", "testila", password)
    made.save()
