"""Keys that somebody chose: a file with the id of each binding and the keys for it instead."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import KEY_NAME_REPLACEMENTS, Keys

import screens
from screens.preferences import folder, line_of, read_toml
from somesec.errors import InputError
from somesec.language import _

_NAMED = {key.value for key in Keys} | set(KEY_NAME_REPLACEMENTS.values())
_HELD = re.compile(r"(?:(?:ctrl|shift|alt|super|meta|hyper)\+)*(.+)")


def keymap_file() -> Path:
    """The file with the keys that somebody chose."""
    return folder() / "keys.toml"


def load() -> Mapping[str, str]:
    """The keys chosen, by the id of what they do; several keys are parted by commas.

    Raises InputError naming the file and the line of what is wrong in it: an id that does not
    exist, a key that no keyboard has, one key for two things on one page."""
    file = keymap_file()
    values = read_toml(file)
    if not values:
        return {}
    known = bindings()
    for name, value in values.items():
        said = _problem(name, value, known)
        if said:
            raise InputError(
                _("{file}, line {line}: {what}").format(
                    file=file, line=line_of(file, name), what=said
                )
            )
    keys = {name: str(value) for name, value in values.items()}
    _refuse_clashes(file, keys, known)
    return keys


@cache
def bindings() -> Mapping[str, tuple[type, Binding]]:
    """Every binding of the screens by its id, with the class it belongs to."""
    for module in walk_packages(screens.__path__, f"{screens.__name__}."):
        import_module(module.name)
    return {
        binding.id: (owner, binding)
        for owner in _owners()
        for binding in _own_bindings(owner)
        if binding.id
    }


def _owners() -> Iterator[type]:
    waiting: list[type] = [App, DOMNode]
    seen: set[type] = set()
    while waiting:
        kind = waiting.pop()
        if kind in seen:
            continue
        seen.add(kind)
        waiting += kind.__subclasses__()
        if kind.__module__.partition(".")[0] == screens.__name__:
            yield kind


def _own_bindings(owner: type) -> list[Binding]:
    """The bindings that a class adds to those it takes over."""
    return [b for b in vars(owner).get("BINDINGS", ()) if isinstance(b, Binding)]


def _problem(name: str, value: object, known: Mapping[str, object]) -> str:
    if name not in known:
        return _(
            "there is no key '{name}'. F1 and then F2 lists the keys with their names."
        ).format(name=name)
    if not isinstance(value, str) or not value.strip():
        return _("write the key for {name} in quotes, like: {example}").format(
            name=name, example=f'"{name}" = "ctrl+r"'
        )
    for key in value.split(","):
        if not is_key(key.strip()):
            return _("'{key}' is no key. Keys are written like a, slash, f5, ctrl+r.").format(
                key=key.strip()
            )
    return ""


def is_key(text: str) -> bool:
    """Whether Textual knows a key by this name."""
    held = _HELD.fullmatch(text)
    last = held.group(1) if held else ""
    return text in _NAMED or last in _NAMED or (len(last) == 1 and last.isprintable())


def _refuse_clashes(
    file: Path, chosen: Mapping[str, str], known: Mapping[str, tuple[type, Binding]]
) -> None:
    for name, keys in chosen.items():
        owner, own = known[name]
        wanted = _parted(keys)
        for other, (other_owner, binding) in known.items():
            meets = issubclass(owner, other_owner) or issubclass(other_owner, owner)
            meets = meets or issubclass(other_owner, App) or issubclass(owner, App)
            both = wanted & _parted(chosen.get(other, binding.key))
            # Where one key is meant for both, as for saving in a form and in one that does more.
            is_shared = _parted(own.key) & _parted(binding.key)
            if other != name and meets and both and not is_shared:
                raise InputError(
                    _("{file}, line {line}: {key} is the key for {other} already.").format(
                        file=file, line=line_of(file, name), key=min(both), other=other
                    )
                )


def _parted(keys: str) -> set[str]:
    return {key.strip() for key in keys.split(",")}
