"""`somesec policy`: the guidelines that there are, and the register's own values in its one."""

from argparse import Namespace
from typing import TYPE_CHECKING

from somesec.cli.commands import verb
from somesec.cli.options import add_format
from somesec.cli.output import note, write, write_json
from somesec.cli.parser import Parser
from somesec.cli.table import table
from somesec.cli.unlocking import opened
from somesec.language import _, show_date

if TYPE_CHECKING:
    from policy.pack import Pack
    from somesec.register.policies import Value


def fill(parser: Parser) -> None:
    """Gives `policy` its commands."""
    commands = parser.commands("verb")
    verb(commands, "list", _("list the guidelines that come with the program"), _fill_list)
    verb(
        commands,
        "show",
        _("show the values of the register's guideline and which are its own, or of another one"),
        _fill_show,
        "  somesec policy show\n  somesec policy show nist-800-63b-4",
    )
    verb(commands, "check", _("check a guideline of your own, in a file"), _fill_check)
    verb(
        commands,
        "set",
        _("set a value of the guideline for this register"),
        _fill_set,
        "  somesec policy set intervals.post 10\n  somesec policy set severities.SOM804 high\n"
        "  somesec policy set off '[\"SOM801\"]'",
    )
    verb(commands, "unset", _("take back a value that was set here"), _fill_unset)


def _fill_list(parser: Parser) -> None:
    add_format(parser)
    parser.set_defaults(run=list_all)


def _fill_show(parser: Parser) -> None:
    parser.add_argument(
        "name",
        nargs="?",
        metavar=_("NAME_OR_FILE"),
        help=_("another guideline than the register's, which needs no register"),
    )
    add_format(parser)
    parser.set_defaults(run=show)


def _fill_check(parser: Parser) -> None:
    parser.add_argument("file", metavar=_("FILE"), help=_("the guideline as TOML"))
    parser.set_defaults(run=check)


def _fill_set(parser: Parser) -> None:
    _add_key(parser)
    parser.add_argument(
        "value", metavar=_("VALUE"), help=_("a number, a word, or a list as TOML writes it")
    )
    parser.set_defaults(run=put)


def _fill_unset(parser: Parser) -> None:
    _add_key(parser)
    parser.set_defaults(run=unset)


def _add_key(parser: Parser) -> None:
    parser.add_argument(
        "key", metavar=_("KEY"), help=_("as 'somesec policy show' lists it, e.g. intervals.post")
    )


def list_all(options: Namespace) -> int:
    """Prints the packs that come with the program; needs no register."""
    from policy.pack import load_pack, pack_names

    packs = [load_pack(name) for name in pack_names()]
    if options.format == "json":
        write_json(
            [
                {"id": p.id, "version": p.version, "name": p.name, "clauses": len(p.clauses)}
                for p in packs
            ]
        )
    else:
        write(
            table(
                (_("Policy"), _("Version"), _("Clauses"), _("Name")),
                [(pack.id, pack.version, str(len(pack.clauses)), pack.name) for pack in packs],
                right=(2,),
            )
        )
    return 0


def show(options: Namespace) -> int:
    """Prints every value of a pack; of the register's, who set which of its own and when."""
    from somesec.register import policies
    from somesec.register.policies import Value

    if options.name:
        from policy.engine import pack_named

        pack = pack_named(options.name)
        said = sorted(policies.values_of(pack).items())
        values = [Value(key, value, value, None) for key, value in said]
    else:
        with opened(options) as register:
            pack, values = policies.in_force(register), policies.values(register)
    _print(pack, values, options.format)
    return 0


def _print(pack: "Pack", values: "list[Value]", form: str) -> None:
    from somesec.register import policies

    if form == "json":
        write_json(
            {
                "id": pack.id,
                "version": pack.version,
                "name": pack.name,
                "values": [_for_programs(value) for value in values],
            }
        )
        return
    write(f"{pack.name} ({pack.id}, {pack.version})\n")
    write(
        table(
            (_("Key"), _("Value"), _("Otherwise"), _("Set by"), _("Set on")),
            [
                (
                    value.key,
                    policies.said(value.value),
                    policies.said(value.default) if value.own else "",
                    value.own.set_by if value.own else "",
                    show_date(value.own.set_at.date()) if value.own else "",
                )
                for value in values
            ],
        )
    )


def _for_programs(value: "Value") -> dict[str, object]:
    return {
        "key": value.key,
        "value": value.value,
        "default": value.default,
        "own": value.own is not None,
        "set_by": value.own.set_by if value.own else None,
        "set_at": value.own.set_at if value.own else None,
    }


def check(options: Namespace) -> int:
    """Says whether a pack in a file is right; needs no register."""
    from pathlib import Path

    from policy.pack import load_pack_file
    from policy.rules import RULES

    pack = load_pack_file(Path(options.file), {rule.code for rule in RULES})
    note(
        _("{file} is a policy pack: {name} ({id}, {version}), {count} clauses.").format(
            file=options.file,
            name=pack.name,
            id=pack.id,
            version=pack.version,
            count=len(pack.clauses),
        )
    )
    return 0


def put(options: Namespace) -> int:
    """Sets a value."""
    from somesec.register import policies

    with opened(options) as register:
        policies.put(register, options.key, options.value)
        note(_("Set {key}. Take it back with 'somesec policy unset'.").format(key=options.key))
    return 0


def unset(options: Namespace) -> int:
    """Takes a value back."""
    from somesec.register import policies

    with opened(options) as register:
        policies.unset(register, options.key)
        note(_("{key} is the pack's own again.").format(key=options.key))
    return 0
