import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from policy.reports import sarif
from policy.reports.report import Report
from somesec import language
from tests.policy.reported import EVIL, everything, report_of, waiver
from tests.policy.town import ago, facts, named, page, unit

SCHEMA = json.loads((Path(__file__).parent / "sarif" / "sarif-2.1.0-rtm.5.json").read_bytes())


def run_of(report: Report) -> dict[str, Any]:
    """The one run of the log, which keeps to the published schema."""
    log = json.loads(sarif.write(report))
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    assert log["version"] == "2.1.0"
    [run] = log["runs"]
    assert isinstance(run, dict)
    return run


def test_the_schema_is_one_that_refuses() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(SCHEMA).validate({"version": "2.1.0", "runs": [{"tool": {}}]})


@pytest.mark.parametrize("made", [report_of, everything])
def test_a_log_keeps_to_the_published_schema(made: Callable[[], Report]) -> None:
    run_of(made())


def test_a_finding_names_its_rule_place_and_fingerprint() -> None:
    report = report_of(page(kind=None, handle="a/b%"))
    [finding] = report.audit.findings
    run = run_of(report)
    [result] = run["results"]
    assert result["ruleId"] == "SOM804"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "SOM804"
    [place] = result["locations"][0]["logicalLocations"]
    assert place["fullyQualifiedName"] == "Kirjasto/facebook/a%2Fb%25"
    assert place["kind"] == "account"
    assert place["properties"] == {"id": str(named("page"))}
    assert result["partialFingerprints"] == {"somesecFinding/v1": finding.fingerprint}
    assert result["suppressions"] == []
    assert result["properties"]["severity"] == "low"


@pytest.mark.parametrize(
    ("changed", "rule", "level", "rank"),
    [
        (page(kind=None), "SOM804", "note", 25),
        (page(last_post_on=ago(30)), "SOM801", "warning", 50),
        (page(facts=facts(strength=1)), "SOM201", "error", 75),
    ],
)
def test_levels_and_ranks_follow_severity(changed: Any, rule: str, level: str, rank: int) -> None:
    [result] = [r for r in run_of(report_of(changed))["results"] if r["ruleId"] == rule]
    assert (result["level"], result["rank"]) == (level, rank)


def test_a_waived_finding_is_suppressed_with_the_reason() -> None:
    [result] = run_of(report_of(page(kind=None), waiver("SOM804")))["results"]
    [suppression] = result["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    assert suppression["justification"] == "Until spring."
    assert suppression["properties"]["expiresOn"] == "2026-11-22"


def test_accounts_that_share_in_a_finding_are_related_places() -> None:
    run = run_of(report_of(page("twin", facts=facts()), page()))
    result = next(r for r in run["results"] if r["ruleId"] == "SOM301")
    assert len(result["relatedLocations"]) == 1


def test_what_is_unknown_is_a_notification_and_no_result() -> None:
    run = run_of(report_of(page(last_post_on=None)))
    assert run["results"] == []
    [invocation] = run["invocations"]
    [notification] = invocation["toolExecutionNotifications"]
    assert notification["associatedRule"]["id"] == "SOM801"
    assert notification["descriptor"] == {"id": "not-checked"}
    assert invocation["executionSuccessful"] is True


def test_a_rule_that_failed_makes_the_run_unsuccessful_and_says_nothing_private() -> None:
    report = report_of(is_broken=True)
    [invocation] = run_of(report)["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [n["exception"] for n in invocation["toolExecutionNotifications"]] == [
        {"kind": "ValueError"}
    ]
    assert b"unsayable" not in sarif.write(report)


def test_rules_carry_their_help_and_clauses() -> None:
    run = run_of(report_of())
    rule = next(r for r in run["tool"]["driver"]["rules"] if r["id"] == "SOM101")
    assert "What it checks" in rule["help"]["text"]
    assert {r["target"]["id"] for r in rule["relationships"]} <= {
        taxon["id"] for taxon in run["taxonomies"][0]["taxa"]
    }


def test_hostile_names_are_neither_links_nor_places_nor_escapes() -> None:
    written = sarif.write(everything()).decode()
    assert not set(written) & set("\x1b\x9b\u202e\u2066\r")
    run = json.loads(written)["runs"][0]
    said = [r["message"]["text"] for r in run["results"]]
    said += [n["message"]["text"] for n in run["invocations"][0]["toolExecutionNotifications"]]
    assert not any("](" in text or "{0}" in text.replace("{{0}}", "") for text in said)
    assert run["properties"]["organisation"] == EVIL


def test_it_is_the_same_in_every_language() -> None:
    report = report_of(unit(responsible=None), page(kind=None))
    english = sarif.write(report)
    language.choose("fi")
    assert sarif.write(report) == english
