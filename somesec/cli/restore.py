"""`somesec restore`: the register as a backup has it, with what it replaces kept."""

import sys
from argparse import Namespace
from pathlib import Path

from somesec.cli.output import note
from somesec.cli.parser import Parser
from somesec.cli.unlocking import (
    current_passphrase,
    key_file_of,
    member_of,
    on_terminal,
    place_of,
)
from somesec.errors import InputError
from somesec.language import _


def fill(parser: Parser) -> None:
    """Gives `restore` its options."""
    parser.add_argument(
        "file", metavar=_("FILE"), help=_("the backup; its passphrase is the one of its day")
    )
    parser.add_argument(
        "--older",
        action="store_true",
        help=_("do not ask, even when newer changes would be undone"),
    )
    parser.epilog = (
        _("Examples:") + "\n  somesec restore /srv/backups/testila-20261122-021500.somesec"
    )
    parser.set_defaults(run=restore)


def restore(options: Namespace) -> int:
    """Puts the backup in the register's place.

    Raises InputError when newer changes would be undone and nobody says that they shall be."""
    file, place = Path(options.file), place_of(options)
    if not file.exists():
        raise InputError(_("There is no backup {file}.").format(file=file))
    passphrase = current_passphrase(options)
    from somesec.register import Device
    from somesec.register.backups import restoring
    from somesec.register.place import make_folder

    if not options.register:
        make_folder(place)
    with restoring(
        file,
        place,
        passphrase,
        member=member_of(options),
        key_file=key_file_of(options),
        device=Device.at_home(),
    ) as backup:
        for sentence in backup.sentences():
            note(sentence)
        if not backup.loses_nothing and not options.older:
            _require_consent()
        kept = backup.carry_out()
    note(_("{place} is now as in the backup.").format(place=place))
    if kept is not None:
        note(
            _("What it replaced is kept: {file}. Delete that when nobody misses anything.").format(
                file=kept
            )
        )
    if not backup.loses_nothing:
        note(
            _(
                "Computers that have seen newer changes write nothing until their users say "
                "'somesec verify --accept'. Tell the other members."
            )
        )
    return 0


def _require_consent() -> None:
    if not on_terminal():
        raise InputError(
            _(
                "Nothing was restored: newer changes would be undone, or might be. If they shall "
                "be, say --older."
            )
        )
    sys.stderr.write(_("Restore all the same? Write yes: "))
    sys.stderr.flush()
    if sys.stdin.readline().strip().casefold() not in ("yes", _("yes")):
        raise InputError(_("Nothing was restored."))
