import json
from typing import Any

import msgspec
import pytest

from policy.engine import audit
from policy.reports import json as json_report
from policy.reports import text as text_report
from somesec import language
from somesec.model import Answer as Seen
from somesec.model import Breach, Card, Waiver
from tests.policy.reported import counts, report_of
from tests.policy.town import (
    LIBRARY,
    ORGANISATION,
    TODAY,
    ago,
    facts,
    named,
    page,
    unit,
    view,
)

EVIL = "evil\x1b[31m\u202e\r\n\x9b2J\u2066"


def as_json(*cards: Card) -> dict[str, Any]:
    town = view(*cards)
    result: dict[str, Any] = json.loads(json_report.write(audit(town), town.records))
    return result


def as_text(*cards: Card, width: int = 80, colour: bool = False) -> str:
    return text_report.write(report_of(*cards), width=width, colour=colour)


def accepted(rule: str) -> Waiver:
    return Waiver(
        id=named("waiver"),
        rule=rule,
        subject=named("page"),
        reason="r",
        made_by="Aino",
        made_on=TODAY,
        expires_on=TODAY,
    )


def test_json_has_exactly_the_promised_fields() -> None:
    twin = page("twin", facts=facts())
    data = as_json(twin, page(last_post_on=None))
    assert set(data) == {
        "schema",
        "today",
        "organisation",
        "policy",
        "summary",
        "findings",
        "unknown",
        "rule_errors",
    }
    assert data["schema"] == "somesec-audit/1"
    assert data["policy"] == {"id": "kauhava", "version": "1"}
    summary = data["summary"]
    assert isinstance(summary, dict)
    assert set(summary) == {
        "units",
        "accounts",
        "findings",
        "waived",
        "unknown",
        "rule_errors",
        "compliant_accounts",
    }
    assert set(summary["findings"]) == {"critical", "high", "medium", "low", "info"}
    assert isinstance(data["findings"], list)
    finding = next(f for f in data["findings"] if f["account"]["handle"] == "twin")
    assert finding == {
        "rule": "SOM301",
        "name": "reused-password",
        "severity": "critical",
        "clauses": ["5-f", "good-practice"],
        "unit": "Kirjasto",
        "account": {"id": str(named("twin")), "platform": "facebook", "handle": "twin"},
        "field": "password",
        "message": "The same password is on other accounts: facebook/testilankirjasto.",
        "evidence": {"accounts": ["facebook/testilankirjasto"], "count": 1},
        "remedy": "Give each account a password of its own: rotate each.",
        "related": [
            {"id": str(named("page")), "platform": "facebook", "handle": "testilankirjasto"}
        ],
        "fingerprint": finding["fingerprint"],
        "waiver": None,
    }
    assert data["unknown"] == [
        {
            "rule": "SOM801",
            "account": {
                "id": str(named("page")),
                "platform": "facebook",
                "handle": "testilankirjasto",
            },
            "reason": "the day of the last post is not in the register",
        }
    ]


def test_json_names_the_subject_where_it_is_no_account() -> None:
    [finding] = as_json(unit(responsible=None))["findings"]
    assert finding["account"] is None
    assert finding["subject"] == {"id": str(LIBRARY.id), "kind": "unit", "name": "Kirjasto"}


def test_json_carries_a_waived_finding_with_its_waiver() -> None:
    data = as_json(page(kind=None), accepted("SOM804"))
    assert [f["waiver"] for f in data["findings"]] == [str(named("waiver"))]
    assert data["summary"]["findings"]["low"] == 0
    assert data["summary"]["waived"] == 1


def test_json_is_the_same_bytes_in_any_language_and_order() -> None:
    cards = (page(last_post_on=ago(30), kind=None), page("b", risk_reviewed_on=None))
    town, turned = view(*cards), view(*reversed(cards))
    english = json_report.write(audit(town), town.records)
    try:
        language.choose("fi")
        assert json_report.write(audit(turned), turned.records) == english
    finally:
        language.choose("en")


