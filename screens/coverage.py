"""Every clause of the guideline: what it asks, what stands for it, and how the town stands."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from policy.clauses import clause_title
from policy.coverage import Coverage, Covered, State
from screens import explaining
from screens.listed import Listed
from screens.marks import STYLES
from screens.page import Sheet
from screens.pane import Pane
from screens.reports import STATE_HEALTH
from screens.ways import place, way_of
from screens.widgets.rows import Cell, Column, Row
from somesec.language import N_, _
from somesec.register import auditing


class CoveragePage(Listed, Sheet):
    PLACE = N_("Clause by clause")
    HELP_TEXT = N_(
        "Each clause of the guideline with the rules, records and acts that stand for it. 'Not "
        "checkable' are those that only people can follow; 'unknown' is never taken for met. "
        "[F4 coverage.file] writes it to a file for an auditor."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4", "file", N_("Save to a file"), id="coverage.file"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._coverage: Coverage | None = None
        self._clauses: dict[str, Covered] = {}

    def columns(self) -> Sequence[Column]:
        return (
            Column("state", _("State"), sortable=False),
            Column("clause", _("Clause"), sortable=False),
            Column("text", _("What it asks"), least=30, most=160, sortable=False),
        )

    def show(self) -> None:
        register = self.app.register
        if register is not None:
            audit = self.app.audit
            self.app.carry_out(
                lambda: auditing.coverage(register, audited=audit)[0], self._take, owner=self
            )

    def _take(self, coverage: Coverage) -> None:
        self._coverage = coverage
        self._clauses = {covered.clause: covered for covered in coverage.clauses}
        counts = [
            Content.styled(
                f"{STATE_HEALTH[state].shape} {state.label} {coverage.count(state)}",
                STYLES.get(STATE_HEALTH[state].tone, ""),
            )
            for state in State
            if coverage.count(state)
        ]
        rows = [
            Row(
                covered.clause,
                (
                    Cell(
                        f"{STATE_HEALTH[covered.state].shape} {covered.state.label}",
                        STATE_HEALTH[covered.state].tone,
                    ),
                    Cell(covered.clause, "strong"),
                    Cell(coverage.pack.clause(covered.clause)),
                ),
            )
            for covered in coverage.clauses
        ]
        self.fill(rows, Content("   ").join(counts))

    def detail(self, key: str) -> Content:
        covered, coverage = self._clauses[key], self._coverage
        pane = Pane()
        pane.title(clause_title(key), covered.state.label)
        if coverage is not None:
            pane.line(coverage.pack.clause(key))
        for heading, codes in ((_("The rules"), covered.rules), (_("Not checked"), covered.off)):
            if codes:
                pane.heading(heading)
            for code in codes:
                pane.columns((code, explaining.summary(code)), (6,))
        for heading, commands in (
            (_("Recorded with"), covered.records),
            (_("Done with"), covered.acts),
        ):
            places = [place(way, _) for way in map(way_of, commands) if way]
            if places:
                pane.heading(heading)
            for said in dict.fromkeys(places):
                pane.line(said)
        counts = [
            (_("Findings"), covered.findings),
            (_("Accepted for now"), covered.waived),
            (_("Unknown"), covered.unknown),
            (_("Failed checks"), covered.rule_errors),
        ]
        if any(count for _name, count in counts):
            pane.gap()
        for name, count in counts:
            if count:
                pane.value(name, str(count))
        if not (covered.rules or covered.off or covered.records or covered.acts):
            pane.gap()
            pane.line(_("Shown to people; nothing in the register can tell."), "quiet")
        return pane.content

    def action_file(self) -> None:
        from screens.report_files import SaveCoverage

        self.app.open(SaveCoverage())
