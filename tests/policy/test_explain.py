from pathlib import Path

import msgspec
import pytest

from policy.explain import explain, markdown
from policy.pack import load_pack
from policy.rule import Rule
from policy.rules import RULES

ROOT = Path(__file__).parents[2]


def test_the_page_of_rules_is_what_the_generator_gives() -> None:
    kept = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert kept == markdown(load_pack("kauhava")), "run: python -m policy.explain > docs/rules.md"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_is_explained_under_its_four_headings_with_its_clauses(rule: Rule) -> None:
    text = explain(rule, load_pack("kauhava"), width=70)
    place = 0
    for part in (rule.code, "What it checks", "Why", "Example", "How to resolve", "The guideline"):
        place = text.index(part, place)
    assert max(len(line) for line in text.splitlines()) <= 70


def test_the_pack_decides_the_severity_that_is_shown() -> None:
    rule = RULES[0]
    pack = msgspec.structs.replace(load_pack("kauhava"), off=(rule.code,))
    assert "Severity: off." in explain(rule, pack)
