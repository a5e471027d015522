"""`somesec member`: who belongs to the register, and how somebody comes and goes."""

from argparse import Namespace
from collections.abc import Collection
from typing import TYPE_CHECKING

from policy.reports.harmless import harmless
from somesec.cli.asking import asked
from somesec.cli.commands import verb
from somesec.cli.inviting import add_verbs
from somesec.cli.options import add_format
from somesec.cli.output import note, write, write_json
from somesec.cli.parser import Parser
from somesec.cli.recovery import note_reach_of_kit
from somesec.cli.table import table
from somesec.cli.unlocking import on_terminal, opened
from somesec.errors import InputError
from somesec.language import _, ngettext, pgettext

if TYPE_CHECKING:
    from uuid import UUID

    from somesec.register import Register
    from somesec.register.members import Holding


def fill(parser: Parser) -> None:
    """Gives `member` its commands."""
    commands = parser.commands("verb")
    add_verbs(commands)
    verb(commands, "list", _("list the members and what they can read"), _fill_list)
    verb(
        commands,
        "remove",
        _("end a membership; lists the accounts whose password must change"),
        _fill_remove,
        '  somesec member remove "Eino Koe"',
    )


def add_member(parser: Parser) -> None:
    """Adds which member is meant."""
    parser.add_argument(
        "name", metavar=_("NAME"), help=_("the member: a name, or a part that fits just one")
    )


def add_unit(parser: Parser) -> None:
    """Adds which unit is meant."""
    parser.add_argument(
        "--unit", metavar=_("UNIT"), required=True, help=_("the unit whose accounts are meant")
    )


def _fill_list(parser: Parser) -> None:
    add_format(parser)
    parser.set_defaults(run=list_all)


def _fill_remove(parser: Parser) -> None:
    add_member(parser)
    parser.add_argument(
        "--force",
        action="store_true",
        help=_("even if nobody else opens a unit's passwords or looks after it then"),
    )
    parser.set_defaults(run=remove)


def list_all(options: Namespace) -> int:
    """Prints every member; the recovery kit, which is none of them, is said apart."""
    from somesec.register import members
    from somesec.register.roles import RECOVERY

    with opened(options) as register:
        holdings = members.listed(register)
        people = [held for held in holdings if held.member.role != RECOVERY]
        if options.format == "json":
            write_json([_for_programs(register, held) for held in people])
        else:
            write(
                table(
                    (
                        pgettext("column", "Name"),
                        _("Role"),
                        _("Looks after"),
                        _("Reads"),
                        _("Opens the passwords of"),
                    ),
                    [_row(register, held) for held in people],
                )
            )
            if len(people) < len(holdings):
                note_reach_of_kit(register)
    return 0


def remove(options: Namespace) -> int:
    """Ends the membership, once somebody at a terminal has repeated the name."""
    from somesec.register import members

    with opened(options) as register:
        # Without anybody to ask, half a name is too little to remove somebody by.
        member = members.find(register, options.name, in_full=not on_terminal())
        if on_terminal():
            _require_name_again(member.name)
        due = members.remove(register, member, by_force=options.force)
        for account in due:
            write(harmless(account.name))
        note(
            _(
                "{name} is no member any more, and what is written from now on is under keys that "
                "{name} does not have. What {name} has seen so far cannot be taken back."
            ).format(name=member.name)
        )
        if due:
            note(
                ngettext(
                    "{name} could open the password of the account above: change it with "
                    "'somesec rotate start ACCOUNT'.",
                    "{name} could open the passwords of the {count} accounts above: change them "
                    "with 'somesec rotate start ACCOUNT'.",
                    len(due),
                ).format(name=member.name, count=len(due))
            )
    return 0


def _require_name_again(name: str) -> None:
    question = _("To remove {name}, type the name once more: ").format(name=harmless(name))
    if asked(question).casefold() != name.casefold():
        raise InputError(_("That is another name. Nobody was removed."))


def _for_programs(register: "Register", held: "Holding") -> dict[str, object]:
    member = held.member
    return {
        "id": member.id,
        "name": member.name,
        "role": member.role,
        "units": _names(register, member.units),
        "cards": _names(register, held.cards),
        "secrets": _names(register, held.secrets),
        "me": member.id == register.member.id,
    }


def _row(register: "Register", held: "Holding") -> tuple[str, ...]:
    from somesec.register.labels import shown

    member = held.member
    is_me = member.id == register.member.id
    return (
        _("{name} (you)").format(name=member.name) if is_me else member.name,
        shown("role", member.role),
        "; ".join(_names(register, member.units)),
        _joined(register, held.cards),
        _joined(register, held.secrets),
    )


def _names(register: "Register", scopes: "Collection[UUID]") -> list[str]:
    """The units among the scopes by name; the organisation's own scope is no unit."""
    units = register.records.units
    return sorted((units[scope].name for scope in scopes if scope in units), key=str.casefold)


def _joined(register: "Register", scopes: "Collection[UUID]") -> str:
    names = _names(register, scopes)
    if len(names) > 1 and len(names) == len(register.records.units):
        return _("all units")
    return "; ".join(names)
