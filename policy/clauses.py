"""The guideline's clauses as the reader meets them: the number, and what it asks in words."""

from collections.abc import Iterable

from policy.pack import Pack
from policy.rule import Rule
from somesec.language import _

GOOD_PRACTICE = "good-practice"


def clause_number(clause: str) -> str:
    """The number alone, where a line has no room for more: '3.1-g', or 'good practice'."""
    return _("good practice") if clause == GOOD_PRACTICE else clause


def clause_title(clause: str) -> str:
    """How a clause is named: 'clause 3.1-g', or 'good practice'."""
    if clause == GOOD_PRACTICE:
        return _("good practice")
    return _("clause {number}").format(number=clause)


def clause_lines(pack: Pack, clauses: Iterable[str]) -> tuple[str, ...]:
    """One line a clause in the reader's language: its title and what the pack says it asks."""
    return tuple(_line(clause_title(clause), pack.clause(clause)) for clause in clauses)


def _line(title: str, text: str) -> str:
    return f"{title}: {text}" if text else title


def clauses_of(rule: Rule, pack: Pack) -> tuple[str, ...]:
    """The clauses of the pack that a rule stands for: those that name it, else those of the rule's
    own that the pack has. A pack without clauses leaves the rule its own."""
    naming = tuple(name for name, clause in pack.clauses.items() if rule.code in clause.rules)
    if naming or not pack.clauses:
        return naming or rule.clauses
    return tuple(clause for clause in rule.clauses if clause in pack.clauses)
