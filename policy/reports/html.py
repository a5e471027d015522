"""The audit as one page of HTML in the reader's language: for the screen, for paper and for screen
readers. It holds no script and loads nothing, so it can be sent and kept as it is."""

from policy.finding import Severity
from policy.reports import charts, outline
from policy.reports.harmless import harmless
from policy.reports.marks import IN_ORDER_MARK, MARKS, UNKNOWN_MARK
from policy.reports.markup import Content, Html, join, tag
from policy.reports.naming import unit_name
from policy.reports.page import listed, page, parted, section, table
from policy.reports.report import Report, Standing
from somesec import __version__
from somesec.language import _, show_date

CHARTED = 24
"""How many units the chart shows at most; the table under it has all."""


def write(report: Report) -> bytes:
    """The page in UTF-8."""
    parts = [
        ("overview", _("Overview"), overview(report)),
        ("findings", _("Findings"), _found(report)),
        ("unknown", f"{UNKNOWN_MARK} " + _("Unknown"), _not_checked(report)),
        ("accepted", _("Accepted for now"), _accepted(report)),
        ("to-do", _("What to do"), _remedies(report)),
        ("clauses", _("The guideline"), _clauses(report)),
    ]
    shown = [(anchor, title, content) for anchor, title, content in parts if content]
    contents = listed([tag("a", title, href=f"#{anchor}") for anchor, title, _rest in shown])
    title = _("Audit of the social media accounts")
    return page(
        f"{title}: {harmless(report.audit.organisation)}",
        join((head(title, report), _failed(report))),
        tag("nav", contents, aria_label=_("Contents")),
        *(section(anchor, title, content) for anchor, title, content in shown),
        footer=footer(report),
    )


def head(title: str, report: Report) -> Html:
    """The page's title with whose audit it is, how it stands, and the counts."""
    summary = report.audit.summary
    is_good = summary.compliant_accounts == summary.accounts_in_use and not report.audit.findings
    headline = outline.in_order_line(report)
    return join(
        (
            tag("h1", title),
            tag("p", outline.about_line(report), class_="about"),
            *(tag("p", limit, class_="limit") for limit in outline.limits(report)),
            tag(
                "p",
                f"{IN_ORDER_MARK} {headline}" if is_good else headline,
                class_="headline good" if is_good else "headline",
            ),
            _tiles(report),
        )
    )


def footer(report: Report) -> Html:
    """Where the page is from, and that it is not for everybody."""
    return tag(
        "p",
        _("Made by somesec {version} on {day} by the policy {policy}, version {number}.").format(
            version=__version__,
            day=show_date(report.audit.today),
            policy=harmless(report.audit.policy_id),
            number=harmless(report.audit.policy_version),
        ),
        " ",
        _("It names people and weaknesses: keep it as you keep the register."),
    )


def mark(severity: Severity) -> Html:
    """A severity by its shape and its word."""
    return tag("span", f"{MARKS[severity]} {severity.label}", class_=f"mark {severity}")


def overview(report: Report) -> Html:
    """How units and months went, as charts and tables."""
    standings = report.standings()
    parts: list[Content] = [
        tag(
            "div",
            charts.by_severity(report.audit.summary.findings),
            charts.by_month(report.trend) if report.trend else "",
            class_="charts",
        )
    ]
    if standings:
        parts += [_unit_chart(standings, report), units_table(standings, report)]
    if report.trend:
        parts.append(months_table(report))
    return join(parts)


def units_table(standings: tuple[Standing, ...], report: Report) -> Html:
    """The units, a row each."""
    rows: list[tuple[Content, ...]] = [
        (
            unit_name(row.unit, report.records),
            row.in_use,
            row.in_order,
            row.broken,
            row.unknown,
            *(row.findings[severity] for severity in Severity),
        )
        for row in standings
    ]
    head = (
        _("Unit"),
        _("Accounts in use"),
        _("In order"),
        _("Not in order"),
        _("Unknown"),
        *(mark(severity) for severity in Severity),
    )
    return table(_("Accounts and findings by unit"), head, rows, numbers=tuple(range(1, len(head))))


def months_table(report: Report) -> Html:
    """The months whose counts were kept, a row each."""
    rows: list[tuple[Content, ...]] = [
        (
            show_date(counts.day),
            counts.in_use,
            counts.compliant,
            counts.unknown,
            *(getattr(counts, severity) for severity in Severity),
        )
        for counts in report.trend
    ]
    head = (
        _("Day"),
        _("Accounts in use"),
        _("In order"),
        _("Unknown"),
        *(mark(severity) for severity in Severity),
    )
    return table(_("By month"), head, rows, numbers=tuple(range(1, len(head))))


