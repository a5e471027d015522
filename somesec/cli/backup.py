"""`somesec backup`: a copy of the register, verified, in a file of its own."""

from argparse import Namespace
from pathlib import Path

from policy.reports.harmless import harmless
from somesec.cli.output import note, say, write
from somesec.cli.parser import Parser
from somesec.cli.unlocking import opened, refuse_own_files
from somesec.errors import TamperedError
from somesec.language import _


def fill(parser: Parser) -> None:
    """Gives `backup` its options."""
    parser.add_argument(
        "file",
        metavar=_("FILE"),
        help=_("the new file, readable by you only; in a folder, one named by the moment"),
    )
    parser.epilog = _("Examples:") + (
        "\n  somesec backup /srv/backups/ --passphrase-file /run/secrets/some"
        "\n  somesec backup before-import.somesec"
    )
    parser.set_defaults(run=back_up)


def back_up(options: Namespace) -> int:
    """Copies the register, and prints the copy's name.

    Raises TamperedError when the copy does not verify; it is kept under a name that says so."""
    refuse_own_files(options.file, options)
    with opened(options) as register:
        from somesec.register import backups

        made = backups.back_up(register, Path(options.file))
        write(harmless(str(made.file)))
        if made.unrecorded:
            note(
                _("The trail does not tell of this backup: {reason}").format(reason=made.unrecorded)
            )
        for problem in made.problems:
            if problem not in register.problems:
                say(problem)
        if made.problems:
            raise TamperedError(
                _(
                    "The register was copied as it is, and does not verify: {file} cannot be "
                    "restored. Keep your older backups."
                ).format(file=made.file)
            )
    note(_("It opens with the passphrase of today. Keep it where the register is not."))
    return 0
