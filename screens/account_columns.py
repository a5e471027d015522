"""The columns that the list of accounts can have, and those that somebody chose."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec
import platformdirs
from rich.cells import cell_len

from screens.marks import Health
from screens.standing import FAMILIES, health
from screens.widgets.rows import Cell, Column
from somesec.errors import InputError
from somesec.language import N_, _, collation, show_date
from somesec.model import Right
from somesec.reasons import reason_of
from somesec.register.filtering import Line, Lines
from somesec.register.labels import shown

Order = Callable[[Line, Lines], object]


@dataclass(frozen=True)
class Choice:
    """A column to choose: its title, its cell, and what it is sorted by, the first row first.

    `least` and `right` are the column's; `marks` where a shape and a word will stand in it."""

    title: str
    cell: Callable[[Line, Lines], Cell]
    order: Order
    least: int | None = None
    right: bool = False
    marks: bool = False


def _mark(state: Health, *, short: bool) -> Cell:
    text = state.shape if short and state in (Health.IN_ORDER, Health.CLOSED) else str(state)
    return Cell(text, state.tone)


def _state(title: str, *families: str, short: bool = True) -> Choice:
    def cell(line: Line, lines: Lines) -> Cell:
        if lines.audit is None:
            return Cell("…", "quiet")
        return _mark(health(line, *families), short=short)

    return Choice(title, cell, lambda line, _lines: health(line, *families), marks=True)


def _text(title: str, text: Callable[[Line, Lines], str], least: int = 10) -> Choice:
    return Choice(
        title,
        lambda line, lines: Cell(text(line, lines), "quiet"),
        lambda line, lines: collation(text(line, lines) or "\U0010ffff"),
        least=least,
    )


def _date(title: str, day: Callable[[Line, Lines], date | None]) -> Choice:
    def cell(line: Line, lines: Lines) -> Cell:
        known = day(line, lines)
        return Cell(show_date(known) if known else "", "quiet")

    return Choice(title, cell, lambda line, lines: day(line, lines) or date.max, right=True)


def _due(line: Line, lines: Lines) -> Cell:
    if line.key not in lines.due:
        return Cell("")
    day = lines.due[line.key]
    if day is None:
        return Cell(_("never done"), "high")
    return Cell(show_date(day), "high" if day < lines.view.today else "quiet")


def _people(right: Right) -> Callable[[Line, Lines], str]:
    return lambda line, lines: ", ".join(lines.people(line.account, right))


COLUMNS: dict[str, Choice] = {
    "health": _state(N_("State"), short=False),
    "platform": Choice(
        N_("Platform"),
        lambda line, _lines: Cell(line.account.platform),
        lambda line, _lines: line.account.platform,
        least=9,
    ),
    "handle": Choice(
        N_("Handle"),
        lambda line, _lines: Cell(line.account.handle, "strong"),
        lambda line, _lines: line.account.handle.casefold(),
        least=20,
    ),
    "unit": _text(N_("Unit"), lambda line, _lines: line.unit, least=16),
    "mailbox": _state(N_("Mailbox"), *FAMILIES["mailbox"]),
    "password": _state(N_("Password"), *FAMILIES["password"]),
    "terms": _state(N_("Terms"), *FAMILIES["terms"]),
    "findings": Choice(
        N_("Findings"),
        lambda line, _lines: Cell(str(len(line.findings)) if line.findings else "", "quiet"),
        lambda line, _lines: -len(line.findings),
        right=True,
    ),
    "due": Choice(
        N_("Due next"),
        _due,
        lambda line, lines: lines.due.get(line.key, date.max) or date.min,
    ),
    "name": _text(N_("Display name"), lambda line, _lines: line.account.display_name),
    "address": _text(
        N_("Registered address"), lambda line, _lines: line.account.registered_address
    ),
    "login": _text(N_("Login"), lambda line, _lines: line.account.login),
    "admins": _text(N_("Administrators"), _people(Right.ADMINISTER)),
    "status": _text(
        N_("Status"), lambda line, _lines: shown("status", line.account.status), least=6
    ),
    "factor": _text(
        N_("Second factor"),
        lambda line, _lines: shown("second_factor", line.account.second_factor or ""),
    ),
    "changed": _date(
        N_("Password changed"),
        lambda line, _lines: line.account.facts.changed_on if line.account.facts else None,
    ),
    "post": _date(N_("Last post on"), lambda line, _lines: line.account.last_post_on),
    "look": _date(N_("Last look on"), lambda line, _lines: line.account.last_look_on),
}
USUAL = ("health", "platform", "handle", "unit", "mailbox", "password", "terms", "findings")


def columns(chosen: Sequence[str]) -> list[Column]:
    """The chosen columns for the list, with room for what will stand in them. Where the screen is
    too narrow the last ones give way first."""
    widest = max(cell_len(str(state)) for state in Health)
    return [
        Column(
            name,
            _(choice.title),
            least=choice.least,
            room=widest if choice.marks else 0,
            right=choice.right,
            rank=place,
        )
        for place, name in enumerate(chosen)
        for choice in (COLUMNS[name],)
    ]


def _file() -> Path:
    return Path(platformdirs.user_config_dir("somesec", appauthor=False)) / "columns.json"


def remembered() -> tuple[str, ...]:
    """The columns that were chosen on this computer, the usual ones where none were or where the
    file does not say it rightly."""
    try:
        with _file().open("rb") as file:
            names = msgspec.json.decode(file.read(4096), type=list[str])
    except (OSError, msgspec.DecodeError):
        return USUAL
    known = tuple(dict.fromkeys(name for name in names if name in COLUMNS))
    return known or USUAL


def remember(chosen: Sequence[str]) -> None:
    """Keeps the choice in the user's configuration.

    Raises InputError when it cannot be written."""
    file = _file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(msgspec.json.encode(list(chosen)) + b"\n")
    except OSError as error:
        raise InputError(
            _("The columns could not be remembered in {file}: {reason}").format(
                file=file, reason=reason_of(error)
            )
        ) from error
