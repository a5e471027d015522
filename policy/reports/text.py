"""The audit for people at a terminal, in their language: how many accounts are in order, then what
is not, the worst first."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from textwrap import wrap
from uuid import UUID

from policy.engine import Audit
from policy.finding import Finding, Severity
from policy.reports.harmless import harmless
from policy.reports.marks import IN_ORDER_MARK, MARKS, UNKNOWN_MARK
from policy.reports.naming import subject_name, unit_name
from somesec.language import Message, _, ngettext, show_date
from somesec.model import Records

_BOLD = "1"
_DIM = "2"
_GREEN = "32"
_COLOURS = {
    Severity.CRITICAL: "1;31",
    Severity.HIGH: "31",
    Severity.MEDIUM: "33",
    Severity.LOW: "36",
    Severity.INFO: "34",
}
_NARROWEST = 40


def write(audit: Audit, records: Records, *, width: int = 80, colour: bool = False) -> str:
    """Lines of at most `width` columns, each with a line end. Severity is told by word and shape;
    `colour` only adds to that."""
    page = _Page(max(width, _NARROWEST), colour)
    _head(page, audit)
    for severity, group in groupby(audit.findings, key=lambda f: f.severity):
        _section(page, severity, list(group), records)
    _unknowns(page, audit)
    _rule_errors(page, audit, records)
    _remedies(page, audit)
    _waivers(page, audit, records)
    return page.text()


class _Page:
    """Lines as they are written, wrapped to the width."""

    def __init__(self, width: int, colour: bool) -> None:
        self._width = width
        self._colour = colour
        self._lines: list[str] = []

    def line(self, text: str, *, indent: int = 0, hang: int | None = None, style: str = "") -> None:
        """Adds a text that is already harmless; further lines of it begin `hang` columns in."""
        further = indent if hang is None else hang
        for line in wrap(
            text,
            self._width,
            initial_indent=" " * indent,
            subsequent_indent=" " * further,
            break_on_hyphens=False,
        ):
            self._lines.append(f"\x1b[{style}m{line}\x1b[0m" if self._colour and style else line)

    def gap(self) -> None:
        self._lines.append("")

    def text(self) -> str:
        return "\n".join(self._lines) + "\n"


def _head(page: _Page, audit: Audit) -> None:
    summary = audit.summary
    in_order = ngettext(
        "{compliant} of {count} account in use is in order.",
        "{compliant} of {count} accounts in use are in order.",
        summary.accounts_in_use,
    ).format(compliant=summary.compliant_accounts, count=summary.accounts_in_use)
    whole = summary.compliant_accounts == summary.accounts_in_use and not audit.findings
    page.line(
        f"{IN_ORDER_MARK} {in_order}" if whole else in_order, style=_GREEN if whole else _BOLD
    )
    page.line(
        _("{organisation}, {day}, policy {policy} version {version}").format(
            organisation=harmless(audit.organisation),
            day=show_date(audit.today),
            policy=harmless(audit.policy_id),
            version=harmless(audit.policy_version),
        ),
        style=_DIM,
    )
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


def _section(
    page: _Page, severity: Severity, findings: Sequence[Finding], records: Records
) -> None:
    page.gap()
    page.line(f"{MARKS[severity]} {severity.label} ({len(findings)})", style=_COLOURS[severity])
    by_unit = [(unit_name(u, records), u, list(g)) for u, g in groupby(findings, _unit_of)]
    for name, unit, group in sorted(by_unit, key=lambda part: part[0].casefold()):
        page.line(name, indent=2, style=_BOLD)
        for finding in group:
            subject = "" if finding.subject == unit else subject_name(finding.subject, records)
            title = f"{finding.rule} {finding.name}"
            page.line(f"{subject}  {title}".strip(), indent=4, hang=6)
            page.line(harmless(str(finding.message)), indent=6)


def _unit_of(finding: Finding) -> UUID | None:
    return finding.unit


def _unknowns(page: _Page, audit: Audit) -> None:
    if not audit.unknown:
        return
    page.gap()
    word = _("unknown")
    page.line(f"{UNKNOWN_MARK} {word} ({len(audit.unknown)})", style=_BOLD)
    rules: dict[str, list[str]] = {}
    for unknown in audit.unknown:
        rules.setdefault(harmless(str(unknown.reason)), []).append(unknown.rule)
    for reason, codes in sorted(rules.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        named = ", ".join(sorted(set(codes)))
        page.line(f"{len(codes)} × {reason} ({named})", indent=2, hang=6)


def _rule_errors(page: _Page, audit: Audit, records: Records) -> None:
    if not audit.rule_errors:
        return
    page.gap()
    page.line(
        ngettext(
            "{count} check failed to run, so this audit is not complete:",
            "{count} checks failed to run, so this audit is not complete:",
            len(audit.rule_errors),
        ).format(count=len(audit.rule_errors)),
        style=_COLOURS[Severity.CRITICAL],
    )
    for error in audit.rule_errors:
        subject = subject_name(error.subject, records)
        page.line(f"{harmless(error.rule)}  {subject}  {error.error}", indent=2, hang=4)


def _remedies(page: _Page, audit: Audit) -> None:
    kinds = Counter((finding.rule, finding.name) for finding in audit.findings)
    if not kinds:
        return
    remedies: dict[str, Message] = {finding.rule: finding.remedy for finding in audit.findings}
    page.gap()
    page.line(_("What to do"), style=_BOLD)
    for (code, name), count in sorted(kinds.items()):
        page.line(f"{code} {name} ({count})", indent=2)
        page.line(harmless(str(remedies[code])), indent=4)
    page.line(_("More about a rule: somesec rule CODE"), indent=2, style=_DIM)


def _waivers(page: _Page, audit: Audit, records: Records) -> None:
    if not (audit.waived or audit.unused_waivers or audit.expired_waivers):
        return
    page.gap()
    if audit.waived:
        page.line(
            ngettext(
                "{count} finding is accepted for now by a waiver.",
                "{count} findings are accepted for now by waivers.",
                len(audit.waived),
            ).format(count=len(audit.waived))
        )
    for waiver in audit.expired_waivers:
        page.line(
            _("A waiver ended on {day}: {rule} on {subject}.").format(
                day=show_date(waiver.expires_on),
                rule=waiver.rule,
                subject=subject_name(waiver.subject, records),
            )
        )
    for waiver in audit.unused_waivers:
        page.line(
            _("A waiver accepts nothing and can go: {rule} on {subject}.").format(
                rule=waiver.rule, subject=subject_name(waiver.subject, records)
            )
        )
