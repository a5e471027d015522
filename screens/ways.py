"""What a message calls by the command line's words, in the words of the screens.

The register's messages name commands and options, which the command line takes and a screen does
not. While the screens are shown, the same messages name the area, the key and the field.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from screens.named_keys import with_chosen
from screens.widgets.places import AREAS
from somesec.language import N_


class Way(NamedTuple):
    """Where something is done: the area of this mode, or "" for anywhere, and there a key, as texts
    name keys, with its name in the footer or help; or what is chosen in the area with Enter, where
    `key` is ""."""

    mode: str
    key: str = ""
    name: str = ""


COMMANDS = {
    "account close": Way("accounts", "[d accounts.close]", N_("Close the page")),
    "account edit": Way("accounts", "[e accounts.edit]", N_("Edit")),
    "account list": Way("accounts"),
    "account plan": Way("accounts", "[p accounts.plan]", N_("Planning")),
    "breach check": Way("", "[F9 app.checks]", N_("Checks")),
    "coverage": Way("reports", "", N_("Clause by clause")),
    "incident add": Way("incidents", "[n incidents.new]", N_("New")),
    "incident evidence add": Way("incidents"),
    "incident list": Way("incidents"),
    "init": Way("", "[F2 unlock.other]", N_("Another register")),
    "intranet check": Way("", "[F9 app.checks]", N_("Checks")),
    "intranet compare": Way("", "[F9 app.checks]", N_("Checks")),
    "intranet load": Way("", "[F9 app.checks]", N_("Checks")),
    "mailbox list": Way("people", "[m people.mailboxes]", N_("Mailboxes")),
    "member list": Way("members"),
    "move": Way("settings", "[s settings.keeping]", N_("Keeping")),
    "organisation edit": Way("settings", "[o settings.organisation]", N_("Organisation")),
    "person add": Way("people", "[n people.new]", N_("New")),
    "person brief": Way("people", "[b people.brief]", N_("Briefed")),
    "person edit": Way("people", "[e people.edit]", N_("Edit")),
    "person leave": Way("people", "[l people.leave]", N_("Leaving")),
    "person list": Way("people"),
    "rotate confirm": Way("accounts", "[r accounts.rotate]", N_("Rotate")),
    "rotate start": Way("accounts", "[r accounts.rotate]", N_("Rotate")),
    "rules": Way("reports", "", N_("The rules")),
    "scan record": Way("", "[F9 app.checks]", N_("Checks")),
    "secret generate": Way("accounts", "[r accounts.rotate]", N_("Rotate")),
    "secret set": Way("accounts", "[v accounts.secret]", N_("Secrets")),
    "secret show": Way("accounts", "[r accounts.rotate]", N_("Rotate")),
    "terms add": Way("terms", "[d terms.documents]", N_("Documents")),
    "terms add-text": Way("terms", "[d terms.documents]", N_("Documents")),
    "terms edit": Way("terms", "[d terms.documents]", N_("Documents")),
    "terms list": Way("terms", "[d terms.documents]", N_("Documents")),
    "terms measure done": Way("terms", "[m terms.measures]", N_("Measures")),
    "terms review": Way("terms", "[t terms.review]", N_("Review")),
    "unit edit": Way("people", "[u people.units]", N_("Units")),
    "unit list": Way("people", "[u people.units]", N_("Units")),
    "verify": Way("settings", "[s settings.keeping]", N_("Keeping")),
    "verify --accept": Way("", "[F8 app.accept]", N_("Accept it")),
    "waiver list": Way("reports", "", N_("Waivers")),
}
OPTIONS = {
    "--allow-private": N_("Pages of the own network"),
    "--domain": N_("Its domain"),
    "--from": N_("What is in it"),
    "--member": N_("Who"),
    "--profile": N_("Profile's folder"),
    "--requested-by": N_("Who asks for it"),
    "--source-passphrase-file": N_("Its own passphrase"),
    "--unit": N_("Looks after the units"),
    "--update": N_("Change what is there"),
}
_COMMAND = re.compile(r"'somesec ([^']+)'")
# The word for a value, which is in capitals, goes with its option.
_OPTION = re.compile(rf"({'|'.join(OPTIONS)})(?![a-z-])( [A-ZÅÄÖ]+\b)?")


def on_screen(said: str, translate: Callable[[str], str]) -> str:
    """The text with commands and options in the words of the screens, and with the keys that
    somebody chose; `translate` gives the reader's words. The text is a message that nothing was put
    into yet: what people wrote stays as it is."""
    if "'somesec " in said:
        said = _COMMAND.sub(lambda found: _way(found, translate), said)
    if "--" in said:
        said = _OPTION.sub(lambda found: f"'{translate(OPTIONS[found[1]])}'", said)
    return with_chosen(said)


def way_of(command: str) -> Way | None:
    """Where the screens do what a command does; None for one that no message names."""
    words = command.split()
    for length in range(len(words), 0, -1):
        way = COMMANDS.get(" ".join(words[:length]))
        if way is not None:
            return way
    return None


def _way(found: re.Match[str], translate: Callable[[str], str]) -> str:
    way = way_of(found[1])
    return found[0] if way is None else f"'{place(way, translate)}'"


def place(way: Way, translate: Callable[[str], str]) -> str:
    """The area, the key and its name, as they stand on the screens."""
    area = next((area for area in AREAS if area.mode == way.mode), None)
    parts = [f"[{area.key} {area.act}] {translate(area.name)}"] if area else []
    if way.name:
        parts.append(f"{way.key} {translate(way.name)}".strip())
    return with_chosen(", ".join(parts))
