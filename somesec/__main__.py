"""Where the program starts: `somesec` and `python -m somesec`."""

import os
import sys
from collections.abc import Sequence

_PR_SET_DUMPABLE = 4  # linux/prctl.h


def main(argv: Sequence[str] | None = None) -> int:
    """Makes the process fit to hold secrets, then runs the command in `argv`.

    Returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words == ["--version"]:
        from somesec import __version__

        print(f"somesec {__version__}")  # noqa: T201 - before anything else is loaded
        return 0
    clean_environment()
    refuse_core_dumps()
    from somesec.cli import main as run

    return run(words)


def clean_environment() -> None:
    """Takes away what would make Textual write every key that is typed to a file or a socket. It
    reads these once, when it is first imported."""
    os.environ.pop("TEXTUAL_LOG", None)
    features = os.environ.get("TEXTUAL", "").split(",")
    kept = [name for name in features if name.strip().casefold() not in ("", "devtools", "debug")]
    if kept:
        os.environ["TEXTUAL"] = ",".join(kept)
    else:
        os.environ.pop("TEXTUAL", None)


def refuse_core_dumps() -> None:
    """Keeps the memory of this process out of core files and away from other processes' debuggers,
    where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        # Where the C library lacks prctl, the limit above still holds.
        try:
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        except (AttributeError, OSError):
            return


if __name__ == "__main__":
    sys.exit(main())
