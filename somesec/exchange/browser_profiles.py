"""Where Firefox, Chrome, Edge and Chromium keep their profiles on this computer.

Sources: support.mozilla.org/kb/profiles-where-firefox-stores-user-data and
chromium.googlesource.com/chromium/src/+/main/docs/user_data_dir.md; snap and flatpak keep the same
folders inside their own.
"""

import configparser
import os
import sys
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from somesec.errors import InputError
from somesec.language import _

FIREFOX, CHROME, EDGE, CHROMIUM = "Firefox", "Chrome", "Edge", "Chromium"
FIREFOX_LOGINS = "logins.json"
CHROMIUM_LOGINS = ("Login Data", "Login Data For Account")
MOST_PROFILES = 200
_MOST_ENTRIES = 10_000
_MOST_INI = 1024 * 1024

_LINUX = {
    FIREFOX: (
        "{home}/.mozilla/firefox",
        "{config}/mozilla/firefox",
        "{home}/snap/firefox/common/.mozilla/firefox",
        "{home}/.var/app/org.mozilla.firefox/.mozilla/firefox",
        "{home}/.var/app/org.mozilla.firefox/config/mozilla/firefox",
    ),
    CHROME: (
        "{config}/google-chrome",
        "{home}/.var/app/com.google.Chrome/config/google-chrome",
    ),
    EDGE: (
        "{config}/microsoft-edge",
        "{home}/.var/app/com.microsoft.Edge/config/microsoft-edge",
    ),
    CHROMIUM: (
        "{config}/chromium",
        "{home}/snap/chromium/common/chromium",
        "{home}/.var/app/org.chromium.Chromium/config/chromium",
    ),
}
_MAC = {
    FIREFOX: ("{home}/Library/Application Support/Firefox",),
    CHROME: ("{home}/Library/Application Support/Google/Chrome",),
    EDGE: ("{home}/Library/Application Support/Microsoft Edge",),
    CHROMIUM: ("{home}/Library/Application Support/Chromium",),
}
_WINDOWS = {
    FIREFOX: ("{roaming}/Mozilla/Firefox",),
    CHROME: ("{local}/Google/Chrome/User Data",),
    EDGE: ("{local}/Microsoft/Edge/User Data",),
    CHROMIUM: ("{local}/Chromium/User Data",),
}


class Profile(NamedTuple):
    """A profile of a browser: its name for people, its folder."""

    browser: str
    folder: Path

    @property
    def is_firefox(self) -> bool:
        return self.browser == FIREFOX


def usual(
    environment: Mapping[str, str] = os.environ,
    system: str = sys.platform,
    home: Path | None = None,
) -> list[Profile]:
    """The profiles in the usual places of the system (a value of `sys.platform`)."""
    home = home or Path.home()
    places = {"win32": _WINDOWS, "darwin": _MAC}.get(system, _LINUX)
    known = {
        "home": str(home),
        "config": environment.get("XDG_CONFIG_HOME") or str(home / ".config"),
        "roaming": environment.get("APPDATA") or str(home / "AppData" / "Roaming"),
        "local": environment.get("LOCALAPPDATA") or str(home / "AppData" / "Local"),
    }
    return [
        profile
        for browser, roots in places.items()
        for root in roots
        for profile in _below(browser, Path(root.format(**known)))
    ]


def at(folder: Path) -> list[Profile]:
    """The profile in a folder, or those of the browser whose data folder it is.

    Raises InputError where there is none."""
    if not folder.is_dir():
        raise InputError(_("There is no folder {path}. Check its name.").format(path=folder))
    if _is_firefox(folder):
        return [Profile(FIREFOX, folder)]
    if _is_chromium(folder):
        return [Profile(CHROMIUM, folder)]
    found = [*_below(FIREFOX, folder), *_below(CHROMIUM, folder)]
    if not found:
        raise InputError(
            _(
                "{path} is no profile of Firefox, Chrome, Edge or Chromium. The browser shows the "
                "folder on about:profiles or chrome://version."
            ).format(path=folder)
        )
    return found


def _below(browser: str, root: Path) -> list[Profile]:
    if browser == FIREFOX:
        folders = dict.fromkeys(
            [*_in_profiles_ini(root), *filter(_is_firefox, _folders(root))]
            + [folder for folder in _folders(root / "Profiles") if _is_firefox(folder)]
        )
    else:
        folders = dict.fromkeys(filter(_is_chromium, _folders(root)))
    return [Profile(browser, folder) for folder in islice(folders, MOST_PROFILES)]


def _is_firefox(folder: Path) -> bool:
    return _lies_in(folder, FIREFOX_LOGINS) or _lies_in(folder, "prefs.js")


def _is_chromium(folder: Path) -> bool:
    return any(_lies_in(folder, name) for name in (*CHROMIUM_LOGINS, "Preferences"))


def _lies_in(folder: Path, name: str) -> bool:
    try:
        (folder / name).lstat()
    except (OSError, ValueError):
        return False
    return True


def _folders(root: Path) -> Iterator[Path]:
    try:
        with os.scandir(root) as entries:
            names = sorted(entry.name for entry in islice(entries, _MOST_ENTRIES) if entry.is_dir())
    except OSError:
        return
    yield from (root / name for name in names)


def _in_profiles_ini(root: Path) -> Iterator[Path]:
    """The profiles that Firefox lists, which may lie anywhere. What cannot be read lists none: the
    folders beside it are looked through anyway."""
    listed = configparser.RawConfigParser(strict=False)
    try:
        with (root / "profiles.ini").open(encoding="utf-8-sig") as file:
            listed.read_string(file.read(_MOST_INI))
    except (OSError, ValueError, configparser.Error):
        return
    for section in islice(listed.sections(), MOST_PROFILES):
        path = listed.get(section, "Path", fallback="")
        if not section.startswith("Profile") or not path or "\0" in path:
            continue
        # An absolute path stays as it is when it is joined.
        folder = root / path
        if folder.is_dir():
            yield folder
