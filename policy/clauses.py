"""The guideline's clauses as the reader meets them: the number, and what it asks in words."""

from collections.abc import Iterable

from policy.pack import Pack
from somesec.language import _

GOOD_PRACTICE = "good-practice"


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
