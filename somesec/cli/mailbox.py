"""`somesec mailbox`: units' shared mail addresses."""

from argparse import Namespace
from typing import TYPE_CHECKING

from somesec.cli.commands import verb
from somesec.cli.options import add_format
from somesec.cli.output import note, write, write_json
from somesec.cli.parser import Parser
from somesec.cli.table import pairs, table
from somesec.cli.unlocking import opened
from somesec.errors import InputError
from somesec.language import _, pgettext

if TYPE_CHECKING:
    from somesec.model import Unit
    from somesec.register import Register


def fill(parser: Parser) -> None:
    """Gives `mailbox` its commands."""
    commands = parser.commands("verb")
    verb(
        commands,
        "add",
        _("add a shared mailbox to a unit"),
        _fill_add,
        "  somesec mailbox add Kirjasto kirjasto@testila.fi",
    )
    verb(commands, "list", _("list the shared mailboxes"), _fill_list)
    verb(commands, "show", _("show whose a mailbox is and which accounts use it"), _fill_show)
    verb(commands, "edit", _("change a mailbox's address, or whose it is"), _fill_edit)
    verb(commands, "remove", _("remove a mailbox from its unit"), _fill_remove)


def _fill_add(parser: Parser) -> None:
    parser.add_argument("unit", metavar=_("UNIT"))
    parser.add_argument("address", metavar=_("ADDRESS"))
    parser.set_defaults(run=add)


def _fill_list(parser: Parser) -> None:
    add_format(parser)
    parser.set_defaults(run=list_all)


def _fill_show(parser: Parser) -> None:
    parser.add_argument("address", metavar=_("ADDRESS"))
    add_format(parser)
    parser.set_defaults(run=show)


def _fill_edit(parser: Parser) -> None:
    parser.add_argument("address", metavar=_("ADDRESS"))
    parser.add_argument(
        "--address", dest="new_address", metavar=_("ADDRESS"), help=_("the new one")
    )
    parser.add_argument("--unit", metavar=_("UNIT"), help=_("the unit whose it is from now on"))
    parser.set_defaults(run=edit)


def _fill_remove(parser: Parser) -> None:
    parser.add_argument("address", metavar=_("ADDRESS"))
    parser.set_defaults(run=remove)


def add(options: Namespace) -> int:
    """Adds the mailbox to the unit."""
    from somesec.register import units

    with opened(options) as register:
        unit = units.find(register, options.unit)
        units.add_mailbox(register, unit.id, options.address)
        note(
            _("{address} is now a mailbox of {unit}.").format(
                address=options.address, unit=unit.name
            )
        )
    return 0


def list_all(options: Namespace) -> int:
    """Prints every mailbox with its unit."""
    from somesec.register import units

    with opened(options) as register:
        rows = units.mailboxes(register)
        if options.format == "json":
            write_json(
                [
                    {"address": address, "unit": unit.name, "unit_id": unit.id}
                    for unit, address in rows
                ]
            )
        else:
            write(
                table(
                    (pgettext("of a unit", "Mailbox"), _("Unit")),
                    [(address, unit.name) for unit, address in rows],
                )
            )
    return 0


def show(options: Namespace) -> int:
    """Prints the mailbox's unit and the accounts that were founded with it."""
    from somesec.register import units

    with opened(options) as register:
        unit, address = _found(register, options.address)
        users = [account.name for account in units.users_of_mailbox(register, address)]
        if options.format == "json":
            write_json(
                {"address": address, "unit": unit.name, "unit_id": unit.id, "accounts": users}
            )
        else:
            write(
                pairs(
                    (
                        (pgettext("of a unit", "Mailbox"), address),
                        (_("Unit"), unit.name),
                        (_("Accounts"), "\n".join(users)),
                    )
                )
            )
    return 0


def edit(options: Namespace) -> int:
    """Gives the mailbox another address, another unit, or both."""
    from somesec.register import units

    if options.new_address is None and options.unit is None:
        raise InputError(_("Say what changes: --address ADDRESS or --unit UNIT."))
    with opened(options) as register:
        unit, address = _found(register, options.address)
        owner = units.find(register, options.unit) if options.unit else unit
        new_address = _normal(options.new_address or address)
        units.edit_mailbox(register, address, new_address, owner.id)
        note(
            _("{address} is now a mailbox of {unit}.").format(address=new_address, unit=owner.name)
        )
    return 0


def remove(options: Namespace) -> int:
    """Takes the mailbox from its unit."""
    from somesec.register import units

    with opened(options) as register:
        unit, address = _found(register, options.address)
        units.remove_mailbox(register, unit.id, address)
        note(
            _("{address} is no mailbox of {unit} any more.").format(address=address, unit=unit.name)
        )
    return 0


def _found(register: "Register", address: str) -> tuple["Unit", str]:
    from somesec.register import units

    wanted = _normal(address)
    for unit, mailbox in units.mailboxes(register):
        if mailbox.casefold() == wanted:
            return unit, mailbox
    raise InputError(units.no_mailbox(address))


def _normal(address: str) -> str:
    return address.strip().casefold()
