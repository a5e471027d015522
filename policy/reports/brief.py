"""What management needs of an audit on one page: how it stands, what weighs most, and where."""

import msgspec

from policy.finding import Severity
from policy.reports import outline
from policy.reports.report import Report, Standing
from somesec.language import _, ngettext, show_date

MOST = 5
"""How many rules, and how many units, are named."""


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """`headline` says how many accounts are in order, `points` what else counts, a sentence each;
    `rules` are those whose findings weigh most, `units` those with the most accounts not in
    order."""

    headline: str
    about: str
    points: tuple[str, ...]
    rules: tuple[outline.Remedy, ...]
    units: tuple[Standing, ...]


def brief(report: Report) -> Brief:
    """The page's content in the reader's language."""
    rules = sorted(outline.remedies(report), key=lambda r: (-r.severity.rank, -r.count, r.rule))
    units = [unit for unit in report.standings() if unit.in_use > unit.in_order]
    units.sort(key=lambda unit: (unit.in_order - unit.in_use, unit.in_order))
    return Brief(
        headline=outline.in_order_line(report),
        about=outline.about_line(report),
        points=(*outline.limits(report), *_points(report)),
        rules=tuple(rules[:MOST]),
        units=tuple(units[:MOST]),
    )


def _points(report: Report) -> list[str]:
    audit = report.audit
    serious = sum(finding.severity.at_least(Severity.HIGH) for finding in audit.findings)
    said = [
        ngettext(
            "{count} finding is critical or high.",
            "{count} findings are critical or high.",
            serious,
        ).format(count=serious)
        if serious
        else _("Nothing that was found is critical or high.")
    ]
    if audit.unknown:
        said.append(
            ngettext(
                "{count} check could not be made, which counts as neither passed nor failed.",
                "{count} checks could not be made, which count as neither passed nor failed.",
                len(audit.unknown),
            ).format(count=len(audit.unknown))
        )
    if audit.rule_errors:
        said.append(
            ngettext(
                "{count} check failed to run, so this audit is not complete.",
                "{count} checks failed to run, so this audit is not complete.",
                len(audit.rule_errors),
            ).format(count=len(audit.rule_errors))
        )
    if audit.waived:
        said.append(
            ngettext(
                "{count} finding is accepted for now by a waiver.",
                "{count} findings are accepted for now by waivers.",
                len(audit.waived),
            ).format(count=len(audit.waived))
        )
    return [*said, *_since(report)]


def _since(report: Report) -> list[str]:
    """How it stood at the end of the month before, where that was kept."""
    this = (report.audit.today.year, report.audit.today.month)
    before = [c for c in report.trend if (c.day.year, c.day.month) != this]
    return [
        _("On {day}, {compliant} of {count} accounts in use were in order.").format(
            day=show_date(counts.day), compliant=counts.compliant, count=counts.in_use
        )
        for counts in before[-1:]
    ]
