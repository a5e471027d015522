"""`somesec audit`: everything checked against the guideline, for people, programs and cron."""

import shutil
from argparse import Namespace
from typing import TYPE_CHECKING

from somesec import collector
from somesec.cli.options import day
from somesec.cli.output import note, save, wants_colour, write, write_file, write_pieces
from somesec.cli.parser import Parser
from somesec.cli.rules import add_policy_in_place
from somesec.cli.unlocking import opened, refuse_own_files
from somesec.errors import CheckError, InputError
from somesec.language import _, ngettext

if TYPE_CHECKING:
    from policy.engine import Audit
    from policy.reports.report import Report
    from somesec.register import Register

FINDINGS = 1
FORMATS = ("text", "json", "sarif", "html", "csv", "markdown")
SUMMARIES = ("text", "html", "markdown")
_NEVER = "never"


def fill(parser: Parser) -> None:
    """Gives `audit` its options."""
    parser.add_argument("--format", choices=FORMATS, default="text", help=_("how to print it"))
    parser.add_argument(
        "--summary",
        action="store_true",
        help=_("one page for management: as text, html or markdown"),
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
    parser.add_argument(
        "--rule",
        dest="rules",
        action="append",
        default=[],
        metavar=_("RULE"),
        help=_("only this rule, by code or name; may be given several times"),
    )
    parser.add_argument(
        "--fail-on",
        choices=("low", "medium", "high", "critical", _NEVER),
        default="high",
        help=_("end with 1 when there is a finding of this severity or worse; without it, high"),
    )
    add_policy_in_place(parser)
    parser.add_argument(
        "--today", type=day, metavar=_("DATE"), help=_("audit as if it were this day")
    )
    parser.add_argument(
        "--save",
        action="store_true",
        help=_("keep the counts in the register, so that months can be compared"),
    )
    parser.epilog = _("Examples:") + (
        "\n  somesec audit --unit Kirjasto"
        "\n  somesec audit --summary --format html --output audit.html"
        "\n  somesec audit --format json --output audit.json --fail-on critical"
        "\n\n"
        + _("It ends with 0 when nothing was found, 1 when something was, 5 when a rule failed.")
    )
    parser.set_defaults(run=audit)


@collector.resting()
def audit(options: Namespace) -> int:
    """Prints the audit and ends with what --fail-on says.

    Raises CheckError at the end where a rule failed to run."""
    from policy.engine import fails_on
    from policy.finding import Severity

    _refuse_what_does_not_fit(options)
    if options.output:
        refuse_own_files(options.output, options)
    with opened(options) as register:
        report = _report(register, options)
        if options.output:
            save(options.output, _content(report, options), overwrite=True)
            note(_("The audit is in {file}.").format(file=options.output))
        elif options.format == "text":
            print_text(report, options)
        elif options.format == "json":
            from policy.reports import json

            write_pieces(json.pieces(report.audit, report.records))
        else:
            write_file(_content(report, options))
        if options.save:
            note(_("The counts of this audit are kept."))
        refuse_rule_errors(report.audit)
    severity = None if options.fail_on == _NEVER else Severity(options.fail_on)
    return FINDINGS if fails_on(report.audit, severity) else 0


def _refuse_what_does_not_fit(options: Namespace) -> None:
    if options.summary and options.format not in SUMMARIES:
        raise InputError(
            _("The summary comes as {formats}. Leave out --summary for {format}.").format(
                formats=", ".join(SUMMARIES), format=options.format
            )
        )
    if options.save and (options.units or options.rules or options.today or options.policy):
        raise InputError(
            _(
                "Only an audit of everything today by the register's own guideline is kept: leave "
                "out --unit, --rule, --today and --policy."
            )
        )


def _report(register: "Register", options: Namespace) -> "Report":
    from somesec.register import auditing

    if options.save:
        return auditing.kept_report(register)
    return auditing.report(
        register,
        today=options.today,
        units=options.units,
        rules=options.rules,
        policy=options.policy,
    )


def _content(report: "Report", options: Namespace) -> bytes:
    from policy.reports.files import audit_file

    return audit_file(report, options.format, is_summary=options.summary)


def print_text(report: "Report", options: Namespace) -> None:
    """Prints the audit for people, as wide as the terminal; its summary where that was asked
    for."""
    from policy.reports import brief_text, text

    written = brief_text.write if getattr(options, "summary", False) else text.write
    width = shutil.get_terminal_size().columns
    write(written(report, width=width, colour=wants_colour(options)))


def refuse_rule_errors(result: "Audit") -> None:
    """Raises CheckError when a rule failed to run: the audit is not whole."""
    if result.rule_errors:
        raise CheckError(
            ngettext(
                "{count} check failed to run, which the audit names: it is not whole.",
                "{count} checks failed to run, which the audit names: it is not whole.",
                len(result.rule_errors),
            ).format(count=len(result.rule_errors))
        )
