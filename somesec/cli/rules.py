"""`somesec rules`: every rule of the audit, a line each."""

from argparse import Namespace

from somesec.cli.options import add_format
from somesec.cli.output import write, write_json
from somesec.cli.parser import Parser
from somesec.cli.table import table
from somesec.language import _


def fill(parser: Parser) -> None:
    """Gives `rules` its options."""
    add_format(parser)
    parser.set_defaults(run=list_rules)


def list_rules(options: Namespace) -> int:
    """Prints the rules; needs no register."""
    from policy.rules import RULES

    if options.format == "json":
        write_json(
            [
                {
                    "code": rule.code,
                    "name": rule.name,
                    "severity": rule.severity,
                    "clauses": list(rule.clauses),
                    "applies_to": rule.applies_to,
                    "summary": rule.summary,
                }
                for rule in RULES
            ]
        )
    else:
        write(
            table(
                (_("Code"), _("Name"), _("Severity"), _("Clauses"), _("What it finds")),
                [
                    (
                        rule.code,
                        rule.name,
                        rule.severity.label,
                        ", ".join(rule.clauses),
                        _(rule.summary),
                    )
                    for rule in RULES
                ],
            )
        )
    return 0
