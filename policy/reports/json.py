"""The audit as JSON, `somesec-audit/1`: always in English, keys sorted, and the same bytes for the
same records, policy and day."""

import json
from collections.abc import Mapping
from uuid import UUID

from policy.engine import Audit
from policy.finding import Finding, RuleError, Severity, SubjectKind, Unknown
from somesec.model import Records
from somesec.unseen import escaped

SCHEMA = "somesec-audit/1"

_Object = dict[str, object]


def write(audit: Audit, records: Records) -> bytes:
    """UTF-8 JSON, indented by two spaces, with a line end at the end.

    Findings accepted by a waiver come after the others, with the waiver's id. Where a finding is
    not about an account, `account` is null and `subject` names the record."""
    summary = audit.summary
    data: _Object = {
        "schema": SCHEMA,
        "today": audit.today.isoformat(),
        "organisation": audit.organisation,
        "policy": {"id": audit.policy_id, "version": audit.policy_version},
        "summary": {
            "units": summary.units,
            "accounts": summary.accounts,
            "findings": {str(s): summary.findings[s] for s in Severity},
            "waived": summary.waived,
            "unknown": summary.unknown,
            "rule_errors": summary.rule_errors,
            "compliant_accounts": summary.compliant_accounts,
        },
        "findings": [_finding(f, records) for f in (*audit.findings, *audit.waived)],
        "unknown": [_unknown(u, records) for u in audit.unknown],
        "rule_errors": [_rule_error(e, records) for e in audit.rule_errors],
    }
    text = json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True)
    return (escaped(text) + "\n").encode()


def _finding(finding: Finding, records: Records) -> _Object:
    unit = records.units.get(finding.unit) if finding.unit else None
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": str(finding.severity),
        "clauses": list(finding.clauses),
        "unit": unit.name if unit else None,
        **_about(finding.subject, finding.subject_kind, records),
        "field": finding.field,
        "message": finding.message.english(),
        "evidence": dict(finding.evidence),
        "remedy": finding.remedy.english(),
        "related": [_account(id_, records) for id_ in finding.related],
        "fingerprint": finding.fingerprint,
        "waiver": str(finding.waiver) if finding.waiver else None,
    }


def _unknown(unknown: Unknown, records: Records) -> _Object:
    return {
        "rule": unknown.rule,
        **_about(unknown.subject, unknown.subject_kind, records),
        "reason": unknown.reason.english(),
    }


def _rule_error(error: RuleError, records: Records) -> _Object:
    return {
        "rule": error.rule,
        **_about(error.subject, error.subject_kind, records),
        "error": error.error,
    }


def _about(subject: UUID, kind: SubjectKind | None, records: Records) -> _Object:
    """`account`, and `subject` where the record is not an account."""
    if subject in records.accounts:
        return {"account": _account(subject, records)}
    return {
        "account": None,
        "subject": {
            "id": str(subject),
            "kind": str(kind) if kind else None,
            "name": _name(subject, records),
        },
    }


def _account(id_: UUID, records: Records) -> Mapping[str, str]:
    account = records.accounts[id_]
    return {"id": str(id_), "platform": account.platform, "handle": account.handle}


def _name(subject: UUID, records: Records) -> str | None:
    record = (
        records.units.get(subject) or records.people.get(subject) or records.incidents.get(subject)
    )
    if record is not None:
        return record.name
    return records.organisation.name if subject == records.organisation.id else None
