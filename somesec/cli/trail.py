"""`somesec trail`: who did what and when, to read or to keep."""

from argparse import Namespace
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

from somesec.cli.commands import verb
from somesec.cli.options import add_format, count, day
from somesec.cli.output import (
    is_for_terminal,
    note,
    require_free,
    save,
    write,
    write_file,
    write_json,
)
from somesec.cli.parser import Parser
from somesec.cli.table import table
from somesec.cli.unlocking import STANDARD_INPUT as STANDARD_OUTPUT
from somesec.cli.unlocking import opened, refuse_own_files
from somesec.errors import InputError
from somesec.language import _, show_date

if TYPE_CHECKING:
    from datetime import datetime

    from somesec.register import Register
    from somesec.register.history import Event

FORMATS = ("csv", "json")


def fill(parser: Parser) -> None:
    """Gives `trail` its commands."""
    commands = parser.commands("verb")
    verb(
        commands,
        "list",
        _("list who did what and when, the newest last"),
        _fill_list,
        "  somesec trail list --since 2026-11-01 --account facebook/testilankirjasto\n"
        "  somesec trail list --act secret-opened --limit 20",
    )
    verb(
        commands,
        "export",
        _("write all of it to a file, for a spreadsheet or a program"),
        _fill_export,
        "  somesec trail export trail.csv",
    )


def _fill_list(parser: Parser) -> None:
    parser.add_argument("--since", type=day, metavar=_("DATE"), help=_("from this day on"))
    parser.add_argument("--until", type=day, metavar=_("DATE"), help=_("up to this day"))
    parser.add_argument("--by", metavar=_("NAME"), help=_("only what this member did"))
    parser.add_argument(
        "--account", metavar=_("ACCOUNT"), help=_("only what was done to this account")
    )
    parser.add_argument(
        "--act", metavar=_("ACT"), help=_("only acts of one kind, by their code in JSON")
    )
    parser.add_argument("--limit", type=count, metavar=_("N"), help=_("only the newest N"))
    add_format(parser)
    parser.set_defaults(run=list_all)


def _fill_export(parser: Parser) -> None:
    parser.add_argument(
        "file", metavar=_("FILE"), help=_("where to write, readable by you only; '-' prints it")
    )
    parser.add_argument(
        "--format", choices=FORMATS, help=_("the form of the file; without it, told by its name")
    )
    parser.add_argument(
        "--overwrite", action="store_true", help=_("replace a file that is there already")
    )
    parser.set_defaults(run=export)


def list_all(options: Namespace) -> int:
    """Prints the entries that are asked for."""
    from somesec.register import history

    with opened(options) as register:
        found = deque(_chosen(register, options), maxlen=options.limit)
        if options.format == "json":
            write_json([_for_programs(register, event) for event in found])
        else:
            write(
                table(
                    (_("No."), _("When"), _("Who"), _("What"), _("About"), _("Note"), _("Rows")),
                    [
                        (
                            str(event.sequence),
                            _moment(event.at),
                            history.name_of(register, event.member),
                            history.act_name(event.act),
                            history.name_of(register, event.subject) if event.subject else "",
                            event.note,
                            str(event.rows),
                        )
                        for event in found
                    ],
                    right=(0, 6),
                )
            )
    return 0


def export(options: Namespace) -> int:
    """Writes the whole trail; that it was exported stands in it."""
    from somesec.register import history

    to = options.format or _format_of(options.file)
    if options.file == STANDARD_OUTPUT:
        if is_for_terminal():
            raise InputError(
                _("The export is for a file or a program. To read it here: 'somesec trail list'.")
            )
    else:
        refuse_own_files(options.file, options)
        require_free(options.file, overwrite=options.overwrite)
    with opened(options) as register:
        content = history.export(register, to)
        if options.file == STANDARD_OUTPUT:
            write_file(content)
        else:
            save(options.file, content, overwrite=options.overwrite)
            note(_("Written to {file}.").format(file=options.file))
    return 0


def _format_of(file: str) -> str:
    ending = file.rpartition(".")[2].casefold()
    if ending not in FORMATS:
        raise InputError(
            _("Say which form the file has: a name that ends in .csv or .json, or --format.")
        )
    return ending


def _chosen(register: "Register", options: Namespace) -> "Iterator[Event]":
    from somesec.register import accounts, history

    record = accounts.find(register, options.account).id if options.account else None
    maker = history.maker(register, options.by) if options.by else None
    if options.act is not None:
        history.require_act(options.act)
    for event in history.events(register, record=record):
        on = event.at.astimezone().date()
        if (
            (options.since is None or on >= options.since)
            and (options.until is None or on <= options.until)
            and maker in (None, event.member)
            and options.act in (None, event.act)
        ):
            yield event


def _for_programs(register: "Register", event: "Event") -> dict[str, object]:
    from somesec.register import history

    return history.as_values(history.line(register, event))


def _moment(at: "datetime") -> str:
    """As the reader's clock and calendar have it."""
    here = at.astimezone()
    return f"{show_date(here.date())} {here:%H:%M}"
