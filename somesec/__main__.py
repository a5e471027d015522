"""Where the program starts: `somesec` and `python -m somesec`."""

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Makes the process fit to hold secrets, then runs the command in `argv`.

    Returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words == ["--version"]:
        return _say_version()
    from somesec.hardening import clean_environment, refuse_core_dumps

    clean_environment()
    refuse_core_dumps()
    from somesec.cli import main as run

    return run(words)


def _say_version() -> int:
    from somesec import __version__

    try:
        print(f"somesec {__version__}", flush=True)  # noqa: T201 - before anything else is loaded
    except OSError as error:
        from somesec.cli import say_refused

        return say_refused(error)
    return 0


if __name__ == "__main__":
    sys.exit(main())
