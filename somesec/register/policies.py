"""The guideline that a register goes by, and the values in it that are the organisation's own."""

import json
import tomllib
from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import uuid4

import msgspec

from policy.engine import refuse_unknown_codes
from policy.pack import Pack, load_pack, pack_names
from policy.rules import RULES
from somesec import clock
from somesec.errors import InputError, LockedError
from somesec.language import _
from somesec.model import Setting
from somesec.register.rights import decides
from somesec.register.session import Register

_GROUPS = ("thresholds", "intervals", "severities", "terms_review", "text_changed")
OFF = "off"


class Value(NamedTuple):
    """A value of the guideline by its dotted key. `own` says who set it and when, where it is the
    register's; `default` is what the pack itself says, None where it says nothing."""

    key: str
    value: Any
    default: Any
    own: Setting | None


def in_force(register: Register) -> Pack:
    """The register's pack with its own values."""
    return register.view().pack


def values_of(pack: Pack) -> dict[str, Any]:
    """What a pack says that may be set otherwise, by dotted key."""
    data = msgspec.to_builtins(pack)
    found = {f"{group}.{key}": v for group in _GROUPS for key, v in data[group].items()}
    return {key: value for key, value in {**found, OFF: data[OFF]}.items() if value is not None}


def values(register: Register) -> list[Value]:
    """Every value in force, by key, the register's own ones marked."""
    defaults = values_of(load_pack(register.records.organisation.policy))
    own = _own(register)
    now = values_of(in_force(register))
    return [Value(key, now[key], defaults.get(key), own.get(key)) for key in sorted(now)]


def said(value: Any) -> str:
    """A value as it is shown: a list's parts, "" for nothing."""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def put(register: Register, key: str, text: str) -> Setting:
    """Sets one value of the guideline for this register. `text` is TOML, or a word.

    Raises LockedError for who is no coordinator, InputError for what does not fit the pack."""
    _require_coordinator(register)
    known = register.records.organisation.policy
    with register.change("policy-set", key) as change:
        before = _own(register).get(key)
        setting = Setting(
            id=before.id if before else uuid4(),
            key=key,
            value=_as_toml(text),
            set_by=register.member.name,
            set_at=clock.now(),
        )
        others = [s for s in register.records.settings.values() if s.key != key]
        if key != OFF and key.partition(".")[0] not in _GROUPS:
            raise InputError(
                _("'{key}' cannot be set. Settable are {groups}.").format(
                    key=key, groups=", ".join((OFF, *(f"{group}.…" for group in _GROUPS)))
                )
            )
        refuse_unknown_codes(load_pack(known).changed_by([*others, setting]))
        change.put(setting)
    return setting


def unset(register: Register, key: str) -> None:
    """Takes back what this register set, so that the pack's own value holds again.

    Raises LockedError for who is no coordinator, InputError where the value is not the register's
    own. One that no longer fits the pack can be taken back too."""
    _require_coordinator(register)
    with register.change("policy-unset", key) as change:
        gone = [s for s in register.records.settings.values() if s.key == key]
        if not gone:
            raise InputError(
                _("'{key}' is not set here: the pack's own value holds.").format(key=key)
            )
        for setting in gone:
            change.remove(setting.id)


def choose(register: Register, pack: Pack) -> None:
    """Goes by another guideline from now on. One that comes with the program holds with all its
    values, and what the register had set otherwise is taken back. Of one in a file of the
    organisation's own the values are set for this register; the clauses stay those of the guideline
    that the register goes by, or of the one of the file's id.

    Raises LockedError for who is no coordinator."""
    _require_coordinator(register)
    with register.change("policy-set", pack.id) as change:
        organisation = register.records.organisation
        policy = pack.id if pack.id in pack_names() else organisation.policy
        if policy != organisation.policy:
            change.put(msgspec.structs.replace(organisation, policy=policy))
        for setting in register.records.settings.values():
            change.remove(setting.id)
        said, now = values_of(load_pack(policy)), clock.now()
        for key, value in full_values(pack, said).items():
            if value != said.get(key):
                change.put(
                    Setting(
                        id=uuid4(),
                        key=key,
                        value=json.dumps(value, ensure_ascii=False),
                        set_by=register.member.name,
                        set_at=now,
                    )
                )


def full_values(pack: Pack, keys: Iterable[str]) -> dict[str, Any]:
    """What a pack says that may be set otherwise, and what holds under it of the keys that it says
    nothing of."""
    found = values_of(pack)
    rules = {rule.code: rule.severity.value for rule in RULES}
    for key in keys:
        group, _dot, name = key.partition(".")
        if key not in found and group == "severities":
            found[key] = rules[name]
        elif key not in found and group in ("terms_review", "text_changed"):
            found[key] = getattr(pack.intervals, group)
    return found


def _own(register: Register) -> dict[str, Setting]:
    """The newest setting of each key."""
    settings = sorted(register.records.settings.values(), key=lambda s: (s.set_at, s.id))
    return {setting.key: setting for setting in settings}


def _as_toml(text: str) -> str:
    """The text where it is a TOML value, else the same as a TOML string."""
    try:
        tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return text


def _require_coordinator(register: Register) -> None:
    if not decides(register):
        raise LockedError(_("Only a coordinator changes the register's guideline."))
