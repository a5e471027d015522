"""The audit as SARIF 2.1.0, for tools that gather findings: always in English, keys sorted, and the
same bytes for the same records, policy and day.

Source: OASIS, 'Static Analysis Results Interchange Format (SARIF) Version 2.1.0'. An account has no
file, so places are logical locations: `unit/platform/handle`. What could not be checked and rules
that failed to run are notifications: SARIF knows results as true or false only.
"""

import json
from collections.abc import Iterable, Mapping
from uuid import UUID

from policy.clauses import GOOD_PRACTICE
from policy.finding import Finding, RuleError, Severity, SubjectKind, Unknown
from policy.pack import Pack
from policy.reports.report import Report
from policy.rule import Rule
from policy.rules import RULES
from somesec import __version__
from somesec.model import Records
from somesec.unseen import escaped

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
FINGERPRINT = "somesecFinding/v1"
NOT_CHECKED, RULE_FAILED = "not-checked", "rule-failed"

_GUIDELINE = "guideline"
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
# SARIF ranks results from 0 to 100; levels alone would make one of critical and high.
_RANK = 25.0

_Object = dict[str, object]


def write(report: Report) -> bytes:
    """UTF-8 JSON, indented by two spaces, with a line end at the end."""
    text = json.dumps(_log(report), ensure_ascii=False, indent=2, sort_keys=True)
    return (escaped(text) + "\n").encode()


def _log(report: Report) -> _Object:
    audit, records = report.audit, report.records
    rules = tuple(rule for rule in RULES if rule.code not in report.pack.off)
    places = _Places(records, {rule.code: index for index, rule in enumerate(rules)})
    run: _Object = {
        "tool": {"driver": _driver(rules, report.pack)},
        "language": "en",
        "automationDetails": {"id": f"somesec/audit/{audit.policy_id}/"},
        "invocations": [
            {
                "executionSuccessful": not audit.rule_errors,
                "toolExecutionNotifications": [
                    *(places.not_checked(unknown) for unknown in audit.unknown),
                    *(places.failed(error) for error in audit.rule_errors),
                ],
            }
        ],
        "taxonomies": [_guideline(report.pack)],
        "results": [places.result(f) for f in (*audit.findings, *audit.waived)],
        "properties": {
            "day": audit.today.isoformat(),
            "organisation": audit.organisation,
            "policy": {"id": audit.policy_id, "version": audit.policy_version},
        },
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


# -- the tool ------------------------------------------------------------------------------------


def _driver(rules: Iterable[Rule], pack: Pack) -> _Object:
    return {
        "name": "somesec",
        "version": __version__,
        "semanticVersion": __version__,
        "supportedTaxonomies": [{"name": _GUIDELINE}],
        "rules": [_rule(rule, pack) for rule in rules],
        "notifications": [
            {
                "id": NOT_CHECKED,
                "shortDescription": {
                    "text": "A check could not be made: neither passed nor failed."
                },
                "defaultConfiguration": {"level": "warning"},
            },
            {
                "id": RULE_FAILED,
                "shortDescription": {"text": "A rule failed to run: the audit is not whole."},
                "defaultConfiguration": {"level": "error"},
            },
        ],
    }


def _rule(rule: Rule, pack: Pack) -> _Object:
    severity = pack.severities.get(rule.code, rule.severity)
    parts = (
        ("What it checks", rule.checks),
        ("Why", rule.why),
        ("Example", rule.example),
        ("How to resolve", rule.resolve),
    )
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": f"{rule.checks} {rule.why}"},
        "help": {
            "text": "\n\n".join(f"{heading}. {text}" for heading, text in parts),
            "markdown": "\n\n".join(f"**{heading}.** {text}" for heading, text in parts),
        },
        "defaultConfiguration": {"level": _LEVELS[severity], "rank": severity.rank * _RANK},
        "properties": {"severity": str(severity), "tags": list(rule.clauses)},
        "relationships": [
            {
                "target": {"id": clause, "toolComponent": {"name": _GUIDELINE}},
                "kinds": ["relevant"],
            }
            for clause in rule.clauses
            if clause in pack.clauses
        ],
    }


