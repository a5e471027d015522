"""`somesec init`: a new register and its recovery kit."""

from argparse import Namespace
from pathlib import Path

from somesec.cli.kit_file import add_kit_file, kit_file
from somesec.cli.options import add_computer
from somesec.cli.output import note
from somesec.cli.parser import Parser
from somesec.cli.unlocking import (
    key_file_of,
    locks_to_computer,
    member_of,
    new_passphrase,
    place_of,
)
from somesec.errors import InputError
from somesec.language import _


def fill(parser: Parser) -> None:
    """Gives `init` its options."""
    parser.add_argument(
        "--organisation", metavar=_("NAME"), required=True, help=_("the organisation's name")
    )
    parser.add_argument(
        "--domain",
        dest="domains",
        metavar=_("DOMAIN"),
        action="append",
        required=True,
        help=_("a mail domain of the organisation; may be given several times"),
    )
    parser.add_argument(
        "--policy", metavar=_("NAME"), default="kauhava", help=_("the guideline to audit against")
    )
    add_kit_file(parser, _("write the recovery kit to FILE instead of printing it"))
    add_computer(parser, _("so it is without either for a register in a file"))
    parser.epilog = _("Examples:") + (
        '\n  somesec init --organisation Testilä --domain testila.fi --member "Aino Testi"'
        "\n      --register t.somesec --recovery-kit kit.txt"
    )
    parser.set_defaults(run=make_register)


def make_register(options: Namespace) -> int:
    """Makes the register, then hands over the recovery kit."""
    from somesec.register import Device, Register
    from somesec.register.passphrases import weakness
    from somesec.register.place import make_folder

    member = member_of(options)
    if not member:
        raise InputError(_("Say who you are, the register's first member: --member NAME."))
    place = place_of(options)
    if isinstance(place, Path) and place.exists():
        raise InputError(
            _(
                "There is something at {place} already. Choose another place: --register FILE."
            ).format(place=place)
        )
    with kit_file(options) as keep:
        passphrase = new_passphrase(options)
        advice = weakness(passphrase, options.organisation)
        if advice:
            note(advice)
        if not options.register:
            make_folder(place)
        register, kit = Register.create(
            place,
            organisation=options.organisation,
            domains=options.domains,
            member=member,
            passphrase=passphrase,
            policy=options.policy,
            key_file=key_file_of(options),
            device=Device.at_home(),
            with_device_secret=locks_to_computer(options),
        )
        register.close()
        keep(kit.text())
    note(_("The register is {place}.").format(place=place))
    if locks_to_computer(options):
        note(
            _(
                "Your passphrase opens it on this computer only. Should this computer be lost, "
                "the recovery kit opens the register."
            )
        )
    if options.recovery_kit:
        note(
            _("Print the recovery kit {file}, put it in a safe, then delete the file.").format(
                file=options.recovery_kit
            )
        )
    note(_("Next: 'somesec import FILE', or 'somesec unit add'."))
    return 0
