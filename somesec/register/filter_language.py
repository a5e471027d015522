"""The language in which accounts are filtered: `unit:kirjasto platform:facebook sev>=high -waived`.

    filter     = { term }                                all of them hold
    term       = [ "-" ] ( condition | word )            with a minus: it does not hold
    condition  = field operator value { "," value }      any of the values
    operator   = ":" | "=" | "<" | "<=" | ">" | ">="
    value      = quoted | bare
    quoted     = '"' { any but '"', or '""' for one } '"'

A word is looked for in all that is known of an account; one that names a state, as `waived` does,
stands for `is:waived` unless it is quoted. Fields, severities, states and fixed values are known by
their English, Finnish and Swedish names, with or without the marks on their letters.
docs/filter.md says it for people.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from enum import Enum, StrEnum
from functools import cache

from policy.finding import Severity
from policy.names import fold
from somesec.errors import InputError
from somesec.language import LANGUAGES, _, current, said_in
from somesec.register.labels import CHOICES


class Kind(Enum):
    """What the values of a field are."""

    TEXT = "text"
    CHOICE = "choice"
    STATE = "state"
    SEVERITY = "severity"
    NUMBER = "number"
    DAY = "day"


class State(StrEnum):
    """What an account can be besides what its fields hold."""

    UNKNOWN = "unknown"
    WAIVED = "waived"
    ROTATING = "rotating"
    TO_ROTATE = "to-rotate"
    IN_ORDER = "in-order"
    MAIN = "main"


class Missing(Enum):
    """Stands for a value that nobody has recorded."""

    MISSING = "missing"


Value = str | int | date | Severity | State | Missing


@dataclass(frozen=True, slots=True)
class Field:
    """A field and the names it goes by: the English one, the Finnish, the Swedish, others."""

    names: tuple[str, ...]
    kind: Kind

    @property
    def name(self) -> str:
        return self.names[0]


ANYWHERE = "anywhere"
"""The field of a bare word."""

FIELDS = tuple(
    Field(tuple(names.split()), kind)
    for names, kind in (
        ("unit yksikkö enhet", Kind.TEXT),
        ("platform palvelu tjänst", Kind.TEXT),
        ("handle tunnus användarnamn", Kind.TEXT),
        ("name nimi namn", Kind.TEXT),
        ("address osoite adress", Kind.TEXT),
        ("login käyttäjätunnus inloggning", Kind.TEXT),
        ("admin ylläpitäjä administratör", Kind.TEXT),
        ("moderator moderaattori", Kind.TEXT),
        ("approver hyväksyjä godkännare", Kind.TEXT),
        ("notes muistiinpanot anteckningar", Kind.TEXT),
        ("rule sääntö regel", Kind.TEXT),
        ("status tila", Kind.CHOICE),
        ("kind tyyppi typ", Kind.CHOICE),
        ("factor tunnistustekijä faktor", Kind.CHOICE),
        ("is on är", Kind.STATE),
        ("sev vakavuus allvar severity", Kind.SEVERITY),
        ("findings havainnot anmärkningar", Kind.NUMBER),
        ("strength vahvuus styrka", Kind.NUMBER),
        ("due määräpäivä senast", Kind.DAY),
        ("ends päättyy slutar", Kind.DAY),
        ("opened avattu öppnad", Kind.DAY),
        ("approved hyväksytty godkänd", Kind.DAY),
        ("post julkaistu inlägg", Kind.DAY),
        ("look katsottu titt", Kind.DAY),
        ("changed vaihdettu bytt", Kind.DAY),
        ("risks riskit risker", Kind.DAY),
        ("terms ehdot villkor", Kind.DAY),
    )
)
DAYS_AHEAD = ("due", "ends")
"""Where a number of days counts from today on; elsewhere it counts the days since."""

CHOICE_FIELDS = {"status": "status", "kind": "kind", "factor": "second_factor"}

_SEVERITIES = {
    Severity.CRITICAL: "critical kriittinen kritisk",
    Severity.HIGH: "high vakava hög",
    Severity.MEDIUM: "medium kohtalainen medel",
    Severity.LOW: "low vähäinen låg",
    Severity.INFO: "info tiedoksi",
}
_STATES = {
    State.UNKNOWN: "unknown tuntematon okänt",
    State.WAIVED: "waived poikkeuslupa undantag",
    State.ROTATING: "rotating vaihdossa byts",
    State.TO_ROTATE: "to-rotate vaihdettava ska-bytas",
    State.IN_ORDER: "in-order kunnossa i-ordning",
    State.MAIN: "main pääsivu huvudsida",
}
_MISSING = ("missing", "puuttuu", "saknas")
_TODAY = ("today", "tänään", "idag")

_OPERATORS = (":", "=", "<", "<=", ">", ">=")
_HEAD = re.compile(r"([^\W\d_][\w-]*)(>=|<=|[:=<>])")
_BARE = re.compile(r"[\w@./+#-]+")


@dataclass(frozen=True, slots=True)
class Condition:
    """One term: a field, an operator, and the values of which any may fit."""

    field: str
    operator: str
    values: tuple[Value, ...]
    negated: bool = False

    def __str__(self) -> str:
        sign = "-" if self.negated else ""
        if self.field == ANYWHERE:
            return sign + _word(str(self.values[0]))
        return f"{sign}{self.field}{self.operator}{','.join(map(_written, self.values))}"


@dataclass(frozen=True, slots=True)
class Filter:
    """All of the conditions hold. Its text gives the same filter again when it is parsed."""

    conditions: tuple[Condition, ...] = ()

    def __str__(self) -> str:
        return " ".join(map(str, self.conditions))

    def fields(self) -> set[str]:
        """The fields it speaks of."""
        return {condition.field for condition in self.conditions}


def parse(text: str) -> Filter:
    """The filter that a text stands for; an empty text lets everything through.

    Raises InputError in a sentence that says what is wrong and what would be right."""
    text = unicodedata.normalize("NFC", text)
    conditions: list[Condition] = []
    at = 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if at == len(text):
            return Filter(tuple(conditions))
        condition, at = _term(text, at)
        conditions.append(condition)


def _term(text: str, at: int) -> tuple[Condition, int]:
    negated = text[at] == "-"
    at += negated
    head = _HEAD.match(text, at)
    if head is None:
        value, quoted, at = _value(text, at, "")
        if not value:
            raise InputError(_("Say after the minus what is not to be there, as in -waived."))
        state = None if quoted else states().get(fold(value))
        if state is not None:
            return Condition("is", ":", (state,), negated), at
        return Condition(ANYWHERE, ":", (value,), negated), at
    field, operator = _field(head[1], head[0]), head[2]
    if operator not in _operators_of(field):
        raise InputError(
            _("'{field}' has no order to compare by: write {field}: and what it holds.").format(
                field=head[1]
            )
        )
    values, at = _values(text, head.end())
    if not any(value for value, _quoted in values):
        raise InputError(_("Say what {field} is to be, after the sign.").format(field=head[1]))
    read = tuple(_read(field, value, quoted) for value, quoted in values if value)
    if Missing.MISSING in read and operator not in ":=":
        raise InputError(
            _("What is missing cannot be compared: write {field}:missing.").format(field=head[1])
        )
    return Condition(field.name, ":" if operator == "=" else operator, read, negated), at


def _operators_of(field: Field) -> Sequence[str]:
    has_order = field.kind in (Kind.SEVERITY, Kind.NUMBER, Kind.DAY)
    return _OPERATORS if has_order else (":", "=")


def _values(text: str, at: int) -> tuple[list[tuple[str, bool]], int]:
    values = []
    while True:
        value, quoted, at = _value(text, at, ",")
        values.append((value, quoted))
        if at == len(text) or text[at] != ",":
            return values, at
        at += 1


def _value(text: str, at: int, stops: str) -> tuple[str, bool, int]:
    if at < len(text) and text[at] == '"':
        return _quoted(text, at + 1)
    end = at
    while end < len(text) and not text[end].isspace() and text[end] not in stops:
        end += 1
    return text[at:end], False, end


def _quoted(text: str, at: int) -> tuple[str, bool, int]:
    parts = []
    while True:
        end = text.find('"', at)
        if end < 0:
            raise InputError(_("A quotation mark is open: close it with another one."))
        parts.append(text[at:end])
        if text[end + 1 : end + 2] != '"':
            return '"'.join(parts), True, end + 1
        at = end + 2


# What the words mean


@cache
def fields() -> Mapping[str, Field]:
    """The fields by every name, without marks."""
    return {fold(name): field for field in FIELDS for name in field.names}


@cache
def states() -> Mapping[str, State]:
    """The states by every name, without marks."""
    return {fold(name): state for state, names in _STATES.items() for name in names.split()}


@cache
def _severities() -> Mapping[str, Severity]:
    return {fold(name): one for one, names in _SEVERITIES.items() for name in names.split()}


def _field(name: str, head: str) -> Field:
    known = fields()
    if fold(name) in known:
        return known[fold(name)]
    near = get_close_matches(fold(name), known, n=1)
    if near:
        raise InputError(
            _("There is no field '{name}'. Did you mean {near}?").format(
                name=name, near=next(n for n in known[near[0]].names if fold(n) == near[0])
            )
        )
    raise InputError(
        _(
            "There is no field '{name}'. For text with such a sign in it use quotes: \"{head}…\""
        ).format(name=name, head=head)
    )


def _read(field: Field, text: str, quoted: bool) -> Value:
    if not quoted and field.kind is not Kind.STATE and fold(text) in map(fold, _MISSING):
        return Missing.MISSING
    readers: dict[Kind, Callable[[str], Value]] = {
        Kind.TEXT: lambda value: value,
        Kind.CHOICE: lambda value: _choice(field, value),
        Kind.STATE: lambda value: _one_of(states(), value, field, _STATES.values()),
        Kind.SEVERITY: lambda value: _one_of(_severities(), value, field, _SEVERITIES.values()),
        Kind.NUMBER: _number,
        Kind.DAY: _day,
    }
    return readers[field.kind](text)


def _one_of(known: Mapping[str, Value], text: str, field: Field, values: Iterable[str]) -> Value:
    if fold(text) in known:
        return known[fold(text)]
    raise _nothing_that(text, field, (_in_reader(names.split()) for names in values))


def _choice(field: Field, text: str) -> Value:
    known = _choices(field.name, current())
    if fold(text) in known:
        return known[fold(text)]
    words = CHOICES[CHOICE_FIELDS[field.name]].values()
    raise _nothing_that(text, field, (_word(_(word)) for word in words))


def _nothing_that(text: str, field: Field, values: Iterable[str]) -> InputError:
    return InputError(
        _("'{value}' is nothing that {field} can be. It can be: {values}.").format(
            value=text, field=_in_reader(field.names), values=", ".join(values)
        )
    )


def _in_reader(names: Sequence[str]) -> str:
    """The name in the reader's language; where it has none of its own, the English one."""
    place = LANGUAGES.index(current())
    return names[place] if place < len(names) else names[0]


