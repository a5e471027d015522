"""What a session on a real terminal leaves behind: no secret in anything but the register."""

import base64
import ctypes
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from somesec.hygiene.measure import Measurer
from somesec.register import Register, accounts, rotation, secrets, units
from somesec.register.keys import ScopeKey
from somesec.vault import cost
from tests.conftest import PASSPHRASE, PASSWORD
from tests.memory import instances, reachable

if sys.platform != "linux":
    pytest.skip("looks into /proc", allow_module_level=True)

from tests.terminal import Terminal, descendants

TYPED = "Uusi-kanaria-88!"

# An empty field for a password once it takes keys: the first letter is drawn apart, as the cursor.
WITH_CURSOR = "massword"

F5 = "\x1b[15~"
CTRL_L, CTRL_Z, CTRL_Q = "\x0c", "\x1a", "\x11"

# A program that logs all it can, as a careless administrator would have it.
_LOGGING = """
import logging, sys
logging.basicConfig(level=logging.DEBUG, filename="debug.log")
from somesec.__main__ import main
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""

# A page that breaks with a secret in its hands.
_BREAKING = """
import sys
from screens.secret import SecretPage
from screens.widgets.secret import SecretText
def action_rotate(self):
    shown = self.query_one(SecretText)._secret
    raise RuntimeError("while at " + shown)
SecretPage.action_rotate = action_rotate
from somesec.__main__ import main
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""

# A loop that stands still, as with a terminal that takes no more output.
_STANDING_STILL = """
import os, sys, time
from screens.secret import SecretPage
def action_rotate(self):
    os.write(2, b"standing still")
    while True:
        time.sleep(60)
SecretPage.action_rotate = action_rotate
from somesec.__main__ import main
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""

# Says how many threads read the terminal.
_COUNTING = """
import os, sys, threading
from screens.secret import SecretPage
def action_rotate(self):
    readers = [t for t in threading.enumerate() if t.name == "textual-input"]
    os.write(2, f"readers: {len(readers)};".encode())
SecretPage.action_rotate = action_rotate
from somesec.__main__ import main
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""


@dataclass
class Desk:
    """A folder for everything that a program might write to, and a register beside it."""

    folder: Path
    place: Path
    environment: dict[str, str]

    @property
    def copied(self) -> str:
        """What the machine's clipboard holds."""
        held = self.folder / "held"
        return held.read_text() if held.exists() else ""

    def start(self, program: str, *, within: Sequence[str] = ()) -> Terminal:
        file = self.folder / "program.py"
        file.write_text(program)
        command = [*within, sys.executable, str(file), "--register", str(self.place)]
        return Terminal(command, self.folder / "work", self.environment)

    def without_clipboard(self) -> None:
        self.environment["PATH"] = "/nonexistent"


def _made(folder: Path, town: Path) -> Desk:
    folder.mkdir()
    for name in ("work", "home", "temporary", "programs", "pictures"):
        (folder / name).mkdir()
    for name, act in (
        ("wl-copy", f'echo "$0" "$@" >> {folder}/command-lines; /bin/cat > {folder}/held'),
        ("wl-paste", f"/bin/cat {folder}/held"),
    ):
        program = folder / "programs" / name
        program.write_text(f"#!/bin/sh\n{act}\n")
        program.chmod(0o700)
    place = folder.parent / f"{folder.name}.somesec"
    shutil.copy(town, place)
    settings = folder / "home/config/somesec/settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("toured = true\n")
    environment = {
        **os.environ,
        "HOME": str(folder / "home"),
        "XDG_DATA_HOME": str(folder / "home/data"),
        "XDG_CONFIG_HOME": str(folder / "home/config"),
        "XDG_CACHE_HOME": str(folder / "home/cache"),
        "TMPDIR": str(folder / "temporary"),
        "PATH": str(folder / "programs"),
        "WAYLAND_DISPLAY": "wayland-0",
        "LANGUAGE": "en",
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "PYTHONASYNCIODEBUG": "1",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "TEXTUAL": "devtools,debug",
        "TEXTUAL_LOG": str(folder / "textual.log"),
        "TEXTUAL_DEBUG": "1",
        "TEXTUAL_SCREENSHOT": "1",
        "TEXTUAL_SCREENSHOT_LOCATION": str(folder / "pictures"),
        "TEXTUAL_SHOW_RETURN": "1",
    }
    return Desk(folder, place, environment)


