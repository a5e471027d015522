"""The page for management as HTML, on one sheet of paper."""

from policy.reports import charts
from policy.reports.brief import brief
from policy.reports.harmless import harmless
from policy.reports.html import footer, head, mark, units_table
from policy.reports.markup import Content, join, tag
from policy.reports.page import listed, page, section, table
from policy.reports.report import Report
from somesec.language import _

MONTHS = 6
"""How many months stand beside the points."""


def write(report: Report) -> bytes:
    """The page in UTF-8."""
    told = brief(report)
    title = _("Summary of the audit")
    points = listed([tag("span", point) for point in told.points])
    months = charts.by_month(report.trend[-MONTHS:]) if report.trend else ""
    state = tag("div", points, months, class_="charts")
    parts: list[Content] = [section("state", _("How it stands"), state)]
    if told.rules:
        rows: list[tuple[Content, ...]] = [
            (
                join((rule.summary, tag("p", rule.remedy, class_="remedy-line"))),
                mark(rule.severity),
                rule.count,
                ", ".join((rule.rule, *rule.clauses)),
            )
            for rule in told.rules
        ]
        columns = (_("Finding"), _("Severity"), _("How many"), _("Rule"))
        listing = table(_("The rules whose findings weigh most"), columns, rows, numbers=(2,))
        parts.append(section("rules", _("What weighs most"), listing))
    if told.units:
        parts.append(section("units", _("Units that need most"), units_table(told.units, report)))
    return page(
        f"{title}: {harmless(report.audit.organisation)}",
        head(title, report),
        *parts,
        footer=footer(report),
        kind="one-sheet",
    )
