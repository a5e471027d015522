"""The page for management at a terminal."""

from policy.reports.brief import brief
from policy.reports.lines import Lines
from policy.reports.marks import MARKS
from policy.reports.naming import unit_name
from policy.reports.report import Report
from policy.reports.text import BOLD, COLOURS, DIM, head, trend
from somesec.language import _


def write(report: Report, *, width: int = 80, colour: bool = False) -> str:
    """Lines of at most `width` columns, each with a line end."""
    page, told = Lines(width, colour), brief(report)
    head(page, report)
    page.gap()
    for point in told.points:
        page.line(point)
    if told.rules:
        page.gap()
        page.line(_("What weighs most"), style=BOLD)
    for rule in told.rules:
        mark = f"{MARKS[rule.severity]} {rule.severity.label}"
        page.line(f"{mark}  {rule.summary} ({rule.count})", indent=2, style=COLOURS[rule.severity])
        page.line(rule.remedy, indent=4)
        page.line(", ".join((f"{rule.rule} {rule.name}", *rule.clauses)), indent=4, style=DIM)
    if told.units:
        page.gap()
        page.line(_("Units that need most"), style=BOLD)
    for unit in told.units:
        in_order = _("{compliant} of {count} in order").format(
            compliant=unit.in_order, count=unit.in_use
        )
        page.line(f"{unit_name(unit.unit, report.records)}: {in_order}", indent=2, hang=4)
    trend(page, report)
    return page.text()
