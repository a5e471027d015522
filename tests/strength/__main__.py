"""`python -m tests.strength FILE`: measures the labelled passwords, beside others, into a page."""

import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from zxcvbn import zxcvbn

from somesec.hygiene.context import PasswordContext
from somesec.hygiene.strength import prepare, strength
from tests.strength.labelled import RANDOM, strong, weak

TOWN = PasswordContext(organisation="Kauhava", domains=("kauhava.fi",))
GOOD_BITS = 75  # what KeePassXC calls good
LONG = 15

Judge = Callable[[str], bool]

_PAGE = Path(__file__).with_name("page.md")


def plain_scores(passwords: Iterable[str]) -> dict[str, int]:
    """What zxcvbn says without us."""
    return {password: zxcvbn(password)["score"] for password in passwords}


def bits(password: str) -> float:
    """What `keepassxc-cli estimate` says."""
    done = subprocess.run(
        ["keepassxc-cli", "estimate"], input=password, capture_output=True, text=True, check=True
    )
    return float(done.stdout.split("Entropy")[1].split()[0])


def main(page: Path) -> None:
    weak_ones, strong_ones = weak(), list(strong())
    everything = [*(one.password for one in weak_ones), *strong_ones]
    plain = plain_scores(everything)  # before zxcvbn knows what we teach it
    judges: dict[str, Judge] = {
        "zxcvbn, 3 asked": lambda p: plain[p] >= 3,
        "zxcvbn, 4 asked": lambda p: plain[p] >= 4,
    }
    if shutil.which("keepassxc-cli"):
        judges["keepassxc-cli estimate, good"] = lambda p: bits(p) >= GOOD_BITS
    prepare()
    judges["somesec, 4 asked"] = lambda p: strength(p, TOWN).score >= 4
    rows, passed_by_kind = [], {}
    for name, passes in judges.items():
        passed = [one for one in weak_ones if passes(one.password)]
        refused = [one for one in strong_ones if not passes(one)]
        long_ones = sum(len(one) >= LONG for one in refused)
        rows.append(
            f"| {name} | {len(passed)} ({100 * len(passed) / len(weak_ones):.1f} %) "
            f"| {len(refused)} | {long_ones} |"
        )
        passed_by_kind[name] = Counter(one.kind for one in passed)
    kinds = Counter(one.kind for one in weak_ones)
    by_kind = [
        f"| {kind} | {count} | " + " | ".join(str(passed_by_kind[j][kind]) for j in judges) + " |"
        for kind, count in kinds.items()
    ]
    head = ["| kind | there are | " + " | ".join(judges) + " |", "| --- " * (len(judges) + 2) + "|"]
    page.write_text(
        _PAGE.read_text(encoding="utf-8").format(
            weak=len(weak_ones),
            strong=RANDOM,
            rows="\n".join(rows),
            by_kind="\n".join(head + by_kind),
        ),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
