"""Whether anybody has said who may moderate a page."""

from pathlib import Path

import pytest

from somesec.register import accounts, imports
from tests.conftest import Town

PAGE = "instagram/testilankirjasto"


@pytest.mark.parametrize("moderators", ["", "Siiri Malli"])
def test_moderators_may_be_said_to_be_nobody(moderators: str, town: Town) -> None:
    page = accounts.find(town.register, PAGE)
    assert not page.moderation_recorded
    page = accounts.edit(town.register, page.id, {"moderators": moderators})
    assert page.moderation_recorded
    assert accounts.edit(town.register, page.id, {"notes": "x"}).moderation_recorded


def test_other_columns_say_nothing_about_moderators(town: Town) -> None:
    page = accounts.find(town.register, PAGE)
    page = accounts.edit(town.register, page.id, {"administrators": "Siiri Malli"})
    assert not page.moderation_recorded


@pytest.mark.parametrize(("others", "said"), [("", False), ("Siiri Malli", True)])
def test_an_empty_cell_says_nothing_in_a_column_that_no_row_fills(
    others: str, said: bool, town: Town, tmp_path: Path
) -> None:
    file = tmp_path / "accounts.csv"
    rows = f"unit,platform,handle,moderators\nKirjasto,x,a,\nKirjasto,x,b,{others}\n"
    file.write_text(rows, encoding="utf-8")
    plan = imports.plan(town.register, file, kind="accounts")
    imports.carry_out(town.register, plan)
    assert accounts.find(town.register, "x/a").moderation_recorded is said
    assert imports.plan(town.register, file, kind="accounts").is_empty
