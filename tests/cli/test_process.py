"""The process itself: what it loads, what it leaves behind, what it keeps to itself."""

import os
import subprocess
import sys

import pytest

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
