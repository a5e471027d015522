"""`somesec rule`: what a rule checks, why, and how to resolve what it finds."""

from argparse import Namespace

from somesec.cli.output import write
from somesec.cli.parser import Parser
from somesec.language import _


def fill(parser: Parser) -> None:
    """Gives `rule` its options."""
    parser.add_argument("rule", metavar=_("RULE"), help=_("its code or its name"))
    parser.set_defaults(run=explain_rule)


def explain_rule(options: Namespace) -> int:
    """Prints the rule's page; needs no register."""
    from policy.engine import find_rule
    from policy.explain import explain

    write(explain(find_rule(options.rule)))
    return 0