def _tiles(report: Report) -> Html:
    summary = report.audit.summary
    tiles = [(str(s), f"{MARKS[s]} {s.label}", summary.findings[s]) for s in Severity]
    tiles += [
        ("unknown", f"{UNKNOWN_MARK} " + _("unknown"), summary.unknown),
        ("waived", _("accepted"), summary.waived),
    ]
    return tag(
        "ul",
        *(
            tag("li", tag("b", count), tag("span", label), class_=kind)
            for kind, label, count in tiles
        ),
        class_="counts",
    )


def _failed(report: Report) -> Html:
    if not report.audit.rule_errors:
        return join(())
    items = [
        join((rule, " ", subject, " ", error)) for rule, subject, error in outline.failed(report)
    ]
    return tag("div", tag("p", outline.failed_line(report)), listed(items), class_="failed")


def _unit_chart(standings: tuple[Standing, ...], report: Report) -> Html:
    worst = sorted(standings, key=lambda s: s.in_order - s.in_use)[:CHARTED]
    rows = [
        (unit_name(row.unit, report.records), row.in_order, row.broken, row.unknown)
        for row in standings
        if row in worst
    ]
    left_out = len(standings) - len(rows)
    note = (
        tag(
            "p",
            _("The {count} units with the most accounts not in order; the table has all.").format(
                count=len(rows)
            ),
        )
        if left_out
        else ""
    )
    return join((charts.by_unit(rows), charts.key(), note))


def _found(report: Report) -> Html:
    return join(
        join((tag("h3", part.unit), *(_group(part.unit, group) for group in part.severities)))
        for part in outline.found_by_unit(report)
    )


def _group(unit: str, group: outline.SeverityPart) -> Html:
    rows: list[tuple[Content, ...]] = [
        (found.subject or unit, _rule(found.rule, found.name), found.message)
        for found in group.findings
    ]
    caption = parted(mark(group.severity), f"({len(group.findings)})")
    head = (_("Record"), _("Rule"), _("Finding"))
    return tag("div", table(caption, head, rows), class_="findings")


def _rule(code: str, name: str) -> Html:
    return tag("a", f"{code} {name}", href=f"#{code}")


def _not_checked(report: Report) -> Html:
    groups = outline.not_checked(report)
    if not groups:
        return join(())
    rows: list[tuple[Content, ...]] = [
        (
            ", ".join(one.rules),
            one.reason,
            len(one.subjects),
            tag("span", ", ".join(one.subjects), class_="names"),
        )
        for one in groups
    ]
    return join(
        (
            tag("p", _("These checks could not be made: they count as neither passed nor failed.")),
            table(
                _("Checks that could not be made"),
                (_("Rule"), _("Why it is unknown"), _("How many"), _("Records")),
                rows,
                numbers=(2,),
            ),
        )
    )


def _accepted(report: Report) -> Html:
    rows: list[tuple[Content, ...]] = [
        (
            one.found.subject or one.unit,
            f"{one.found.rule} {one.found.name}",
            one.reason,
            one.by,
            show_date(one.until) if one.until else "",
        )
        for one in outline.accepted(report)
    ]
    head = (_("Record"), _("Rule"), _("Reason"), _("Accepted by"), _("Until"))
    notes = [tag("p", note) for note in outline.waiver_notes(report)]
    listing = table(_("Findings that a waiver accepts"), head, rows) if rows else ""
    return join((listing, *notes))


def _remedies(report: Report) -> Html:
    return join(remedy(part) for part in outline.remedies(report))


def remedy(part: outline.Remedy) -> Html:
    """What to do about the findings of a rule."""
    return tag(
        "div",
        tag("h3", f"{part.rule} {part.name}", id=part.rule),
        tag("p", parted(mark(part.severity), f"({part.count})", part.summary)),
        tag(
            "dl",
            tag("dt", _("How to resolve")),
            tag("dd", part.remedy),
            *((tag("dt", _("Why")), tag("dd", part.why)) if part.why else ()),
            tag("dt", _("The guideline")),
            tag("dd", ", ".join(part.clauses)),
        ),
        class_="remedy",
    )


def _clauses(report: Report) -> Html:
    rows: list[tuple[Content, ...]] = [
        (part.title, part.text, part.count) for part in outline.clauses(report)
    ]
    if not rows:
        return join(())
    head = (_("Clause"), _("What it asks"), _("Findings"))
    return table(_("Clauses that findings stand on"), head, rows, numbers=(2,))
