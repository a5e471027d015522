"""Reads the password hashes out of a directory's export, and leaves everything else in it alone.

NT hashes: lines of pwdump and secretsdump (`name:rid:LM:NT:::`), of hashcat (`name:hash`) and of
bare hashes, the text that DSInternals prints of accounts, and `sambaNTPassword` of LDIF. Others,
which name their scheme: `userPassword` of LDIF (RFC 2849), and lines of `name:{SSHA}…`, `name:$6$…`
or of the hash alone. The export is read once and never copied, and no error quotes it: lines are
named by their number.
"""

import base64
import binascii
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
from somesec.reasons import reason_of

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
# RFC 2307 and OpenLDAP name the scheme in braces, crypt(3) between signs of dollar. What follows
# the next colon is of other fields, as in a shadow file.
_SCHEMED = re.compile(
    r"(?:(?P<name>[^:]*):)?(?P<hash>(?:\{[A-Za-z][\w-]{1,20}\}|\$[\w-]{1,20}\$)[!-9;-~]{4,1000})(?::.*)?"
)
_LDIF_BEGINS = re.compile(r"version:\s*\d+|dn::?\s.*")
_LDIF = re.compile(r"(?P<name>[A-Za-z][\w.-]*)(?:;[\w;-]*)?(?P<form>:[:<]?)\s*(?P<value>.*)")
_DN_MACHINE = re.compile(r"\w+=[^,]*\$(?:,.*)?")
_MACHINE = re.compile(r".*\$(?:_history\d+)?")
_OF_SECRETSDUMP = re.compile(r"[^:]*\\|\[\*\] |Impacket ")


class HashExport(msgspec.Struct, frozen=True, kw_only=True):
    """The different NT hashes of people, 16 bytes each; the hashes of other schemes as they are
    written, each with the line it stands on; what was left out, and how many lines could not be
    read, the first few by their numbers. Its text form shows no hash."""

    source: HashSource
    hashes: frozenset[bytes]
    schemed: tuple[tuple[str, int], ...] = ()
    unreadable: int
    unreadable_lines: tuple[int, ...]
    blank: int
    machines: int

    def __repr__(self) -> str:
        return f"HashExport(source={self.source}, count={len(self)})"

    def __len__(self) -> int:
        return len(self.hashes) + len(self.schemed)

    # Pretty printers ask this first, and the one that comes with a Struct shows every field.
    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("source", self.source), ("count", len(self))]


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
            _("Cannot read {source}: {reason}.").format(source=file, reason=reason_of(error))
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
        self._schemed: dict[str, int] = {}
        self._forms: Counter[HashSource] = Counter()
        self._unreadable: list[int] = []
        self._unreadable_count = 0
        self._blank = 0
        self._machines = 0
        # DSInternals prints many lines an account, and names it before its hash.
        self._in_accounts = False
        self._account = ""
        self._is_secretsdump = False
        self._in_ldif = False
        # A value of LDIF goes on in lines that begin with a space.
        self._begun: list[str] = []
        self._begun_at = 0

    def take(self, number: int, line: str | None) -> None:
        """Takes the next line; None for one too long to be of an export."""
        if line is None:
            self._not_read(number)
            return
        if not self._in_accounts and (self._in_ldif or _LDIF_BEGINS.fullmatch(line.strip())):
            self._in_ldif = True
            self._take_of_ldif(number, line.rstrip("\r\n"))
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

    def _take_of_ldif(self, number: int, line: str) -> None:
        if line.startswith(" ") and self._begun:
            if sum(map(len, self._begun)) < MAX_LINE:
                self._begun.append(line[1:])
            return
        self._end_of_value()
        self._begun, self._begun_at = [line], number

    def _end_of_value(self) -> None:
        """Takes a whole value of LDIF. One that lies in another file (`:<`) is not looked for."""
        found = _LDIF.fullmatch("".join(self._begun))
        if found is None:
            return
        name, value = found["name"].casefold(), found["value"]
        try:
            if found["form"] == "::":
                value = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError):
            value = ""
        if name == "dn":
            self._account = "$" if _DN_MACHINE.fullmatch(value) else ""
        elif name == "sambantpassword" and (nt := _BARE.fullmatch(value.strip())):
            self._keep(HashSource.LDIF, self._account, nt["nt"])
        elif name in ("userpassword", "sambantpassword"):
            schemed = _SCHEMED.fullmatch(value.strip())
            if schemed and not schemed["name"]:
                self._keep_schemed(self._account, schemed["hash"], self._begun_at)
            else:
                self._not_read(self._begun_at)

    def _take_alone(self, number: int, line: str) -> None:
        self._is_secretsdump = self._is_secretsdump or bool(_OF_SECRETSDUMP.match(line))
        if found := _PWDUMP.fullmatch(line):
            self._keep(HashSource.PWDUMP, found["name"], found["nt"])
        elif found := _HASHCAT.fullmatch(line):
            self._keep(HashSource.HASHCAT, found["name"], found["nt"])
        elif found := _BARE.fullmatch(line):
            self._keep(HashSource.BARE, "", found["nt"])
        elif found := _SCHEMED.fullmatch(line):
            self._keep_schemed(found["name"] or "", found["hash"], number)
        elif not _ASIDE.fullmatch(line):
            self._not_read(number)

    def _keep_schemed(self, name: str, text: str, number: int) -> None:
        if _MACHINE.fullmatch(name):
            self._machines += 1
        else:
            self._schemed.setdefault(text, number)
        self._refuse_too_many()

    def _keep(self, form: HashSource, name: str, digits: str | None) -> None:
        self._forms[form] += 1
        digest = bytes.fromhex(digits) if digits else BLANK
        if _MACHINE.fullmatch(name):
            self._machines += 1
        elif digest == BLANK:
            self._blank += 1
        else:
            self._hashes.add(digest)
        self._refuse_too_many()

    def _refuse_too_many(self) -> None:
        if len(self._hashes) + len(self._schemed) > MAX_HASHES:
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
        self._end_of_value()
        lines = tuple(self._unreadable)
        if not self._hashes and not self._schemed:
            raise InputError(
                _("{file} holds no password hash of a person. {unreadable}").format(
                    file=file,
                    unreadable=unreadable_sentence(self._unreadable_count, lines)
                    if lines
                    else _("Export them as lines of 'name:rid:LM:NT:::' or one hash a line."),
                )
            )
        source = self._forms.most_common(1)[0][0] if self._forms else HashSource.LDIF
        if source is HashSource.PWDUMP and self._is_secretsdump:
            source = HashSource.SECRETSDUMP
        return HashExport(
            source=source,
            hashes=frozenset(self._hashes),
            schemed=tuple(self._schemed.items()),
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
