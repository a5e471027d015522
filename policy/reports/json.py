"""The audit as JSON, `somesec-audit/1`: always in English, keys sorted, and the same bytes for the
same records, policy and day."""

import json
from collections.abc import Iterable, Iterator
from uuid import UUID

import msgspec

from policy.engine import Audit
from policy.finding import Finding, RuleError, Severity, SubjectKind, Unknown
from somesec.model import Account, Records
from somesec.unseen import escaped

SCHEMA = "somesec-audit/1"

_Object = dict[str, object]

_encoder = msgspec.json.Encoder(order="sorted")


def write(audit: Audit, records: Records) -> bytes:
    """UTF-8 JSON, indented by two spaces, with a line end at the end."""
    return "".join(pieces(audit, records)).encode()


def pieces(audit: Audit, records: Records) -> Iterator[str]:
    """The same text piece by piece: of a large register all of it takes more memory than the
    register.

    Findings accepted by a waiver come after the others, with the waiver's id. Where a finding is
    not about an account, `account` is null and `subject` names the record."""
    summary = audit.summary
    found = (*audit.findings, *audit.waived)
    parts: dict[str, Iterable[str]] = {
        "schema": [_part(SCHEMA)],
        "today": [_part(audit.today.isoformat())],
        "organisation": [_part(audit.organisation)],
        "policy": [_part({"id": audit.policy_id, "version": audit.policy_version})],
        "summary": [
            _part(
                {
                    "units": summary.units,
                    "accounts": summary.accounts,
                    "findings": {str(s): summary.findings[s] for s in Severity},
                    "waived": summary.waived,
                    "unknown": summary.unknown,
                    "rule_errors": summary.rule_errors,
                    "compliant_accounts": summary.compliant_accounts,
                }
            )
        ],
        "findings": _parts(_finding(each, records) for each in found),
        "unknown": _parts(_unknown(each, records) for each in audit.unknown),
        "rule_errors": _parts(_rule_error(each, records) for each in audit.rule_errors),
    }
    return _object(sorted(parts.items()))


def _part(value: object, depth: int = 1) -> str:
    """A value, indented. A line end is never inside a text."""
    # Where it indents too, the standard library writes piece by piece in Python.
    indented = msgspec.json.format(_compact(value), indent=2)
    whole = escaped(indented.decode(errors="surrogatepass"))
    return whole.replace("\n", "\n" + "  " * depth)


def _compact(value: object) -> bytes:
    try:
        return _encoder.encode(value)
    except UnicodeEncodeError:
        # A lone surrogate somewhere, which only the standard library writes.
        told = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
        return told.encode(errors="surrogatepass")


def _parts(values: Iterable[_Object]) -> Iterator[str]:
    start = "[\n    "
    for value in values:
        yield start + _part(value, 2)
        start = ",\n    "
    yield "[]" if start.startswith("[") else "\n  ]"


def _object(parts: Iterable[tuple[str, Iterable[str]]]) -> Iterator[str]:
    start = "{\n  "
    for name, part in parts:
        yield f'{start}"{name}": '
        yield from part
        start = ",\n  "
    yield "\n}\n"


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
        "related": [_account(records.accounts[id_]) for id_ in finding.related],
        "fingerprint": finding.fingerprint,
        "waiver": finding.waiver,
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
    account = records.accounts.get(subject)
    if account is not None:
        return {"account": _account(account)}
    return {
        "account": None,
        "subject": {
            "id": str(subject),
            "kind": str(kind) if kind else None,
            "name": _name(subject, records),
        },
    }


def _account(account: Account) -> _Object:
    return {"id": account.id, "platform": account.platform, "handle": account.handle}


def _name(subject: UUID, records: Records) -> str | None:
    record = (
        records.units.get(subject) or records.people.get(subject) or records.incidents.get(subject)
    )
    if record is not None:
        return record.name
    return records.organisation.name if subject == records.organisation.id else None
