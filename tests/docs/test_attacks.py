"""The page on attacks names tests that there are."""

import re

import pytest

from tests.docs.pages import ROOT, page

NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::([\w:]+)`", page("docs/attacks.md"))))


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_every_test_that_is_named_is_there(file: str, name: str) -> None:
    definition = rf"^\s*(async )?def {name.rpartition('::')[2]}\("
    assert re.search(definition, (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_every_attack_names_a_test() -> None:
    rows = [line for line in page("docs/attacks.md").splitlines() if line.startswith("| ")]
    heads = ("| attack |", "| what happens |", "| --- |")
    assert NAMED
    assert all("`tests/" in row for row in rows if not row.startswith(heads))
