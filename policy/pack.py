"""A guideline as data: thresholds, intervals, severities, approver roles and the clauses' texts."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import msgspec

from policy.finding import Severity
from somesec.errors import InputError
from somesec.language import _, current
from somesec.model import Setting

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
    it asks for to the clause that asks."""

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


def load_pack(name: str) -> Pack:
    """A pack that comes with the program, such as `kauhava`.

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


def load_pack_file(path: Path) -> Pack:
    """A pack from a file of the organisation's own.

    Raises InputError with the file, the line where it is known, and the key that is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            _("The policy pack {file} cannot be read as text: {why}.").format(
                file=path, why=type(error).__name__
            )
        ) from error
    return _read(text, path.name)


def _read(text: str, file: str) -> Pack:
    try:
        return _converted(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            _("The policy pack {file} is not valid TOML: {why}.").format(file=file, why=error)
        ) from error
    except msgspec.ValidationError as error:
        key = _key_in(str(error))
        raise InputError(
            _("The policy pack {file} is wrong at {place}: {why}.").format(
                file=file, place=_place(text, key), why=error
            )
        ) from error


def _converted(data: dict[str, Any]) -> Pack:
    return msgspec.convert(data, Pack, strict=True)


def _key_in(complaint: str) -> str:
    """The dotted key that msgspec complains of: "unknown field `lok` - at `$.intervals`"."""
    path = re.search(r"at `(?:key in )?\$\.?([^`]*)`", complaint)
    field = re.search(r"(?:unknown|required) field `([^`]+)`", complaint)
    parts = [path.group(1) if path else "", field.group(1) if field else ""]
    return ".".join(part for part in parts if part)


def _place(text: str, key: str) -> str:
    """The key, with its line where the file has a line that begins with its last part."""
    last = key.rpartition(".")[2]
    for number, line in enumerate(text.splitlines(), start=1):
        if last and re.match(rf"\s*{re.escape(last)}\s*=", line):
            return _("{key}, line {line}").format(key=key, line=number)
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
