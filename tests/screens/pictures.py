"""Pictures of the screens for the README: `python -m tests.screens.pictures FOLDER [LANGUAGE]`.

They show the made-up town of the demo on a fixed day, so the same program gives the same pictures.
"""

import asyncio
import re
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.app import App

from screens.app import SomesecApp
from screens.rotation import Rotation
from screens.theme import DARK, LIGHT
from screens.widgets.secret import SecretText
from somesec import clock, language
from somesec.register import Register, demo, joining, rotation, units
from somesec.register.roles import AUDITOR, COORDINATOR, UNIT_ADMIN
from somesec.vault import cost
from tests.register.newcomers import let_in
from tests.screens.conftest import Stage

TODAY = date(2026, 11, 22)
SIZES = ((80, 24), (160, 45))


def _crowd(register: Register) -> str:
    """Lets some members in; gives the reply of one who is not accepted yet."""
    looked_after = units.listed(register)[:2]
    let_in(register, "Sanna Virta", COORDINATOR, "sininen jarvi nukkuu")
    let_in(register, "Eino Koe", UNIT_ADMIN, "vihrea lintu laulaa", looked_after)
    let_in(register, "Siiri Malli", AUDITOR, "musta kivi makaa")
    invitation = joining.invite(register, "Outi Uusi", UNIT_ADMIN, looked_after[:1])
    return joining.join(invitation, "keltainen kuu paistaa").reply


async def _pictures(folder: Path, register: Register, theme: str, reply: str) -> None:
    look = "light" if theme == LIGHT.name else "dark"
    for size in SIZES:

        def save(app: SomesecApp, name: str, size: tuple[int, int] = size) -> None:
            file = folder / f"{name}-{size[0]}x{size[1]}-{look}.svg"
            # The app's own way leaves secrets out; the ones here are nobody's.
            picture = App.export_screenshot(app, title="somesec")
            file.write_text(_by_itself(picture), encoding="utf-8")

        locked = SomesecApp(register.place)
        async with locked.run_test(size=size) as pilot:
            stage = Stage(locked, pilot)
            locked.theme = theme
            locked.place = Path("~/testila.somesec")
            locked.redraw()
            await stage.settled()
            save(locked, "unlock")
        app = SomesecApp(register.place, register)
        async with app.run_test(size=size) as pilot:
            stage = Stage(app, pilot)
            app.theme = theme
            await stage.settled()
            save(app, "today")
            await stage.press("2")
            save(app, "accounts")
            await stage.press("3")
            save(app, "findings")
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
            await stage.press("escape", "7", "down")
            app.clear_notifications()
            await stage.settled()
            save(app, "members")
            await stage.press("a")
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
    """Writes the pictures of every screen, size and theme into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    language.choose(spoken)
    with clock.frozen(TODAY), TemporaryDirectory() as home:
        for theme in (DARK.name, LIGHT.name):
            place = Path(home) / f"{theme}.somesec"
            register, _passphrase = demo.make(place, today=TODAY)
            with register:
                with cost.using(cost.FLOOR):
                    reply = _crowd(register)
                asyncio.run(_pictures(folder, register, theme, reply))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
