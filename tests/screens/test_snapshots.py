"""How each area looks, as text: `make snapshots` writes the files anew, to be read before they are
kept."""

import os
from pathlib import Path

import pytest

from screens.widgets.places import AREAS
from somesec import language
from tests.conftest import Town
from tests.screens.conftest import Show

FOLDER = Path(__file__).with_name("snapshots")


@pytest.mark.parametrize(
    ("size", "spoken"),
    [((80, 24), "en"), ((160, 45), "en"), ((160, 45), "fi"), ((160, 45), "sv")],
)
async def test_each_area_looks_as_it_did(
    town: Town, show: Show, size: tuple[int, int], spoken: str
) -> None:
    language.choose(spoken)
    drawn = []
    async with show(town.register, area="today", size=size) as stage:
        for area in AREAS:
            await stage.press(area.key)
            stage.app.screen.set_focus(None)
            await stage.settled()
            # These words are of the register's key, which is made anew for each run of the tests.
            text = stage.text.replace(" ".join(town.register.fingerprint), "…")
            drawn.append(f"{area.mode:=^{size[0]}}\n{text}")
    file = FOLDER / f"{size[0]}x{size[1]}-{spoken}.txt"
    if os.environ.get("DRAW_ANEW"):
        file.write_text("\n".join(drawn) + "\n", encoding="utf-8")
    assert "\n".join(drawn) + "\n" == file.read_text(encoding="utf-8")
