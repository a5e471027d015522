"""Every rule, a module a family, listed here by hand: importing a module registers nothing."""

from policy.rule import Rule
from policy.rules import (
    incidents,
    intranet,
    life,
    mailbox,
    official,
    password,
    people,
    protection,
    reuse,
    scans,
    terms,
)

RULES: tuple[Rule, ...] = (
    *mailbox.RULES,
    *password.RULES,
    *reuse.RULES,
    *intranet.RULES,
    *terms.RULES,
    *people.RULES,
    *official.RULES,
    *life.RULES,
    *protection.RULES,
    *incidents.RULES,
    *scans.RULES,
)
