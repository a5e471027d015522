"""Where the register is, what opens it, and opening it for a command."""

import getpass
import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from somesec.cli.output import note, say
from somesec.errors import InputError, LockedError, TamperedError
from somesec.language import _, ngettext
from somesec.reasons import reason_of

if TYPE_CHECKING:
    from somesec.register import Register
    from somesec.register.place import Place

STANDARD_INPUT = "-"
_BESIDE = ("-journal", "-wal", "-shm")  # how SQLite names what it keeps beside its file
_LONGEST = 1024 * 1024  # bytes that are read of a file with a secret in it


def place_of(options: Namespace) -> "Place":
    """Where the register is: as said by --register, by SOMESEC_REGISTER, or in the data folder.

    Raises InputError for what can be no place."""
    from somesec.register.place import default_place, place_named

    where = options.register or os.environ.get("SOMESEC_REGISTER")
    return place_named(where) if where else default_place()


def existing_place(options: Namespace) -> "Place":
    """Where the register is. A file must be there: nobody should type a passphrase for nothing."""
    from somesec.register.place import is_there, moved_away

    place = place_of(options)
    if not is_there(place):
        raise InputError(
            moved_away(place)
            or _("There is no register at {place}. Make one with 'somesec init'.").format(
                place=place
            )
        )
    return place


def member_of(options: Namespace) -> str:
    """The name of who unlocks the register, as said by --member or by SOMESEC_MEMBER; "" where
    neither says."""
    return options.member or os.environ.get("SOMESEC_MEMBER") or ""


def key_file_of(options: Namespace) -> Path | None:
    """The key file, where one is named."""
    return Path(options.key_file) if options.key_file else None


def refuse_own_files(output: str | Path, options: Namespace) -> None:
    """Raises InputError where a command would write its output over the register, over what SQLite
    keeps beside it, or over what opens it, by whatever name or link."""
    place = place_of(options)
    keys = (options.key_file, _passphrase_source(options))
    own_files = [Path(key) for key in keys if key and key != STANDARD_INPUT]
    if isinstance(place, Path):
        own_files += [place, *(place.with_name(place.name + suffix) for suffix in _BESIDE)]
    for own in own_files:
        if _is_same(Path(output), own):
            raise InputError(
                _(
                    "{file} would take the place of the register or of what opens it. "
                    "Name another file."
                ).format(file=output)
            )


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):  # one of them is not there
        return os.path.realpath(one) == os.path.realpath(other)


@contextmanager
def opened(options: Namespace) -> Iterator["Register"]:
    """The register, unlocked, closed again at the end.

    Where some of it does not verify, that is said first, the command reads what is intact, and
    TamperedError is raised when it is done, so that no script takes the answer for a whole one."""
    from somesec.register.session import moved_sentence

    with unlocked(options) as register:
        for problem in register.problems:
            say(problem)
        if register.moved_to:
            note(moved_sentence(register.moved_to))
        try:
            yield register
        except InputError as error:
            # What is not found may be what does not verify.
            raise TamperedError(str(error)) if register.problems else error from None
        if register.differs_from_memory:
            raise TamperedError(
                _("The register is not as this computer remembers it: nothing is written to it.")
            )
        if register.problems:
            raise TamperedError(
                ngettext(
                    "The register does not verify: {count} problem, said above. Nothing can be "
                    "written to it; restore a backup.",
                    "The register does not verify: {count} problems, said above. Nothing can be "
                    "written to it; restore a backup.",
                    len(register.problems),
                ).format(count=len(register.problems))
            )


def unlocked(
    options: Namespace, *, passphrase: str | None = None, accepts: bool = False
) -> "Register":
    """The register, unlocked with the passphrase that is given, else asked for. Whoever calls looks
    at its problems and closes it. With `accepts` it is taken as it is now, whatever this computer
    has seen of it before."""
    place = existing_place(options)
    if passphrase is None:
        passphrase = current_passphrase(options)
    from somesec.register import Device, Register

    return Register.open(
        place,
        passphrase,
        member=member_of(options),
        key_file=key_file_of(options),
        device=Device.at_home(),
        accepts=accepts,
    )


