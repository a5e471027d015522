"""Whether anybody has said who may moderate a page."""

import pytest

from somesec.register import accounts
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
