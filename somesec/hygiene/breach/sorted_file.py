"""A breach corpus as one file of `HASH:COUNT` lines in the order of the hashes."""

import mmap
import re
from pathlib import Path

import msgspec

from somesec.errors import InputError
from somesec.hygiene.breach.hashes import Hash
from somesec.language import _

_LONGEST_LINE = 64
_LINE = re.compile(rb"([0-9A-Fa-f]{40}|[0-9A-Fa-f]{32}):([0-9]{1,12})\r?\n?")

# Hashes spread evenly. That so many mean gaps in a row are missing at an end of a whole file has a
# chance of e^-40; in a file whose download broke off it is certain.
_GAPS_AT_AN_END = 40


class _Line(msgspec.Struct, frozen=True):
    """`start` and `end` are offsets in the file, `end` just after the line."""

    start: int
    end: int
    digest: str
    count: int


class SortedFile:
    """Raises InputError, with the file's name and the place, when the file is empty, holds other
    lines, is not in order where it is read, or ends long before the hashes do. Only the lines on
    the way to an answer are read, and each of them is checked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file:
            if file.seek(0, 2) == 0:
                raise InputError(
                    _("The breach corpus {path} is empty. Download it again.").format(path=path)
                )
            self._text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        try:
            self._first = self._line_at(0)
            self._last = self._line_at(self._start_of_line(len(self._text) - 1))
            self.hash = Hash(len(self._first.digest))
            self._require_order(self._first, self._last)
            self._require_whole()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._text.close()

    def count(self, digest: str) -> int:
        """How often the hash, in upper case, was seen; 0 when it is not in the file."""
        low, high = self._first, self._last
        for line in (low, high):
            if line.digest == digest:
                return line.count
        if not low.digest < digest < high.digest:
            return 0
        while low.end < high.start:
            line = self._line_at(self._start_of_line((low.end + high.start) // 2))
            self._require_order(low, line)
            self._require_order(line, high)
            if line.digest == digest:
                return line.count
            if line.digest < digest:
                low = line
            else:
                high = line
        return 0

    def _start_of_line(self, offset: int) -> int:
        """Where the line that holds the byte at this offset begins."""
        nearest = max(0, offset - _LONGEST_LINE)
        before = self._text.rfind(b"\n", nearest, offset)
        if before < 0 and nearest > 0:
            raise self._malformed(nearest)
        return before + 1

    def _line_at(self, start: int) -> _Line:
        newline = self._text.find(b"\n", start, start + _LONGEST_LINE)
        end = newline + 1 if newline >= 0 else min(start + _LONGEST_LINE, len(self._text))
        found = _LINE.fullmatch(self._text[start:end])
        if found is None:
            raise self._malformed(start)
        return _Line(start, end, found[1].decode().upper(), int(found[2]))

    def _require_order(self, before: _Line, after: _Line) -> None:
        if len(before.digest) != len(after.digest):
            raise self._malformed(after.start)
        if before.digest > after.digest:
            raise InputError(
                _(
                    "The breach corpus {path} is not in the order of its hashes at byte {offset}. "
                    "Download the version ordered by hash, or sort it."
                ).format(path=self._path, offset=after.start)
            )

    def _require_whole(self) -> None:
        lines = len(self._text) / (self._first.end - self._first.start)
        space = 16**self.hash.digits
        missing = (int(self._first.digest, 16), space - int(self._last.digest, 16))
        if max(missing) / space * lines > _GAPS_AT_AN_END:
            raise InputError(
                _(
                    "The breach corpus {path} does not reach from the first hashes to the last: "
                    "its download broke off. Download it again."
                ).format(path=self._path)
            )

    def _malformed(self, offset: int) -> InputError:
        return InputError(
            _(
                "The breach corpus {path} is damaged or something else: at byte {offset} there is "
                "no line of a SHA-1 or NT hash with a count. Download it again, ordered by hash."
            ).format(path=self._path, offset=offset)
        )
