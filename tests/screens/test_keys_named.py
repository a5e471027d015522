"""A key that a text names is a key of its page, or of the page that the text speaks of."""

import inspect
import re
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

from screens.app import SomesecApp
from tests import messages

# Texts that speak of another page, by the module that they are in.
SPEAKS_OF = {
    "accounts": ("widgets.rows",),
    "app": ("settings",),
    "invited": ("members", "unlock"),
    "keymap": ("page", "help"),
    "moving": ("unlock",),
    "people_detail": ("people",),
    "terms_fetch": ("terms", "terms_documents"),
    "terms_measures": ("terms_review",),
    "terms_sync": ("terms",),
    "today": ("accounts",),
    "tour": ("accounts",),
    "waivers": ("findings",),
}
# Letters that are words in English or Swedish stand for a key only after `press`. What is in
# quotation marks is an example, and what follows a number its unit.
_KEY = re.compile(
    r"(?<![\w'’+=:.,-])(?<!\} )(F\d{1,2}|Ctrl\+[A-Z]|[b-hj-z]|(?<=[Pp]ress )[a-z])(?![\w'’+])"
)
_EXAMPLE = re.compile(r'"[^"]*"')


def _texts() -> Iterator[tuple[str, str]]:
    """Every text of the screens with each module that it is in."""
    for message in messages.texts_of("screens"):
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        for place, _line in message.locations:
            module = place.removeprefix("screens/").removesuffix(".py").replace("/", ".")
            yield from ((module, text) for text in ids if text)


def _named(text: str) -> set[str]:
    return {key.lower() for key in _KEY.findall(_EXAMPLE.sub("", text))}


def _keys(module: str) -> set[str]:
    """The keys that work on the pages of a module, or in its widgets."""
    kinds: list[type[object]] = [SomesecApp]
    for kind in vars(import_module(f"screens.{module}")).values():
        if inspect.isclass(kind) and issubclass(kind, DOMNode) and kind.__module__.endswith(module):
            kinds.append(kind)
    return {
        key
        for kind in kinds
        for above in kind.__mro__
        for binding in vars(above).get("BINDINGS", ())
        if isinstance(binding, Binding)
        for key in binding.key.split(",")
    }


def test_a_key_that_a_text_names_works_where_the_text_is() -> None:
    unknown: dict[str, set[str]] = defaultdict(set)
    for module, text in _texts():
        works = {key for place in (module, *SPEAKS_OF.get(module, ())) for key in _keys(place)}
        if missing := _named(text) - works:
            unknown[text] |= missing
    assert unknown == {}


def test_the_pages_spoken_of_elsewhere_are_still_spoken_of() -> None:
    needed = {module for module, text in _texts() if _named(text) - _keys(module)}
    assert needed == set(SPEAKS_OF)


@pytest.mark.parametrize("spoken", ["fi", "sv"])
def test_a_translated_text_names_the_same_keys(spoken: str) -> None:
    differing = {}
    for message in messages.kept("screens", spoken):
        if isinstance(message.id, str) and isinstance(message.string, str):
            said = message.string
            missing = {key for key in _named(message.id) if not _has(said, key)}
            if missing:
                differing[said] = missing
    assert differing == {}


def _has(said: str, key: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(key)}(?!\w)", said, re.IGNORECASE))
