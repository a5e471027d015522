"""`somesec due`: all that falls due, for people, programs, cron and calendars."""

from argparse import ArgumentTypeError, Namespace
from typing import TYPE_CHECKING

from somesec import clock
from somesec.cli.options import day
from somesec.cli.output import is_for_terminal, note, save, write, write_file
from somesec.cli.parser import Parser
from somesec.cli.table import table
from somesec.cli.unlocking import opened, refuse_own_files
from somesec.language import N_, _, ngettext, show_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policy.due import Due
    from somesec.register import Register

OVERDUE = 1
_LONGEST = 3650
_STATES = {"never": N_("never done"), "overdue": N_("overdue"), "due": N_("due")}


def fill(parser: Parser) -> None:
    """Gives `due` its options."""
    parser.add_argument(
        "--within",
        type=days,
        default=30,
        metavar=_("DAYS"),
        help=_("what falls due in so many days, besides what is overdue; without it, 30"),
    )
    parser.add_argument(
        "--format",
        choices=("text", "json", "ics"),
        default="text",
        help=_("how to print it; ics is a calendar"),
    )
    parser.add_argument(
        "--output", metavar=_("FILE"), help=_("write it to FILE, readable by you only")
    )
    parser.add_argument(
        "--today", type=day, metavar=_("DATE"), help=_("look as if it were this day")
    )
    parser.epilog = _("Examples:") + (
        "\n  somesec due --within 60"
        "\n  somesec due --within 365 --format ics --output due.ics"
        "\n\n" + _("It ends with 0 when nothing is overdue or was never done, else with 1.")
    )
    parser.set_defaults(run=due)


def days(text: str) -> int:
    """A number of days to look ahead, as an option's value."""
    if not (text.isascii() and text.isdigit() and int(text[:9]) <= _LONGEST):
        raise ArgumentTypeError(
            _("a whole number of days from 0 to {most} is wanted").format(most=_LONGEST)
        )
    return int(text)


def due(options: Namespace) -> int:
    """Prints what falls due, and ends with 1 where something is late."""
    from policy.due import DUE, falling_due

    if options.output:
        refuse_own_files(options.output, options)
    with opened(options) as register:
        today = options.today or clock.today()
        items = falling_due(register.view(today), options.within)
        late = sum(item.state(today) != DUE for item in items)
        content = _content(options, register, items)
        if options.output:
            save(options.output, content, overwrite=True)
            note(_("Written to {file}.").format(file=options.output))
        elif is_for_terminal():
            write_file(content)
        else:
            write(content.decode())
        if late:
            note(
                ngettext(
                    "{count} thing is late or was never done.",
                    "{count} things are late or were never done.",
                    late,
                ).format(count=late)
            )
    return OVERDUE if late else 0


def _content(options: Namespace, register: "Register", items: "Sequence[Due]") -> bytes:
    today = options.today or clock.today()
    if options.format == "ics":
        from policy.reports import calendar

        return calendar.write(items, register=register.id, today=today, now=clock.now())
    if options.format == "json":
        from policy.reports.files import due_as_json

        return due_as_json(items, register.records, today)
    rows_shown = [
        (
            show_date(item.day) if item.day else "",
            _(_STATES[item.state(today)]),
            str(item.text),
        )
        for item in items
    ]
    return (table((_("By"), _("State"), _("What to do")), rows_shown) + "\n").encode()
