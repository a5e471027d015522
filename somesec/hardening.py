"""What makes a process fit to hold secrets: done first, in this program and in its workers."""

import os
import sys

_PR_SET_DUMPABLE = 4  # linux/prctl.h

# What Textual reads that only changes how the screens look.
_LOOKS = frozenset(
    f"TEXTUAL_{name}"
    for name in (
        "ANIMATIONS",
        "COLOR_SYSTEM",
        "DIM_FACTOR",
        "DISABLE_KITTY_KEY",
        "FILTERS",
        "FPS",
        "SMOOTH_SCROLL",
        "THEME",
    )
)


def clean_environment() -> None:
    """Takes away what would make Textual write keys or pictures of the screen to a file or a
    socket, or load code. It reads these once, when it is first imported."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL_")]:
        if name not in _LOOKS:
            del os.environ[name]
    features = os.environ.get("TEXTUAL", "").split(",")
    kept = [name for name in features if name.strip().casefold() not in ("", "devtools", "debug")]
    if kept:
        os.environ["TEXTUAL"] = ",".join(kept)
    else:
        os.environ.pop("TEXTUAL", None)


def refuse_core_dumps() -> None:
    """Keeps the memory of this process out of core files and away from other processes' debuggers,
    where the system can. Of this, a process that it starts inherits the limit only."""
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
