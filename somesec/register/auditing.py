"""The audit of a register: its records against its policy pack, on a day."""

from collections.abc import Sequence
from datetime import date

from policy import engine
from policy.engine import Audit
from somesec.register import units as unit_cases
from somesec.register.session import Register


def audit(
    register: Register,
    *,
    today: date | None = None,
    units: Sequence[str] = (),
    rules: Sequence[str] = (),
) -> Audit:
    """Every finding on a day, of the units named and the rules named by code or name, or of all.

    Raises InputError for an unknown unit or rule."""
    chosen = {unit_cases.find(register, name).id for name in units} if units else None
    return engine.audit(register.view(today), rules=rules or None, units=chosen)
