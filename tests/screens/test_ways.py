"""Messages that name commands, as the screens say them."""

import re
from importlib import import_module

import pytest
from textual.binding import Binding

from screens.app import SomesecApp
from screens.page import Page
from screens.unlock import Unlock
from screens.ways import COMMANDS, OPTIONS, on_screen, way_of
from screens.widgets.places import AREAS, page_class
from somesec import language
from somesec.language import Message
from tests import messages
from tests.conftest import Town
from tests.screens.conftest import Show

_COMMAND = re.compile(r"'somesec ([^']+)'")
_OPTION = re.compile(r"(?<![\w'-])--[a-z][a-z-]+")
# What is asked for in a form before, so that no screen ever says it, and an option of git.
_NEVER_SAID = {"--corpus", "--filter", "--force", "--online", "--organisation"}


def _reaching() -> list[str]:
    """The texts of the register and the rules that a screen can say."""
    found = []
    for package in ("somesec", "policy"):
        for message in messages.texts_of(package):
            files = {file for file, _line in message.locations}
            if isinstance(message.id, str) and not all("somesec/cli/" in file for file in files):
                found.append(message.id)
    return found


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_no_message_names_a_command_or_an_option_on_a_screen(spoken: str) -> None:
    language.choose(spoken)
    language.reword(on_screen)
    named = [text for text in _reaching() if "somesec " in text or _OPTION.search(text)]
    assert len(named) > 40
    for text in named:
        said = language._(text)
        assert not _COMMAND.search(said), said
        assert set(_OPTION.findall(said)) <= _NEVER_SAID, said


def test_each_way_is_a_key_of_its_area_by_the_name_that_stands_there() -> None:
    for command, way in COMMANDS.items():
        assert way_of(f"{command} --more {{name}}") == way or command == "verify"
        page: type[Page | SomesecApp] = Unlock if "unlock." in way.key else SomesecApp
        if way.mode:
            page = page_class(next(area for area in AREAS if area.mode == way.mode))
        if way.key:
            named = {b.id: b.description for b in page.BINDINGS if isinstance(b, Binding)}
            assert named[way.key.strip("[]").split()[1]] == way.name, command
        elif way.name:
            kinds = import_module(page.__module__)._KINDS.values()
            assert way.name in {kind.name for kind in kinds}, command


def test_every_option_is_the_label_of_a_field() -> None:
    known = {message.id for message in messages.texts_of("screens")}
    assert set(OPTIONS.values()) <= known


async def test_a_message_on_a_screen_names_the_key_and_leaves_what_people_wrote(
    town: Town, show: Show
) -> None:
    message = Message("There is no account '{name}'. List them with 'somesec account list'.")
    message.values["name"] = "'somesec rules'"
    async with show(town.register):
        said = "There is no account ''somesec rules''. List them with '2 Accounts'."
        assert str(message) == said
        assert "Rotate" in language._("Start one with 'somesec rotate start'.")
