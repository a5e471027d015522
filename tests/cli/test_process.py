"""The process itself: what it loads, what it leaves behind, what it keeps to itself."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PASSPHRASE, Town

_LOOK = """
import os, sys
from somesec import __main__
sys.argv = ["somesec", "rules", "--format", "json"]
assert "textual" not in sys.modules
out, sys.stdout = sys.stdout, open(os.devnull, "w")
code = __main__.main()
sys.stdout = out
"""


def _looked(code: str, **environment: str) -> list[str]:
    said = subprocess.run(
        [sys.executable, "-c", _LOOK + code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **environment},
    )
    return said.stdout.splitlines()


def test_what_would_log_every_key_is_gone_before_the_screens_load() -> None:
    seen = _looked(
        "print(os.environ.get('TEXTUAL_LOG'), os.environ.get('TEXTUAL'))",
        TEXTUAL_LOG="/tmp/keys.log",  # noqa: S108 - a name only, nothing is written
        TEXTUAL="debug,devtools,headless",
    )
    assert seen == ["None headless"]


def test_nothing_is_left_of_a_setting_that_only_logged() -> None:
    assert _looked("print(os.environ.get('TEXTUAL'))", TEXTUAL="devtools") == ["None"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no core files of this kind")
def test_no_core_file_is_ever_written() -> None:
    seen = _looked("import resource; print(resource.getrlimit(resource.RLIMIT_CORE))")
    assert seen == ["(0, 0)"]


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_other_processes_cannot_read_its_memory() -> None:
    """PR_GET_DUMPABLE is 3 in linux/prctl.h."""
    assert _looked("import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))") == ["0"]


def test_the_command_line_loads_no_screens_for_a_command() -> None:
    assert _looked("print('textual' in sys.modules, 'screens' in sys.modules)") == ["False False"]


@pytest.mark.skipif(sys.platform == "win32", reason="a shell closes the streams")
@pytest.mark.parametrize("command", ["rules", "--version", "unit list"])
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_no_fault_of_the_program(command: str, closed: str) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f'"$0" -m somesec {command} {closed}', sys.executable],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode in (0, 2)
    assert "rror (" not in done.stderr
    assert "Traceback" not in done.stderr


def _in_a_shell(command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """What a shell makes of a command line in which "$0" is the interpreter."""
    return subprocess.run(
        ["/bin/sh", "-c", command, sys.executable],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )


always_full = pytest.mark.skipif(
    not os.path.exists("/dev/full"), reason="needs the device that is always full"
)


@always_full
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("foo", 2),
        ("account show nope --passphrase-file right", 2),
        ("unit list --passphrase-file wrong", 3),
        ("unit list --passphrase-file right", 0),
    ],
)
def test_what_cannot_be_said_leaves_the_exit_code_as_it_is(
    town: Town, tmp_path: Path, words: str, code: int
) -> None:
    for name, text in (("right", PASSPHRASE), ("wrong", PASSPHRASE + "?")):
        (tmp_path / name).write_text(text + "\n", encoding="utf-8")
    command = f'cd "{tmp_path}" && "$0" -m somesec {words} 2>/dev/full'
    assert _in_a_shell(command, SOMESEC_REGISTER=str(town.place)).returncode == code


@always_full
@pytest.mark.parametrize("words", ["--version", "--help", "unit --help", "--version --no-color"])
def test_help_and_version_on_a_full_disk_are_a_sentence(words: str) -> None:
    done = _in_a_shell(f'"$0" -m somesec {words} >/dev/full')
    assert done.returncode == 2
    assert done.stderr == ("somesec: Cannot write to standard output: the disk is full.\n")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are a shell's")
@pytest.mark.parametrize("words", ["--version", "--help"])
def test_who_reads_no_more_of_help_and_version_is_told_nothing(words: str) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    done = subprocess.run(
        [sys.executable, "-m", "somesec", words], stdout=writes, stderr=subprocess.PIPE, check=False
    )
    os.close(writes)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the current folder")
def test_a_current_folder_that_is_gone_is_a_sentence(town: Town, tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    (tmp_path / "right").write_text(PASSPHRASE + "\n", encoding="utf-8")
    done = _in_a_shell(
        f'cd "{tmp_path}/gone" && rmdir ../gone && "$0" -m somesec unit list',
        PYTHONPATH=str(Path(__file__).parents[2]),
        SOMESEC_REGISTER=str(town.place),
        SOMESEC_PASSPHRASE_FILE=str(tmp_path / "right"),
    )
    assert done.returncode == 2, done
    assert done.stderr == "somesec: The current folder is gone. Go to another one first.\n"
