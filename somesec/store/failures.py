"""Turns what a database reports into a sentence that says what happened and what to do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from somesec.errors import ConflictError, InputError, SomesecError, TamperedError
from somesec.language import _
from somesec.store.schema import FORMAT


@contextmanager
def explained(meaning: Callable[[DBAPIError], SomesecError | None]) -> Iterator[None]:
    """Raises SomesecErrors in place of the database's own within the block.

    What remains untranslated can only be a fault of this program."""
    try:
        yield
    except DBAPIError as error:
        said = meaning(error)
        if said is None:
            raise
        raise said from error


def no_register(place: str) -> InputError:
    """For a place where nothing is."""
    return InputError(
        _("There is no register at {place}. Make one with 'somesec init'.").format(place=place)
    )


def there_already(place: str) -> InputError:
    """For a new register where something is."""
    return InputError(
        _("{place} is there already. Choose another name for the new register.").format(place=place)
    )


def require_known(format_: int, place: str) -> None:
    """Passes for the format of this program; an older one was never released.

    Raises InputError for a newer one, TamperedError for what no program has written."""
    if format_ > FORMAT:
        raise InputError(
            _("{place} was made by a newer somesec. Update this one to open it.").format(
                place=place
            )
        )
    if format_ != FORMAT:
        raise damaged(place)


def damaged(place: str) -> TamperedError:
    """For a place that held a register and no longer reads as one."""
    return TamperedError(
        _("The register {place} is damaged. Keep it as it is and restore a backup.").format(
            place=place
        )
    )


def changed_meanwhile(place: str) -> ConflictError:
    """For a write that lost to somebody else's."""
    return ConflictError(
        _(
            "Somebody else changed the same thing in {place} first, so nothing was written. "
            "Look at it again and repeat what you did."
        ).format(place=place)
    )


def in_use(place: str) -> ConflictError:
    """For a turn that did not come in time."""
    return ConflictError(
        _(
            "The register {place} is in use by another program, so nothing was changed. "
            "Try again in a moment."
        ).format(place=place)
    )


def full(place: str) -> SomesecError:
    """For a disk without room."""
    return SomesecError(
        _(
            "There is no room on the disk for {place}. Nothing was changed: make room and repeat "
            "what you did."
        ).format(place=place)
    )


def disk_failed(place: str) -> SomesecError:
    """For a disk that cannot be read or written."""
    return SomesecError(
        _(
            "The disk or network that holds {place} failed, so nothing was changed. Check it and "
            "repeat what you did."
        ).format(place=place)
    )


def lost(place: str) -> SomesecError:
    """For a connection that ended before anything was kept."""
    return SomesecError(
        _(
            "The connection to {place} was lost, so nothing was changed. Check the network and "
            "repeat what you did."
        ).format(place=place)
    )


def unknown(place: str) -> SomesecError:
    """For a connection that ended while a change was being kept, to a place out of reach."""
    return SomesecError(
        _(
            "The connection to {place} was lost while your change was being written, so it is "
            "unknown whether it was kept. Open the register again and look before you repeat it."
        ).format(place=place)
    )


def unvouched(table: str) -> str:
    """For a row whose member is gone."""
    return _("A row of the table '{table}' names a member that is not there.").format(table=table)
