import json

import msgspec
import pytest

from policy.coverage import Coverage, Covered, State, coverage
from policy.engine import pack_named
from policy.pack import Pack, load_pack
from policy.reports import coverage_html
from policy.reports.coverage import write_json, write_text
from policy.rules import RULES
from somesec import language
from somesec.model import Card, SecondFactor, Waiver
from tests.policy.town import (
    AINO,
    LIBRARY,
    ORGANISATION,
    TODAY,
    ago,
    facts,
    named,
    page,
    person,
    view,
)

# Clauses that only texts stand for.
ONLY_TEXTS = {"4.1-a", "5-k"}


def covered(*cards: Card, pack: Pack | None = None, without: str = "") -> dict[str, Covered]:
    made = coverage(view(*cards, pack=pack, without=without))
    return {clause.clause: clause for clause in made.clauses}


def test_every_clause_is_covered_by_rules_or_by_texts_alone() -> None:
    clauses = covered()
    assert list(clauses) == list(load_pack("kauhava").clauses)
    bare = {name for name, clause in clauses.items() if not clause.rules}
    assert bare == ONLY_TEXTS


def test_a_town_in_order_meets_every_clause_that_can_be_checked() -> None:
    for name, clause in covered().items():
        expected = State.NOT_CHECKABLE if name in ONLY_TEXTS else State.MET
        assert clause.state is expected, name


def test_a_finding_of_one_of_its_rules_breaks_a_clause_and_no_other() -> None:
    clauses = covered(page(last_post_on=ago(30)))
    assert (clauses["3.2-b"].state, clauses["3.2-b"].findings) == (State.NOT_MET, 1)
    assert clauses["3.2-c"].state is State.MET


def test_a_check_that_could_not_be_made_leaves_a_clause_unknown() -> None:
    clauses = covered(page(last_post_on=None))
    assert (clauses["3.2-b"].state, clauses["3.2-b"].unknown) == (State.UNKNOWN, 1)


def test_a_finding_weighs_more_than_what_is_unknown() -> None:
    clauses = covered(page(last_post_on=None), page("other", last_post_on=ago(30)))
    assert clauses["3.2-b"].state is State.NOT_MET


def test_a_line_of_the_planning_checklist_breaks_its_own_clause_alone() -> None:
    lines = {line: day for line, day in page().planning.items() if line != "need"}
    clauses = covered(page(planning=lines))
    assert clauses["3.1-d"].state is State.NOT_MET
    assert clauses["3.1-c"].state is State.MET
    unsaid = covered(page(planning={}))
    assert {unsaid[c].state for c in load_pack("kauhava").planning.values()} == {State.UNKNOWN}


def test_what_only_informs_breaks_no_clause() -> None:
    due_soon = msgspec.structs.replace(view().records.reviews[named("review-2")], next_due=TODAY)
    assert covered(due_soon)["5-i"].state is State.MET


def test_what_is_accepted_for_a_while_is_still_not_met() -> None:
    waiver = Waiver(
        id=named("waiver"),
        rule="SOM801",
        subject=named("page"),
        reason="A move.",
        made_by="Aino",
        made_on=ago(1),
        expires_on=TODAY,
    )
    clause = covered(page(last_post_on=ago(30)), waiver)["3.2-b"]
    assert (clause.state, clause.findings, clause.waived) == (State.NOT_MET, 0, 1)


def test_a_failed_rule_leaves_its_clauses_unknown() -> None:
    broken = page(facts=facts(context=("nonsense",)))
    clause = covered(broken)["good-practice"]
    assert (clause.state, clause.rule_errors) == (State.UNKNOWN, 1)


def test_a_clause_whose_rules_are_off_is_not_checkable_and_says_so() -> None:
    pack = msgspec.structs.replace(load_pack("kauhava"), off=("SOM801",))
    clause = covered(page(last_post_on=ago(30)), pack=pack)["3.2-b"]
    assert (clause.state, clause.rules, clause.off) == (State.NOT_CHECKABLE, (), ("SOM801",))


def test_units_can_be_looked_at_alone() -> None:
    broken = view(page(last_post_on=ago(30)))
    others = coverage(broken, {named("elsewhere")})
    assert others.count(State.NOT_MET) == 0
    assert coverage(broken, {LIBRARY.id}).count(State.NOT_MET) == 1


def test_json_is_the_same_bytes_in_every_language_and_counts_what_it_lists() -> None:
    made = coverage(view(page(last_post_on=ago(30)), person(AINO, declarations=())))
    first = write_json(made, ["b", "a"])
    try:
        language.choose("fi")
        assert write_json(made, ["a", "b"]) == first
    finally:
        language.choose("en")
    data = json.loads(first)
    assert data["schema"] == "somesec-coverage/1"
    assert sum(data["summary"].values()) == len(data["clauses"])
    assert first == json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False).encode() + b"\n"


HOSTILE = "<script>alert(1)</script>\x1b[2J"


def hostile() -> Coverage:
    town = msgspec.structs.replace(ORGANISATION, name=HOSTILE)
    return coverage(view(town, page(last_post_on=ago(30))))


@pytest.mark.parametrize("chosen", ["en", "fi", "sv"])
def test_hostile_names_stay_text_in_every_form(chosen: str) -> None:
    try:
        language.choose(chosen)
        html = coverage_html.write(hostile(), [HOSTILE]).decode()
        text = write_text(hostile(), [HOSTILE], width=60)
    finally:
        language.choose("en")
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "\x1b" not in html + text
    assert b"\x1b" not in write_json(hostile(), [HOSTILE])
    assert max(map(len, text.splitlines()[3:])) <= 60


def test_every_state_is_told_by_a_word_and_a_mark() -> None:
    text = write_text(coverage(view(page(last_post_on=ago(30), last_look_on=None))))
    assert "▲ clause 3.2-b: not met" in text
    assert "? clause 3.2-c: unknown" in text
    assert "✓ clause 3.2-f: met" in text
    assert "clause 5-k: not checkable" in text
    assert "not implemented" not in text


# another guideline


def test_the_pack_of_nist_asks_for_nothing_that_it_does_not_name() -> None:
    pack = load_pack("nist-800-63b-4")
    named_by_clauses = {code for clause in pack.clauses.values() for code in clause.rules}
    assert named_by_clauses | set(pack.off) == {rule.code for rule in RULES}
    assert not named_by_clauses & set(pack.off)


def test_under_the_pack_of_nist_length_hangs_on_the_second_factor() -> None:
    pack = pack_named("nist-800-63b-4")
    short = facts(length=12, strength=0)
    assert covered(page(facts=short), pack=pack)["3.1.1.2-length"].state is State.MET
    alone = covered(page(facts=short, second_factor=SecondFactor.NONE), pack=pack)
    assert alone["3.1.1.2-length"].state is State.NOT_MET
    assert alone["2.2.1"].state is State.NOT_MET
    assert alone["3.1.1.2-composition"].state is State.NOT_CHECKABLE
