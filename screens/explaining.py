"""Why a rule is there, in the reader's language, for the screens."""

from functools import cache

from policy.clauses import clause_title
from policy.pack import Pack
from policy.rule import Rule
from policy.rules import RULES
from somesec.language import _


@cache
def _by_code() -> dict[str, Rule]:
    return {rule.code: rule for rule in RULES}


def summary(code: str) -> str:
    """The rule in one line."""
    return _(_by_code()[code].summary) if code in _by_code() else code


def why(code: str) -> str:
    """Why the guideline asks for it."""
    return _(_by_code()[code].why) if code in _by_code() else ""


def clauses(code: str, pack: Pack) -> list[tuple[str, str]]:
    """The clauses that the rule stands for: title and text, where the pack has one."""
    rule = _by_code().get(code)
    return [(clause_title(c), pack.clause(c)) for c in rule.clauses] if rule else []
