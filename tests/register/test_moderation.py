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


def test_an_empty_cell_of_a_table_says_nothing_about_moderators(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    rows = "unit,platform,handle,moderators\nKirjasto,x,a,\nKirjasto,x,b,Siiri Malli\n"
    file.write_text(rows, encoding="utf-8")
    imports.carry_out(town.register, imports.plan(town.register, file, kind="accounts"))
    assert not accounts.find(town.register, "x/a").moderation_recorded
    assert accounts.find(town.register, "x/b").moderation_recorded
    assert imports.plan(town.register, file, kind="accounts").is_empty