@cache
def _choices(field: str, reader: str) -> Mapping[str, str]:
    """The fixed values by code and by what they are called in any language, without marks: a
    filter is typed in one and read in another, as from a script. The reader's goes first."""
    words = CHOICES[CHOICE_FIELDS[field]]
    known = {value: value for value in words}
    for spoken in (reader, *LANGUAGES):
        for value, word in words.items():
            known.setdefault(fold(said_in(spoken, word)), value)
    return known


def _number(text: str) -> Value:
    if re.fullmatch(r"\d{1,6}", text, re.ASCII):
        return int(text)
    raise InputError(_("'{value}' is no number.").format(value=text))


def _day(text: str) -> Value:
    if fold(text) in map(fold, _TODAY):
        return 0
    if re.fullmatch(r"-?\d{1,6}", text, re.ASCII):
        return int(text)
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise InputError(
        _("'{value}' is no day. Write 2026-11-22, 22.11.2026 or a number of days.").format(
            value=text
        )
    )


# Writing it out again


def _word(text: str) -> str:
    is_plain = _BARE.fullmatch(text) and not text.startswith("-") and fold(text) not in states()
    return text if is_plain else _in_quotes(text)


def _written(value: Value) -> str:
    if isinstance(value, Missing | State | Severity):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    is_plain = _BARE.fullmatch(text) and fold(text) not in map(fold, _MISSING)
    return text if is_plain else _in_quotes(text)


def _in_quotes(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
