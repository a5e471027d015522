"""`somesec rule`: what a rule checks, why, and how to resolve what it finds."""

import shutil
from argparse import Namespace

from somesec.cli.output import write
from somesec.cli.parser import Parser
from somesec.cli.rules import add_policy
from somesec.language import _

_WIDEST = 100  # columns; longer lines are hard to read


def fill(parser: Parser) -> None:
    """Gives `rule` its options."""
    parser.add_argument("rule", metavar=_("RULE"), help=_("its code or its name"))
    add_policy(parser)
    parser.set_defaults(run=explain_rule)


def explain_rule(options: Namespace) -> int:
    """Prints the rule's page; needs no register."""
    from policy.engine import find_rule, pack_named
    from policy.explain import explain

    columns = min(shutil.get_terminal_size().columns, _WIDEST)
    write(explain(find_rule(options.rule), pack_named(options.policy), width=columns))
    return 0
