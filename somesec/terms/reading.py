"""Texts from outside, read in a process of its own that ends when they take too much."""

import subprocess
import sys

import msgspec

from somesec.language import N_
from somesec.terms.text import Read

SECONDS = 30.0
MOST_MEMORY = 1024 * 1024 * 1024
MOST_BYTES = 10 * 1024 * 1024

_WORK = "from somesec.terms.reading import main; main()"

TOO_MUCH = N_("The text takes more time or memory to read than any terms do.")


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes, what they hold (a form of `somesec.terms.text`), and how they are to be read."""

    data: bytes
    form: str
    charset: str = ""
    judges: bool = True


def read_apart(job: Job) -> Read:
    """The wording of what comes from outside, or the reason why there is none."""
    try:
        done = subprocess.run(  # noqa: S603 - this very program, no shell
            [sys.executable, "-I", "-c", _WORK],
            input=msgspec.msgpack.encode(job),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Read(reason=TOO_MUCH)
    if done.returncode != 0:
        return Read(reason=TOO_MUCH)
    try:
        return msgspec.msgpack.decode(done.stdout, type=Read)
    except msgspec.DecodeError:
        return Read(reason=TOO_MUCH)


def main() -> None:
    """Reads a job from standard input and writes what it gives to standard output."""
    _bound()
    from somesec.terms.text import read

    job = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Job)
    found = read(job.data, job.form, job.charset, judges=job.judges)
    sys.stdout.buffer.write(msgspec.msgpack.encode(found))


def _bound() -> None:
    try:
        import resource
    except ImportError:  # Windows: there the time alone is bounded
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(SECONDS), int(SECONDS)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
