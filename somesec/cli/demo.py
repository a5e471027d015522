"""`somesec demo`: a made-up municipality in a register of its own, to look around in."""

import os
import tempfile
from argparse import Namespace
from pathlib import Path

from somesec.cli.audit import print_text
from somesec.cli.options import count
from somesec.cli.output import is_for_terminal, note, write
from somesec.cli.parser import Parser
from somesec.cli.progress import progress
from somesec.cli.table import pairs
from somesec.cli.unlocking import on_terminal
from somesec.errors import InputError
from somesec.language import _
from somesec.reasons import reason_of

_FILE = "demo.somesec"


def fill(parser: Parser) -> None:
    """Gives `demo` its options."""
    parser.add_argument(
        "--accounts", type=count, default=60, metavar=_("N"), help=_("how many accounts")
    )
    parser.add_argument("--units", type=count, default=12, metavar=_("N"), help=_("how many units"))
    parser.add_argument(
        "--seed", type=int, default=1, metavar=_("N"), help=_("the same number, the same town")
    )
    parser.add_argument(
        "--directory",
        type=Path,
        metavar=_("DIR"),
        help=_("where to make it; without it, a new folder in the user's data folder"),
    )
    parser.add_argument(
        "--audit", action="store_true", help=_("print the audit instead of opening the screens")
    )
    parser.set_defaults(run=show_demo)


def show_demo(options: Namespace) -> int:
    """Makes the town, says how to go on with it, and shows it.

    A demo's findings are no failure: it ends with 0."""
    from somesec.register import auditing, demo

    place = _folder(options.directory) / _FILE
    if place.exists():
        raise InputError(
            _("There is a demo at {place} already. Choose another folder: --directory DIR.").format(
                place=place
            )
        )
    with progress(_("Making a town")) as tell:
        register, passphrase = demo.make(
            place,
            accounts=options.accounts,
            units=options.units,
            seed=options.seed,
            progress=tell,
        )
    write(pairs(((_("Register"), str(place)), (_("Passphrase"), passphrase))))
    note(_("To go on with it: somesec --register {place}").format(place=place))
    if not options.audit and on_terminal() and is_for_terminal():
        if options.no_color:
            os.environ["NO_COLOR"] = "1"
        from screens.app import run

        run(place, register, speaks=options.language)
        return 0
    with register:
        write("")
        print_text(auditing.report(register), options)
    return 0


def _folder(directory: Path | None) -> Path:
    """The folder asked for, or a fresh one that nobody else can look into."""
    from somesec.register import default_place

    folder = default_place().parent if directory is None else directory
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return directory or Path(tempfile.mkdtemp(prefix="demo-", dir=folder))
    except FileExistsError:
        raise InputError(
            _("{folder} is no folder. Choose another one: --directory DIR.").format(folder=folder)
        ) from None
    except OSError as error:
        raise InputError(
            _(
                "The demo's folder {folder} cannot be made: {reason}. "
                "Choose another folder: --directory DIR."
            ).format(folder=folder, reason=reason_of(error))
        ) from None
