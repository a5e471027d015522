"""An audit with all that a report tells of it: the records, the guideline, and earlier audits."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

import msgspec

from policy.engine import Audit
from policy.finding import Severity
from policy.pack import Pack
from policy.reports.naming import unit_name
from policy.view import IN_USE
from somesec.language import collation
from somesec.model import AuditCounts, Records

MONTHS = 24
"""How far back a trend goes."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """`units` are the ids of the units and `rules` the codes that the audit was limited to, None
    for all. `trend` is how the months went, oldest first; none where the audit is of a part only,
    which cannot be compared with them."""

    audit: Audit
    records: Records
    pack: Pack
    units: frozenset[UUID] | None = None
    rules: tuple[str, ...] | None = None
    trend: tuple[AuditCounts, ...] = ()

    def standings(self) -> tuple["Standing", ...]:
        """How the accounts in use stand in each unit that has any, by the unit's name."""
        return standings(self.audit, self.records, self.units)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """The accounts in use of a unit: `in_order` with no finding above info and nothing unknown,
    `broken` with such a finding, `unknown` the rest, where some check could not be made or failed
    to run. `findings` counts those on the unit itself and on its closed accounts too."""

    unit: UUID
    in_use: int
    in_order: int
    broken: int
    unknown: int
    findings: Mapping[Severity, int]


def monthly(kept: Iterable[AuditCounts], today: date) -> tuple[AuditCounts, ...]:
    """The last counts of each month up to the day, oldest first, of MONTHS months at most."""
    months: dict[tuple[int, int], AuditCounts] = {}
    for counts in sorted(kept, key=lambda c: (c.day, c.id)):
        if counts.day <= today:
            months[counts.day.year, counts.day.month] = counts
    return tuple(months.values())[-MONTHS:]


def standings(
    audit: Audit, records: Records, units: frozenset[UUID] | None = None
) -> tuple[Standing, ...]:
    """How the accounts in use stand in each unit of those named (all when None) that has an account
    in use or a finding, by the unit's name. The numbers of all units together are those of the
    audit's summary."""
    broken = {f.account for f in audit.findings if f.severity is not Severity.INFO}
    doubtful = {u.account for u in audit.unknown} | {e.subject for e in audit.rule_errors}
    accounts: dict[UUID, list[UUID]] = {}
    for account in records.accounts.values():
        if account.status in IN_USE and (units is None or account.unit in units):
            accounts.setdefault(account.unit, []).append(account.id)
    findings: dict[UUID, dict[Severity, int]] = {}
    for finding in audit.findings:
        if finding.unit:
            counted = findings.setdefault(finding.unit, dict.fromkeys(Severity, 0))
            counted[finding.severity] += 1
    rows = []
    for unit in {*accounts, *findings}:
        ids = set(accounts.get(unit, ()))
        in_order = ids - broken - doubtful
        rows.append(
            Standing(
                unit=unit,
                in_use=len(ids),
                in_order=len(in_order),
                broken=len(ids & broken),
                unknown=len(ids - broken - in_order),
                findings=findings.get(unit, dict.fromkeys(Severity, 0)),
            )
        )
    names = {row.unit: collation(unit_name(row.unit, records)) for row in rows}
    return tuple(sorted(rows, key=lambda row: (names[row.unit], row.unit)))
