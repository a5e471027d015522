"""Words in the reader's language: gettext for three packages, dates as the language writes them.

Each top package carries its own catalogue in `locale/<language>/LC_MESSAGES/<package>.po`.
Text that must be readable in several languages at once (a finding goes to a Finnish screen and
to an English JSON file) is a `Message`: a template with named values, rendered when it is shown.
"""

import gettext
import locale
import os
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

LANGUAGES = ("en", "fi", "sv")
_PACKAGES = ("somesec", "policy", "screens")
_DATE_FORMATS = {"en": "{0:%Y-%m-%d}", "fi": "{0.day}.{0.month}.{0.year}", "sv": "{0:%Y-%m-%d}"}

_current = "en"
Reword = Callable[[str, Callable[[str], str]], str]
_reword: Reword | None = None
_catalogues: dict[str, gettext.NullTranslations] = {"en": gettext.NullTranslations()}


def choose(language: str | None = None) -> str:
    """Sets the language of all text from here on: the one named, else the locale's, else English.

    Returns the language chosen, one of LANGUAGES."""
    global _current
    _current = language if language in LANGUAGES else _from_environment()
    return _current


def current() -> str:
    """The language in use, one of LANGUAGES."""
    return _current


def _from_environment() -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return value[:2] if value[:2] in LANGUAGES else "en"
    # Windows sets none of these variables; there the C library knows.
    system = (locale.getlocale()[0] or "").casefold()
    return {"fi": "fi", "sv": "sv", "sw": "sv"}.get(system[:2], "en")


def _catalogue(language: str) -> gettext.NullTranslations:
    if language not in _catalogues:
        # Imported here: English needs neither, and they would double the time of `somesec --help`.
        from importlib.resources import files
        from pathlib import Path

        found = gettext.NullTranslations()
        for package in _PACKAGES:
            folder = Path(str(files(package))) / "locale"
            loaded = gettext.translation(package, folder, [language], fallback=True)
            loaded.add_fallback(found)
            found = loaded
        _catalogues[language] = found
    return _catalogues[language]


def reword(how: Reword | None) -> None:
    """Sends every text that `_` says through a function from here on, together with what translates
    a single text; None for no longer. So that the screens can name keys where a message names
    commands."""
    global _reword
    _reword = how


def _(text: str) -> str:
    """The text in the reader's language."""
    if not text:
        return text
    translate = _catalogue(_current).gettext
    return translate(text) if _reword is None else _reword(translate(text), translate)


def said_in(language: str, text: str) -> str:
    """The text in one of LANGUAGES, whichever the reader's is."""
    return _catalogue(language).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """The form of the text that fits the count, in the reader's language."""
    return _catalogue(_current).ngettext(one, many, count)


def pgettext(context: str, text: str) -> str:
    """The text in the reader's language, where one English word has several translations."""
    return _catalogue(_current).pgettext(context, text)


def N_(text: str) -> str:
    """Marks a text for translation that is looked up later, when it is shown."""
    return text


def show_date(day: date) -> str:
    """A date as the reader writes it: 2026-11-22 in English and Swedish, 22.11.2026 in Finnish."""
    return _DATE_FORMATS[_current].format(day)


def date_pattern() -> str:
    """How the reader is to write a date."""
    return _("YYYY-MM-DD")


# In Finnish and Swedish å, ä and ö are letters of their own after z, and ü is sorted as y, after
# CLDR's collations of both. The characters of ASCII that follow z stand for the three.
_AFTER_Z = str.maketrans(
    {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ü": "y", "{": " ", "|": " ", "}": " "}
)


def collation(text: str) -> tuple[str, str]:
    """What to sort a text by, so that lists stand in the order that the reader's language wants:
    `sorted(names, key=collation)`."""
    folded = text.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFC", folded)
        if _current != "en":
            folded = folded.translate(_AFTER_Z)
        plain = unicodedata.normalize("NFD", folded)
        folded = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return folded, text


class Message:
    """A sentence with named places, e.g. Message("Rotate {account}.", {"account": "facebook/x"}).

    Values are data: they are put in after translation and never translated or read as markup.
    A date among them is written as the reader's language writes dates; a message among them, or a
    tuple of them, is said in the same language as the sentence."""

    # By hand, as a dataclass or msgspec would cost `somesec --help` more than all else in it.
    __slots__ = ("template", "values")

    def __init__(self, template: str, values: "Mapping[str, Value] | None" = None) -> None:
        self.template = template
        self.values: dict[str, Value] = dict(values or {})

    def __str__(self) -> str:
        values = {name: _shown(value) for name, value in self.values.items()}
        return _(self.template).format_map(values)

    def english(self) -> str:
        """The sentence as machine formats carry it, whatever the reader's language."""
        values = {name: _plain(value) for name, value in self.values.items()}
        return self.template.format_map(values)

    def __repr__(self) -> str:
        return f"Message({self.template!r}, {self.values!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Message):
            return NotImplemented
        return (self.template, self.values) == (other.template, other.values)

    def __hash__(self) -> int:
        return hash((self.template, tuple(sorted(self.values.items(), key=lambda item: item[0]))))


Value = str | int | date | Message | tuple[Message, ...]


def _shown(value: Value) -> str:
    if isinstance(value, date):
        return show_date(value)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _plain(value: Value) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(part.english() for part in value)
    return value.english() if isinstance(value, Message) else str(value)
