"""`somesec revoke`: ends that a member opens a unit's passwords."""

from argparse import Namespace

from somesec.cli.member import add_member, add_unit
from somesec.cli.output import note
from somesec.cli.parser import Parser
from somesec.cli.unlocking import opened
from somesec.language import _, ngettext


def fill(parser: Parser) -> None:
    """Gives `revoke` its options."""
    add_member(parser)
    add_unit(parser)
    parser.add_argument(
        "--force",
        action="store_true",
        help=_("even if nobody else opens the unit's passwords or looks after it then"),
    )
    parser.epilog = _("Examples:") + '\n  somesec revoke "Eino Koe" --unit Kirjasto'
    parser.set_defaults(run=revoke)


def revoke(options: Namespace) -> int:
    """Takes the keys to the unit back."""
    from somesec.register import members, units

    with opened(options) as register:
        member = members.find(register, options.name)
        unit = units.find(register, options.unit)
        due = members.revoke(register, member, unit, by_force=options.force)
        note(
            _("{name} opens the passwords of {unit} no more.").format(
                name=member.name, unit=unit.name
            )
        )
        if due:
            note(
                ngettext(
                    "{name} could open {count} password and may still know it. "
                    "'somesec rotate list' says which to change.",
                    "{name} could open {count} passwords and may still know them. "
                    "'somesec rotate list' says which to change.",
                    due,
                ).format(name=member.name, count=due)
            )
    return 0
