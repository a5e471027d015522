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
from somesec.language import N_, _, ngettext, show_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from somesec.model import Account, Person
    from somesec.register import Register
    from somesec.register.access import Access, Leaver, Reach

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
    verb(commands, "leavers", _("list who leaves, and what of theirs is still open"), _fill_leavers)
    verb(commands, "brief", _("record that a person was briefed"), _fill_brief)
    verb(commands, "declare", _("record a person's yearly declaration"), _fill_declare)
    verb(
        commands,
        "access",
        _("show which accounts a person gets into, now or on an earlier day"),
        _fill_access,
        "  somesec person access 'Aino Testi' --on 2026-09-01",
    )


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


def _fill_leavers(parser: Parser) -> None:
    add_format(parser)
    parser.set_defaults(run=leavers)


def _fill_declare(parser: Parser) -> None:
    _add_person(parser)
    parser.add_argument("--on", type=day, metavar=_("DATE"), help=_("the day; without it, today"))
    parser.set_defaults(run=declare)


def _fill_access(parser: Parser) -> None:
    _add_person(parser)
    parser.add_argument(
        "--on", type=day, metavar=_("DATE"), help=_("on an earlier day; without it, now")
    )
    add_format(parser)
    parser.set_defaults(run=show_access)


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
    from somesec.register import access, people

    with opened(options) as register:
        person = people.find(register, options.person)
        last_day = options.on or clock.today()
        accounts = people.leave(register, person.id, last_day)
        leaving = _("{name} leaves on {day}.").format(name=person.name, day=show_date(last_day))
        leaver = access.leaver(register, person.id)
        must = _what_must_change(len(accounts), is_whole=leaver.is_whole)
        note(f"{leaving} {must}")
        if options.format == "json":
            ways = {reach.account.id: reach.ways for reach in leaver.reached}
            write_json([{**_named(account), "ways": ways[account.id]} for account in accounts])
        elif leaver.reached:
            write(_reached(leaver.reached))
        _say_what_else(leaver)
    return 0


def _say_what_else(leaver: "Leaver") -> None:
    from somesec.register.access import NOT_READ

    if leaver.answers_for:
        note(
            _("Name somebody else to answer for: {units}.").format(
                units=", ".join(unit.name for unit in leaver.answers_for)
            )
        )
    if leaver.is_member:
        note(
            _("{name} is a member of the register: 'somesec member remove' ends that.").format(
                name=leaver.person.name
            )
        )
    if leaver.is_open:
        note(_("'somesec person leavers' shows what is still open."))
    if not leaver.is_whole:
        note(str(NOT_READ))


def leavers(options: Namespace) -> int:
    """Prints everybody with a last day, and what is still open of each."""
    from somesec.register import access

    with opened(options) as register:
        listed = access.leavers(register)
        if options.format == "json":
            write_json([_leaver_for_programs(leaver) for leaver in listed])
        else:
            write(
                table(
                    (_("Name"), _("Last day"), _("State"), _("Still open")),
                    [
                        (
                            leaver.person.name,
                            show_date(leaver.left_on),
                            _(_STATES[_state(leaver)]),
                            "; ".join(_still_open(leaver)),
                        )
                        for leaver in listed
                    ],
                )
            )
        if not all(leaver.is_whole for leaver in listed):
            note(str(access.NOT_READ))
    return 0


_STATES = {"open": N_("open"), "over": N_("over"), "unknown": N_("unknown")}


def _state(leaver: "Leaver") -> str:
    if leaver.is_open:
        return "open"
    return "over" if leaver.is_over else "unknown"


def _still_open(leaver: "Leaver") -> "Iterator[str]":
    for reach in leaver.reached:
        yield f"{reach.account.name} ({_ways(reach)})"
    for unit in leaver.answers_for:
        yield _("answers for {unit}").format(unit=unit.name)
    if leaver.is_member:
        yield _("member of the register")


