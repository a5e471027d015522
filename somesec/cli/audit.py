"""`somesec audit`: everything checked against the guideline, for people, programs and cron."""

import shutil
from argparse import Namespace
from typing import TYPE_CHECKING

from somesec.cli.options import day
from somesec.cli.output import note, save, wants_colour, write
from somesec.cli.parser import Parser
from somesec.cli.unlocking import opened, refuse_own_files
from somesec.errors import CheckError
from somesec.language import _, ngettext

if TYPE_CHECKING:
    from policy.engine import Audit
    from somesec.register import Register

FINDINGS = 1
_NEVER = "never"


def fill(parser: Parser) -> None:
    """Gives `audit` its options."""
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help=_("how to print it")
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
    parser.add_argument(
        "--today", type=day, metavar=_("DATE"), help=_("audit as if it were this day")
    )
    parser.epilog = _("Examples:") + (
        "\n  somesec audit --unit Kirjasto"
        "\n  somesec audit --format json --output audit.json --fail-on critical"
        "\n\n"
        + _("It ends with 0 when nothing was found, 1 when something was, 5 when a rule failed.")
    )
    parser.set_defaults(run=audit)


def audit(options: Namespace) -> int:
    """Prints the audit and ends with what --fail-on says.

    Raises CheckError at the end where a rule failed to run."""
    from policy.engine import fails_on
    from policy.finding import Severity
    from somesec.register import auditing

    if options.output:
        refuse_own_files(options.output, options)
    with opened(options) as register:
        result = auditing.audit(
            register, today=options.today, units=options.units, rules=options.rules
        )
        if options.output:
            content = report(options.format, result, register)
            save(options.output, content, overwrite=True)
            note(_("The audit is in {file}.").format(file=options.output))
        elif options.format == "text":
            print_text(result, register, options)
        else:
            write(report(options.format, result, register).decode())
        refuse_rule_errors(result)
    severity = None if options.fail_on == _NEVER else Severity(options.fail_on)
    return FINDINGS if fails_on(result, severity) else 0


def report(form: str, result: "Audit", register: "Register") -> bytes:
    """The audit as the content of a file, in UTF-8."""
    if form == "json":
        from policy.reports import json

        return json.write(result, register.records)
    from policy.reports import text

    return text.write(result, register.records).encode()


def print_text(result: "Audit", register: "Register", options: Namespace) -> None:
    """Prints the audit for people, as wide as the terminal."""
    from policy.reports import text

    write(
        text.write(
            result,
            register.records,
            width=shutil.get_terminal_size().columns,
            colour=wants_colour(options),
        )
    )


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
