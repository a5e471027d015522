"""Reads the NT hashes out of a directory's export, and leaves everything else in it alone.

Lines of pwdump and secretsdump (`name:rid:LM:NT:::`), of hashcat (`name:hash`) and of bare hashes,
and the text that DSInternals prints of accounts. The export is read once and never copied, and no
error quotes it: lines are named by their number.
"""

import codecs
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from somesec.errors import InputError
from somesec.language import _, ngettext
from somesec.model import HashSource

MAX_HASHES = 200_000
MAX_LINE = 64 * 1024
MAX_CHARACTERS = 512 * 1024 * 1024
NAMED_LINES = 5

# The NT hash of the empty password.
BLANK = bytes.fromhex("31d6cfe0d16ae931b73c59d7e0c089c0")

_HASH = r"(?:\$NT\$)?(?P<nt>[0-9A-Fa-f]{32})"
_PWDUMP = re.compile(
    rf"(?P<name>[^:]*):\d*:(?:[0-9A-Fa-f]{{32}}|NO PASSWORD\**)?:(?:{_HASH}|NO PASSWORD\**):.*"
)
_HASHCAT = re.compile(rf"(?P<name>[^:]+):{_HASH}")
_BARE = re.compile(_HASH)
_OF_ACCOUNT = re.compile(r"(?:DistinguishedName|SamAccountName|Sid|NTHash)\s*:.*")
_ACCOUNT_NAME = re.compile(r"SamAccountName\s*:\s*(?P<name>.*)")
_ACCOUNT_HASH = re.compile(rf"NTHash\s*:\s*(?:{_HASH})?")
_ACCOUNT_HASH_LINE = re.compile(r"NTHash\s*:.*")
# What secretsdump says around the hashes, and the Kerberos keys it lists after them.
_ASIDE = re.compile(
    r"#.*|\[[*+!-]\].*|Impacket .*|[^:]+:(?:aes|des|dec|rc4)[a-z0-9_-]*:[0-9a-f]{16,64}"
)
_MACHINE = re.compile(r".*\$(?:_history\d+)?")
_OF_SECRETSDUMP = re.compile(r"[^:]*\\|\[\*\] |Impacket ")


class HashExport(msgspec.Struct, frozen=True, kw_only=True):
    """The different NT hashes of people, 16 bytes each; what was left out, and how many lines could
    not be read, the first few by their numbers. Its text form shows no hash."""

    source: HashSource
    hashes: frozenset[bytes]
    unreadable: int
    unreadable_lines: tuple[int, ...]
    blank: int
    machines: int

    def __repr__(self) -> str:
        return f"HashExport(source={self.source}, count={len(self.hashes)})"

    # Pretty printers ask this first, and the one that comes with a Struct shows every field.
    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("source", self.source), ("count", len(self.hashes))]


def read(file: Path) -> HashExport:
    """The hashes in an export, which may also come through a pipe.

    Raises InputError when it cannot be read, holds no hash, or holds more than a directory does."""
    reading = _Reading()
    try:
        with open(file, "rb") as stream:
            for number, line in _lines(stream):
                reading.take(number, line)
    except OSError as error:
        raise InputError(
            _("Cannot read {source}: {reason}.").format(source=file, reason=error.strerror)
        ) from None
    return reading.result(file)


def unreadable_sentence(count: int, lines: tuple[int, ...]) -> str:
    """What is said of lines that could not be read: how many, and where the first of them are."""
    return ngettext(
        "{count} line could not be read: line {lines}.",
        "{count} lines could not be read, the first of them: {lines}.",
        count,
    ).format(count=count, lines=", ".join(str(line) for line in lines))


class _Reading:
    """What the lines so far gave."""

    def __init__(self) -> None:
        self._hashes: set[bytes] = set()
        self._forms: Counter[HashSource] = Counter()
        self._unreadable: list[int] = []
        self._unreadable_count = 0
        self._blank = 0
        self._machines = 0
        # DSInternals prints many lines an account, and names it before its hash.
        self._in_accounts = False
        self._account = ""
        self._is_secretsdump = False

    def take(self, number: int, line: str | None) -> None:
        """Takes the next line; None for one too long to be of an export."""
        if line is None:
            self._not_read(number)
            return
        line = line.strip()
        self._in_accounts = self._in_accounts or bool(_OF_ACCOUNT.fullmatch(line))
        if self._in_accounts:
            self._take_of_account(number, line)
        elif line:
            self._take_alone(number, line)

    def _take_of_account(self, number: int, line: str) -> None:
        if named := _ACCOUNT_NAME.fullmatch(line):
            self._account = named["name"]
        elif found := _ACCOUNT_HASH.fullmatch(line):
            self._keep(HashSource.DSINTERNALS, self._account, found["nt"])
        elif _ACCOUNT_HASH_LINE.fullmatch(line):
            self._not_read(number)

    def _take_alone(self, number: int, line: str) -> None:
        self._is_secretsdump = self._is_secretsdump or bool(_OF_SECRETSDUMP.match(line))
        if found := _PWDUMP.fullmatch(line):
            self._keep(HashSource.PWDUMP, found["name"], found["nt"])
        elif found := _HASHCAT.fullmatch(line):
            self._keep(HashSource.HASHCAT, found["name"], found["nt"])
        elif found := _BARE.fullmatch(line):
            self._keep(HashSource.BARE, "", found["nt"])
        elif not _ASIDE.fullmatch(line):
            self._not_read(number)

    def _keep(self, form: HashSource, name: str, digits: str | None) -> None:
        self._forms[form] += 1
        digest = bytes.fromhex(digits) if digits else BLANK
        if _MACHINE.fullmatch(name):
            self._machines += 1
        elif digest == BLANK:
            self._blank += 1
        else:
            self._hashes.add(digest)
        if len(self._hashes) > MAX_HASHES:
            raise InputError(
                _("The file holds over {most} hashes; that is no directory's export.").format(
                    most=MAX_HASHES
                )
            )

    def _not_read(self, number: int) -> None:
        self._unreadable_count += 1
        if len(self._unreadable) < NAMED_LINES:
            self._unreadable.append(number)

    def result(self, file: Path) -> HashExport:
        lines = tuple(self._unreadable)
        if not self._hashes:
            raise InputError(
                _("{file} holds no NT hash of a person. {unreadable}").format(
                    file=file,
                    unreadable=unreadable_sentence(self._unreadable_count, lines)
                    if lines
                    else _("Export them as lines of 'name:rid:LM:NT:::' or one hash a line."),
                )
            )
        source = self._forms.most_common(1)[0][0]
        if source is HashSource.PWDUMP and self._is_secretsdump:
            source = HashSource.SECRETSDUMP
        return HashExport(
            source=source,
            hashes=frozenset(self._hashes),
            unreadable=self._unreadable_count,
            unreadable_lines=lines,
            blank=self._blank,
            machines=self._machines,
        )


def _lines(stream: io.BufferedReader) -> Iterator[tuple[int, str | None]]:
    """Every line with its number, None in place of one that is too long."""
    # PowerShell redirects in UTF-16. Only names are ever in other letters than ASCII.
    wide = stream.peek(2)[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    text = io.TextIOWrapper(stream, "utf-16" if wide else "utf-8-sig", errors="replace")
    number = characters = 0
    is_rest = False
    while piece := text.readline(MAX_LINE):
        characters += len(piece)
        if characters > MAX_CHARACTERS:
            raise InputError(_("The file is too large to be a directory's export."))
        is_whole = piece.endswith("\n") or len(piece) < MAX_LINE
        if not is_rest:
            number += 1
            yield number, piece if is_whole else None
        is_rest = not is_whole
