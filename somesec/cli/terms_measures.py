"""`somesec terms measure`: what reviews decided to do, and that it was done."""

from argparse import Namespace
from typing import TYPE_CHECKING

from somesec import clock
from somesec.cli.commands import verb
from somesec.cli.options import add_format, day
from somesec.cli.output import note, write, write_json
from somesec.cli.parser import Parser
from somesec.cli.table import table
from somesec.cli.unlocking import opened
from somesec.language import _, show_date

if TYPE_CHECKING:
    from somesec.register import Register
    from somesec.register.terms import OpenMeasure


def fill(parser: Parser) -> None:
    """Gives `terms measure` its commands."""
    commands = parser.commands("measure_verb")
    verb(commands, "list", _("list the measures that are not done"), _fill_list)
    verb(
        commands,
        "done",
        _("mark a measure done"),
        _fill_done,
        '  somesec terms measure done tiktok "pictures of children" --on today',
    )


def _fill_list(parser: Parser) -> None:
    add_format(parser)
    parser.set_defaults(run=list_open)


def _fill_done(parser: Parser) -> None:
    parser.add_argument(
        "platform", metavar=_("PLATFORM"), help=_("the service whose terms were reviewed")
    )
    parser.add_argument(
        "measure", metavar=_("MEASURE"), help=_("what the measure says, or a part of it")
    )
    parser.add_argument(
        "--on", type=day, metavar=_("DATE"), help=_("the day it was done; without it, today")
    )
    parser.set_defaults(run=done)


def list_open(options: Namespace) -> int:
    """Prints the measures that are not done, the most urgent first."""
    from somesec.register import terms

    with opened(options) as register:
        measures = terms.open_measures(register)
        if options.format == "json":
            write_json(
                [
                    {
                        "platform": one.review.platform,
                        "account": _account_name(register, one),
                        "measure": one.measure.text,
                        "decided_on": one.review.reviewed_on,
                        "due": one.measure.due,
                    }
                    for one in measures
                ]
            )
        else:
            write(
                table(
                    (_("By"), _("Platform"), _("Account"), _("Measure")),
                    [
                        (
                            show_date(one.measure.due),
                            one.review.platform,
                            _account_name(register, one) or "",
                            one.measure.text,
                        )
                        for one in measures
                    ],
                )
            )
    return 0


def done(options: Namespace) -> int:
    """Marks the one measure that fits as done."""
    from somesec.register import terms

    with opened(options) as register:
        platform = terms.known_platform(register, options.platform)
        one = terms.find_measure(register, platform, options.measure)
        day_done = options.on or clock.today()
        terms.finish_measure(register, one.review.id, one.number, day_done)
        note(
            _("Done on {day}: {measure}").format(day=show_date(day_done), measure=one.measure.text)
        )
    return 0


def _account_name(register: "Register", one: "OpenMeasure") -> str | None:
    account = register.records.accounts.get(one.review.account) if one.review.account else None
    return account.name if account else None
