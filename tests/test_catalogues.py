"""Finnish and Swedish say all that English says, and nothing that is gone."""

import ast
import re

import pytest

from tests.messages import LANGUAGES, PACKAGES, ROOT, kept, texts_of, untranslated

each_catalogue = pytest.mark.parametrize(
    ("package", "language"), [(p, lang) for p in PACKAGES for lang in LANGUAGES]
)

_PLACES = re.compile(r"\{(\w*)[^}]*\}|%\((\w+)\)[sr]|%[sr]")


def places(text: str | None) -> set[str]:
    """The named places of a text: what is put in when it is shown."""
    return {match.group(0) for match in _PLACES.finditer(text or "")}


@each_catalogue
def test_every_text_is_translated(package: str, language: str) -> None:
    assert list(untranslated(package, language)) == []


@each_catalogue
def test_no_translation_is_of_a_text_that_is_gone(package: str, language: str) -> None:
    texts = texts_of(package)
    stale = [m.id for m in kept(package, language) if m.id and not texts.get(m.id, m.context)]
    assert stale == []


@each_catalogue
def test_a_translation_has_the_places_of_its_text(package: str, language: str) -> None:
    for message in kept(package, language):
        sources = message.id if isinstance(message.id, tuple | list) else (message.id,)
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        wanted = set().union(*map(places, sources))
        for string in strings if message.id else ():
            assert places(string) <= wanted, message.id
            assert wanted - {"{count}"} <= places(string), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_of_several_packages_is_translated_the_same_in_each(language: str) -> None:
    """The packages' catalogues are looked through as one: the first translation would win."""
    said: dict[tuple[str, str | None], set[str]] = {}
    for package in PACKAGES:
        for message in kept(package, language):
            if isinstance(message.id, str) and message.id:
                said.setdefault((message.id, message.context), set()).add(str(message.string))
    assert [text for text, strings in said.items() if len(strings) > 1] == []


def test_no_text_hides_inside_an_f_string_where_it_is_not_found() -> None:
    hidden = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for package in PACKAGES
        for file in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr)
        and any(
            isinstance(part, ast.Call)
            and isinstance(part.func, ast.Name)
            and part.func.id in ("_", "N_", "ngettext")
            and any(isinstance(argument, ast.Constant) for argument in part.args)
            for part in ast.walk(node)
        )
    ]
    assert hidden == []
