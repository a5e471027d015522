"""When something is to be done, as people say it."""

from datetime import date

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
