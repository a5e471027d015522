"""A report as the content of a file, in the form that was asked for."""

import json
from collections.abc import Iterable, Sequence
from datetime import date

from policy.coverage import Coverage
from policy.due import Due
from policy.reports.report import Report
from somesec.model import Records
from somesec.unseen import escaped

AUDITS = ("text", "json", "sarif", "html", "csv", "markdown")
SUMMARIES = ("text", "html", "markdown")


def audit_file(report: Report, form: str, *, is_summary: bool = False) -> bytes:
    """The audit in one of `AUDITS`, or its page for management in one of `SUMMARIES`, in UTF-8."""
    from policy.reports import brief_html, brief_text, csv, html, markdown, sarif, text
    from policy.reports import json as json_form

    match form:
        case "json":
            return json_form.write(report.audit, report.records)
        case "sarif":
            return sarif.write(report)
        case "csv":
            return csv.write(report)
        case "html":
            return brief_html.write(report) if is_summary else html.write(report)
        case "markdown":
            return markdown.write_summary(report) if is_summary else markdown.write(report)
    return (brief_text.write(report) if is_summary else text.write(report)).encode()


def coverage_file(made: Coverage, units: Sequence[str], form: str) -> bytes:
    """The coverage of the units named as text, JSON or HTML, in UTF-8."""
    from policy.reports import coverage, coverage_html

    if form == "json":
        return coverage.write_json(made, units)
    if form == "html":
        return coverage_html.write(made, units)
    return coverage.write_text(made, units).encode()


def due_as_json(items: Iterable[Due], records: Records, today: date) -> bytes:
    """What falls due as UTF-8 JSON, always in English."""
    units = records.units
    rows = [
        {
            "kind": item.kind,
            "key": item.key,
            "due": item.day,
            "state": item.state(today),
            "subject": item.subject,
            "unit": units[item.unit].name if item.unit and item.unit in units else None,
            "text": item.text.english(),
        }
        for item in items
    ]
    text = json.dumps(rows, indent=2, sort_keys=True, ensure_ascii=False, default=str)
    return (escaped(text) + "\n").encode()
