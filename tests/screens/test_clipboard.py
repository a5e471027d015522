"""Secrets on the clipboard of the machine, and off it again: with real programs where there are
any, else with stand-ins that write down what they are given."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from screens.clipboard import Clipboard

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are shell scripts")

CANARY = "kanarialintu-ÄÖ-7f3a €"
OTHER = "something else that was copied"

PROGRAMS = {
    "wl-copy": ("wl-copy", "wl-paste", "WAYLAND_DISPLAY", "utf-8"),
    "xclip": ("xclip", "xclip", "DISPLAY", "utf-8"),
    "xsel": ("xsel", "xsel", "DISPLAY", "utf-8"),
    "pbcopy": ("pbcopy", "pbpaste", "", "utf-8"),
    "clip.exe": ("clip.exe", "powershell.exe", "", "utf-16-le"),
}

# Holds the clipboard in a file, as text in UTF-8; every command line and input is written down.
_STAND_IN = """#!{python}
import pathlib, sys
here = pathlib.Path({here!r})
words = [pathlib.Path(sys.argv[0]).name, *sys.argv[1:]]
with open(here / "said", "a") as said:
    print(*words, file=said)
if (here / "slow").exists():
    import time
    time.sleep(60)
name = words[0]
prints = name in ("wl-paste", "pbpaste", "powershell.exe") or {{"-out", "--output"}} & set(words)
if prints:
    if (here / "picture").exists():
        sys.exit(1)
    sys.stdout.buffer.write((here / "held").read_bytes())
else:
    given = b"" if "--clear" in words else sys.stdin.buffer.read()
    (here / "held").write_text(given.decode({encoding!r}), encoding="utf-8")
"""


class Desk:
    """A machine with one clipboard program, or a stand-in of one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def held(self) -> str:
        return (self.folder / "held").read_text(encoding="utf-8")

    @held.setter
    def held(self, text: str) -> None:
        (self.folder / "held").write_text(text, encoding="utf-8")

    @property
    def command_lines(self) -> str:
        return (self.folder / "said").read_text(encoding="utf-8")

    def has(self, thing: str) -> None:
        (self.folder / thing).touch()


