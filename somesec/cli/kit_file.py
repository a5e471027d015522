"""Where a new recovery kit goes: to a file of its own, or to standard output."""

import os
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from somesec.cli.output import write_once
from somesec.cli.parser import Parser
from somesec.cli.unlocking import refuse_own_files
from somesec.errors import InputError
from somesec.language import _
from somesec.reasons import reason_of


def add_kit_file(parser: Parser, purpose: str) -> None:
    """Adds --recovery-kit."""
    parser.add_argument("--recovery-kit", metavar=_("FILE"), type=Path, help=purpose)


@contextmanager
def kit_file(options: Namespace) -> Iterator[Callable[[str], None]]:
    """Gives what keeps the kit's text. The file is made before the register is: a register whose
    only kit could not be kept anywhere would be a trap. It is gone again when no kit came of it."""
    file: Path | None = options.recovery_kit
    if file is None:
        yield lambda text: write_once(text, lost=_unseen())
        return
    refuse_own_files(file, options)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise InputError(
            _("{path} is there already. Choose another name or remove it first.").format(path=file)
        ) from None
    except OSError as error:
        raise InputError(_unwritable(file, error)) from None
    try:
        yield lambda text: _save(descriptor, text, file)
    except BaseException:
        if os.fstat(descriptor).st_size == 0:
            file.unlink()
        raise
    finally:
        os.close(descriptor)


def _save(descriptor: int, text: str, file: Path) -> None:
    content = text.encode()
    try:
        while content:
            content = content[os.write(descriptor, content) :]
        os.fsync(descriptor)
    except OSError as error:
        os.ftruncate(descriptor, 0)  # a piece of a kit is none
        raise InputError(f"{_unwritable(file, error)} {_unseen()}") from None


def _unwritable(file: Path, error: OSError) -> str:
    return _("The recovery kit cannot be written to {file}: {reason}.").format(
        file=file, reason=reason_of(error)
    )


def _unseen() -> str:
    return _(
        "Nobody has seen the new recovery kit, and no other kit opens the register: "
        "'somesec recovery renew --recovery-kit FILE' makes another."
    )