@pytest.fixture(scope="module")
def town_of_one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with one account, which has a password, so that no key is needed to find it."""
    place = tmp_path_factory.mktemp("town") / "testila.somesec"
    with cost.using(cost.FLOOR):
        register, _kit = Register.create(
            place,
            organisation="Testilä",
            domains=["testila.fi"],
            member="Aino Testi",
            passphrase=PASSPHRASE,
        )
    with register:
        units.add(register, {"name": "Kirjasto"})
        account = {"unit": "Kirjasto", "platform": "facebook", "handle": "testilankirjasto"}
        secrets.set_field(register, accounts.add(register, account).id, "password", PASSWORD)
    return place


@pytest.fixture
def desk(tmp_path: Path, town_of_one: Path) -> Desk:
    return _made(tmp_path / "desk", town_of_one)


def _unlock(terminal: Terminal, *, again: bool = False) -> None:
    terminal.until("Passphrase")
    terminal.type(PASSPHRASE + "\r")
    if not again:  # then it comes back to where it was
        terminal.until("To do first")
        terminal.type("2")
    terminal.until("1 of 1")


def _show_password(terminal: Terminal, *, again: bool = False) -> None:
    _unlock(terminal, again=again)
    terminal.type("v")
    terminal.until("kept here")
    terminal.type("v")
    terminal.until(PASSWORD)


@dataclass
class Evidence:
    """What was seen of a session from outside."""

    desk: Desk
    said: str = ""
    processes: dict[int, bytes] = field(default_factory=dict)
    core_limits: set[str] = field(default_factory=set)
    copied: list[str] = field(default_factory=list)
    code: int = 0
    pending: str = ""
    keys: list[bytes] = field(default_factory=list)

    def look(self, pid: int) -> None:
        """Writes down the command lines, environments and limits of a process and its children."""
        for each in descendants(pid):
            process = Path(f"/proc/{each}")
            seen = [(process / name).read_bytes() for name in ("cmdline", "environ", "comm")]
            self.processes[each] = b"\n".join(seen)
            if b"resource_tracker" not in seen[0]:
                limits = (process / "limits").read_text().splitlines()
                self.core_limits |= {line for line in limits if "core file" in line}

    @property
    def canaries(self) -> list[bytes]:
        """Every form of every secret."""
        forms = [text.encode() for text in (PASSPHRASE, PASSWORD, TYPED, self.pending)]
        for key in self.keys:
            forms += [key, key.hex().encode(), base64.b64encode(key), repr(key)[2:-1].encode()]
        return forms

    def found_in(self, content: bytes) -> list[bytes]:
        return [canary for canary in self.canaries if canary in content]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory, town_of_one: Path) -> Evidence:
    """A session in which secrets are typed, shown, copied and made, the program is locked and
    stopped, and at last the terminal goes away."""
    desk = _made(tmp_path_factory.mktemp("session") / "desk", town_of_one)
    evidence = Evidence(desk)
    with desk.start(_LOGGING) as terminal:
        pid = terminal.process.pid
        _show_password(terminal)
        terminal.type("c")
        terminal.until("Copied.")
        evidence.copied.append(desk.copied)
        terminal.type("n")
        terminal.until(WITH_CURSOR)
        terminal.type(f"{TYPED}\r")
        terminal.until("Saved.")
        evidence.look(pid)
        terminal.type("r")
        terminal.until("step 1")
        terminal.type(F5)
        terminal.until("hidden again")
        evidence.look(pid)
        terminal.type(CTRL_L)
        _unlock(terminal, again=True)
        evidence.copied.append(desk.copied)
        terminal.type(CTRL_Z)
        terminal.until_stopped()
        os.kill(pid, signal.SIGCONT)
        _unlock(terminal, again=True)
        evidence.look(pid)
        evidence.said = terminal.said
        terminal.hang_up()
        evidence.code = terminal.wait()
    with Register.open(desk.place, PASSPHRASE) as register:
        account = accounts.find(register, "facebook/testilankirjasto")
        evidence.pending = rotation.pending(register, account.id)
        evidence.keys = [
            each.key for each in cast("list[ScopeKey]", instances((ScopeKey,), reachable()))
        ]
    return evidence


def test_the_search_would_find_what_is_there(session: Evidence) -> None:
    assert session.found_in(session.said.encode())
    assert session.copied[0] == PASSWORD
    assert len(session.canaries) >= 4 + 2 * 4
    assert len(session.processes) > 2


def test_no_file_but_the_register_holds_a_secret(session: Evidence) -> None:
    files = [file for file in session.desk.folder.rglob("*") if file.is_file()]
    assert session.desk.folder / "work/debug.log" in files
    assert [file for file in files if session.found_in(file.read_bytes())] == []
    assert session.found_in(session.desk.place.read_bytes()) == []


def test_no_log_or_temporary_file_names_what_the_register_holds(session: Evidence) -> None:
    assert "testilankirjasto" in session.said
    names = [name.encode() for name in ("testilankirjasto", "Kirjasto", "Testilä", "testila.fi")]
    logs = [session.desk.folder / "work", session.desk.folder / "temporary"]
    files = [file for folder in logs for file in folder.rglob("*") if file.is_file()]
    assert session.desk.folder / "work/debug.log" in files
    assert [file for file in files if any(name in file.read_bytes() for name in names)] == []


def test_neither_keys_nor_pictures_of_the_screen_are_written_to_files(session: Evidence) -> None:
    assert not (session.desk.folder / "textual.log").exists()
    assert not (session.desk.folder / "work/keys.log").exists()
    assert list((session.desk.folder / "pictures").iterdir()) == []


def test_temporary_files_are_gone(session: Evidence) -> None:
    assert list((session.desk.folder / "temporary").iterdir()) == []


def test_no_secret_is_in_the_process_list_of_the_program_or_its_workers(session: Evidence) -> None:
    assert [seen for seen in session.processes.values() if session.found_in(seen)] == []


def test_no_process_may_dump_core(session: Evidence) -> None:
    assert [line.split()[-3:] for line in session.core_limits] == [["0", "0", "bytes"]]


def test_the_clipboard_is_empty_after_locking_and_after_the_terminal_went(
    session: Evidence,
) -> None:
    assert session.copied == [PASSWORD, ""]
    assert session.desk.copied == ""


def test_the_title_of_the_terminal_says_no_secret(session: Evidence) -> None:
    titles = re.findall(r"\x1b\][0-2l];?([^\x07\x1b]*)", session.said)
    assert session.found_in("".join(titles).encode()) == []


def test_nothing_is_sent_to_the_terminal_s_clipboard_where_the_machine_has_its_own(
    session: Evidence,
) -> None:
    assert "\x1b]52;" not in session.said


def test_a_program_whose_terminal_went_ends_as_hung_up(session: Evidence) -> None:
    assert session.code == 128 + signal.SIGHUP


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGQUIT])
def test_an_order_to_end_empties_the_clipboard_and_gives_the_terminal_back(
    desk: Desk, number: signal.Signals
) -> None:
    with desk.start(_LOGGING) as terminal:
        _show_password(terminal)
        terminal.type("c")
        terminal.until("Copied.")
        os.kill(terminal.process.pid, number)
        assert terminal.wait() == 128 + number
        terminal.until("\x1b[?1049l")
        assert "please report" not in terminal.said
    assert desk.copied == ""


def test_a_program_that_was_stopped_unasked_goes_on_locked_and_reads_as_before(desk: Desk) -> None:
    with desk.start(_COUNTING) as terminal:
        _show_password(terminal)
        os.kill(terminal.process.pid, signal.SIGSTOP)
        terminal.until_stopped()
        os.kill(terminal.process.pid, signal.SIGCONT)
        _show_password(terminal, again=True)
        terminal.type("r")
        terminal.until("readers: 1;")


def test_a_program_that_stands_still_ends_all_the_same(desk: Desk) -> None:
    with desk.start(_STANDING_STILL) as terminal:
        _show_password(terminal)
        terminal.type("c")
        terminal.until("Copied.")
        terminal.type("r")
        terminal.until("standing still")
        os.kill(terminal.process.pid, signal.SIGTERM)
        assert terminal.wait() == 128 + signal.SIGTERM
    assert desk.copied == ""


def test_a_crash_while_a_secret_shows_says_nothing_of_it_and_empties_the_clipboard(
    desk: Desk,
) -> None:
    with desk.start(_BREAKING) as terminal:
        _show_password(terminal)
        terminal.type("c")
        terminal.until("Copied.")
        terminal.type("r")
        assert terminal.wait() == 5
        terminal.until("RuntimeError")
        _before, _left, after = terminal.said.rpartition("\x1b[?1049l")
        assert "please report" in after
        assert PASSWORD not in after
    assert desk.copied == ""


def test_the_terminal_s_clipboard_is_emptied_when_the_program_ends(desk: Desk) -> None:
    desk.without_clipboard()
    with desk.start(_LOGGING) as terminal:
        _show_password(terminal)
        terminal.type("c")
        terminal.until(f"\x1b]52;c;{base64.b64encode(PASSWORD.encode()).decode()}\x07")
        terminal.type(CTRL_Q)
        assert terminal.wait() == 0
        terminal.until("\x1b]52;c;\x07")


# The command line


def test_a_secret_that_is_asked_for_is_on_standard_output_only(desk: Desk) -> None:
    passphrase = desk.folder.parent / "passphrase"
    passphrase.write_text(PASSPHRASE)
    (desk.folder / "program.py").write_text(_LOGGING)
    command = [sys.executable, str(desk.folder / "program.py"), "--register", str(desk.place)]
    command += ["--passphrase-file", str(passphrase)]
    shown = [*command, "secret", "show", "facebook/testilankirjasto"]
    done = subprocess.run(
        shown,
        capture_output=True,
        cwd=desk.folder / "work",
        env=desk.environment,
        check=True,
    )
    assert done.stdout.decode().strip() == PASSWORD
    assert done.stderr == b""
    files = [file for file in desk.folder.rglob("*") if file.is_file()]
    assert desk.folder / "work/debug.log" in files
    assert [file for file in files if PASSWORD.encode() in file.read_bytes()] == []
    assert [file for file in files if PASSPHRASE.encode() in file.read_bytes()] == []


def test_a_secret_that_nobody_takes_off_the_pipe_is_in_no_complaint(desk: Desk) -> None:
    passphrase = desk.folder.parent / "passphrase"
    passphrase.write_text(PASSPHRASE)
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-X", "dev", "-m", "somesec", "--register", str(desk.place)]
    command += ["--passphrase-file", str(passphrase), "secret", "show", "facebook/testilankirjasto"]
    done = subprocess.run(
        command,
        stdout=writing,
        stderr=subprocess.PIPE,
        cwd=desk.folder / "work",
        env=desk.environment,
        check=False,
    )
    os.close(writing)
    assert PASSWORD.encode() not in done.stderr
    assert PASSPHRASE.encode() not in done.stderr


# Memory


def _may_be_looked_into() -> tuple[int, tuple[int, int]]:
    """PR_GET_DUMPABLE is 3 in linux/prctl.h."""
    return ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE)


def test_the_memory_of_a_measuring_worker_is_kept_from_core_files_and_debuggers() -> None:
    with Measurer(bytes(32), bytes(16), workers=1) as measurer:
        assert measurer._running_pool().submit(_may_be_looked_into).result() == (0, (0, 0))


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTSTP, signal.SIGINT])
def test_a_measuring_worker_leaves_what_a_terminal_sends_to_its_parent(
    number: signal.Signals,
) -> None:
    with Measurer(bytes(32), bytes(16), workers=1) as measurer:
        pool = measurer._running_pool()
        pid = pool.submit(os.getpid).result()
        os.kill(pid, number)
        try:
            assert pool.submit(os.getpid).result(30) == pid
        finally:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def test_a_terminal_that_goes_away_ends_it_though_what_started_it_lives_on_and_no_signal_comes(
    desk: Desk,
) -> None:
    with desk.start(
        _LOGGING, within=("/bin/sh", "-c", 'trap "" HUP; "$@"; exit $?', "sh")
    ) as terminal:
        _show_password(terminal)
        terminal.hang_up()
        assert terminal.wait() == 128 + signal.SIGHUP
