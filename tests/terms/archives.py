"""Made-up archives of terms: git repositories of the shape that Open Terms Archive publishes."""

import os
import subprocess
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

_ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "LC_ALL": "C",
}


class Commit(NamedTuple):
    """One recorded version; `text` None deletes the file."""

    at: datetime
    subject: str
    file: str
    text: str | bytes | None


def git(folder: Path, *arguments: str, given: bytes = b"") -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments],
        env=_ENVIRONMENT,
        input=given,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().strip()


def make(folder: Path, commits: Iterable[Commit], *, onto: str = "") -> Path:
    """A repository with these commits, after those that the branch has already, or after `onto`."""
    if not folder.exists():
        folder.mkdir(parents=True)
        git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "fast-import", "--quiet", "--force", given=b"".join(_stream(folder, commits, onto)))
    return folder


def _stream(folder: Path, commits: Iterable[Commit], onto: str) -> Iterable[bytes]:
    before = onto or git(folder, "for-each-ref", "--format=%(objectname)", "refs/heads/main")
    for commit in commits:
        who = f"OTA-Bot <bot@example.org> {int(commit.at.timestamp())} +0000\n".encode()
        subject = commit.subject.encode()
        yield b"commit refs/heads/main\nauthor " + who + b"committer " + who
        yield b"data %d\n%s\n" % (len(subject), subject)
        if before:
            yield f"from {before}\n".encode()
            before = ""
        name = b'"' + commit.file.encode().replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
        if commit.text is None:
            yield b"D " + name + b"\n"
        else:
            text = commit.text if isinstance(commit.text, bytes) else commit.text.encode()
            yield b"M 100644 inline " + name + b"\n"
            yield b"data %d\n%s\n" % (len(text), text)
