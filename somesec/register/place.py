"""Where a register lies when nobody says."""

from pathlib import Path

import platformdirs


def default_place() -> Path:
    """The register file in the user's data folder."""
    return Path(platformdirs.user_data_dir("somesec", appauthor=False)) / "register.somesec"
