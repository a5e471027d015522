"""`somesec terms calendar`: readings of terms, and measures of reviews, for a calendar."""

from argparse import Namespace

from somesec import clock
from somesec.cli.due import days
from somesec.cli.output import is_for_terminal, note, save, write, write_file
from somesec.cli.parser import Parser
from somesec.cli.unlocking import opened, refuse_own_files
from somesec.language import _


def fill(parser: Parser) -> None:
    """Gives `terms calendar` its options."""
    parser.add_argument(
        "--within",
        type=days,
        default=365,
        metavar=_("DAYS"),
        help=_("what falls due in so many days, besides what is overdue; without it, 365"),
    )
    parser.add_argument(
        "--output", metavar=_("FILE"), help=_("write it to FILE, readable by you only")
    )
    parser.set_defaults(run=calendar)


def calendar(options: Namespace) -> int:
    """Prints the calendar."""
    from policy.due import terms_falling_due
    from policy.reports import calendar as calendars

    if options.output:
        refuse_own_files(options.output, options)
    with opened(options) as register:
        today = clock.today()
        items = terms_falling_due(register.view(today), options.within)
        content = calendars.write(items, register=register.id, today=today, now=clock.now())
    if options.output:
        save(options.output, content, overwrite=True)
        note(_("Written to {file}.").format(file=options.output))
    elif is_for_terminal():
        write_file(content)
    else:
        write(content.decode())
    return 0
