"""Pictures of the screens for the README: `python -m tests.screens.pictures FOLDER [LANGUAGE]`.

They show the made-up town of the demo on a fixed day, so the same program gives the same pictures.
"""

import asyncio
import os
import re
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.app import App

from screens.app import SomesecApp
from screens.rotation import Rotation
from screens.theme import DARK, LIGHT
from screens.widgets.places import AREAS
from screens.widgets.secret import SecretText
from somesec import clock, language
from somesec.register import Register, demo, joining, rotation, units
from somesec.register.roles import AUDITOR, COORDINATOR, UNIT_ADMIN
from somesec.vault import cost
from tests.register.newcomers import let_in
from tests.screens.attended import attended
from tests.screens.conftest import Stage

TODAY = date(2026, 11, 22)
SIZES = ((80, 24), (160, 45))
IN_LIGHT_TOO = ("today", "accounts")


def _crowd(register: Register) -> str:
    """Lets some members in; gives the reply of one who is not accepted yet."""
    looked_after = units.listed(register)[:2]
    let_in(register, "Sanna Virta", COORDINATOR, "sininen jarvi nukkuu")
    let_in(register, "Eino Koe", UNIT_ADMIN, "vihrea lintu laulaa", looked_after)
    let_in(register, "Siiri Malli", AUDITOR, "musta kivi makaa")
    invitation = joining.invite(register, "Outi Uusi", UNIT_ADMIN, looked_after[:1])
    return joining.join(invitation, "keltainen kuu paistaa").reply


async def _pictures(folder: Path, register: Register, reply: str) -> None:
    for size in SIZES:

        def save(app: SomesecApp, name: str, size: tuple[int, int] = size) -> None:
            look = "light" if app.theme == LIGHT.name else "dark"
            file = folder / f"{name}-{size[0]}x{size[1]}-{look}.svg"
            # The app's own way leaves secrets out; the ones here are nobody's.
            picture = App.export_screenshot(app, title="somesec")
            file.write_text(_by_itself(picture), encoding="utf-8")

        locked = attended(SomesecApp(register.place))
        async with locked.run_test(size=size) as pilot:
            stage = Stage(locked, pilot)
            locked.place = Path("~/testila.somesec")
            locked.redraw()
            await stage.settled()
            save(locked, "unlock")
        app = attended(SomesecApp(register.place, register))
        async with app.run_test(size=size) as pilot:
            stage = Stage(app, pilot)
            await stage.settled()
            for area in AREAS:
                await stage.press(area.key)
                save(app, area.mode)
                if area.mode in IN_LIGHT_TOO:
                    app.theme = LIGHT.name
                    await stage.settled()
                    save(app, area.mode)
                    app.theme = DARK.name
            await stage.press("2", "slash", *"facebook", "enter", "r")
            await stage.press("f5")
            app.clear_notifications()
            app.screen.query_one(SecretText).reveal("hilla-turve-kanava-peili-ovela")
            await stage.settled()
            save(app, "rotation")
            # So that the next size begins with the same step.
            page = app.screen
            assert isinstance(page, Rotation)
            rotation.cancel(register, page._account_id)
            await stage.press("escape", "7", "a")
            app.clear_notifications()
            stage.fill("text", reply)
            await stage.press("f5")
            save(app, "accept")
            await stage.press("escape", "t")
            save(app, "trail")
            # The next size takes over the register, so this app must not close it.
            app.register = None


def _by_itself(picture: str) -> str:
    """The picture without fonts from elsewhere, and with every space of the screen."""
    picture = re.sub(r',\s*url\("[^"]*"\) format\("[^"]*"\)', "", picture)
    return picture.replace("<text ", '<text xml:space="preserve" ')


def main(folder: Path, spoken: str = "fi") -> None:
    """Writes the pictures of every area and some pages, in every size, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    language.choose(spoken)
    # In all colours, whatever the terminal has in which they are made.
    os.environ["COLORTERM"] = "truecolor"
    with clock.frozen(TODAY), TemporaryDirectory() as home:
        register, _passphrase = demo.make(Path(home) / "town.somesec", today=TODAY)
        with register:
            with cost.using(cost.FLOOR):
                reply = _crowd(register)
            asyncio.run(_pictures(folder, register, reply))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