def test_json_shows_hostile_text_harmlessly_and_whole() -> None:
    town = view(page(handle=EVIL + "\ud800", kind=None))
    written = json_report.write(audit(town), town.records)
    text = written.decode("utf-8")
    assert not set(text) & set("\x1b\x9b\u202e\u2066\r")
    assert json.loads(written)["findings"][0]["account"]["handle"] == EVIL + "\ud800"


def test_text_says_first_how_many_accounts_are_in_order() -> None:
    assert as_text().splitlines()[0] == "✓ 1 of 1 account in use is in order."
    assert as_text(page("b", kind=None)).splitlines()[0] == "1 of 2 accounts in use are in order."


def test_text_shows_findings_by_severity_and_unit_with_words_and_shapes() -> None:
    school = unit(id=named("school"), name="Alakoulu", mailboxes=(), responsible=None)
    text = as_text(
        school,
        page("other", unit=school.id, kind=None),
        page(last_post_on=ago(30), facts=facts(strength=1)),
    )
    order = ["▲ high (", "Kirjasto", "SOM201", "● medium", "Kirjasto", "SOM801", "· low", "SOM804"]
    place = 0
    for part in order:
        place = text.index(part, place)
    assert "What to do" in text


def test_text_counts_unknowns_by_reason() -> None:
    unchecked = facts(breach=Breach(seen=Seen.UNKNOWN))
    text = as_text(
        page(facts=unchecked),
        page("b", facts=msgspec.structs.replace(unchecked, fingerprint=b"b" * 16, stem=None)),
    )
    assert "? unknown (2)" in text
    assert "2 × the breach check has not been made (SOM203)" in text


@pytest.mark.parametrize("width", [40, 60, 80, 160])
def test_text_keeps_to_the_width(width: int) -> None:
    text = as_text(
        page("a" * 70, facts=facts(strength=1), last_post_on=None),
        page(display_name="", approval=None, second_factor=None),
        width=width,
    )
    assert max(len(line) for line in text.splitlines()) <= width


def test_text_has_colour_only_when_asked() -> None:
    broken = page(kind=None, last_post_on=None)
    assert "\x1b" not in as_text(broken)
    assert "\x1b[" in as_text(broken, colour=True)


def test_text_shows_hostile_names_harmlessly() -> None:
    town = msgspec.structs.replace(ORGANISATION, name=EVIL)
    text = as_text(
        town,
        unit(name=EVIL, name_fi=EVIL, responsible=None),
        page(handle=EVIL, kind=None, facts=facts(breach=Breach(reason=EVIL))),
        page("b", facts=facts()),
    )
    assert not set(text) & set("\x1b\x9b\u202e\u2066\r")
    assert "\\x1b[31m" in text
    assert "\\u202e" in text


def test_text_says_what_failed_to_run_and_what_is_waived() -> None:
    text = text_report.write(report_of(page(kind=None), accepted("SOM804"), is_broken=True))
    assert "1 check failed to run, so this audit is not complete:" in text
    assert "ValueError" in text
    assert "unsayable" not in text
    assert "1 finding is accepted for now by a waiver." in text


def test_text_lists_waivers_that_ended_or_accept_nothing() -> None:
    ended = msgspec.structs.replace(accepted("SOM804"), made_on=ago(9), expires_on=ago(1))
    assert "A waiver ended on 2026-11-21: SOM804" in as_text(page(kind=None), ended)
    assert "A waiver accepts nothing and can go: SOM804" in as_text(accepted("SOM804"))


def test_text_says_what_the_audit_was_limited_to() -> None:
    part = msgspec.structs.replace(
        report_of(), units=frozenset({LIBRARY.id}), rules=("SOM101", "SOM201")
    )
    text = text_report.write(part)
    assert "Only of these units: Kirjasto." in text
    assert "Only by these rules: SOM101, SOM201." in text


def test_text_shows_how_the_months_went() -> None:
    months = (counts(ago(40), 3), counts(ago(2), 5))
    text = text_report.write(report_of(*months))
    assert text.index("2026-10-13   3 of 9 in order") < text.index("2026-11-20   5 of 9 in order")
    assert "By month" not in text_report.write(report_of())
