"""An archive of terms in a git repository, as Open Terms Archive keeps them: a file
`Service/Type of terms.md` for each document, and a commit for each version of one.

The folder is somebody else's work. Git looks into it from a repository of our own, so that neither
settings nor hooks, attributes, filters or replaced objects of the folder are read; nothing in it is
run, checked out or fetched."""

import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, NamedTuple, Self

from somesec.errors import InputError
from somesec.language import _

MOST_TEXT_BYTES = 4 * 1024 * 1024
MOST_LOG_BYTES = 512 * 1024 * 1024
_LONGEST_TOKEN = 64 * 1024
_LONGEST_NAME = 100
_CHUNK = 1024 * 1024
_SECONDS = 600.0

# What the engine of Open Terms Archive begins its messages with; those of before 2023 second.
_TECHNICAL = ("Apply technical or declaration upgrade on", "Refilter")

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_FILES = (b"100644", b"100755")
_HEADER = b"\x02"
_LOG = (
    "log",
    "-z",
    "--raw",
    "--no-abbrev",
    "--no-renames",
    "--no-merges",
    "--topo-order",
    "--reverse",
    "--no-color",
    "--no-notes",
    "--no-mailmap",
    "--no-show-signature",
    "--no-ext-diff",
    "--no-textconv",
    "--encoding=UTF-8",
    "--format=%x02%H %at%x00%s",
)


class Recorded(NamedTuple):
    """A version that the archive recorded: of which document of which service, on which day (UTC),
    under which id its content is found, and whether only the way of taking it down had changed."""

    service: str
    kind: str
    day: date
    content: str
    technical: bool


