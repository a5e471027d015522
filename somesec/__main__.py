"""Where the program starts: `somesec` and `python -m somesec`."""

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Makes the process fit to hold secrets, then runs the command in `argv`.

    Returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words == ["--version"]:
        from somesec import __version__

        print(f"somesec {__version__}")  # noqa: T201 - before anything else is loaded
        return 0
    from somesec.hardening import clean_environment, refuse_core_dumps

    clean_environment()
    refuse_core_dumps()
    from somesec.cli import main as run

    return run(words)


if __name__ == "__main__":
    sys.exit(main())
