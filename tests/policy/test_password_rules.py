import msgspec
import pytest

from policy.engine import audit
from policy.pack import Thresholds, load_pack
from somesec.model import Account, Answer, Breach, RotationDue, SecondFactor, Status
from tests.policy.town import AINO, TODAY, ago, audited, codes, facts, page, unknowns, view


def test_a_page_in_order_breaks_no_rule_and_leaves_nothing_unknown() -> None:
    result = audited()
    assert result.findings == ()
    assert result.unknown == ()
    assert result.summary.compliant_accounts == 1


@pytest.mark.parametrize(("score", "found"), [(0, True), (3, True), (4, False)])
def test_a_password_weaker_than_the_threshold_is_weak(score: int, found: bool) -> None:
    assert codes(page(facts=facts(strength=score))) == ["SOM201"] * found


@pytest.mark.parametrize(("length", "found"), [(0, True), (10, True), (12, False), (24, False)])
def test_a_password_shorter_than_the_threshold_is_short(length: int, found: bool) -> None:
    assert codes(page(facts=facts(length=length))) == ["SOM202"] * found


@pytest.mark.parametrize(
    ("length", "factor", "found", "open_"),
    [
        (14, SecondFactor.NONE, ["SOM202"], []),
        (15, SecondFactor.NONE, [], []),
        (0, SecondFactor.APP, ["SOM202"], []),
        (8, SecondFactor.APP, [], []),
        (8, None, [], ["SOM202"]),
        (15, None, [], []),
        (0, None, ["SOM202"], []),
    ],
)
def test_a_pack_may_ask_for_less_where_a_second_factor_is_on(
    length: int, factor: SecondFactor | None, found: list[str], open_: list[str]
) -> None:
    thresholds = Thresholds(strength=0, length=15, length_with_factor=8, administrators=1)
    pack = msgspec.structs.replace(load_pack("kauhava"), thresholds=thresholds)
    changed = page(facts=facts(length=length), second_factor=factor)
    result = audit(view(changed, pack=pack), rules=["SOM202"])
    assert [f.rule for f in result.findings] == found
    assert [u.rule for u in result.unknown] == open_


def test_a_leaked_password_is_found_however_old_the_check() -> None:
    leaked = Breach(seen=Answer.YES, source="corpus", checked_on=ago(1000))
    assert codes(page(facts=facts(breach=leaked))) == ["SOM203"]


@pytest.mark.parametrize(
    "breach",
    [
        Breach(),
        Breach(seen=Answer.UNKNOWN, reason="the service did not answer", checked_on=TODAY),
        Breach(seen=Answer.NO, checked_on=ago(91)),
        Breach(seen=Answer.NO),
    ],
)
def test_a_breach_check_without_a_fresh_answer_is_unknown(breach: Breach) -> None:
    changed = page(facts=facts(breach=breach))
    assert codes(changed) == []
    assert unknowns(changed) == ["SOM203"]


def test_why_a_breach_check_gave_no_answer_is_told() -> None:
    silent = Breach(reason="the service did not answer", checked_on=TODAY)
    for breach, said in (
        (silent, "the breach check gave no answer: the service did not answer"),
        (Breach(), "the breach check has not been made"),
    ):
        [answer] = audited(page(facts=facts(breach=breach))).unknown
        assert answer.reason.english() == said


def test_a_leaked_password_is_told_with_where_and_when() -> None:
    leaked = Breach(seen=Answer.YES, source="corpus", checked_on=ago(3))
    undated = Breach(seen=Answer.YES, source="corpus")
    for breach, day in ((leaked, ago(3).isoformat()), (undated, "")):
        [finding] = audited(page(facts=facts(breach=breach))).findings
        assert finding.evidence == {"source": "corpus", "checked_on": day}


def test_a_breach_check_holds_on_the_last_day_of_its_interval() -> None:
    kept = Breach(seen=Answer.NO, checked_on=ago(90))
    assert unknowns(page(facts=facts(breach=kept))) == []


def test_words_of_the_surroundings_are_found_by_kind() -> None:
    [finding] = audited(page(facts=facts(context=("unit", "organisation")))).findings
    assert finding.rule == "SOM204"
    assert finding.evidence == {"kinds": ["organisation", "unit"]}


def test_an_open_account_without_password_is_found_and_all_about_it_is_unknown() -> None:
    changed = page(facts=None)
    assert codes(changed) == ["SOM205"]
    assert unknowns(changed) == [
        "SOM201",
        "SOM202",
        "SOM203",
        "SOM204",
        "SOM301",
        "SOM302",
        "SOM303",
        "SOM304",
        "SOM305",
        "SOM401",
    ]


@pytest.mark.parametrize("status", [Status.PLANNED, Status.CLOSED])
def test_an_account_not_in_use_needs_no_password(status: Status) -> None:
    changed = page(facts=None, status=status)
    assert codes(changed) == []
    assert unknowns(changed) == []


@pytest.mark.parametrize(("days", "found"), [(7, False), (8, True)])
def test_a_change_of_password_may_not_hang(days: int, found: bool) -> None:
    assert codes(page(pending_since=ago(days))) == ["SOM206"] * found


@pytest.mark.parametrize(("days", "found"), [(365, False), (366, True)])
def test_an_old_measurement_is_stale(days: int, found: bool) -> None:
    assert codes(page(facts=facts(measured_on=ago(days)))) == ["SOM207"] * found


def test_a_measurement_by_an_engine_since_replaced_is_stale() -> None:
    old = page(facts=facts(engine="engine 1", measured_on=ago(20)))
    assert codes(old, page("other")) == ["SOM207"]
    assert codes(old, page("other"), page("bare", facts=None)) == ["SOM207"]


def test_a_password_marked_for_rotation_is_found_with_its_reason() -> None:
    due = RotationDue(since=ago(3), reason="leaver", person=AINO.id)
    [finding] = audited(page(rotation_due=due)).findings
    assert finding.rule == "SOM208"
    assert finding.evidence == {
        "since": ago(3).isoformat(),
        "reason": "leaver",
        "person": "Aino Esimerkki",
    }
    assert finding.message.english() == (
        f"Aino Esimerkki left on {ago(3)} and could open the account: the password must change."
    )


def test_a_password_may_have_to_change_without_a_person_to_name() -> None:
    due = RotationDue(since=ago(3), reason="incident")
    [finding] = audited(page(rotation_due=due)).findings
    assert finding.evidence == {"since": ago(3).isoformat(), "reason": "incident"}
    assert finding.message.english() == f"The password has had to be changed since {ago(3)}."


@pytest.mark.parametrize(
    "closed",
    [
        page(
            status=Status.CLOSED,
            rotation_due=RotationDue(since=ago(3), reason="leaver"),
            facts=facts(strength=0, length=0, context=("unit",)),
            pending_since=ago(99),
        ),
        page(status=Status.CLOSED, facts=facts(breach=Breach(seen=Answer.YES))),
        page(status=Status.CLOSED, facts=facts(breach=Breach(), measured_on=ago(999))),
    ],
)
def test_a_closed_account_has_no_password_duties(closed: Account) -> None:
    assert codes(closed) == []
    assert unknowns(closed) == []
