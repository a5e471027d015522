"""The audit, and the page for management, as Markdown (GitHub's, with tables) in the reader's
language. Every text is escaped: no name becomes a heading, a link, a picture or HTML."""

import re
from collections.abc import Iterable, Sequence

from policy.finding import Severity
from policy.reports import outline
from policy.reports.brief import brief
from policy.reports.harmless import harmless
from policy.reports.marks import MARKS, UNKNOWN_MARK
from policy.reports.naming import unit_name
from policy.reports.report import Report, Standing
from somesec.language import _, show_date

# What CommonMark and GitHub's tables and autolinks act on inside a line; `www.` and `://` begin
# links by themselves, `@` addresses.
_SIGNS = re.compile(r"[\\`*_\[\]<>|~&#!@$]|:(?=//)|(?<=www)\.", re.IGNORECASE)


def escape(text: str) -> str:
    """The text as it stands inside a line of Markdown, shown as it is."""
    return _SIGNS.sub(lambda sign: "\\" + sign[0], harmless(text))


def write(report: Report) -> bytes:
    """The whole audit in UTF-8."""
    lines = [
        *_head(_("Audit of the social media accounts"), report),
        *_counts(report),
        *_failed(report),
        *_units(report.standings(), report),
        *_found(report),
        *_not_checked(report),
        *_accepted(report),
        *_remedies(outline.remedies(report), _("What to do")),
        *_trend(report),
        *_clauses(report),
    ]
    return _bytes(lines)


def write_summary(report: Report) -> bytes:
    """The page for management in UTF-8."""
    told = brief(report)
    lines = [
        *_head(_("Summary of the audit"), report),
        *_counts(report),
        "",
        *(f"- {escape(point)}" for point in told.points),
        *_remedies(told.rules, _("What weighs most")),
        *_units(told.units, report, _("Units that need most")),
        *_trend(report),
    ]
    return _bytes(lines)


def _bytes(lines: Iterable[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _head(title: str, report: Report) -> list[str]:
    limits = [line for limit in outline.limits(report) for line in ("", escape(limit))]
    return [
        f"# {title}",
        "",
        escape(outline.about_line(report)),
        *limits,
        "",
        f"**{escape(outline.in_order_line(report))}**",
    ]


def _counts(report: Report) -> list[str]:
    summary = report.audit.summary
    names = [f"{MARKS[s]} {s.label}" for s in Severity]
    numbers = [str(summary.findings[s]) for s in Severity]
    return _table(
        (*names, f"{UNKNOWN_MARK} " + _("unknown"), _("accepted")),
        [(*numbers, str(summary.unknown), str(summary.waived))],
    )


def _failed(report: Report) -> list[str]:
    if not report.audit.rule_errors:
        return []
    rows = outline.failed(report)
    return ["", f"**{escape(outline.failed_line(report))}**", "", *(f"- {_row(r)}" for r in rows)]


def _row(parts: Iterable[str]) -> str:
    return ", ".join(escape(part) for part in parts)


def _units(standings: Sequence[Standing], report: Report, title: str = "") -> list[str]:
    if not standings:
        return []
    rows = [
        (
            unit_name(row.unit, report.records),
            str(row.in_use),
            str(row.in_order),
            str(row.unknown),
            *(str(row.findings[severity]) for severity in Severity),
        )
        for row in standings
    ]
    head = (
        _("Unit"),
        _("Accounts in use"),
        _("In order"),
        _("Unknown"),
        *(f"{MARKS[severity]} {severity.label}" for severity in Severity),
    )
    return ["", "## " + (title or _("Units")), *_table(head, rows)]


def _found(report: Report) -> list[str]:
    lines = []
    for part in outline.found_by_unit(report):
        lines += ["", f"### {escape(part.unit)}"]
        for group in part.severities:
            title = f"{MARKS[group.severity]} {group.severity.label} ({len(group.findings)})"
            lines += ["", f"#### {title}"]
            lines += _table(
                (_("Record"), _("Rule"), _("Finding")),
                [
                    (found.subject or part.unit, f"{found.rule} {found.name}", found.message)
                    for found in group.findings
                ],
            )
    return ["", "## " + _("Findings"), *lines] if lines else []


def _not_checked(report: Report) -> list[str]:
    groups = outline.not_checked(report)
    if not groups:
        return []
    rows = [
        (", ".join(one.rules), one.reason, str(len(one.subjects)), ", ".join(one.subjects))
        for one in groups
    ]
    head = (_("Rule"), _("Why it is unknown"), _("How many"), _("Records"))
    return ["", f"## {UNKNOWN_MARK} " + _("Unknown"), *_table(head, rows)]


def _accepted(report: Report) -> list[str]:
    rows = [
        (
            one.found.subject or one.unit,
            f"{one.found.rule} {one.found.name}",
            one.reason,
            one.by,
            show_date(one.until) if one.until else "",
        )
        for one in outline.accepted(report)
    ]
    notes = [line for note in outline.waiver_notes(report) for line in ("", escape(note))]
    if not (rows or notes):
        return []
    head = (_("Record"), _("Rule"), _("Reason"), _("Accepted by"), _("Until"))
    return ["", "## " + _("Accepted for now"), *(_table(head, rows) if rows else ()), *notes]


def _remedies(remedies: Sequence[outline.Remedy], title: str) -> list[str]:
    if not remedies:
        return []
    lines = ["", f"## {title}"]
    for rule in remedies:
        mark = f"{MARKS[rule.severity]} {rule.severity.label}"
        lines += [
            "",
            f"### {escape(rule.rule)} {escape(rule.name)}",
            "",
            f"{mark}, {rule.count}: {escape(rule.summary)} ({_row(rule.clauses)})",
            "",
            escape(rule.remedy),
        ]
    return lines


def _trend(report: Report) -> list[str]:
    rows = [
        (
            show_date(counts.day),
            str(counts.in_use),
            str(counts.compliant),
            str(counts.unknown),
            *(str(getattr(counts, severity)) for severity in Severity),
        )
        for counts in report.trend
    ]
    if not rows:
        return []
    head = (
        _("Day"),
        _("Accounts in use"),
        _("In order"),
        _("Unknown"),
        *(f"{MARKS[severity]} {severity.label}" for severity in Severity),
    )
    return ["", "## " + _("By month"), *_table(head, rows)]


def _clauses(report: Report) -> list[str]:
    parts = outline.clauses(report)
    if not parts:
        return []
    rows = [(part.title, part.text, str(part.count)) for part in parts]
    head = (_("Clause"), _("What it asks"), _("Findings"))
    return ["", "## " + _("The guideline"), *_table(head, rows)]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return ["", _cells(head), "|" + " --- |" * len(head), *map(_cells, rows)]


def _cells(texts: Iterable[str]) -> str:
    return "| " + " | ".join(escape(text) for text in texts) + " |"
