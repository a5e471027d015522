"""Moving a register to another place: whole, verified, and never in use at both."""

import os
from collections.abc import Callable
from contextlib import suppress
from itertools import islice, zip_longest
from pathlib import Path

from somesec.errors import InputError, LockedError, SomesecError, TamperedError
from somesec.language import _
from somesec.register.contents import MOVED
from somesec.register.place import Place, Server
from somesec.register.roles import LEADING
from somesec.register.session import Register
from somesec.store.copying import copy_rows, copy_to_file, same_rows
from somesec.store.failures import changed_meanwhile, there_already
from somesec.store.placing import opened_or_made, put, retire, unfinished
from somesec.store.store import Reading, Store


def move(register: Register, to: Place) -> Path | None:
    """Copies the register to a place where nothing is yet, verifies it there, and takes the old
    file out of use. Returns the name under which that one is kept; None for one on a server, which
    stays there and must not be used any more.

    The newest entry at the old place says where it went, and keeps everybody from writing there;
    the next one at the new place, that it arrived. A move that was cut off is finished by asking
    for it again.

    Raises InputError when something else is there, LockedError for who is no coordinator,
    TamperedError when what arrives does not verify, ConflictError when somebody writes at the same
    moment, SomesecError when there is no room or right to write. Then the register stays in use
    where it is, and nothing that could be used is left at the new place."""
    if register.member.role not in LEADING:
        raise LockedError(_("Only a coordinator decides where the register is kept."))
    if isinstance(to, Path):
        to = to.absolute()
    if _is_taken(register, to):
        kept = _let_go(register, lambda rows: _require_arrived(register, rows, to))
        _note_arrival(register, to)
        return kept
    if isinstance(to, Path):
        # What cannot be written to is told before the trail says anything.
        with unfinished(to) as trial, Store.create(trial):
            pass
    with register.change(MOVED, str(to)):
        pass
    try:
        kept = _carry_over(register, to)
    except BaseException:
        with suppress(SomesecError), register.change("not-moved", str(to)):
            pass
        raise
    _note_arrival(register, to)
    return kept


def _note_arrival(register: Register, to: Place) -> None:
    """From here on the newest entry says that the register is in use where it lies, under whatever
    name. Where that cannot be written now, the place is known by its name."""
    with suppress(SomesecError), register.at(to) as there:
        if there.has_just_arrived:
            with there.change("arrived", str(register.place)):
                pass


def _is_taken(register: Register, to: Place) -> bool:
    """Whether rows are at the new place. Raises InputError where that is the present one."""
    if to == register.place:
        raise there_already(str(to))
    if isinstance(to, Path):
        if isinstance(register.place, Path) and to.exists() and register.place.samefile(to):
            raise there_already(str(to))
        return os.path.lexists(to)
    with opened_or_made(to) as store, store.read() as rows:
        return next(rows.everything(), None) is not None


def _carry_over(register: Register, to: Place) -> Path | None:
    has_arrived = False

    def arrive(rows: Reading) -> None:
        nonlocal has_arrived
        if register.refresh():
            raise changed_meanwhile(str(register.place))
        if isinstance(to, Path):
            _arrive_in_file(register, rows, to)
        else:
            _arrive_on_server(register, rows, to)
        has_arrived = True

    try:
        return _let_go(register, arrive)
    except BaseException:
        # Whatever happened, one of the two stays.
        if has_arrived and _is_still_there(register.place):
            _remove(to)
        raise


def _arrive_in_file(register: Register, rows: Reading, to: Path) -> None:
    with unfinished(to) as copy:
        copy_to_file(rows, copy)
        with Store.open(copy) as store, store.read() as copied:
            _require_whole(register, rows, copied)
        put(copy, to)


def _arrive_on_server(register: Register, rows: Reading, to: Server) -> None:
    with Store.open(to) as store, store.write() as copied:
        if next(copied.everything(), None) is not None:
            raise there_already(str(to))
        copy_rows(rows, copied)
        _require_whole(register, rows, copied)


def _require_whole(register: Register, rows: Reading, copied: Reading) -> None:
    problems = register.problems_in(copied)
    if problems or not same_rows(rows, copied):
        raise TamperedError(
            _(
                "What arrived does not verify, so the register stays at {place}. Run "
                "'somesec verify'. {problem}"
            ).format(place=register.place, problem="".join(problems[:1]))
        )


def _require_arrived(register: Register, rows: Reading, to: Place) -> None:
    """Passes when an earlier move has brought everything there, and just the old place is left."""
    newest = rows.head()
    said = [detail for _entry, detail in register.trail()]
    is_moved = said[-1:] == [{"act": MOVED, "note": str(to)}]
    try:
        with Store.open(to) as store, store.read() as there:
            trail = islice(there.trail(), newest.sequence if newest else 0)
            is_all = all(old == new for old, new in zip_longest(rows.trail(), trail))
            if is_moved and is_all and not register.problems_in(there):
                return
    except (InputError, TamperedError):
        pass
    raise there_already(str(to))


def _let_go(register: Register, before: Callable[[Reading], None]) -> Path | None:
    """Takes the old place out of use once `before` has not raised; nobody writes there meanwhile.
    On a server it stays as it is."""
    if isinstance(register.place, Path):
        return retire(register.place, before)
    with Store.open(register.place) as store, store.write() as rows:
        before(rows)
    return None


def _is_still_there(place: Place) -> bool:
    return not isinstance(place, Path) or place.exists()


def _remove(place: Place) -> None:
    if isinstance(place, Path):
        place.unlink()
        return
    with Store.open(place) as store, store.write() as rows:
        rows.empty()