@pytest.fixture(params=PROGRAMS)
def desk(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    copies, prints, needs, encoding = PROGRAMS[request.param]
    for name in {copies, prints}:
        program = tmp_path / name
        program.write_text(
            _STAND_IN.format(python=sys.executable, here=str(tmp_path), encoding=encoding)
        )
        program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    if needs:
        monkeypatch.setenv(needs, "a-display")
    made = Desk(tmp_path)
    made.held = OTHER
    return made


def _copied() -> Clipboard:
    clipboard = Clipboard()
    clipboard.want(CANARY)
    assert clipboard.settle()
    return clipboard


def test_a_secret_is_copied_and_taken_away_again(desk: Desk) -> None:
    clipboard = _copied()
    assert desk.held == CANARY
    clipboard.unwant()
    clipboard.settle()
    assert desk.held == ""


def test_a_secret_is_on_no_command_line(desk: Desk) -> None:
    clipboard = _copied()
    clipboard.unwant()
    clipboard.settle()
    assert desk.command_lines
    assert "7f3a" not in desk.command_lines


def test_what_was_copied_meanwhile_stays(desk: Desk) -> None:
    clipboard = _copied()
    desk.held = OTHER
    clipboard.unwant()
    clipboard.settle()
    assert desk.held == OTHER


def test_a_picture_that_was_copied_meanwhile_stays(desk: Desk) -> None:
    clipboard = _copied()
    desk.held = OTHER
    desk.has("picture")
    clipboard.unwant()
    clipboard.settle()
    assert desk.held == OTHER


def test_a_clipboard_that_cannot_be_read_is_emptied(desk: Desk) -> None:
    clipboard = _copied()
    for name in ("wl-paste", "pbpaste", "powershell.exe"):
        (desk.folder / name).unlink(missing_ok=True)
    clipboard.unwant()
    clipboard.settle()
    assert desk.held == ""


def test_nothing_is_touched_where_no_secret_was_copied(desk: Desk) -> None:
    Clipboard().settle()
    assert desk.held == OTHER
    assert not (desk.folder / "said").exists()


def test_a_copy_that_comes_after_it_was_to_be_forgotten_is_not_made(desk: Desk) -> None:
    clipboard = Clipboard()
    clipboard.want(CANARY)
    clipboard.unwant()
    clipboard.settle()
    assert desk.held == OTHER


def test_a_program_that_does_not_answer_is_not_waited_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screens.clipboard._SECONDS", 0.5)
    desk.has("slow")
    clipboard = Clipboard()
    clipboard.want(CANARY)
    assert not clipboard.settle()


def test_without_a_display_its_programs_are_not_asked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "DISPLAY" not in os.environ and "WAYLAND_DISPLAY" not in os.environ:
        pytest.skip("needs no display")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    clipboard = Clipboard()
    clipboard.want(CANARY)
    assert not clipboard.settle()
    assert desk.held == OTHER


# Real ones

_READS = {
    "xclip": ("xclip", "-selection", "clipboard", "-out"),
    "xsel": ("xsel", "--clipboard", "--output"),
}
_WRITES = {
    "xclip": ("xclip", "-selection", "clipboard"),
    "xsel": ("xsel", "--clipboard", "--input"),
}


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A display of its own that nobody sees."""
    server = shutil.which("Xvfb")
    if server is None:
        pytest.skip("needs Xvfb")
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [server, "-displayfd", str(writing), "-nolisten", "tcp"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with process, os.fdopen(reading) as said:
        try:
            yield f":{said.readline().strip()}"
        finally:
            process.terminate()


Held = Callable[..., str]


@pytest.fixture(params=_READS)
def real(
    request: pytest.FixtureRequest, display: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Held:
    """What the real clipboard holds; with a text, puts that there first. One program is there."""
    found = shutil.which(request.param)
    if found is None:
        pytest.skip(f"needs {request.param}")
    (tmp_path / request.param).symlink_to(found)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)

    def held(text: str | None = None) -> str:
        if text is not None:
            subprocess.run(
                _WRITES[request.param],
                input=text.encode(),
                check=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        until = time.monotonic() + 30
        while True:
            done = subprocess.run(_READS[request.param], capture_output=True, check=False)
            if text is None or done.stdout.decode() == text or time.monotonic() > until:
                return done.stdout.decode()

    return held


def test_a_real_clipboard_takes_a_secret_and_gives_it_back_to_nobody(real: Held) -> None:
    clipboard = _copied()
    assert real() == CANARY
    clipboard.unwant()
    clipboard.settle()
    assert real() == ""


def test_a_real_clipboard_keeps_what_was_copied_meanwhile(real: Held) -> None:
    clipboard = _copied()
    assert real(OTHER) == OTHER
    clipboard.unwant()
    clipboard.settle()
    assert real() == OTHER


@pytest.fixture
def tmux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """A tmux of its own, which the app seems to run in; no other program is there."""
    found = shutil.which("tmux")
    if found is None:
        pytest.skip("needs tmux")
    (tmp_path / "tmux").symlink_to(found)
    socket = tmp_path / "s"

    def asked(*words: str, given: str = "") -> str:
        command = [found, "-S", str(socket), "-f", "/dev/null", *words]
        done = subprocess.run(command, input=given.encode(), capture_output=True, check=True)
        return done.stdout.decode()

    asked("new-session", "-d", "sleep 600")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("TMUX", asked("display-message", "-p", "#{socket_path},#{pid},0").strip())
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    yield asked
    asked("kill-server")


@pytest.mark.parametrize("next_secret", ["", "another secret"])
def test_tmux_keeps_nothing_of_a_secret_that_went_through_it(
    tmux: Callable[..., str], next_secret: str
) -> None:
    clipboard = Clipboard()
    clipboard.want(CANARY)
    assert not clipboard.settle()
    for text in (OTHER, CANARY, CANARY + " and more"):
        tmux("load-buffer", "-", given=text)
    clipboard.unwant()
    clipboard.want(next_secret)
    clipboard.settle()
    kept = [tmux("save-buffer", "-b", name, "-") for name in _names(tmux)]
    assert sorted(kept) == sorted([OTHER, CANARY + " and more"])


def _names(tmux: Callable[..., str]) -> list[str]:
    return tmux("list-buffers", "-F", "#{buffer_name}").split()
