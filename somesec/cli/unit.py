"""`somesec unit`: the organisation's units."""

from argparse import Namespace
from typing import TYPE_CHECKING

from somesec.cli import columns
from somesec.cli.commands import verb
from somesec.cli.options import COLUMN, add_columns, add_format, changed_columns, given_columns
from somesec.cli.output import note, write, write_json
from somesec.cli.parser import Parser
from somesec.cli.table import pairs, table
from somesec.cli.unlocking import opened
from somesec.language import _

if TYPE_CHECKING:
    from somesec.model import Unit
    from somesec.register import Register


def fill(parser: Parser) -> None:
    """Gives `unit` its commands."""
    commands = parser.commands("verb")
    verb(
        commands,
        "add",
        _("add a unit"),
        _fill_add,
        "  somesec unit add --name Kirjasto --mailboxes kirjasto@testila.fi",
    )
    verb(commands, "list", _("list the units"), _fill_list)
    verb(commands, "show", _("show one unit"), _fill_show)
    verb(
        commands,
        "edit",
        _("change what is said of a unit; an empty value clears it"),
        _fill_edit,
        "  somesec unit edit Kirjasto --responsible 'Aino Testi'",
    )


def _fill_add(parser: Parser) -> None:
    add_columns(parser, columns.UNIT, required=("name",))
    parser.set_defaults(run=add)


def _fill_list(parser: Parser) -> None:
    add_format(parser)
    parser.set_defaults(run=list_all)


def _fill_show(parser: Parser) -> None:
    _add_unit(parser)
    add_format(parser)
    parser.set_defaults(run=show)


def _fill_edit(parser: Parser) -> None:
    _add_unit(parser)
    add_columns(parser, columns.UNIT)
    parser.add_argument(
        "--active", dest=COLUMN + "active", choices=("yes", "no"), help=_("whether it still works")
    )
    parser.set_defaults(run=edit)


def _add_unit(parser: Parser) -> None:
    parser.add_argument("unit", metavar=_("UNIT"), help=_("its name, id, or a part that fits one"))


def add(options: Namespace) -> int:
    """Adds the unit."""
    from somesec.register import units

    with opened(options) as register:
        unit = units.add(register, given_columns(options))
        note(_("Added {name}.").format(name=unit.name))
    return 0


def list_all(options: Namespace) -> int:
    """Prints every unit."""
    from somesec.register import units

    with opened(options) as register:
        listed = units.listed(register)
        if options.format == "json":
            write_json([_for_programs(register, unit) for unit in listed])
        else:
            rows = [(unit, units.as_values(register, unit)) for unit in listed]
            write(
                table(
                    (_("Unit"), _("Belongs to"), _("Responsible"), _("Mailboxes"), _("Active")),
                    [
                        (
                            unit.name,
                            values["parent"],
                            values["responsible"],
                            values["mailboxes"],
                            _("yes") if unit.active else _("no"),
                        )
                        for unit, values in rows
                    ],
                )
            )
    return 0


def show(options: Namespace) -> int:
    """Prints one unit."""
    from somesec.register import units
    from somesec.register.labels import UNIT, shown

    with opened(options) as register:
        unit = units.find(register, options.unit)
        if options.format == "json":
            write_json(_for_programs(register, unit))
        else:
            values = units.as_values(register, unit) | {"active": "yes" if unit.active else "no"}
            write(pairs((_(UNIT[name]), shown(name, value)) for name, value in values.items()))
    return 0


def edit(options: Namespace) -> int:
    """Changes the columns given."""
    from somesec.register import units

    values = changed_columns(options)
    with opened(options) as register:
        unit = units.find(register, options.unit)
        changed = units.edit(register, unit.id, values)
        note(_("Changed {name}.").format(name=changed.name))
    return 0


def _for_programs(register: "Register", unit: "Unit") -> dict[str, object]:
    from somesec.register import units

    return {
        "id": unit.id,
        "active": unit.active,
        **columns.for_programs(units.as_values(register, unit)),
    }