def _leaver_for_programs(leaver: "Leaver") -> dict[str, object]:
    return {
        "id": leaver.person.id,
        "name": leaver.person.name,
        "left_on": leaver.left_on,
        "state": _state(leaver),
        "accounts": [
            {**_named(reach.account), "ways": list(reach.ways)} for reach in leaver.reached
        ],
        "answers_for": [unit.name for unit in leaver.answers_for],
        "is_member": leaver.is_member,
    }


def show_access(options: Namespace) -> int:
    """Prints which accounts the person gets into and how, and what cannot be known."""
    from somesec.register import access, people

    with opened(options) as register:
        person = people.find(register, options.person)
        found = access.of(register, person, options.on)
        if options.format == "json":
            write_json(_access_for_programs(register, person, found, options.on))
            return 0
        if found.reached:
            write(_reached(found.reached))
        elif found.is_whole:
            note(_("No account is within reach, as far as is recorded."))
        else:
            note(_("No account of your own units is within reach, as far as is recorded."))
        if found.role:
            units = ", ".join(unit.name for unit in found.opens) or _("none")
            note(
                _(
                    "{name} is a member of the register, and opens the passwords of: {units}."
                ).format(name=person.name, units=units)
            )
        for doubt in found.doubts:
            note(str(doubt))
    return 0


def _access_for_programs(
    register: "Register", person: "Person", found: "Access", on: "date | None"
) -> dict[str, object]:
    units = register.records.units
    return {
        "id": person.id,
        "name": person.name,
        "on": on or clock.today(),
        "role": found.role or None,
        "opens": [unit.name for unit in found.opens],
        "accounts": [
            {
                **_named(reach.account),
                "unit": units[reach.account.unit].name,
                "ways": list(reach.ways),
                "is_certain": reach.is_certain,
            }
            for reach in found.reached
        ],
        "doubts": [doubt.english() for doubt in found.doubts],
    }


def _reached(reached: "Iterable[Reach]") -> str:
    return table(
        (_("Account"), _("How")),
        [
            (
                reach.account.name,
                _ways(reach)
                if reach.is_certain
                else _("perhaps: {ways}").format(ways=_ways(reach)),
            )
            for reach in reached
        ],
    )


def _ways(reach: "Reach") -> str:
    from policy.access import WAYS

    return ", ".join(_(WAYS[way]) for way in reach.ways)


def _named(account: "Account") -> dict[str, object]:
    return {"id": account.id, "account": account.name}


def declare(options: Namespace) -> int:
    """Records the declaration."""
    from somesec.register import people

    with opened(options) as register:
        person = people.find(register, options.person)
        declared_on = options.on or clock.today()
        people.declare(register, person.id, declared_on)
        note(
            _("{name} gave the yearly declaration on {day}.").format(
                name=person.name, day=show_date(declared_on)
            )
        )
    return 0


def _what_must_change(accounts: int, *, is_whole: bool) -> str:
    if not accounts and not is_whole:
        return _("No account of your own units was within reach.")
    if not accounts:
        return _("No account was within reach, so no password must change.")
    return ngettext(
        "The password of {count} account must change: 'somesec rotate start ACCOUNT'.",
        "The passwords of {count} accounts must change: 'somesec rotate start ACCOUNT'.",
        accounts,
    ).format(count=accounts)


def brief(options: Namespace) -> int:
    """Records the briefing, and says what no rule can check and people must be told."""
    from policy.clauses import clause_lines
    from policy.coverage import told_at_briefing
    from somesec.register import people

    with opened(options) as register:
        person = people.find(register, options.person)
        briefed_on = options.on or clock.today()
        people.brief(register, person.id, briefed_on)
        note(_("{name} was briefed on {day}.").format(name=person.name, day=show_date(briefed_on)))
        pack = register.view().pack
        for line in clause_lines(pack, told_at_briefing(pack)):
            note(_("To be told: {clause}").format(clause=line))
    return 0


def _for_programs(register: "Register", person: "Person") -> dict[str, object]:
    from somesec.register import people

    return {"id": person.id, **columns.for_programs(people.as_values(register, person))}
