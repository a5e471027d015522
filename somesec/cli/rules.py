"""`somesec rules`: every rule of the audit, a line each."""

from argparse import Namespace

from somesec.cli.options import add_format
from somesec.cli.output import write, write_json
from somesec.cli.parser import Parser
from somesec.cli.table import table
from somesec.language import _


def fill(parser: Parser) -> None:
    """Gives `rules` its options."""
    add_policy(parser)
    add_format(parser)
    parser.set_defaults(run=list_rules)


def add_policy(parser: Parser) -> None:
    """Adds the choice of the guideline, as no register is opened that would name it."""
    parser.add_argument(
        "--policy",
        metavar=_("NAME_OR_FILE"),
        default="kauhava",
        help=_("the guideline to go by: one of 'somesec policy list', or a file of your own"),
    )


def add_policy_in_place(parser: Parser) -> None:
    """Adds the choice of another guideline than the register's own."""
    parser.add_argument(
        "--policy",
        metavar=_("NAME_OR_FILE"),
        help=_("go by another guideline than the register's: by its name, or a file of your own"),
    )


def list_rules(options: Namespace) -> int:
    """Prints the rules; needs no register."""
    from policy.clauses import clause_number, clauses_of
    from policy.engine import pack_named
    from policy.explain import severity_in
    from policy.rules import RULES

    pack = pack_named(options.policy)
    if options.format == "json":
        write_json(
            [
                {
                    "code": rule.code,
                    "name": rule.name,
                    "severity": None
                    if rule.code in pack.off
                    else pack.severities.get(rule.code, rule.severity),
                    "clauses": list(clauses_of(rule, pack)),
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
                        severity_in(rule, pack),
                        ", ".join(map(clause_number, clauses_of(rule, pack))),
                        _(rule.summary),
                    )
                    for rule in RULES
                ],
            )
        )
    return 0
