"""The audit of a register: its records against its policy pack, on a day; and its numbers, kept by
month."""

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

import msgspec

from policy import coverage as covering
from policy import engine
from policy.coverage import Coverage
from policy.engine import Audit
from policy.finding import Severity
from policy.reports.report import Report, monthly
from somesec import clock
from somesec.errors import LockedError
from somesec.language import _
from somesec.model import AuditCounts
from somesec.register import rights
from somesec.register import units as unit_cases
from somesec.register.roles import LEADING
from somesec.register.session import Register


def audit(
    register: Register,
    *,
    today: date | None = None,
    units: Sequence[str] = (),
    rules: Sequence[str] = (),
    policy: str | None = None,
) -> Audit:
    """Every finding on a day, of the units named and the rules named by code or name, or of all;
    under the pack of a name or in a file, or under the register's own.

    Raises InputError for an unknown unit or rule, and for a pack that is wrong."""
    return report(register, today=today, units=units, rules=rules, policy=policy).audit


def report(
    register: Register,
    *,
    today: date | None = None,
    units: Sequence[str] = (),
    rules: Sequence[str] = (),
    policy: str | None = None,
) -> Report:
    """The same with all that a report tells of it.

    Raises InputError for an unknown unit or rule, and for a pack that is wrong."""
    chosen = frozenset(unit_cases.find(register, name).id for name in units) if units else None
    view = register.view(today, engine.pack_named(policy) if policy else None)
    return Report(
        audit=engine.audit(view, rules=rules or None, units=chosen),
        records=view.records,
        pack=view.pack,
        units=chosen,
        rules=tuple(rule.code for rule in engine.choose_rules(rules)) if rules else None,
        trend=() if units or rules else months(register, view.today),
    )


def months(register: Register, today: date) -> tuple[AuditCounts, ...]:
    """How the months up to a day went, oldest first; nothing for a unit admin, as what was kept
    counts what others look after too."""
    if not rights.reads_all(register):
        return ()
    return monthly(register.records.audits.values(), today)


def kept_report(register: Register) -> Report:
    """Audits all of the register today and keeps the counts, in place of those that were kept
    earlier in the same month.

    Raises LockedError for a member who may not read and write all of it."""
    if register.member.role not in LEADING:
        raise LockedError(
            _("Only a coordinator keeps the counts of an audit: others do not see all of it.")
        )
    made = report(register)
    counts = _counts(made.audit)
    with register.change("audit-saved", counts.day.isoformat()) as change:
        for before in register.records.audits.values():
            if (before.day.year, before.day.month) == (counts.day.year, counts.day.month):
                change.remove(before.id)
        change.put(counts)
    return msgspec.structs.replace(made, trend=months(register, counts.day))


def _counts(result: Audit) -> AuditCounts:
    summary = result.summary
    return AuditCounts(
        id=uuid4(),
        day=clock.today(),
        policy=result.policy_id,
        version=result.policy_version,
        units=summary.units,
        accounts=summary.accounts,
        in_use=summary.accounts_in_use,
        compliant=summary.compliant_accounts,
        critical=summary.findings[Severity.CRITICAL],
        high=summary.findings[Severity.HIGH],
        medium=summary.findings[Severity.MEDIUM],
        low=summary.findings[Severity.LOW],
        info=summary.findings[Severity.INFO],
        waived=summary.waived,
        unknown=summary.unknown,
        rule_errors=summary.rule_errors,
    )


def coverage(
    register: Register,
    *,
    today: date | None = None,
    units: Sequence[str] = (),
    policy: str | None = None,
    audited: Audit | None = None,
) -> tuple[Coverage, list[str]]:
    """How the organisation, or the units named, stand by every clause of the guideline on a day;
    and the names of those units. `audited` is the audit of the same, where it has been made.

    Raises InputError for an unknown unit, and for a pack that is wrong."""
    chosen = [unit_cases.find(register, name) for name in units]
    view = register.view(today, engine.pack_named(policy) if policy else None)
    made = covering.coverage(view, {unit.id for unit in chosen} if units else None, audited)
    return made, sorted(unit.name for unit in chosen)
