"""Every rule, a module a family, listed here by hand: importing a module registers nothing."""

from policy.rule import Rule

RULES: tuple[Rule, ...] = ()
