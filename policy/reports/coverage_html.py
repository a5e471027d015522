"""The coverage of the guideline as one page of HTML in the reader's language; it loads nothing."""

from collections.abc import Sequence

from policy.clauses import clause_title
from policy.coverage import Coverage, Covered, State
from policy.reports.coverage import MARKS, details
from policy.reports.markup import Content, Html, join, tag
from policy.reports.page import page, section, table
from somesec import __version__
from somesec.language import _, collation, show_date


def write(coverage: Coverage, units: Sequence[str] = ()) -> bytes:
    """The page in UTF-8. `units` are the names of the units that it is of, none for all."""
    title = _("Coverage of the guideline")
    about = _("{organisation}, {day}, policy {policy} version {version}").format(
        organisation=coverage.organisation,
        day=show_date(coverage.today),
        policy=coverage.pack.id,
        version=coverage.pack.version,
    )
    of_units = _("Units: {units}").format(units=", ".join(sorted(units, key=collation)))
    return page(
        f"{title}: {coverage.organisation}",
        join(
            (
                tag("h1", title),
                tag("p", about, class_="about"),
                tag("p", of_units, class_="limit") if units else "",
            )
        ),
        section("states", _("Overview"), _counts(coverage)),
        section("clauses", _("The guideline"), _clauses(coverage)),
        footer=tag("p", _("Made by somesec {version}.").format(version=__version__)),
    )


def _counts(coverage: Coverage) -> Html:
    rows: list[tuple[Content, ...]] = [(_mark(state), coverage.count(state)) for state in State]
    return table(_("Clauses by state"), (_("State"), _("Clauses")), rows, numbers=(1,))


def _clauses(coverage: Coverage) -> Html:
    rows: list[tuple[Content, ...]] = [_row(clause, coverage) for clause in coverage.clauses]
    head = (_("Clause"), _("State"), _("What it asks"), _("What stands for it"))
    return table(_("Clauses of the guideline"), head, rows)


def _row(covered: Covered, coverage: Coverage) -> tuple[Content, ...]:
    return (
        clause_title(covered.clause),
        _mark(covered.state),
        coverage.pack.clause(covered.clause),
        join(tag("div", line) for line in details(covered)),
    )


def _mark(state: State) -> Html:
    return tag("span", f"{MARKS[state]} {state.label}", class_="mark")
