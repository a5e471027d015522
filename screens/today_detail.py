"""What a line of today's list stands for: what to do about it, and each thing that it concerns."""

from policy.agenda import Item
from policy.reports.naming import subject_name
from screens.pane import Laid, Pane
from somesec.language import _, show_date
from somesec.model import Records

_MOST_LINES = 30
_NAME, _DAY = 34, 10


def detail(said: str, item: Item, records: Records) -> Laid:
    """The line as it is `said`, in full, with what mends it and what it is about."""
    pane = Pane()
    pane.title(said)
    for remedy in dict.fromkeys(str(finding.remedy) for finding in item.findings):
        pane.line(remedy, "quiet")
    pane.gap()
    if item.count == 1:
        _tell_of_one(pane, item, records)
        return pane.content
    for finding in item.findings[:_MOST_LINES]:
        name = subject_name(finding.subject, records)
        pane.columns((name, str(finding.message)), (_NAME,))
    for duty in item.duties[:_MOST_LINES]:
        day = show_date(duty.day) if duty.day else "–"
        pane.columns((day, str(duty.text)), (_DAY,))
    reasons = dict.fromkeys(str(answer.reason) for answer in item.unknown)
    for reason in list(reasons)[:_MOST_LINES]:
        pane.line(reason)
    more = max(len(item.findings), len(item.duties), len(reasons)) - _MOST_LINES
    if more > 0:
        pane.line(_("and {count} more").format(count=more), "quiet")
    return pane.content


def _tell_of_one(pane: Pane, item: Item, records: Records) -> None:
    """Where it is, and by which day; the rest is said in full already."""
    if item.findings:
        pane.value(_("Where"), subject_name(item.findings[0].subject, records))
    if item.duties:
        pane.value(_("Where"), item.duties[0].subject)
    if item.day is not None:
        pane.value(_("Due"), show_date(item.day))
    for answer in item.unknown:
        pane.line(str(answer.reason))
