"""What to do first: in which order, and that nothing is listed twice."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from policy.agenda import BEGUN, Item, agenda
from policy.due import Due
from policy.engine import Audit, Summary
from policy.finding import Finding, Severity, SubjectKind, Unknown
from somesec.language import Message

TODAY = date(2026, 11, 22)
UNIT = UUID(int=7)


def found(rule: str, severity: Severity) -> Finding:
    return Finding(
        rule=rule,
        name="name",
        severity=severity,
        clauses=(),
        unit=UNIT,
        account=None,
        subject=uuid4(),
        subject_kind=SubjectKind.ACCOUNT,
        field="",
        message=Message("It is so."),
        remedy=Message("Mend it."),
        fingerprint="0" * 32,
    )


def duty(kind: str, days: int | None) -> Due:
    day = None if days is None else TODAY + timedelta(days)
    return Due(kind, f"{kind}-{uuid4()}", day, "facebook/x", UNIT, Message("Do it."))


def audited(*findings: Finding, unknown: int = 0) -> Audit:
    answer = Unknown(
        rule="SOM203",
        name="name",
        unit=None,
        account=None,
        subject=uuid4(),
        subject_kind=SubjectKind.ACCOUNT,
        reason=Message("never looked up"),
    )
    summary = Summary(
        units=1,
        accounts=1,
        accounts_in_use=1,
        findings={},
        waived=0,
        unknown=unknown,
        rule_errors=0,
        compliant_accounts=0,
    )
    return Audit(
        today=TODAY,
        organisation="Testilä",
        policy_id="kauhava",
        policy_version="1",
        findings=findings,
        unknown=(answer,) * unknown,
        summary=summary,
    )


def named(item: Item) -> str:
    if item.findings:
        return item.findings[0].rule
    return item.duties[0].kind if item.duties else "unknown"


def test_a_rotation_that_was_begun_comes_first_and_the_rest_by_how_it_presses() -> None:
    audit = audited(
        found("SOM801", Severity.LOW),
        found("SOM503", Severity.MEDIUM),
        found("SOM201", Severity.HIGH),
        found("SOM203", Severity.CRITICAL),
        unknown=3,
    )
    due = [
        duty(BEGUN, 4),
        duty("briefing", 7),
        duty("declaration", 8),
        duty("terms", -3),
    ]
    assert [named(item) for item in agenda(audit, due)] == [
        BEGUN,
        "SOM203",
        "SOM201",
        "briefing",
        "SOM503",
        "declaration",
        "unknown",
        "SOM801",
    ]


def test_findings_of_a_rule_are_one_line_that_counts_them_and_knows_since_when() -> None:
    audit = audited(*[found("SOM208", Severity.HIGH)] * 3)
    (item,) = agenda(audit, [duty("rotation", -20), duty("rotation", -3)])
    assert (item.count, item.day) == (3, TODAY - timedelta(20))
    assert item.units == {UNIT}


@pytest.mark.parametrize("days", [-9, 2])
def test_a_begun_rotation_is_listed_once_whether_or_not_it_is_late(days: int) -> None:
    (item,) = agenda(audited(found("SOM206", Severity.MEDIUM)), [duty(BEGUN, days)])
    assert named(item) == BEGUN


def test_what_is_late_or_was_never_done_is_a_rules_to_find() -> None:
    assert agenda(audited(), [duty("terms", -1), duty("briefing", None)]) == []


def test_mere_information_is_nothing_to_do() -> None:
    assert agenda(audited(found("SOM504", Severity.INFO)), []) == []
