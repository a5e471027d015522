"""A guideline as data: thresholds, intervals, severities, approver roles and the clauses' texts."""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path as FilePath
from typing import Annotated, Any

import msgspec

from policy.finding import Severity
from policy.lines import Path, line_of
from somesec.errors import InputError
from somesec.language import N_, _, current
from somesec.model import Setting

# What the packs are called that come with the program.
_NAMES = (
    N_("City of Kauhava: social media guideline"),
    N_("NIST SP 800-63B-4: passwords and second factors"),
)
Days = Annotated[int, msgspec.Meta(ge=1, le=3650)]
_PACK_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`strength` is the least zxcvbn score accepted (0 to 4), `length` the least number of
    characters, an edge of the model's length classes, and `length_with_factor` that of accounts
    with a second factor where the pack asks for less there; `administrators` the least number of
    active administrators of an account."""

    strength: Annotated[int, msgspec.Meta(ge=0, le=4)]
    length: Annotated[int, msgspec.Meta(ge=8, le=24)]
    length_with_factor: Annotated[int, msgspec.Meta(ge=8, le=24)] | None = None
    administrators: Annotated[int, msgspec.Meta(ge=1, le=10)]


class Intervals(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many days something may rest. A day N is kept, day N + 1 broken."""

    breach_check: Days
    intranet_check: Days
    measurement: Days
    pending: Days
    terms_review: Days
    terms_due_soon: Days
    briefing: Days
    declaration: Days
    maintainer: Days
    links: Days
    post: Days
    look: Days
    risk_review: Days
    text_changed: Days
    closing: Days
    incident: Days
    scan: Days
    waiver: Annotated[int, msgspec.Meta(ge=1, le=180)]


class PlanningLine(StrEnum):
    """A line of the planning checklist, by the id that an account keeps its day under."""

    OTHER_CHANNELS = "other-channels"
    TOPICS = "topics"
    TIME = "time"
    GOALS = "goals"
    NEED = "need"
    OPEN_PART = "open-part"
    FEEDBACK = "feedback"
    MODERATION = "moderation"


class ApproverRole(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A role that may approve a unit's page, by its name in each language and by other names."""

    en: str
    fi: str
    sv: str
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.en, self.fi, self.sv, *self.aliases)


class ClauseText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a clause of the guideline asks, in our own words, and what stands for it.

    `rules` are codes of rules; a pack that names none for a clause leaves it those that were made
    for a clause of that number. `records` are commands by which people record what the rules go by,
    `acts` commands that do what the clause asks or walk people through it."""

    en: str
    fi: str
    sv: str
    rules: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()

    def called(self, language: str) -> str:
        """The text in one of the three languages."""
        return {"fi": self.fi, "sv": self.sv}.get(language, self.en)


class Pack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A policy pack. `severities` maps a rule's code to the severity it has here, `off` names rules
    that this guideline does not ask for; `planning` maps each line of the planning checklist that
    it asks for to the clause that asks. `terms_review` and `text_changed` are the intervals of
    these names for platforms, by their ids, where they are others than everywhere."""

    id: str
    version: str
    name: str
    thresholds: Thresholds
    intervals: Intervals
    approver_roles: tuple[ApproverRole, ...]
    severities: Mapping[str, Severity] = {}
    off: tuple[str, ...] = ()
    planning: Mapping[PlanningLine, str] = {}
    clauses: Mapping[str, ClauseText] = {}
    terms_review: Mapping[str, Days] = {}
    text_changed: Mapping[str, Days] = {}

    @property
    def title(self) -> str:
        """The name, in the reader's language where the pack comes with the program."""
        return _(self.name)

    def days_of_review(self, platform: str) -> int:
        """How many days a review of a platform's terms is good for."""
        return self.terms_review.get(platform, self.intervals.terms_review)

    def days_to_read(self, platform: str) -> int:
        """How many days there are to read terms of a platform that changed."""
        return self.text_changed.get(platform, self.intervals.text_changed)

    def clause(self, clause: str) -> str:
        """The clause's text in the reader's language, empty when the pack has none."""
        text = self.clauses.get(clause)
        return text.called(current()) if text else ""

    def changed_by(self, settings: Iterable[Setting]) -> "Pack":
        """The pack with an organisation's local changes, later ones over earlier ones. A key is a
        dotted path such as `intervals.post`, a value is TOML.

        Raises InputError naming the setting that does not fit."""
        pack = self
        for setting in sorted(settings, key=lambda s: (s.set_at, s.id)):
            pack = _changed(pack, setting.key, setting.value)
        return pack


# Made while this module is loaded, for the reason in tests/test_threads.py.
msgspec.json.Decoder(Pack)


