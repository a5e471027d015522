"""The audit for people at a terminal, in their language: how many accounts are in order, then what
is not, the worst first."""

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from policy.finding import Finding, Severity
from policy.reports import outline
from policy.reports.harmless import harmless
from policy.reports.lines import Lines
from policy.reports.marks import IN_ORDER_MARK, MARKS, UNKNOWN_MARK
from policy.reports.naming import subject_name, unit_name
from policy.reports.report import Report
from somesec.language import _, collation, ngettext, show_date
from somesec.model import Records

BOLD, DIM, GREEN = "1", "2", "32"
COLOURS = {
    Severity.CRITICAL: "1;31",
    Severity.HIGH: "31",
    Severity.MEDIUM: "33",
    Severity.LOW: "36",
    Severity.INFO: "34",
}


def write(report: Report, *, width: int = 80, colour: bool = False) -> str:
    """Lines of at most `width` columns, each with a line end. Severity is told by word and shape;
    `colour` only adds to that."""
    page = Lines(width, colour)
    head(page, report)
    for severity, group in groupby(report.audit.findings, key=lambda f: f.severity):
        _section(page, severity, list(group), report.records)
    _unknowns(page, report)
    _rule_errors(page, report)
    _remedies(page, report)
    _waivers(page, report)
    trend(page, report)
    return page.text()


def head(page: Lines, report: Report) -> None:
    """How many are in order, whose audit it is, and how much was found."""
    summary = report.audit.summary
    in_order = outline.in_order_line(report)
    whole = summary.compliant_accounts == summary.accounts_in_use and not report.audit.findings
    page.line(f"{IN_ORDER_MARK} {in_order}" if whole else in_order, style=GREEN if whole else BOLD)
    page.line(outline.about_line(report), style=DIM)
    for limit in outline.limits(report):
        page.line(limit, style=DIM)
    counts = [
        f"{MARKS[severity]} {severity.label} {summary.findings[severity]}"
        for severity in Severity
        if summary.findings[severity]
    ]
    if summary.unknown:
        word = _("unknown")
        counts.append(f"{UNKNOWN_MARK} {word} {summary.unknown}")
    if counts:
        page.line("   ".join(counts))


def trend(page: Lines, report: Report) -> None:
    """How the months went whose counts were kept."""
    if not report.trend:
        return
    page.gap()
    page.line(_("By month"), style=BOLD)
    for counts in report.trend:
        found = [
            f"{MARKS[severity]} {getattr(counts, severity)}"
            for severity in Severity
            if getattr(counts, severity)
        ]
        unknown = [f"{UNKNOWN_MARK} {counts.unknown}"] if counts.unknown else []
        in_order = _("{compliant} of {count} in order").format(
            compliant=counts.compliant, count=counts.in_use
        )
        parts = (show_date(counts.day), in_order, *found, *unknown)
        page.line("   ".join(parts), indent=2, hang=4)


def _section(
    page: Lines, severity: Severity, findings: Sequence[Finding], records: Records
) -> None:
    page.gap()
    page.line(f"{MARKS[severity]} {severity.label} ({len(findings)})", style=COLOURS[severity])
    by_unit = [(unit_name(u, records), u, list(g)) for u, g in groupby(findings, _unit_of)]
    for name, unit, group in sorted(by_unit, key=lambda part: collation(part[0])):
        page.line(name, indent=2, style=BOLD)
        for finding in group:
            subject = "" if finding.subject == unit else subject_name(finding.subject, records)
            title = f"{finding.rule} {finding.name}"
            page.line(f"{subject}  {title}".strip(), indent=4, hang=6)
            page.line(harmless(str(finding.message)), indent=6)


def _unit_of(finding: Finding) -> UUID | None:
    return finding.unit


def _unknowns(page: Lines, report: Report) -> None:
    if not report.audit.unknown:
        return
    page.gap()
    word = _("unknown")
    page.line(f"{UNKNOWN_MARK} {word} ({len(report.audit.unknown)})", style=BOLD)
    rules: dict[str, list[str]] = {}
    for unknown in report.audit.unknown:
        rules.setdefault(harmless(str(unknown.reason)), []).append(unknown.rule)
    for reason, codes in sorted(rules.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        named = ", ".join(sorted(set(codes)))
        page.line(f"{len(codes)} × {reason} ({named})", indent=2, hang=6)


def _rule_errors(page: Lines, report: Report) -> None:
    if not report.audit.rule_errors:
        return
    page.gap()
    page.line(outline.failed_line(report), style=COLOURS[Severity.CRITICAL])
    for rule, subject, error in outline.failed(report):
        page.line(f"{rule}  {subject}  {error}", indent=2, hang=4)


def _remedies(page: Lines, report: Report) -> None:
    remedies = outline.remedies(report)
    if not remedies:
        return
    page.gap()
    page.line(_("What to do"), style=BOLD)
    for remedy in remedies:
        page.line(f"{remedy.rule} {remedy.name} ({remedy.count})", indent=2)
        page.line(remedy.remedy, indent=4)
    page.line(_("More about a rule: somesec rule CODE"), indent=2, style=DIM)


def _waivers(page: Lines, report: Report) -> None:
    notes = outline.waiver_notes(report)
    if not (report.audit.waived or notes):
        return
    page.gap()
    if report.audit.waived:
        page.line(
            ngettext(
                "{count} finding is accepted for now by a waiver.",
                "{count} findings are accepted for now by waivers.",
                len(report.audit.waived),
            ).format(count=len(report.audit.waived))
        )
    for note in notes:
        page.line(note)
