"""Where a register lies."""

import os
from dataclasses import replace
from glob import escape
from pathlib import Path

import platformdirs

from somesec.errors import InputError
from somesec.language import _
from somesec.reasons import reason_of
from somesec.store.place import Server, place_named
from somesec.store.placing import AWAY, SUFFIX

__all__ = [
    "Place",
    "Server",
    "default_place",
    "is_named",
    "is_there",
    "make_folder",
    "moved_away",
    "place_named",
]

Place = Path | Server


def default_place() -> Path:
    """The register file in the user's data folder, where nobody says another place."""
    return Path(platformdirs.user_data_dir("somesec", appauthor=False)) / "register.somesec"


def make_folder(place: Place) -> None:
    """Makes the folder that a register's file is to lie in, readable by its owner only.

    Raises InputError when it cannot be made."""
    if not isinstance(place, Path):
        return
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            _(
                "There is no folder {folder}, and it cannot be made: {reason}. Choose another "
                "place."
            ).format(folder=place.parent, reason=reason_of(error))
        ) from error


def is_named(place: Place, text: str) -> bool:
    """Whether a text names the place, with whatever login and options."""
    try:
        other = place_named(text)
    except InputError:
        return False
    if isinstance(place, Path) and isinstance(other, Path):
        return os.path.realpath(place) == os.path.realpath(other)
    if isinstance(place, Server) and isinstance(other, Server):
        return replace(place, user="", options=()) == replace(other, user="", options=())
    return False


def moved_away(place: Place) -> str:
    """What is said where no register is any more, as it was moved away; "" at any other place."""
    if isinstance(place, Server) or place.exists():
        return ""
    left = place.parent.glob(f"{escape(place.name.removesuffix(SUFFIX))}.{AWAY}-*{SUFFIX}")
    newest = max(left, default=None)
    if newest is None:
        return ""
    return _(
        "The register was moved away from {place}; the old one is kept as {file}. Ask a "
        "coordinator where it is now, and open it there."
    ).format(place=place, file=newest.name)


def is_there(place: Place) -> bool:
    """Whether a file is there to be opened; what a server has, only connecting to it can tell."""
    return isinstance(place, Server) or place.exists()
