"""When something is to be done, as people say it, and the days that they type."""

from datetime import date

from somesec.errors import InputError
from somesec.exchange.own import AccountRow, parse_values
from somesec.language import _, ngettext, show_date

_SOON_DAYS = 14


def by_day(day: date, today: date) -> str:
    """How far off a day is: so many days late, today, tomorrow, in so many days, or the date."""
    away = (day - today).days
    if away < 0:
        return ngettext("{count} day late", "{count} days late", -away).format(count=-away)
    if away == 0:
        return _("today")
    if away == 1:
        return _("tomorrow")
    if away <= _SOON_DAYS:
        return ngettext("in {count} day", "in {count} days", away).format(count=away)
    return show_date(day)


def typed_day(text: str) -> date:
    """The date that was typed. Raises InputError when it is none."""
    read = parse_values(AccountRow, {"terms_reviewed_on": text}, complete=False)
    day = read["terms_reviewed_on"]
    if not isinstance(day, date):
        raise InputError(_("Give a date, as 2026-11-22 or 22.11.2026."))
    return day
