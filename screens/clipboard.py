"""The clipboard of the machine the app runs on, through the program that it has for it."""

import shutil
import subprocess
import sys

_SECONDS = 2

# (copies from standard input, prints what is there or None)
_PROGRAMS: tuple[tuple[tuple[str, ...], tuple[str, ...] | None], ...] = (
    (("wl-copy",), ("wl-paste", "--no-newline")),
    (("xclip", "-selection", "clipboard"), ("xclip", "-selection", "clipboard", "-out")),
    (("xsel", "--clipboard", "--input"), ("xsel", "--clipboard", "--output")),
    (("pbcopy",), ("pbpaste",)),
    (("clip.exe",), None),
)
_NEEDS = {"wl-copy": "WAYLAND_DISPLAY", "xclip": "DISPLAY", "xsel": "DISPLAY"}


def copy(text: str, environment: dict[str, str]) -> bool:
    """Puts the text on the native clipboard; False where there is none that answers."""
    program = _program(environment)
    return program is not None and _run(program[0], text) is not None


def forget(text: str, environment: dict[str, str]) -> None:
    """Empties the native clipboard, if it still holds the text or cannot be read."""
    program = _program(environment)
    if program is None:
        return
    copies, prints = program
    held = _run(prints, "") if prints else None
    if held is None or held == text:
        _run(copies, "")


def _program(
    environment: dict[str, str],
) -> tuple[tuple[str, ...], tuple[str, ...] | None] | None:
    for copies, prints in _PROGRAMS:
        needed = _NEEDS.get(copies[0])
        if (needed is None or environment.get(needed)) and shutil.which(copies[0]):
            return copies, prints
    return None


def _run(command: tuple[str, ...], text: str) -> str | None:
    # The text goes through standard input: a process list shows arguments to everybody.
    # xclip stays behind to serve the clipboard, so its output must not be waited for.
    reading = not text and command[-1] in ("--no-newline", "-out", "--output", "pbpaste")
    encoding = "utf-16-le" if sys.platform == "win32" and not reading else "utf-8"
    try:
        done = subprocess.run(  # noqa: S603
            command,
            input=text.encode(encoding),
            stdout=subprocess.PIPE if reading else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return (done.stdout or b"").decode("utf-8", "replace")
