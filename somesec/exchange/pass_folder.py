"""A folder of `pass`, the standard Unix password manager: each entry opened by `pass` itself.

Each is a text whose first line is the password; by custom `user:` and `url:` lines and the address
of a second factor follow. Where the keys are, and whether a passphrase is asked, is between gpg and
its agent: nothing of it passes through here, and no plaintext is written anywhere."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Timer
from time import monotonic

from somesec.errors import InputError, LockedError
from somesec.exchange.login import LeftOut, LeftOutKind, Login, Reading
from somesec.language import N_, Message, _

MOST_ENTRIES = 20_000
MOST_BYTES = 64 * 1024
# One who types a passphrase is waited for; a program that hangs is not.
ENTRY_SECONDS = 120.0
ALL_SECONDS = 1800.0
_FAILURES_AT_FIRST = 3

_USER = frozenset({"user", "username", "login", "email", "käyttäjä", "användare"})
_ADDRESS = frozenset({"url", "uri", "website", "site"})
_PAIR = re.compile(r"(?P<key>[^:\s][^:]{0,40}):\s*(?P<value>\S.*)")
_OTP = re.compile(r"(?:(?:otp|totp)\s*:\s*)?(?P<address>otpauth://\S+)", re.I)
_HOST = re.compile(r"(?:[\w-]{1,63}\.)+[A-Za-z]{2,24}")

_NOT_OPENED = N_("'pass show' does not open it.")
_NO_TEXT = N_("It is no text, or too long to be a password.")


def is_pass_folder(path: Path) -> bool:
    """Whether the path is a folder whose passwords `pass` keeps."""
    return path.is_dir() and (path / ".gpg-id").is_file()


def read(folder: Path, progress: Callable[[int, int], None] | None = None) -> Reading:
    """The logins of the folder and of those in it.

    Raises InputError when it is no folder of `pass`, holds too many, or `pass` is not installed,
    LockedError when its first entries cannot be opened."""
    names = _names(folder)
    program = shutil.which("pass")
    if program is None:
        raise InputError(_("The program 'pass' is not on this computer. Install it first."))
    return Reading.of(_parts(program, folder, names, progress))


def _names(folder: Path) -> list[str]:
    if not folder.is_dir():
        raise InputError(
            _("{folder} is no folder. Name the one that 'pass' keeps.").format(folder=folder)
        )
    names = []
    for place, folders, files in os.walk(folder):
        # Git and extensions of pass lie in hidden folders, which hold no entries.
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        within = Path(place).relative_to(folder)
        names += [(within / file[:-4]).as_posix() for file in sorted(files) if _is_entry(file)]
        if len(names) > MOST_ENTRIES:
            raise InputError(
                _("{folder} holds over {most} entries. Bring in its folders one by one.").format(
                    folder=folder, most=MOST_ENTRIES
                )
            )
    if not names:
        raise InputError(
            _("{folder} holds no entries of 'pass' (files that end in .gpg).").format(folder=folder)
        )
    return names


def _is_entry(file: str) -> bool:
    return file.endswith(".gpg") and not file.startswith(".")


def _parts(
    program: str,
    folder: Path,
    names: list[str],
    progress: Callable[[int, int], None] | None,
) -> Iterator[Login | LeftOut]:
    ends, opened = monotonic() + ALL_SECONDS, 0
    for number, name in enumerate(names, 1):
        content = _shown(program, folder, name, min(ENTRY_SECONDS, ends - monotonic()))
        if content is None and not opened and number >= min(_FAILURES_AT_FIRST, len(names)):
            raise LockedError(
                _(
                    "'pass' does not open {folder}: is your key on this computer? Try 'pass show' "
                    "with one of its entries first."
                ).format(folder=folder)
            )
        opened += content is not None
        yield _login(name, content)
        if progress is not None:
            progress(number, len(names))


def _shown(program: str, folder: Path, name: str, seconds: float) -> bytes | None:
    """What `pass show` prints, one byte more than may be at most; None where it fails."""
    if seconds <= 0:
        return None
    with subprocess.Popen(  # noqa: S603
        [program, "show", "--", name],
        env=_environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        # What gpg says may quote names; what could not be opened is said here, by its name.
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        timer = Timer(seconds, _end, (process,))
        timer.daemon = True
        timer.start()
        try:
            assert process.stdout is not None  # noqa: S101
            content = process.stdout.read(MOST_BYTES + 1)
            if len(content) > MOST_BYTES:
                _end(process)
                return content
            return content if process.wait() == 0 else None
        finally:
            timer.cancel()
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


def _environment(folder: Path) -> dict[str, str]:
    """What pass gets: which folder, and no extension that lies in it, which could be anybody's."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PASSWORD_STORE_")}
    environment["PASSWORD_STORE_DIR"] = str(folder.absolute())
    if "GPG_TTY" not in environment:
        with suppress(OSError):
            # Where the agent asks for a passphrase, when there are no windows.
            environment["GPG_TTY"] = os.ttyname(0)
    return environment


def _login(name: str, content: bytes | None) -> Login | LeftOut:
    if content is None:
        return LeftOut(kind=LeftOutKind.OTHER, title=name, reason=Message(_NOT_OPENED))
    try:
        if len(content) > MOST_BYTES:
            raise ValueError
        text = content.decode()
    except ValueError:
        return LeftOut(kind=LeftOutKind.OTHER, title=name, reason=Message(_NO_TEXT))
    password, *lines = text.splitlines() or [""]
    *group, title = name.split("/")
    found = _Lines(lines)
    hosts = [part for part in (title, *reversed(group)) if _HOST.fullmatch(part)]
    # Beside `facebook.com/testilankirjasto.gpg` many write no user name into the file.
    is_named_after_user = bool(hosts) and hosts[0] != title
    return Login(
        title=title,
        group=tuple(part for part in group if part not in hosts),
        username=found.username or (title if is_named_after_user else ""),
        password=password,
        addresses=tuple(found.addresses or hosts[:1]),
        notes="\n".join(found.further).strip(),
        totp=found.totp,
        source_id=f"pass:{name}",
    )


class _Lines:
    """What the lines under the password say; what is of no known form stays as it is."""

    def __init__(self, lines: list[str]) -> None:
        self.username = self.totp = ""
        self.addresses: list[str] = []
        self.further: list[str] = []
        for line in lines:
            pair, otp = _PAIR.fullmatch(line.strip()), _OTP.fullmatch(line.strip())
            key = pair["key"].casefold() if pair else ""
            if otp and not self.totp:
                self.totp = otp["address"]
            elif pair and key in _USER and not self.username:
                self.username = pair["value"].strip()
            elif pair and key in _ADDRESS:
                self.addresses.append(pair["value"].strip())
            else:
                self.further.append(line)
