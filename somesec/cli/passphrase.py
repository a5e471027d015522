"""`somesec passphrase`: another passphrase for the same member, and what is needed besides it."""

from argparse import Namespace
from pathlib import Path

from somesec.cli.options import add_computer
from somesec.cli.output import note
from somesec.cli.parser import Parser
from somesec.cli.unlocking import (
    current_passphrase,
    existing_place,
    first_line,
    key_file_of,
    typed_twice,
    unlocked,
)
from somesec.language import _


def fill(parser: Parser) -> None:
    """Gives `passphrase` its options."""
    parser.add_argument(
        "--new-passphrase-file",
        metavar=_("FILE"),
        help=_("read the new one from the first line of FILE, '-' for standard input"),
    )
    key_file = parser.add_mutually_exclusive_group()
    key_file.add_argument(
        "--new-key-file",
        metavar=_("FILE"),
        type=Path,
        help=_("the key file that is needed from now on; without it, the one so far"),
    )
    key_file.add_argument(
        "--no-key-file", action="store_true", help=_("no key file is needed from now on")
    )
    add_computer(parser, _("without either it stays as it is"))
    parser.epilog = _("Examples:") + (
        "\n  somesec passphrase"
        "\n  somesec passphrase --this-computer-only"
        "\n  somesec passphrase --key-file old.key --new-key-file new.key"
    )
    parser.set_defaults(run=change_passphrase)


def change_passphrase(options: Namespace) -> int:
    """Locks the member's keys with the new passphrase in place of the old."""
    existing_place(options)
    old = current_passphrase(options)
    from somesec.register.passphrases import change, weakness

    with unlocked(options, passphrase=old) as register:
        if options.new_passphrase_file:
            new = first_line(options.new_passphrase_file)
        else:
            new = typed_twice(_("New passphrase: "), _("New passphrase once more: "))
        advice = weakness(new, register.records.organisation.name)
        if advice:
            note(advice)
        change(
            register,
            old,
            new,
            key_file=key_file_of(options),
            new_key_file=options.new_key_file,
            drops_key_file=options.no_key_file,
            with_device_secret=options.this_computer_only,
        )
    note(_("The passphrase is changed. Copies of the register keep the old one."))
    return 0
