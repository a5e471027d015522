"""What is on an account's card besides the columns of our table: whether it is the main page, what
was weighed before it was opened, and how far its closing has come."""

from collections.abc import Mapping
from datetime import date

import msgspec

from policy.pack import PlanningLine
from policy.wording import PLANNING_LINES
from somesec import clock
from somesec.errors import InputError
from somesec.exchange.own import parse_day
from somesec.language import N_, _
from somesec.model import Account, Closing

MAIN_PAGE = "main_page"
PLANNING = {f"planning-{line.value}": line for line in PlanningLine}
CLOSING_DAYS = ("requested_on", "removed_from_view_on", "credentials_retired_on")
CLOSING = ("requested_by", *CLOSING_DAYS)
FIELDS = (MAIN_PAGE, *PLANNING, *CLOSING)

LABELS = {
    **{name: PLANNING_LINES[line].template for name, line in PLANNING.items()},
    "requested_by": N_("Closing asked for by"),
    "requested_on": N_("Asked for on"),
    "removed_from_view_on": N_("Out of view since"),
    "credentials_retired_on": N_("Means retired on"),
}


def parted(values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The columns of the table, and the fields of this module."""
    rest = {name: value for name, value in values.items() if name in FIELDS}
    return {name: value for name, value in values.items() if name not in rest}, rest


def as_values(account: Account) -> dict[str, str]:
    """Each field as text."""
    closing = account.closing or Closing()
    return {
        MAIN_PAGE: "yes" if account.main_page else "no",
        **{name: _iso(account.planning.get(line.value)) for name, line in PLANNING.items()},
        "requested_by": closing.requested_by,
        **{name: _iso(getattr(closing, name)) for name in CLOSING_DAYS},
    }


def check(name: str, text: str) -> None:
    """Raises InputError for a text that the field cannot hold."""
    if name in PLANNING and (day := parse_day(text)) and day > clock.today():
        raise InputError(_("What was weighed cannot lie in the future."))
    if name in CLOSING_DAYS:
        parse_day(text)


def with_values(account: Account, values: Mapping[str, str]) -> Account:
    """The account with the fields given; an empty text clears one. Its status stays.

    Raises InputError, by field, for what is no day or lies in the future."""
    problems = []
    for name, text in values.items():
        try:
            check(name, text)
        except InputError as error:
            problems.append(f"{name}: {error}")
    if problems:
        raise InputError("\n".join(problems))
    planning = dict(account.planning)
    for name, line in PLANNING.items():
        if name in values:
            day = parse_day(values[name])
            planning.pop(line.value, None)
            planning |= {line.value: day} if day else {}
    closing = account.closing or Closing()
    if "requested_by" in values:
        asked_by = " ".join(values["requested_by"].split())
        closing = msgspec.structs.replace(closing, requested_by=asked_by)
    for name in CLOSING_DAYS:
        if name in values:
            closing = msgspec.structs.replace(closing, **{name: parse_day(values[name])})
    return msgspec.structs.replace(
        account,
        main_page=values.get(MAIN_PAGE, "yes" if account.main_page else "no") == "yes",
        planning=planning,
        closing=closing if closing != Closing() else None,
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
