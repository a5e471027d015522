"""All rows of a register, as they are, into another: what backups, restoring and moving share."""

from itertools import zip_longest
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from somesec.errors import TamperedError
from somesec.language import _
from somesec.store.store import Reading, Store, Writing


def copy_rows(reading: Reading, writing: Writing) -> None:
    """Puts every row of one snapshot into a register that has none. Memory stays flat.

    Raises TamperedError for rows that cannot be read."""
    writing.fill(reading.everything())


def copy_to_file(reading: Reading, path: Path) -> None:
    """Makes a register, readable by its owner only, of every row of one snapshot: safely on disk
    at the end.

    Raises TamperedError for rows that cannot be read or that no register would take; SomesecError
    when the file cannot be made or there is no room."""
    try:
        with Store.create(path) as store, store.write() as writing:
            copy_rows(reading, writing)
    except IntegrityError as error:
        raise TamperedError(
            _(
                "Rows of the register do not fit its own tables: somebody has altered it, so it "
                "cannot be copied. Keep it as it is and restore a backup."
            )
        ) from error


def same_rows(one: Reading, other: Reading) -> bool:
    """Whether both hold the very same rows."""
    pairs = zip_longest(one.everything(), other.everything())
    return all(first == second for first, second in pairs)
