"""The audit as a table in CSV (RFC 4180), for spreadsheets and scripts: a row for each finding,
each finding that a waiver accepts, each check that could not be made and each that failed to run.
Always in English, and the same bytes for the same records, policy and day.

No cell can be run as a formula, and none holds a character that steers a terminal."""

import csv
import io
from collections.abc import Iterator

from policy.finding import Finding, RuleError, Unknown
from policy.reports.harmless import harmless
from policy.reports.report import Report
from somesec.formula_guard import guard
from somesec.model import Records

COLUMNS = (
    "state",
    "severity",
    "rule",
    "name",
    "unit",
    "subject_kind",
    "subject",
    "subject_id",
    "field",
    "message",
    "remedy",
    "clauses",
    "related",
    "fingerprint",
    "waiver",
    "waived_until",
)
"""`state` is found, waived, unknown or failed; several values in a cell are parted by `; `."""


def write(report: Report) -> bytes:
    """UTF-8 with a header row, every cell quoted, lines ending in CR LF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for row in _rows(report):
        writer.writerow([guard(harmless(row.get(column, ""))) for column in COLUMNS])
    return text.getvalue().encode()


def _rows(report: Report) -> Iterator[dict[str, str]]:
    audit, records = report.audit, report.records
    for finding in audit.findings:
        yield {"state": "found", **_found(finding, records)}
    for finding in audit.waived:
        yield {"state": "waived", **_found(finding, records), **_waived(finding, records)}
    for unknown in audit.unknown:
        yield {
            "state": "unknown",
            "name": unknown.name,
            "message": unknown.reason.english(),
            **_about(unknown, records),
        }
    for error in audit.rule_errors:
        yield {"state": "failed", "message": error.error, **_about(error, records)}


def _found(finding: Finding, records: Records) -> dict[str, str]:
    related = (records.accounts.get(id_) for id_ in finding.related)
    return {
        **_about(finding, records),
        "severity": str(finding.severity),
        "name": finding.name,
        "field": finding.field,
        "message": finding.message.english(),
        "remedy": finding.remedy.english(),
        "clauses": "; ".join(finding.clauses),
        "related": "; ".join(account.name.replace(";", ",") for account in related if account),
        "fingerprint": finding.fingerprint,
    }


def _waived(finding: Finding, records: Records) -> dict[str, str]:
    waiver = records.waivers.get(finding.waiver) if finding.waiver else None
    if waiver is None:
        return {}
    return {"waiver": str(waiver.id), "waived_until": waiver.expires_on.isoformat()}


def _about(answer: Finding | Unknown | RuleError, records: Records) -> dict[str, str]:
    account = records.accounts.get(answer.subject)
    incident = records.incidents.get(answer.subject)
    owned = account or incident
    named = owned or records.units.get(answer.subject) or records.people.get(answer.subject)
    unit = records.units.get(owned.unit if owned else answer.subject)
    is_town = answer.subject == records.organisation.id
    return {
        "rule": answer.rule,
        "unit": unit.name if unit else "",
        "subject_kind": str(answer.subject_kind) if answer.subject_kind else "",
        "subject": named.name if named else records.organisation.name if is_town else "",
        "subject_id": str(answer.subject),
    }
