from datetime import UTC, datetime, time, timedelta

import msgspec
import pytest

from policy.finding import Severity, SubjectKind
from somesec.model import Evidence, Incident, IncidentKind, PlaybookStep, Waiver
from tests.policy.town import LIBRARY, TODAY, ago, audited, codes, named, unknowns

TOMORROW = TODAY + timedelta(1)


def incident(kind: IncidentKind, days: int = 0, **changes: object) -> Incident:
    happened = datetime.combine(ago(days), time(10), UTC)
    made = Incident(id=named("incident"), kind=kind, unit=LIBRARY.id, happened_at=happened)
    return msgspec.structs.replace(made, **changes)


def found(*cards: Incident) -> list[str]:
    return codes(*cards, about="incident")


@pytest.mark.parametrize("kind", [IncidentKind.STRIKING_WRITING, IncidentKind.THREAT_TO_EMPLOYEE])
def test_what_the_supervisor_must_know_is_found_at_once_until_told(kind: IncidentKind) -> None:
    assert "SOM904" in found(incident(kind))
    assert "SOM904" not in found(incident(kind, supervisor_told_on=TODAY))
    ahead = incident(kind, supervisor_told_on=TOMORROW)
    assert "SOM904" not in found(ahead)
    assert "SOM904" in unknowns(ahead)


@pytest.mark.parametrize(
    ("kind", "clause"),
    [
        (IncidentKind.STRIKING_WRITING, "4-a"),
        (IncidentKind.THREAT_TO_EMPLOYEE, "5-m"),
        (IncidentKind.THREAT_TO_TOWN, "5-n"),
    ],
)
def test_telling_the_supervisor_stands_for_the_clause_of_the_kind(
    kind: IncidentKind, clause: str
) -> None:
    [finding] = [f for f in audited(incident(kind)).findings if f.rule == "SOM904"]
    assert finding.clauses == (clause,)
    assert (finding.subject_kind, finding.unit) == (SubjectKind.INCIDENT, LIBRARY.id)


def test_spam_is_nothing_to_tell_the_supervisor_of() -> None:
    assert found(incident(IncidentKind.SPAM)) == []


def test_a_threat_to_the_town_is_critical_until_the_authorities_know() -> None:
    threat = incident(IncidentKind.THREAT_TO_TOWN, supervisor_told_on=TODAY)
    [finding] = audited(threat).findings
    assert (finding.rule, finding.severity) == ("SOM905", Severity.CRITICAL)
    assert found(msgspec.structs.replace(threat, authorities_told_on=TODAY)) == []
    ahead = msgspec.structs.replace(threat, authorities_told_on=TOMORROW)
    assert found(ahead) == []
    assert unknowns(ahead) == ["SOM905"]


def test_a_threat_to_an_employee_needs_evidence() -> None:
    threat = incident(IncidentKind.THREAT_TO_EMPLOYEE, supervisor_told_on=TODAY)
    assert found(threat) == ["SOM906"]
    kept = Evidence(
        id=named("evidence"),
        file_name="message.png",
        size=3,
        sha256=bytes(32),
        added_at=datetime(2026, 11, 22, tzinfo=UTC),
    )
    assert found(msgspec.structs.replace(threat, evidence=(kept,))) == []


def test_discriminating_material_is_found_until_removed() -> None:
    assert found(incident(IncidentKind.DISCRIMINATION)) == ["SOM907"]
    assert found(incident(IncidentKind.DISCRIMINATION, removed_on=TODAY)) == []
    ahead = incident(IncidentKind.DISCRIMINATION, removed_on=TOMORROW)
    assert unknowns(ahead) == ["SOM907"]


@pytest.mark.parametrize(("days", "expected"), [(14, []), (15, ["SOM908"])])
def test_an_incident_is_ended_within_two_weeks(days: int, expected: list[str]) -> None:
    assert found(incident(IncidentKind.PHISHING, days)) == expected
    assert found(incident(IncidentKind.PHISHING, days, closed_on=TODAY)) == []


def test_a_closing_on_a_day_to_come_is_unknown() -> None:
    assert unknowns(incident(IncidentKind.SPAM, 20, closed_on=TOMORROW)) == ["SOM908"]


def test_a_hijack_left_open_weighs_more_and_names_what_is_open() -> None:
    steps = (
        PlaybookStep(step="rotate"),
        PlaybookStep(step="sign-out", done_at=datetime(2026, 11, 1, tzinfo=UTC)),
    )
    [finding] = audited(incident(IncidentKind.HIJACK, 20, steps=steps)).findings
    assert (finding.rule, finding.severity) == ("SOM908", Severity.HIGH)
    assert finding.evidence["open_steps"] == ["rotate"]


def test_what_has_not_happened_by_the_day_of_the_audit_is_not_found() -> None:
    for kind in IncidentKind:
        assert found(incident(kind, -1)) == []


def test_an_incident_can_be_the_subject_of_a_waiver() -> None:
    accepted = Waiver(
        id=named("waiver"),
        rule="SOM907",
        subject=named("incident"),
        reason="The service has been asked.",
        made_by="Aino",
        made_on=ago(1),
        expires_on=TODAY,
    )
    result = audited(incident(IncidentKind.DISCRIMINATION), accepted)
    assert (len(result.waived), result.findings, result.rule_errors) == (1, (), ())