def _guideline(pack: Pack) -> _Object:
    return {
        "name": _GUIDELINE,
        "fullName": pack.name,
        "version": pack.version,
        "language": "en",
        "taxa": [
            {"id": number, "shortDescription": {"text": clause.en}}
            for number, clause in sorted(pack.clauses.items())
            if number != GOOD_PRACTICE
        ],
    }


# -- what was found ------------------------------------------------------------------------------


class _Places:
    """Findings with the places that they are at and the rules that they break."""

    def __init__(self, records: Records, rules: Mapping[str, int]) -> None:
        self._records = records
        self._rules = rules

    def result(self, finding: Finding) -> _Object:
        data: _Object = {
            **self._rule_of(finding.rule),
            "kind": "fail",
            "level": _LEVELS[finding.severity],
            "rank": finding.severity.rank * _RANK,
            "message": _message(f"{finding.message.english()} {finding.remedy.english()}"),
            "locations": [self._location(finding.subject, finding.subject_kind)],
            "relatedLocations": [
                {**self._location(other, SubjectKind.ACCOUNT), "id": number}
                for number, other in enumerate(finding.related, start=1)
            ],
            "partialFingerprints": {FINGERPRINT: finding.fingerprint},
            "suppressions": self._suppressions(finding),
            "properties": {
                "clauses": list(finding.clauses),
                "evidence": dict(finding.evidence),
                "field": finding.field,
                "severity": str(finding.severity),
            },
        }
        return data

    def not_checked(self, unknown: Unknown) -> _Object:
        return {
            "descriptor": {"id": NOT_CHECKED},
            "associatedRule": self._reference(unknown.rule),
            "level": "warning",
            "message": _message(f"Not checked: {unknown.reason.english()}."),
            "locations": [self._location(unknown.subject, unknown.subject_kind)],
        }

    def failed(self, error: RuleError) -> _Object:
        return {
            "descriptor": {"id": RULE_FAILED},
            "associatedRule": self._reference(error.rule),
            "level": "error",
            "message": _message(f"The rule failed to run: {error.error}."),
            "exception": {"kind": error.error},
            "locations": [self._location(error.subject, error.subject_kind)],
        }

    def _rule_of(self, code: str) -> _Object:
        return {"ruleId": code, "ruleIndex": self._rules.get(code, -1)}

    def _reference(self, code: str) -> _Object:
        # A waiver may name a rule that does not exist.
        return {"id": code, "index": self._rules.get(code, -1)}

    def _suppressions(self, finding: Finding) -> list[_Object]:
        """An empty list says that it is not suppressed, where none at all would leave it open."""
        waiver = self._records.waivers.get(finding.waiver) if finding.waiver else None
        if waiver is None:
            return []
        return [
            {
                "kind": "external",
                "status": "accepted",
                "justification": waiver.reason,
                "properties": {
                    "expiresOn": waiver.expires_on.isoformat(),
                    "madeBy": waiver.made_by,
                    "madeOn": waiver.made_on.isoformat(),
                    "waiver": str(waiver.id),
                },
            }
        ]

    def _location(self, subject: UUID, kind: SubjectKind | None) -> _Object:
        return {
            "logicalLocations": [
                {
                    "name": self._name(subject),
                    "fullyQualifiedName": "/".join(self._way_to(subject)),
                    "kind": str(kind) if kind else "record",
                    "properties": {"id": str(subject)},
                }
            ]
        }

    def _way_to(self, subject: UUID) -> list[str]:
        account = self._records.accounts.get(subject)
        if account is None:
            return [self._name(subject)]
        unit = self._records.units.get(account.unit)
        # A slash parts the steps, so no name may hold one.
        steps = (unit.name if unit else "", account.platform, account.handle)
        return [step.replace("%", "%25").replace("/", "%2F") for step in steps]

    def _name(self, subject: UUID) -> str:
        records = self._records
        record = (
            records.accounts.get(subject)
            or records.units.get(subject)
            or records.people.get(subject)
            or records.incidents.get(subject)
        )
        if record is not None:
            return record.name
        is_town = subject == records.organisation.id
        return records.organisation.name if is_town else str(subject)


def _message(text: str) -> _Object:
    """A text in which names may stand: no part of it is a link or a place for an argument. Braces
    are doubled (SARIF 2.1.0, 3.11.5); what would begin a link's target (3.11.6) is parted."""
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("](", "] (")}
