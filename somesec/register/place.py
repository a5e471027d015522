"""Where a register lies."""

from pathlib import Path

import platformdirs

from somesec.store.place import Server, place_named

__all__ = ["Place", "Server", "default_place", "is_there", "place_named"]

Place = Path | Server


def default_place() -> Path:
    """The register file in the user's data folder, where nobody says another place."""
    return Path(platformdirs.user_data_dir("somesec", appauthor=False)) / "register.somesec"


def is_there(place: Place) -> bool:
    """Whether a file is there to be opened; what a server has, only connecting to it can tell."""
    return isinstance(place, Server) or place.exists()