def locks_to_computer(options: Namespace) -> bool:
    """Whether new keys are to need a secret of this computer besides the passphrase: as asked for,
    and without a word on it where the register is on a server, which hands its rows to all."""
    if options.this_computer_only is not None:
        return bool(options.this_computer_only)
    return not isinstance(place_of(options), Path)


def current_passphrase(options: Namespace) -> str:
    """The passphrase that opens the register, from its file or typed.

    Raises LockedError when there is neither."""
    return _from_file(options) or typed(_("Passphrase: "))


def new_passphrase(options: Namespace) -> str:
    """The passphrase of a register to be, from its file or typed twice."""
    return _from_file(options) or typed_twice(_("Passphrase: "), _("Passphrase once more: "))


def _from_file(options: Namespace) -> str | None:
    source = _passphrase_source(options)
    return first_line(source) if source else None


def _passphrase_source(options: Namespace) -> str | None:
    return options.passphrase_file or os.environ.get("SOMESEC_PASSPHRASE_FILE") or None


def on_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def typed(prompt: str, *, may_be_empty: bool = False) -> str:
    """What somebody types without it being shown.

    Raises LockedError when there is no terminal, or nothing was typed."""
    if not on_terminal():
        raise LockedError(
            _("There is no terminal to ask for the passphrase on. Give --passphrase-file FILE.")
        )
    try:
        text = getpass.getpass(prompt)
    except EOFError:
        text = ""
    except UnicodeDecodeError:
        raise _not_utf_8() from None
    if not text and not may_be_empty:
        raise LockedError(_("Nothing was typed."))
    return _well_formed(text)


def typed_twice(prompt: str, again: str) -> str:
    """What somebody types twice the same without it being shown.

    Raises InputError when the two differ."""
    text = typed(prompt)
    if typed(again) != text:
        raise InputError(_("The two differ. Nothing was changed; try again."))
    return text


def first_line(source: str) -> str:
    """The first line of a file, or the next line of standard input for '-', without its line end.

    Raises InputError when it cannot be read, is empty or is no UTF-8."""
    line = _read(source, whole=False)
    text = line.removesuffix("\n").removesuffix("\r")
    if not text:
        raise InputError(
            _("The first line of {source} is empty; a secret was expected there.").format(
                source=_named(source)
            )
        )
    return text


def whole_text(source: str) -> str:
    """All of a file, or the rest of standard input for '-', without its last line end.

    Raises InputError when it cannot be read or is no UTF-8."""
    return _read(source, whole=True).removesuffix("\n").removesuffix("\r")


def _read(source: str, *, whole: bool) -> str:
    try:
        if source == STANDARD_INPUT:
            stream = sys.stdin.buffer
            content = stream.read(_LONGEST + 1) if whole else stream.readline(_LONGEST + 1)
        else:
            with open(source, "rb") as file:
                content = file.read(_LONGEST + 1) if whole else file.readline(_LONGEST + 1)
    except OSError as error:
        raise InputError(
            _("Cannot read {source}: {reason}.").format(
                source=_named(source), reason=reason_of(error)
            )
        ) from None
    if len(content) > _LONGEST:
        raise InputError(
            _("The text in {source} is longer than 1 MiB; that is no secret.").format(
                source=_named(source)
            )
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(
            _("The text in {source} is not UTF-8. Save it as UTF-8.").format(source=_named(source))
        ) from None


def _named(source: str) -> str:
    return _("standard input") if source == STANDARD_INPUT else source


def _well_formed(text: str) -> str:
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise _not_utf_8()
    return text


def _not_utf_8() -> InputError:
    return InputError(_("What was typed is not UTF-8 text. Check the terminal's encoding."))
