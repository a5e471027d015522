"""`somesec person`: people who hold rights to accounts, their briefings and their leaving."""

from argparse import Namespace
from typing import TYPE_CHECKING

from somesec import clock
from somesec.cli import columns
from somesec.cli.commands import verb
from somesec.cli.options import add_columns, add_format, changed_columns, day, given_columns
from somesec.cli.output import note, write, write_json
from somesec.cli.parser import Parser
from somesec.cli.table import pairs, table
from somesec.cli.unlocking import opened
from somesec.language import _, ngettext, show_date

if TYPE_CHECKING:
    from somesec.model import Person
    from somesec.register import Register

_LISTED = ("name", "address", "units", "briefed_on", "left_on")


def fill(parser: Parser) -> None:
    """Gives `person` its commands."""
    commands = parser.commands("verb")
    verb(
        commands,
        "add",
        _("add a person"),
        _fill_add,
        "  somesec person add --name 'Aino Testi' --address aino.testi@testila.fi --units Kirjasto",
    )
    verb(commands, "list", _("list the people"), _fill_list)
    verb(commands, "show", _("show one person"), _fill_show)
    verb(
        commands, "edit", _("change what is said of a person; an empty value clears it"), _fill_edit
    )
    verb(
        commands,
        "leave",
        _("record a person's last day, and list the accounts whose password must change"),
        _fill_leave,
        "  somesec person leave 'Aino Testi' --on 2026-11-30",
    )
    verb(commands, "brief", _("record that a person was briefed"), _fill_brief)


def _fill_add(parser: Parser) -> None:
    add_columns(parser, columns.PERSON, required=("name",))
    parser.set_defaults(run=add)


def _fill_list(parser: Parser) -> None:
    add_format(parser)
    parser.set_defaults(run=list_all)


def _fill_show(parser: Parser) -> None:
    _add_person(parser)
    add_format(parser)
    parser.set_defaults(run=show)


def _fill_edit(parser: Parser) -> None:
    _add_person(parser)
    add_columns(parser, columns.PERSON)
    parser.set_defaults(run=edit)


def _fill_leave(parser: Parser) -> None:
    _add_person(parser)
    parser.add_argument(
        "--on", type=day, metavar=_("DATE"), help=_("the last day; without it, today")
    )
    add_format(parser)
    parser.set_defaults(run=leave)


def _fill_brief(parser: Parser) -> None:
    _add_person(parser)
    parser.add_argument("--on", type=day, metavar=_("DATE"), help=_("the day; without it, today"))
    parser.set_defaults(run=brief)


def _add_person(parser: Parser) -> None:
    parser.add_argument(
        "person", metavar=_("PERSON"), help=_("the name, a mail address, the id, or a part")
    )


def add(options: Namespace) -> int:
    """Adds the person."""
    from somesec.register import people

    with opened(options) as register:
        person = people.add(register, given_columns(options))
        note(_("Added {name}.").format(name=person.name))
    return 0


def list_all(options: Namespace) -> int:
    """Prints every person."""
    from somesec.register import people
    from somesec.register.labels import shown

    with opened(options) as register:
        listed = people.listed(register)
        if options.format == "json":
            write_json([_for_programs(register, person) for person in listed])
        else:
            rows = [people.as_values(register, person) for person in listed]
            write(
                table(
                    (_("Name"), _("Address"), _("Units"), _("Briefed"), _("Left")),
                    [[shown(column, row[column]) for column in _LISTED] for row in rows],
                )
            )
    return 0


def show(options: Namespace) -> int:
    """Prints one person."""
    from somesec.register import people
    from somesec.register.labels import PERSON, shown

    with opened(options) as register:
        person = people.find(register, options.person)
        if options.format == "json":
            write_json(_for_programs(register, person))
        else:
            values = people.as_values(register, person)
            write(pairs((_(PERSON[name]), shown(name, value)) for name, value in values.items()))
    return 0


def edit(options: Namespace) -> int:
    """Changes the columns given."""
    from somesec.register import people

    values = changed_columns(options)
    with opened(options) as register:
        person = people.find(register, options.person)
        changed = people.edit(register, person.id, values)
        note(_("Changed {name}.").format(name=changed.name))
    return 0


def leave(options: Namespace) -> int:
    """Records the last day; the accounts to rotate are the data."""
    from somesec.register import people

    with opened(options) as register:
        person = people.find(register, options.person)
        last_day = options.on or clock.today()
        accounts = people.leave(register, person.id, last_day)
        leaving = _("{name} leaves on {day}.").format(name=person.name, day=show_date(last_day))
        note(f"{leaving} {_what_must_change(len(accounts))}")
        if options.format == "json":
            write_json([{"id": account.id, "account": account.name} for account in accounts])
        elif accounts:
            write(table((_("Account"),), [(account.name,) for account in accounts]))
    return 0


def _what_must_change(accounts: int) -> str:
    if not accounts:
        return _("No account was within reach, so no password must change.")
    return ngettext(
        "The password of {count} account must change: 'somesec rotate start ACCOUNT'.",
        "The passwords of {count} accounts must change: 'somesec rotate start ACCOUNT'.",
        accounts,
    ).format(count=accounts)


def brief(options: Namespace) -> int:
    """Records the briefing."""
    from somesec.register import people

    with opened(options) as register:
        person = people.find(register, options.person)
        briefed_on = options.on or clock.today()
        people.brief(register, person.id, briefed_on)
        note(_("{name} was briefed on {day}.").format(name=person.name, day=show_date(briefed_on)))
    return 0


def _for_programs(register: "Register", person: "Person") -> dict[str, object]:
    from somesec.register import people

    return {"id": person.id, **columns.for_programs(people.as_values(register, person))}
