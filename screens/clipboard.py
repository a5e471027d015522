"""A secret on the clipboard of the machine the app runs on, through the program that it has for
it, and off it again."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from threading import Lock
from time import monotonic, sleep

_SECONDS = 2
_LAG_SECONDS = 0.02


@dataclass(frozen=True)
class _Program:
    """`copies` takes what to copy from its standard input, nothing to empty the clipboard unless
    there is another command for that; `prints` what is there to its standard output. It works where
    the variable `needs` is set. One that `lags` ends before what it copies is there."""

    copies: tuple[str, ...]
    prints: tuple[str, ...]
    needs: str = ""
    encoding: str = "utf-8"
    clears: tuple[str, ...] = ()
    lags: bool = False


_PROGRAMS = (
    _Program(
        ("wl-copy",),
        ("wl-paste", "--no-newline"),
        "WAYLAND_DISPLAY",
        clears=("wl-copy", "--clear"),
    ),
    _Program(
        ("xclip", "-selection", "clipboard"),
        ("xclip", "-selection", "clipboard", "-out", "-target", "UTF8_STRING"),
        "DISPLAY",
    ),
    _Program(
        ("xsel", "--clipboard", "--input"),
        ("xsel", "--clipboard", "--output"),
        "DISPLAY",
        lags=True,
    ),
    _Program(("pbcopy",), ("pbpaste",)),
    # On Windows and in its Linux. It takes other text than English in this encoding only.
    _Program(
        ("clip.exe",),
        (
            "powershell.exe",
            "-NoProfile",
            "-NonInteractive",
            "-Command",
            "[Console]::OutputEncoding = [Text.Encoding]::UTF8; "
            "[Console]::Out.Write((Get-Clipboard -Raw))",
        ),
        encoding="utf-16-le",
    ),
)


class Clipboard:
    """Holds at most one secret. Its methods wait for another program, seconds at worst, and may be
    called from any thread; `want` and `unwant` say at once what they are to do."""

    def __init__(self) -> None:
        self._wanted = ""
        self._held = ""
        self._lock = Lock()

    def want(self, text: str) -> None:
        """The text is what the next `settle` copies."""
        self._wanted = text

    def unwant(self) -> None:
        """The next `settle` takes away what was copied."""
        self._wanted = ""

    def settle(self) -> bool:
        """Makes the native clipboard hold what is wanted: False where there is no program that
        takes it. What somebody else put there meanwhile stays, where that can be told."""
        with self._lock:
            program = _program()
            wanted, held = self._wanted, self._held
            self._held = wanted
            if held and held != wanted and os.environ.get("TMUX"):
                _drop_from_tmux(held)
            if wanted:
                return program is not None and _copied(program, wanted)
            if held and program is not None and _may_hold(program, held):
                _ran(program.clears or program.copies, b"")
            return program is not None


def _program() -> _Program | None:
    for program in _PROGRAMS:
        if program.needs and not os.environ.get(program.needs):
            continue
        if shutil.which(program.copies[0]):
            return program
    return None


def _copied(program: _Program, text: str) -> bool:
    done = _ran(program.copies, text.encode(program.encoding))
    return done and (not program.lags or _has_arrived(program, text))


def _drop_from_tmux(text: str) -> None:
    """Deletes what tmux kept of a text that went through it to the terminal's clipboard. Emptying
    that leaves its own buffers as they are, for anybody who attaches."""
    for name in _said("tmux", "list-buffers", "-F", "#{buffer_name}").decode().split():
        if _said("tmux", "save-buffer", "-b", name, "-") == text.encode():
            _said("tmux", "delete-buffer", "-b", name)


def _said(*command: str) -> bytes:
    try:
        return subprocess.run(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return b""


def _ran(command: tuple[str, ...], given: bytes) -> bool:
    # The text goes through standard input: a process list shows arguments to everybody.
    # Some stay behind to serve the clipboard, so their output must not be waited for.
    try:
        subprocess.run(  # noqa: S603
            command,
            input=given,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _has_arrived(program: _Program, text: str) -> bool:
    """Waits until the clipboard holds the text, so that it is there to be found and taken away."""
    until = monotonic() + _SECONDS
    while monotonic() < until:
        if _may_hold(program, text):
            return True
        sleep(_LAG_SECONDS)
    return False


def _may_hold(program: _Program, text: str) -> bool:
    """Whether the clipboard holds the text, or does not say what it holds."""
    try:
        done = subprocess.run(  # noqa: S603
            program.prints,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return True
    # What fails to be printed as text is a picture, or nothing at all.
    return done.returncode == 0 and done.stdout == text.encode()
