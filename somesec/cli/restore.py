"""`somesec restore`: the register as a backup has it, with what it replaces kept."""

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

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
from somesec.language import _, ngettext, show_date

if TYPE_CHECKING:
    from somesec.register.backups import Restoration


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

    if isinstance(place, Path) and not options.register:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with restoring(
        file,
        place,
        passphrase,
        member=member_of(options),
        key_file=key_file_of(options),
        device=Device.at_home(),
    ) as backup:
        for sentence in _about(backup):
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


def _about(backup: "Restoration") -> list[str]:
    at = backup.at.astimezone()
    sentences = [
        _(
            "The backup verifies. Its newest change is number {sequence}, {day} {time}, {member}."
        ).format(
            sequence=backup.sequence,
            day=show_date(at.date()),
            time=f"{at:%H:%M}",
            member=backup.member or "?",
        )
    ]
    if backup.undone is None:
        sentences.append(_("What is in the register's place now cannot be read as a register."))
    elif backup.undone:
        sentences.append(
            ngettext(
                "{count} change of the present register would be undone.",
                "{count} changes of the present register would be undone.",
                backup.undone,
            ).format(count=backup.undone)
        )
    if backup.returning:
        sentences.append(
            _("These would be members again, with the keys of then: {names}.").format(
                names=", ".join(backup.returning)
            )
        )
    if backup.seen is None:
        sentences.append(_("What this computer remembers of the register cannot be read."))
    elif backup.seen > (backup.undone or 0):
        sentences.append(
            ngettext(
                "This computer has seen {count} newer change.",
                "This computer has seen {count} newer changes.",
                backup.seen,
            ).format(count=backup.seen)
        )
    return sentences


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
