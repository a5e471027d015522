"""`somesec coverage`: every clause of the guideline, and how the town stands by it."""

import shutil
from argparse import Namespace

from somesec.cli.options import day
from somesec.cli.output import note, save, write, write_file
from somesec.cli.parser import Parser
from somesec.cli.rules import add_policy_in_place
from somesec.cli.unlocking import opened, refuse_own_files
from somesec.language import _


def fill(parser: Parser) -> None:
    """Gives `coverage` its options."""
    parser.add_argument(
        "--format", choices=("text", "json", "html"), default="text", help=_("how to print it")
    )
    parser.add_argument(
        "--output", metavar=_("FILE"), help=_("write it to FILE, readable by you only")
    )
    parser.add_argument(
        "--unit",
        dest="units",
        action="append",
        default=[],
        metavar=_("UNIT"),
        help=_("only this unit's accounts; may be given several times"),
    )
    add_policy_in_place(parser)
    parser.add_argument(
        "--today", type=day, metavar=_("DATE"), help=_("audit as if it were this day")
    )
    parser.epilog = _("Examples:") + (
        "\n  somesec coverage --unit Kirjasto"
        "\n  somesec coverage --format html --output coverage.html"
    )
    parser.set_defaults(run=coverage)


def coverage(options: Namespace) -> int:
    """Prints the clauses with their states."""
    from policy.reports.files import coverage_file
    from somesec.register import auditing

    if options.output:
        refuse_own_files(options.output, options)
    with opened(options) as register:
        made, units = auditing.coverage(
            register, today=options.today, units=options.units, policy=options.policy
        )
    if options.output:
        save(options.output, coverage_file(made, units, options.format), overwrite=True)
        note(_("The coverage is in {file}.").format(file=options.output))
    elif options.format == "text":
        from policy.reports.coverage import write_text

        write(write_text(made, units, width=shutil.get_terminal_size().columns))
    else:
        write_file(coverage_file(made, units, options.format))
    return 0
