"""`somesec grant`: lets a member read a unit's accounts and open their passwords."""

from argparse import Namespace

from somesec.cli.member import add_member, add_unit
from somesec.cli.output import note
from somesec.cli.parser import Parser
from somesec.cli.unlocking import opened
from somesec.language import _


def fill(parser: Parser) -> None:
    """Gives `grant` its options."""
    add_member(parser)
    add_unit(parser)
    parser.add_argument(
        "--cards-only",
        action="store_true",
        help=_("only what is said of the accounts, not their passwords"),
    )
    parser.epilog = _("Examples:") + '\n  somesec grant "Eino Koe" --unit Kirjasto'
    parser.set_defaults(run=grant)


def grant(options: Namespace) -> int:
    """Hands on the keys to the unit."""
    from somesec.register import members, units

    with opened(options) as register:
        member = members.find(register, options.name)
        unit = units.find(register, options.unit)
        members.grant(register, member, unit, cards_only=options.cards_only)
        if options.cards_only:
            said = _("{name} reads the accounts of {unit} now.")
        else:
            said = _("{name} opens the passwords of {unit} now.")
        note(said.format(name=member.name, unit=unit.name))
    return 0
