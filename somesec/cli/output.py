"""Data goes to standard output, everything else to standard error."""

import os
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from policy.reports.harmless import harmless
from somesec.errors import InputError
from somesec.language import _
from somesec.reasons import reason_of
from somesec.unseen import escaped


def prepare_streams() -> None:
    """Makes output the same bytes on every system when a program reads it, and keeps a terminal
    that lacks a letter from stopping a command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:  # the stream is closed, or of somebody else
            continue
        if stream.isatty():
            reconfigure(errors="backslashreplace")
        else:
            reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def write(text: str, *, lost: str | None = None) -> None:
    """Writes data. A reader who has had enough (`| head`) is no error.

    Raises InputError when standard output takes no more, as on a full disk. It ends with `lost`,
    what follows from it; without it, that a change is kept, as most is written after one."""
    with _reader_may_leave(lost):
        _put(text)


def write_once(text: str, *, lost: str) -> None:
    """Writes what nobody can have again, so that a reader who left is an error too."""
    with _reader_may_leave(lost, is_missed=True):
        _put(text)


def _put(text: str) -> None:
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    sys.stdout.flush()


def write_file(content: bytes) -> None:
    """Writes what might be the content of a text file: as it is to a file or a program, and to a
    terminal with what could steer it written out."""
    text = content.decode()
    write(_harmless_lines(text.replace("\r\n", "\n")) if is_for_terminal() else text)


def write_pieces(pieces: Iterable[str]) -> None:
    """The same for a text that comes piece by piece and ends with a line end."""
    harms = is_for_terminal()
    with _reader_may_leave():
        for piece in pieces:
            sys.stdout.write(_harmless_lines(piece) if harms else piece)
        sys.stdout.flush()


def is_for_terminal() -> bool:
    """Whether data goes to somebody's screen rather than to a file or a program."""
    return sys.stdout is not None and sys.stdout.isatty()


def finish() -> None:
    """Writes what is left waiting, with the same patience as `write`."""
    if sys.stdout is None:
        return
    with _reader_may_leave():
        sys.stdout.flush()


@contextmanager
def _reader_may_leave(lost: str | None = None, *, is_missed: bool = False) -> Iterator[None]:
    if sys.stdout is None:
        closed = _("Standard output is closed, so nothing can be written to it.")
        raise InputError(_with_what_follows(closed, lost))
    try:
        yield
    except BrokenPipeError as error:
        if is_missed:
            raise refused(error, lost) from None
        _forget(sys.stdout)
    except OSError as error:
        raise refused(error, lost) from None


def refused(error: OSError, lost: str | None = None) -> InputError:
    """The error to raise where standard output took no more, which it is not asked to again; with
    `lost` as for `write`."""
    _forget(sys.stdout)
    sentence = _("Cannot write to standard output: {reason}.").format(reason=reason_of(error))
    return InputError(_with_what_follows(sentence, lost))


def _with_what_follows(sentence: str, lost: str | None) -> str:
    if lost is None:
        lost = _(
            "If the command changed the register, that is kept: "
            "'somesec trail list' says what it was."
        )
    return f"{sentence} {lost}".rstrip()


def _forget(stream: TextIO) -> None:
    """The interpreter flushes once more at its end; by then there must be somewhere to flush to, or
    it would end with a code of its own."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def require_free(file: str, *, overwrite: bool) -> None:
    """Raises InputError where `save` would refuse the file."""
    from pathlib import Path

    from somesec.register import exports

    exports.require_free(Path(os.path.realpath(file)), overwrite=overwrite)


def save(file: str, content: bytes, *, overwrite: bool) -> None:
    """Writes data to a file that only its owner can read, whole or not at all.

    Raises InputError when it cannot."""
    from pathlib import Path

    from somesec.register import exports

    # A link stays, and what it leads to is written.
    exports.save(Path(os.path.realpath(file)), content, overwrite=overwrite)


def write_json(value: object) -> None:
    """Writes data for programs: keys sorted, letters as they are."""
    write(as_json(value))


def as_json(value: object) -> str:
    """The text of a value for programs; dates and ids as their usual text."""
    # Here as in `__init__`, `options` and `parser`: what --help does without is imported late.
    import json

    return escaped(json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, default=str))


def say(text: str) -> None:
    """Says a mistake or a problem."""
    _to_standard_error("somesec: " + _harmless_lines(text))


def note(text: str) -> None:
    """Says what happened or what to do next."""
    _to_standard_error(_harmless_lines(text))


def _harmless_lines(text: str) -> str:
    return "\n".join(harmless(line) for line in text.split("\n"))


def _to_standard_error(text: str) -> None:
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
    except OSError:  # nobody can be told, and the exit code still says what happened
        with suppress(OSError):
            _forget(sys.stderr)


def wants_colour(options: Namespace) -> bool:
    """Whether colours may be used on standard output."""
    return not options.no_color and not os.environ.get("NO_COLOR") and is_for_terminal()
