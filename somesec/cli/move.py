"""`somesec move`: the register at another place, and out of use at the old one."""

from argparse import Namespace
from pathlib import Path

from somesec.cli.output import note
from somesec.cli.parser import Parser
from somesec.cli.unlocking import opened, refuse_own_files
from somesec.language import _


def fill(parser: Parser) -> None:
    """Gives `move` its options."""
    parser.add_argument(
        "--to",
        metavar=_("WHERE"),
        required=True,
        help=_("a file that is not there, or postgresql://user@server/database"),
    )
    parser.epilog = _("Examples:") + (
        "\n  somesec move --to /srv/some/testila.somesec"
        "\n  somesec move --to postgresql://aino@db.testila.fi/some"
    )
    parser.set_defaults(run=move)


def move(options: Namespace) -> int:
    """Moves the register, and says what is left of it where it was."""
    from somesec.register import moving
    from somesec.register.place import place_named

    to = place_named(options.to)
    if isinstance(to, Path):
        refuse_own_files(to, options)
    with opened(options) as register:
        place = register.place
        kept = moving.move(register, to)
    note(
        _("The register is now {place}. Tell every member: --register or SOMESEC_REGISTER.").format(
            place=to
        )
    )
    if kept is not None:
        note(_("The old file is out of use and kept: {file}.").format(file=kept))
    else:
        note(
            _(
                "All of it is still in {place} too, where nobody may use it any more. Have the "
                "schema dropped there once everybody uses the new place."
            ).format(place=place)
        )
    return 0
