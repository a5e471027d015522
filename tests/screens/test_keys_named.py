"""Each key that a text names stands there with the id of what it does, and is said as chosen."""

import re
from collections.abc import Iterator

import pytest
from textual.binding import Binding

from screens import keymap, named_keys
from screens.named_keys import _NAMED, key_of, with_chosen
from screens.ways import COMMANDS
from screens.widgets.places import Places
from somesec import language
from tests import messages
from tests.conftest import Town
from tests.screens.conftest import Show

# Letters that are words in English stand for a key only after `press`. What is in quotation marks
# is an example, and what follows a number its unit.
_BARE = re.compile(
    r"(?<![\w'’+=:.,-])(?<!\} )(F\d{1,2}|Ctrl\+[A-Z]|[b-hj-z]|(?<=[Pp]ress )\w)(?![\w'’+])"
)
_EXAMPLE = re.compile(r'"[^"]*"')
# Said before the keys that somebody chose are in use, as they are wrong.
_BEFORE = {"there is no key '{name}'. F1 and then F2 lists the keys with their names."}


def _texts() -> Iterator[str]:
    for message in messages.texts_of("screens"):
        yield from message.id if isinstance(message.id, tuple | list) else (message.id,)


def _usual(binding: Binding) -> set[str]:
    """The usual keys of a binding as texts write them."""
    keys = {key_of("", binding.key_display)} if binding.key_display else set()
    for key in binding.key.split(","):
        named_keys.choose({"": key})
        keys.add(key_of("", ""))
    named_keys.choose({})
    return keys


def test_a_key_that_a_text_names_is_the_usual_one_of_what_stands_with_it() -> None:
    known = keymap.bindings()
    named = [found for text in _texts() for found in _NAMED.findall(text)]
    named += [found for way in COMMANDS.values() for found in _NAMED.findall(way.key)]
    assert len(named) > 150
    wrong = {(key, act) for key, act in named if key not in _usual(known[act][1])}
    assert wrong == set()


def test_no_text_with_a_number_names_a_key_as_only_single_texts_are_reworded() -> None:
    plural = [message.id for message in messages.texts_of("screens") if message.pluralizable]
    assert plural
    assert not any(_NAMED.search(form) for forms in plural for form in forms)


def test_no_text_names_a_key_without_saying_what_it_does() -> None:
    bare = {text for text in _texts() if _BARE.search(_EXAMPLE.sub("", _NAMED.sub("", text)))}
    assert bare == _BEFORE


@pytest.mark.parametrize("spoken", messages.LANGUAGES)
def test_a_translation_names_the_same_keys(spoken: str) -> None:
    for message in messages.kept("screens", spoken):
        if isinstance(message.id, str):
            keys = sorted(_NAMED.findall(message.id))
            assert sorted(_NAMED.findall(str(message.string))) == keys, message.id
            left = _NAMED.sub("", str(message.string))
            assert re.findall(r"F\d+", left) == re.findall(r"F\d+", _NAMED.sub("", str(message.id)))


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ("r", "r"),
        ("ctrl+r", "Ctrl+R"),
        ("f5", "F5"),
        ("ctrl+shift+f2", "Ctrl+Shift+F2"),
        ("slash", "/"),
        ("space, x", "Space"),
        ("plus", "+"),
    ],
)
def test_a_chosen_key_is_said_as_the_keyboard_has_it(chosen: str, said: str) -> None:
    named_keys.choose({"form.save": chosen})
    try:
        assert with_chosen("[F5 form.save] saves, [F4 form.today] not.") == f"{said} saves, F4 not."
    finally:
        named_keys.choose({})


async def test_texts_messages_and_the_first_line_name_the_keys_that_somebody_chose(
    town: Town, show: Show
) -> None:
    chosen = {"accounts.rotate": "ctrl+r", "app.go-accounts": "b", "accounts.filter": "f12"}
    async with show(town.register, keys=chosen) as stage:
        assert "b Accounts" in str(stage.one(Places).render())
        await stage.press("f1")
        assert "Press F12 and type words" in " ".join(stage.text.split())
        said = language._("The password is not changed yet: 'somesec rotate start {account}'.")
        assert said == "The password is not changed yet: 'b Accounts, Ctrl+R Rotate'."
