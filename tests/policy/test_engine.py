from collections.abc import Iterator

import msgspec
import pytest

from policy.engine import audit, choose_rules, fails_on, find_rule
from policy.finding import Severity, SubjectKind, fingerprint
from policy.pack import Pack, load_pack
from policy.rule import Answer, Rule
from policy.rules import RULES
from policy.view import View
from somesec.errors import InputError
from somesec.model import Account, Status
from tests.policy.town import AINO, LIBRARY, ago, audited, named, page, person, unit, view

SECRET = "what a rule must never say"


def _raise(_account: Account, _view: View) -> Iterator[Answer]:
    raise LookupError(SECRET)


BROKEN = msgspec.structs.replace(RULES[0], code="SOM299", name="broken", check=_raise)


def pack(**changes: object) -> Pack:
    return msgspec.structs.replace(load_pack("kauhava"), **changes)


def test_codes_and_names_are_each_used_once_and_in_order() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_has_its_texts_and_clauses_that_the_pack_explains(rule: Rule) -> None:
    texts = (rule.summary, rule.remedy, rule.checks, rule.why, rule.example, rule.resolve)
    assert all(text.strip() and text.endswith((".", "!")) for text in texts)
    assert rule.clauses
    known = load_pack("kauhava").clauses
    assert all(clause in known for clause in rule.clauses)


def test_a_rule_that_raises_is_an_error_by_type_name_and_the_others_still_run() -> None:
    result = audit(view(page(kind=None)), among=(BROKEN, *RULES))
    [error] = result.rule_errors
    assert (error.rule, error.subject, error.error) == ("SOM299", named("page"), "LookupError")
    assert SECRET not in repr(result)
    assert [f.rule for f in result.findings] == ["SOM804"]
    assert result.summary.rule_errors == 1


def test_an_account_on_which_a_rule_raised_is_not_in_order() -> None:
    assert audit(view(), among=(BROKEN,)).summary.compliant_accounts == 0


def test_an_account_with_something_unknown_is_not_in_order() -> None:
    assert audited(page(last_post_on=None)).summary.compliant_accounts == 0


def test_closed_and_planned_accounts_are_counted_but_not_among_those_in_use() -> None:
    others = (page("a", status=Status.CLOSED), page("b", status=Status.PLANNED))
    summary = audited(*others).summary
    assert (summary.accounts, summary.accounts_in_use, summary.compliant_accounts) == (3, 1, 1)


def test_findings_come_worst_first_then_by_unit_then_account() -> None:
    school = unit(id=named("school"), name="Alakoulu")
    result = audited(
        school,
        page(kind=None, risk_reviewed_on=None),
        page("b", unit=school.id, kind=None, registered_address=""),
        page("a", unit=school.id, kind=None, registered_address=""),
        person(AINO, left_on=ago(2)),
    )
    ranks = [f.severity.rank for f in result.findings]
    assert ranks == sorted(ranks, reverse=True)
    low = [f.subject for f in result.findings if f.rule == "SOM804"]
    assert low == [named("a"), named("b"), named("page")]


def test_the_order_of_the_records_changes_nothing() -> None:
    cards = (page("a", kind=None), page("b", risk_reviewed_on=None), page(last_post_on=None))
    assert audited(*cards) == audited(*reversed(cards))


def test_a_fingerprint_outlives_the_day_the_words_and_the_severity() -> None:
    changed = page(last_post_on=ago(30))
    [first] = audit(view(changed)).findings
    later = audit(view(changed, page(last_post_on=ago(60)), pack=pack())).findings[0]
    heavy = audit(view(changed, pack=pack(severities={"SOM801": Severity.HIGH}))).findings[0]
    assert first.fingerprint == later.fingerprint == heavy.fingerprint
    assert heavy.severity is Severity.HIGH


def test_a_fingerprint_tells_where_its_parts_end() -> None:
    subject = named("page")
    assert fingerprint("SOM1", subject, "ab", "c") != fingerprint("SOM1", subject, "a", "bc")


def test_a_rule_that_the_pack_turned_off_finds_nothing() -> None:
    result = audit(view(page(kind=None), pack=pack(off=("SOM804",))))
    assert result.findings == ()


@pytest.mark.parametrize("changes", [{"off": ("SOM999",)}, {"severities": {"SOM999": "low"}}])
def test_a_pack_that_speaks_of_an_unknown_rule_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(InputError, match="SOM999"):
        audit(view(pack=pack(**changes)))


def test_only_the_rules_named_by_code_or_name_are_run() -> None:
    broken = page(kind=None, risk_reviewed_on=None, last_post_on=None)
    result = audit(view(broken), rules=["som804", "silent"])
    assert [f.rule for f in result.findings] == ["SOM804"]
    assert [u.rule for u in result.unknown] == ["SOM801"]


def test_an_unknown_rule_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="SOM201"):
        find_rule("weak-pasword")
    with pytest.raises(InputError, match="somesec rules"):
        find_rule("ö")
    with pytest.raises(InputError):
        choose_rules(["SOM201", "nonsense"])


def test_only_records_of_the_units_named_are_looked_at_but_compared_with_all() -> None:
    school = unit(id=named("school"), name="Koulu", mailboxes=())
    twin = page("twin", unit=school.id, facts=page().facts)
    result = audit(view(school, twin), units={LIBRARY.id})
    assert {f.subject for f in result.findings} == {named("page")}
    assert [f.rule for f in result.findings] == ["SOM301"]
    assert result.findings[0].related == (named("twin"),)
    assert (result.summary.units, result.summary.accounts) == (1, 1)


def test_an_audit_fails_on_its_worst_finding_and_never_when_told_so() -> None:
    medium = audited(page(risk_reviewed_on=None))
    assert fails_on(medium, Severity.MEDIUM)
    assert fails_on(medium, Severity.LOW)
    assert not fails_on(medium, Severity.HIGH)
    assert not fails_on(medium, None)


def test_severities_have_their_order() -> None:
    ranks = [severity.rank for severity in Severity]
    assert ranks == [4, 3, 2, 1, 0]


def test_what_the_view_keeps_is_built_once() -> None:
    town = view()
    calls: list[View] = []

    def build(seen: View) -> int:
        calls.append(seen)
        return 7

    assert town.kept(build) == town.kept(build) == 7
    assert calls == [town]


def test_a_finding_about_a_unit_is_of_that_unit() -> None:
    [finding] = audited(unit(responsible=None)).findings
    assert (finding.subject_kind, finding.subject) == (SubjectKind.UNIT, LIBRARY.id)