@cache
def load_pack(name: str) -> Pack:
    """A pack that comes with the program, such as `kauhava`, read at the first call.

    Raises InputError when there is none of that name."""
    source = files("policy") / "packs" / f"{name}.toml"
    if not _PACK_ID.fullmatch(name) or not source.is_file():
        raise InputError(
            _("There is no policy pack called {name}. The packs are: {packs}.").format(
                name=repr(name), packs=", ".join(pack_names())
            )
        )
    return _read(source.read_text(encoding="utf-8"), f"{name}.toml")


def pack_names() -> tuple[str, ...]:
    """The packs that come with the program, in alphabetical order."""
    found = (file.name for file in (files("policy") / "packs").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


def load_pack_file(path: FilePath, rules: Collection[str] | None = None) -> Pack:
    """A pack from a file of the organisation's own. With `rules`, the codes that there are, it may
    speak of no other.

    Raises InputError with the file, the line where it is known, and the key that is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            _("The policy pack {file} cannot be read as text: {why}.").format(
                file=path, why=type(error).__name__
            )
        ) from error
    return _read(text, path.name, rules)


def _read(text: str, file: str, rules: Collection[str] | None = None) -> Pack:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            _("The policy pack {file} is not valid TOML: {why}.").format(file=file, why=error)
        ) from error
    try:
        pack = _converted(data)
    except msgspec.ValidationError as error:
        where = _path_in(str(error), data)
        # The path that msgspec tells of is said by its place in the file instead.
        why = str(error).partition(" - at `")[0]
        raise InputError(_wrong(file, text, where, why)) from error
    for where, why in _strangers(pack, rules):
        raise InputError(_wrong(file, text, where, why))
    return pack


def _wrong(file: str, text: str, where: Path, why: str) -> str:
    return _("The policy pack {file} is wrong at {place}: {why}.").format(
        file=file, place=_place(text, where), why=why
    )


def _strangers(pack: Pack, rules: Collection[str] | None) -> Iterator[tuple[Path, str]]:
    """What speaks of a clause that the pack does not have, or of a rule that there is not."""
    named: list[tuple[Path, str]] = [(("severities", code), code) for code in pack.severities]
    named += [(("off",), code) for code in pack.off]
    for name, asked in pack.clauses.items():
        named += [(("clauses", name, "rules"), code) for code in asked.rules]
    for where, code in named:
        if rules is not None and code not in rules:
            yield where, _("there is no rule {rule}").format(rule=repr(code))
    for line, clause in pack.planning.items():
        if pack.clauses and clause not in pack.clauses:
            yield (
                ("planning", line.value),
                _("there is no clause {clause} in the pack").format(clause=repr(clause)),
            )


def _converted(data: dict[str, Any]) -> Pack:
    return msgspec.convert(data, Pack, strict=True)


def _path_in(complaint: str, data: dict[str, Any]) -> Path:
    """The way to what msgspec complains of, such as "unknown field `lok` - at `$.intervals`". It
    does not name the keys of a mapping, so those that alone give the complaint are looked for."""
    told = re.search(r"at `(?:key` in `)?\$([^`]*)`", complaint)
    field = re.search(r"(?:unknown|required) field `([^`]+)`", complaint) or re.search(
        r"value '([^']+)' - at `key`", complaint
    )
    path: list[str | int] = []
    place: Any = data
    for name, index in re.findall(r"\.(\w+)|\[(\d+|\.\.\.)\]", told[1] if told else ""):
        if index.isdigit():
            path.append(int(index))
        elif name:
            path.append(name)
        else:
            path.append(_culprit(tuple(path), place, data, complaint))
        place = place[path[-1]]
    return (*path, field[1]) if field else tuple(path)


def _culprit(path: Path, mapping: Mapping[str, Any], data: dict[str, Any], complaint: str) -> str:
    """The first key of the mapping at the path that alone gives the complaint."""
    for key, value in mapping.items():
        try:
            _converted({**data, str(path[0]): {key: value}})
        except msgspec.ValidationError as error:
            if str(error) == complaint:
                return key
    return next(iter(mapping))


def _place(text: str, path: Path) -> str:
    """The dotted key, with its line where it or what should hold it is in the file."""
    key = ".".join(str(part) for part in path)
    line = line_of(text, path)
    if line is not None:
        return _("{key}, line {line}").format(key=key, line=line)
    return key or _("the top")


def _changed(pack: Pack, key: str, value: str) -> Pack:
    try:
        new = tomllib.loads(f"value = {value}")
        data = msgspec.to_builtins(pack)
        place = data
        *groups, last = key.split(".")
        for group in groups:
            place = place[group]
        place[last] = new.pop("value")
        if new:
            raise InputError(_("it holds more than one value"))
        return _converted(data)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, InputError, KeyError, TypeError) as e:
        raise InputError(
            _("The setting {key} = {value} does not fit the policy pack {pack}: {why}.").format(
                key=key, value=value, pack=pack.id, why=e
            )
        ) from e
