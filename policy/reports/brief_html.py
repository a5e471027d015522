"""The page for management as HTML, on one sheet of paper."""

from policy.reports import charts
from policy.reports.brief import brief
from policy.reports.harmless import harmless
from policy.reports.html import footer, head, mark, units_table
from policy.reports.markup import Content, join, tag
from policy.reports.page import listed, page, section, table
from policy.reports.report import Report
from somesec.language import _


def write(report: Report) -> bytes:
    """The page in UTF-8."""
    told = brief(report)
    title = _("Summary of the audit")
    parts: list[Content] = [
        section("state", _("How it stands"), listed([tag("span", p) for p in told.points]))
    ]
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
    if report.trend:
        parts.append(section("months", _("By month"), charts.by_month(report.trend[-12:])))
    return page(
        f"{title}: {harmless(report.audit.organisation)}",
        head(title, report),
        *parts,
        footer=footer(report),
        kind="one-sheet",
    )
