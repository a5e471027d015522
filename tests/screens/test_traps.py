"""What Textual does by itself that this app must not do: each trap closed."""

import importlib
import inspect
import os
import pkgutil
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.widgets import Input

import screens
from screens.page import Page
from screens.palette import Palette
from screens.widgets.password import PasswordInput
from screens.widgets.rows import Cell, Row, Rows
from somesec.errors import InputError
from somesec.language import Message
from somesec.register import accounts, people, units
from tests.conftest import PASSWORD, Town
from tests.screens.conftest import SIZES, Show

CANARY = "canary-4f1c-hidden"
HOSTILE = "evil[/] [bold]x\x1b[31m\u202egnp"


def _python(code: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **environment},
        check=False,
    )


def test_a_crash_prints_neither_local_variables_nor_the_text_of_the_error(tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from uuid import UUID
from screens.app import SomesecApp
class Breaking(SomesecApp):
    def on_ready(self):
        secret = "{CANARY[:6]}" + "{CANARY[6:]}"
        raise RuntimeError("while at " + secret)
raise SystemExit(Breaking(Path({str(tmp_path / "none")!r})).run(headless=True))
"""
    program = tmp_path / "breaking.py"
    program.write_text(code)
    done = _python(f"import runpy; runpy.run_path({str(program)!r})")
    said = done.stdout + done.stderr
    assert CANARY not in said
    assert "RuntimeError" in said
    assert "please report" in said


def test_textual_s_key_log_is_taken_out_of_the_environment_before_textual_is_imported(
    tmp_path: Path,
) -> None:
    log = tmp_path / "keys.log"
    code = """
import os, screens
assert "TEXTUAL_LOG" not in os.environ
assert os.environ["TEXTUAL"] == "headless"
import screens.app
from textual import constants
assert constants.LOG_FILE is None
"""
    done = _python(code, TEXTUAL_LOG=str(log), TEXTUAL="devtools,headless,debug")
    assert done.returncode == 0, done.stderr
    assert not log.exists()


async def test_a_passphrase_cannot_be_copied_or_cut_out_of_its_field(
    town: Town, show: Show
) -> None:
    async with show(place=town.place) as stage:
        await stage.press(*"hush", "ctrl+a", "shift+end", "ctrl+c", "ctrl+x", "super+c")
        assert stage.app.clipboard == ""
        assert stage.app.screen.query_one(PasswordInput).value == "hush"


async def test_every_password_field_is_the_guarded_kind(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await stage.press("i")
        fields = [field for field in stage.app.screen.query(Input) if field.password]
        assert fields
        assert all(isinstance(field, PasswordInput) for field in fields)


def _made_hostile(town: Town) -> None:
    unit = units.add(town.register, {"name": HOSTILE, "mailboxes": "evil@testila.fi"})
    people.add(town.register, {"name": HOSTILE, "units": unit.name})
    accounts.add(
        town.register,
        {
            "unit": unit.name,
            "platform": HOSTILE,
            "handle": HOSTILE,
            "display_name": HOSTILE,
            "login": HOSTILE,
            "notes": HOSTILE,
            "administrators": HOSTILE,
        },
    )


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_names_are_shown_as_they_are_written_on_every_page(
    town: Town, show: Show, size: tuple[int, int]
) -> None:
    _made_hostile(town)
    async with show(town.register, size=size) as stage:
        for keys in (
            ("slash", *"evil", "enter"),
            ("enter",),
            ("escape", "e"),
            ("escape", "v"),
            ("escape", "r"),
            ("escape", "t"),
            ("escape", "2", "g"),
            ("w",),
            ("escape", "3"),
            ("4",),
            ("enter",),
            ("escape", "5"),
            ("down", "down", "down", "enter"),
        ):
            await stage.press(*keys)
            shown = stage.text
            assert "\x1b" not in shown
            assert "\u202e" not in shown
        await stage.press("escape", "1", "slash", "enter")
        stage.app.say(HOSTILE)
        await stage.settled()
        assert "evil[/]" in stage.text


async def test_a_sentence_about_a_hostile_name_is_a_notice_and_no_markup(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        stage.app.say(str(Message("Rotate {name}.", {"name": HOSTILE})))
        await stage.settled()
        assert "Rotate evil[/] [bold]x\\u001b[31m\\u202egnp" in stage.text


async def test_the_palette_is_our_own_and_has_no_screenshot_command(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await stage.press("ctrl+p")
        assert isinstance(stage.app.screen, Palette)
        assert not stage.app.use_command_palette
        assert "screenshot" not in stage.text.casefold()


async def test_a_screenshot_that_is_asked_for_is_not_taken(
    town: Town, show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with show(town.register) as stage:
        await stage.app.run_action(f"screenshot('shot.svg', '{tmp_path}')")
        await stage.settled()
    assert "shot.svg" not in os.listdir(tmp_path)


async def test_ten_thousand_rows_are_shown_within_a_second_and_keep_cursor_and_place(
    show: Show, town: Town
) -> None:
    made = [
        Row(str(UUID(int=n)), (Cell("✓"), Cell(f"unit {n}"), Cell(HOSTILE), *[Cell("1")] * 3))
        for n in range(10_000)
    ]
    async with show(town.register) as stage:
        await stage.press("5", "u")
        rows = stage.app.screen.query_one("#units", Rows)
        before = time.monotonic()
        rows.show(made)
        await stage.pilot.pause()
        assert time.monotonic() - before < 1
        assert rows.go_to(str(UUID(int=5000)))
        await stage.pilot.pause()
        scrolled = rows.scroll_y
        rows.show(made)
        await stage.pilot.pause()
        assert rows.key == str(UUID(int=5000))
        assert rows.scroll_y == scrolled


async def test_an_error_in_a_worker_is_said_and_the_app_goes_on(town: Town, show: Show) -> None:
    def refused() -> None:
        raise InputError("Write the file's name.")

    async with show(town.register) as stage:
        stage.app.carry_out(refused, lambda _answer: None, owner=stage.app)
        await stage.settled()
        assert "Write the file's name." in stage.text


async def test_an_unforeseen_error_in_a_worker_is_said_without_its_text(
    town: Town, show: Show
) -> None:
    said: list[str] = []

    def broken() -> None:
        raise RuntimeError(CANARY)

    async with show(town.register) as stage:
        stage.app.carry_out(
            broken,
            lambda _answer: None,
            owner=stage.app,
            failed=lambda error: said.append(str(error)),
        )
        await stage.settled()
        assert "RuntimeError" in said[0]
        assert CANARY not in said[0]


async def test_saves_never_overlap_and_outlive_the_page_that_asked_for_them(
    town: Town, show: Show
) -> None:
    under_way: list[int] = []
    most: list[int] = []
    release = threading.Event()

    def save() -> None:
        under_way.append(1)
        release.wait(5)
        most.append(len(under_way))
        under_way.pop()

    async with show(town.register) as stage:
        await stage.press("e")
        page = stage.app.screen
        answered: list[object] = []
        for _time in range(3):
            stage.app.carry_out(save, answered.append, owner=page, saves=True)
        await stage.press("escape")
        await stage.pilot.pause()
        release.set()
        await stage.settled()
        assert most == [1, 1, 1]
        assert answered == []


def test_passwords_can_be_measured_in_processes_of_their_own_while_the_app_runs(
    tmp_path: Path,
) -> None:
    program = tmp_path / "measuring.py"
    program.write_text(
        f"""
from pathlib import Path
from uuid import UUID
from screens.app import SomesecApp
from somesec.register import passphrases
class Measuring(SomesecApp):
    def on_ready(self):
        self.carry_out(lambda: passphrases.weakness("salasana", "Testilä"), self.exit, owner=self)
    def say(self, text, *, wrong=False):
        self.exit(text)
if __name__ == "__main__":
    app = Measuring(Path({str(tmp_path / "none")!r}))
    print("ANSWER", app.run(headless=True))
"""
    )
    done = subprocess.run(
        [sys.executable, str(program)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path(screens.__file__).parents[1])},
        check=False,
    )
    assert "easily guessed" in done.stdout, done.stdout + done.stderr


async def test_no_worker_is_described_by_what_it_carries(town: Town, show: Show) -> None:
    async with show(place=town.place) as stage:
        await stage.press(*"hush", "enter")
        assert all("hush" not in worker.description for worker in stage.app.workers)
        await stage.settled()


async def test_a_key_pressed_twice_opens_one_page(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        page = stage.app.screen
        assert isinstance(page, Page)
        page.action_help()
        page.action_help()
        await stage.settled()
        assert len(stage.app.screen_stack) == 2


async def test_an_answer_that_comes_after_locking_is_dropped(town: Town, show: Show) -> None:
    release = threading.Event()
    answered: list[object] = []

    def slow() -> str:
        release.wait(5)
        return CANARY

    async with show(town.register) as stage:
        stage.app.carry_out(slow, answered.append, owner=stage.app)
        await stage.press("ctrl+l")
        release.set()
        await stage.settled()
        assert answered == []


async def test_a_secret_sent_to_the_terminal_s_clipboard_is_cleared_on_locking(
    town: Town, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with show(town.register) as stage:
        sent: list[str] = []
        copy = stage.app.copy_to_clipboard

        def watched(text: str) -> None:
            sent.append(text)
            copy(text)

        monkeypatch.setattr(stage.app, "copy_to_clipboard", watched)
        await stage.press("slash", *"facebook", "enter", "v")
        await stage.press("c")
        assert stage.app.clipboard == PASSWORD
        assert "Sent to the terminal" in stage.text
        await stage.press("ctrl+l")
        assert stage.app.clipboard == ""
        assert sent == [PASSWORD, ""]


@pytest.fixture
def native(show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Reads what the machine's own clipboard program was given."""
    held = tmp_path / "held"
    for name, act in (("wl-copy", f"/bin/cat > {held}"), ("wl-paste", f"/bin/cat {held}")):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{act}\n")
        program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    return held.read_text


async def test_a_secret_is_copied_with_the_machine_s_own_program_and_cleared_after_a_while(
    town: Town, show: Show, native: Callable[[], str]
) -> None:
    async with show(town.register) as stage:
        stage.app.copy_secret(CANARY, stage.app.screen)
        await stage.settled()
        assert native() == CANARY
        assert stage.app.clipboard == ""
        stage.app.forget_copied()
        await stage.settled()
        assert native() == ""


@pytest.mark.parametrize("key", ["ctrl+l", "ctrl+q"])
async def test_a_secret_on_the_machine_s_own_clipboard_is_cleared_on_locking_and_quitting(
    town: Town, show: Show, native: Callable[[], str], key: str
) -> None:
    async with show(town.register) as stage:
        stage.app.copy_secret(CANARY, stage.app.screen)
        await stage.settled()
        assert native() == CANARY
        await stage.pilot.press(key)
        await stage.settled()
        assert key == "ctrl+q" or native() == ""
    assert native() == ""


async def test_a_secret_left_on_the_clipboard_is_cleared_when_the_app_ends(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        stage.app.copy_secret(CANARY, stage.app.screen)
        await stage.settled()
        app = stage.app
        assert app.clipboard == CANARY
    assert app.clipboard == ""


def _classes() -> list[type[DOMNode]]:
    found: list[type[DOMNode]] = []
    for module in pkgutil.walk_packages(screens.__path__, "screens."):
        for _name, thing in inspect.getmembers(importlib.import_module(module.name)):
            if (
                inspect.isclass(thing)
                and issubclass(thing, DOMNode)
                and thing.__module__.startswith("screens.")
                and thing not in found
            ):
                found.append(thing)
    return found


def test_every_key_has_an_id_and_a_name_and_works_on_every_terminal() -> None:
    allowed = re.compile(
        r"[a-z0-9]|f[1-9]|f10|slash|escape|enter|up|down|left|right|home|end|pageup|pagedown"
        r"|ctrl\+[adlnpquz]|space|asterisk|quotation_mark|plus|minus|[A-Z]|shift\+(up|down)"
    )
    bindings = [
        binding
        for made in _classes()
        for binding in made.__dict__.get("BINDINGS", [])
        if isinstance(binding, Binding)
    ]
    assert len(bindings) > 40
    for binding in bindings:
        assert binding.id, binding
        assert binding.description or not binding.show, binding
        assert all(allowed.fullmatch(key) for key in binding.key.split(",")), binding
    ids = [str(binding.id) for binding in bindings]
    assert sorted(ids) == sorted(set(ids))


def test_a_page_can_be_imported_without_the_app() -> None:
    pages = [name for name in ("accounts", "findings", "rotation", "form", "unlock", "welcome")]
    for page in pages:
        done = _python(f"import sys, screens.{page}; assert 'screens.app' not in sys.modules")
        assert done.returncode == 0, page


async def test_without_colour_severities_still_read_and_only_own_themes_are_taken(
    town: Town, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with show(town.register) as stage:
        assert stage.app.no_color
        stage.app.theme = "textual-ansi" if "textual-ansi" in stage.app.available_themes else "nord"
        await stage.settled()
        assert stage.app.theme.startswith("somesec-")
        assert "▲ high" in stage.text


def test_screens_are_loaded_when_they_are_first_shown() -> None:
    done = _python(
        "import sys, screens.app;"
        "loaded = [m for m in sys.modules if m.startswith('screens.')];"
        "assert 'screens.rotation' not in loaded and 'screens.accounts' not in loaded, loaded"
    )
    assert done.returncode == 0, done.stderr