class Archive:
    """A clone of an archive's repository. `name` is what it calls itself, `head` its newest
    commit."""

    def __init__(self, folder: Path, private: Path, name: str, head: str) -> None:
        self.name = name
        self.head = head
        self._folder = folder
        self._private = private

    @classmethod
    @contextmanager
    def opened(cls, folder: Path) -> Iterator[Self]:
        """Raises InputError when the folder is no such clone, or git is missing."""
        if shutil.which("git") is None:
            raise InputError(
                _("Archives are read with git, which is not installed here. Install git.")
            )
        if not folder.is_dir():
            raise InputError(_("{path} is no folder.").format(path=folder))
        with tempfile.TemporaryDirectory(prefix="somesec-") as name:
            private = Path(name) / "private.git"
            head, form, objects, shallow = _looked_up(folder)
            _make_private(private, form, objects, shallow)
            yield cls(folder, private, _name_of(folder), head)

    def leads_to_head(self, commit: str) -> bool:
        """Whether the newest commit comes after this one, or is it: if not, the history was
        rewritten since."""
        if not _COMMIT.fullmatch(commit):
            return False
        done = self._run("merge-base", "--is-ancestor", commit, self.head)
        return done.returncode == 0

    def recorded(self, after: str = "") -> list[Recorded]:
        """The versions that were recorded after a commit, or all, in the order of the commits.

        Raises InputError when the history cannot be read."""
        revisions = [f"^{after}"] if after else []
        with self._streamed(*_LOG, self.head, *revisions, "--") as output:
            return list(_records(_tokens(output, self._folder), self._folder))

    def contents(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """The content of each id, in their order; None for one that is larger than a text of
        terms.

        Raises InputError when one is not there."""
        with tempfile.TemporaryFile() as asked:
            asked.write("".join(f"{id_}\n" for id_ in ids).encode())
            asked.seek(0)
            with self._streamed("cat-file", "--batch", "--buffer", stdin=asked) as output:
                while head := output.readline(_LONGEST_TOKEN):
                    yield self._content(head, output)

    def _content(self, head: bytes, output: IO[bytes]) -> tuple[str, bytes | None]:
        match head.decode(errors="replace").split():
            case [id_, "blob", size] if size.isdigit():
                length = int(size)
                content = output.read(length) if length <= MOST_TEXT_BYTES else None
                if content is None:
                    _skip(output, length)
                if output.read(1) != b"\n":
                    raise _unreadable(self._folder)
                return id_, content
        raise InputError(
            _(
                "{path} lacks some of its contents. Clone the archive whole, without --filter."
            ).format(path=self._folder)
        )

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603 - fixed program, no shell
            _command(*arguments),
            env=_environment(self._private),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )

    @contextmanager
    def _streamed(
        self, *arguments: str, stdin: IO[bytes] | int = subprocess.DEVNULL
    ) -> Iterator[IO[bytes]]:
        """What git writes. It is ended when it takes too long, and when nobody reads on.

        Raises InputError at the end when git failed."""
        process = subprocess.Popen(  # noqa: S603 - fixed program, no shell
            _command(*arguments),
            env=_environment(self._private),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        watch = threading.Timer(_SECONDS, process.kill)
        watch.daemon = True
        watch.start()
        try:
            assert process.stdout is not None  # noqa: S101 - a pipe was asked for
            yield process.stdout
            if process.wait() != 0:
                raise _unreadable(self._folder)
        finally:
            watch.cancel()
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()


# -- a repository of our own --------------------------------------------------------------------


def _looked_up(folder: Path) -> tuple[str, str, Path, Path]:
    """The newest commit, the form of ids, the folder of objects and the file that says where a
    shallow clone ends. Of all commands this one alone reads the folder's own settings, and it runs
    nothing that they name."""
    done = subprocess.run(  # noqa: S603 - fixed program, no shell
        _command(
            "-c",
            "safe.directory=*",
            "-C",
            str(folder),
            "rev-parse",
            "--show-object-format",
            "--path-format=absolute",
            "--git-path",
            "objects",
            "--git-path",
            "shallow",
            "--verify",
            "HEAD^{commit}",
        ),
        env=_environment(None) | {"GIT_CEILING_DIRECTORIES": str(folder.resolve().parent)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_SECONDS,
        check=False,
    )
    lines = os.fsdecode(done.stdout).splitlines()
    if done.returncode or len(lines) != 4 or not _COMMIT.fullmatch(lines[3]):
        raise InputError(
            _(
                "{path} is no clone of an archive of terms: it is no git repository with commits. "
                "Clone one with 'git clone ADDRESS'; docs/terms.md says where they are."
            ).format(path=folder)
        )
    form, objects, shallow, head = lines
    return head, form, Path(objects), Path(shallow)


def _make_private(private: Path, form: str, objects: Path, shallow: Path) -> None:
    for name in ("objects/info", "refs"):
        (private / name).mkdir(parents=True, mode=0o700)
    (private / "HEAD").write_text("ref: refs/heads/none\n", encoding="ascii")
    version = 0 if form == "sha1" else 1
    extension = "" if form == "sha1" else f"[extensions]\n\tobjectFormat = {form}\n"
    (private / "config").write_text(
        f"[core]\n\trepositoryFormatVersion = {version}\n\tbare = true\n{extension}",
        encoding="ascii",
    )
    quoted = str(objects).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    (private / "objects/info/alternates").write_text(f'"{quoted}"\n', encoding="utf-8")
    if shallow.is_file() and shallow.stat().st_size < _LONGEST_TOKEN:
        shutil.copyfile(shallow, private / "shallow")


def _command(*arguments: str) -> list[str]:
    return ["git", "--no-pager", *arguments]


def _environment(private: Path | None) -> dict[str, str]:
    """Nothing of ours but what a program needs to start, and nothing of the user's settings."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP") if name in os.environ}
    place = {"GIT_DIR": str(private)} if private else {}
    return kept | {
        "LC_ALL": "C",
        "HOME": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none",
        **place,
    }


def _name_of(folder: Path) -> str:
    name = folder.resolve().name.removesuffix(".git")
    return name.encode(errors="replace").decode()[:_LONGEST_NAME]


# -- what git writes ----------------------------------------------------------------------------


def _tokens(output: IO[bytes], folder: Path) -> Iterator[bytes]:
    """What stands between the zero bytes."""
    rest, read = b"", 0
    while chunk := output.read(_CHUNK):
        read += len(chunk)
        *tokens, rest = (rest + chunk).split(b"\0")
        yield from tokens
        if len(rest) > _LONGEST_TOKEN or read > MOST_LOG_BYTES:
            raise _unreadable(folder)
    if rest:
        yield rest


def _records(tokens: Iterator[bytes], folder: Path) -> Iterator[Recorded]:
    day, technical = date.min, False
    for token in tokens:
        token = token.lstrip(b"\n")
        if token.startswith(_HEADER):
            seconds = token.rpartition(b" ")[2]
            day = _day(seconds, folder)
            subject = next(tokens, b"").decode(errors="replace")
            technical = subject.startswith(_TECHNICAL)
        elif token.startswith(b":"):
            place = next(tokens, b"")
            _old_mode, mode, _old, content, status = token.split()
            if mode in _FILES and status in (b"A", b"M"):
                named = _document(place)
                if named:
                    yield Recorded(*named, day, content.decode(), technical)


def _day(seconds: bytes, folder: Path) -> date:
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise _unreadable(folder) from None


def _document(place: bytes) -> tuple[str, str] | None:
    """The service and the type of terms in a path; None for all that is no document."""
    parts = place.decode(errors="replace").split("/")
    if len(parts) < 2 or not parts[-1].endswith(".md"):
        return None
    service, kind = parts[-2], parts[-1].removesuffix(".md")
    for name in (service, kind):
        if not 0 < len(name) <= _LONGEST_NAME or not name.isprintable() or name.startswith("."):
            return None
    return service, kind


def _skip(output: IO[bytes], length: int) -> None:
    while length > 0:
        length -= len(output.read(min(length, _CHUNK)) or bytes(length))


def _unreadable(folder: Path) -> InputError:
    return InputError(
        _("The history in {path} cannot be read. Clone the archive anew.").format(path=folder)
    )
