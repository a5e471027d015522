"""A breach corpus as a folder with a file for each first five digits of a hash."""

import os
import re
from pathlib import Path

from somesec.errors import InputError
from somesec.hygiene.breach.hashes import Hash
from somesec.hygiene.breach.ranges import PREFIX_DIGITS, MalformedRangeError, parse_range
from somesec.language import N_, _

MISSING = N_("The corpus has no file for the first digits of the password's hash.")
EMPTY = N_("The corpus's file for the first digits of the password's hash is empty.")

# A prefix has some two thousand hashes, some 100 kB.
_MOST_BYTES = 16 * 1024 * 1024

_NAME = re.compile(r"[0-9A-Fa-f]{5}(?:\.txt)?")


class PrefixFolder:
    """Raises InputError when the folder holds no prefix file, or when a file that is read holds
    something else than `SUFFIX:COUNT` lines. Each file is read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, dict[str, int] | str] = {}
        self.hash = self._kind()

    def count(self, digest: str) -> int | str:
        """How often the hash was seen, or the reason why that is unknown."""
        prefix, suffix = digest[:PREFIX_DIGITS], digest[PREFIX_DIGITS:]
        if prefix not in self._read:
            self._read[prefix] = self._range(prefix)
        found = self._read[prefix]
        return found if isinstance(found, str) else found.get(suffix, 0)

    def close(self) -> None:
        """Nothing stays open between look-ups."""

    def _kind(self) -> Hash:
        with os.scandir(self._folder) as files:
            some = next((file for file in files if _holds_range(file)), None)
        if some is None:
            raise InputError(
                _(
                    "{folder} holds no breach corpus: it has no file named by five digits of a "
                    "hash, such as 0A1B2.txt. Name the folder that the downloader filled."
                ).format(folder=self._folder)
            )
        with open(some.path, "rb") as file:
            suffix_digits = len(file.readline(64).partition(b":")[0])
        return Hash.NT if suffix_digits + PREFIX_DIGITS == Hash.NT.digits else Hash.SHA1

    def _range(self, prefix: str) -> dict[str, int] | str:
        names = (f"{prefix}.txt", prefix, f"{prefix.lower()}.txt", prefix.lower())
        file = next((path for name in names if (path := self._folder / name).is_file()), None)
        if file is None:
            return MISSING
        with file.open("rb") as opened:
            text = opened.read(_MOST_BYTES + 1)
        if not text:
            return EMPTY
        try:
            return parse_range(text[:_MOST_BYTES], self.hash.digits)
        except MalformedRangeError as error:
            raise InputError(
                _(
                    "{file} is damaged: line {line} is not a hash's end with a count. Download "
                    "the corpus again, or delete this file and let the downloader fill the gap."
                ).format(file=file, line=error.line)
            ) from None


def _holds_range(file: os.DirEntry[str]) -> bool:
    return bool(_NAME.fullmatch(file.name)) and file.is_file() and file.stat().st_size > 0
