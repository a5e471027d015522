"""The command line against an interpreter that does nothing."""

import sys

from tests.bench.results import Aim, Results, compare, timed
from tests.bench.sizes import Sizes
from tests.bench.work import process

# What the program that pip installs does.
_AS_INSTALLED = "import sys; from somesec.__main__ import main; sys.exit(main())"
_AIMS = {"--version": 2.5, "--help": 5.0}


def starting(sizes: Sizes) -> Results:
    bare = timed(process(sys.executable, "-c", "pass"))
    for option, most in _AIMS.items():
        yield compare(
            f"somesec {option}",
            timed(process(sys.executable, "-c", _AS_INSTALLED, option)),
            "a bare interpreter",
            bare,
            rounds=sizes.starts,
            warms=sizes.warms,
            aim=Aim(f"`somesec {option}` within {most:g} times a bare interpreter start", most),
        )
