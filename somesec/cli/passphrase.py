"""`somesec passphrase`: another passphrase for the same register."""

from argparse import Namespace

from somesec.cli.output import note
from somesec.cli.parser import Parser
from somesec.cli.unlocking import (
    current_passphrase,
    existing_place,
    first_line,
    key_file_of,
    typed_twice,
)
from somesec.language import _


def fill(parser: Parser) -> None:
    """Gives `passphrase` its options."""
    parser.add_argument(
        "--new-passphrase-file",
        metavar=_("FILE"),
        help=_("read the new one from the first line of FILE, '-' for standard input"),
    )
    parser.set_defaults(run=change_passphrase)


def change_passphrase(options: Namespace) -> int:
    """Locks the register with the new passphrase in place of the old."""
    place = existing_place(options)
    old = current_passphrase(options)
    from somesec.register import Register
    from somesec.register.passphrases import change, weakness

    with Register.open(place, old, key_file=key_file_of(options)) as register:
        if options.new_passphrase_file:
            new = first_line(options.new_passphrase_file)
        else:
            new = typed_twice(_("New passphrase: "), _("New passphrase once more: "))
        advice = weakness(new, register.records.organisation.name)
        if advice:
            note(advice)
        change(register, old, new, key_file=key_file_of(options))
    note(_("The passphrase is changed. Copies of the register keep the old one."))
    return 0
