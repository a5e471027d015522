"""What the audit found: grouped by severity, unit or rule; why, and what to do."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from policy.finding import Finding, SubjectKind, Unknown
from policy.reports.naming import incident_name
from screens import explaining
from screens.labels import EVIDENCE
from screens.marks import Health
from screens.mending import mend
from screens.page import WIDE, Page
from screens.pane import Pane
from screens.summary import summary
from screens.widgets.rows import Cell, Column, Row, Rows
from somesec.language import N_, _, current
from somesec.register.labels import shown

_GROUPINGS = ("severity", "unit", "rule")
_GROUPED = {
    "severity": N_("by severity"),
    "unit": N_("by unit"),
    "rule": N_("by rule"),
}


class Findings(Page):
    CSS_PATH = "findings.tcss"
    PLACE = N_("Findings")
    HELP_TEXT = N_(
        "Where the register breaks the guideline, and what could not be known. Enter goes to the "
        "place that mends it. Press w to see why it matters."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "g", "group", N_("Group"), id="findings.group", tooltip=N_("By severity, unit, rule")
        ),
        Binding("w", "why", N_("Why"), id="findings.why", tooltip=N_("The whole finding")),
        Binding("m", "mend", N_("Mend"), id="findings.mend", tooltip=N_("Go where it is mended")),
        Binding("o", "account", N_("Open the account"), id="findings.open"),
        Binding("escape", "leave", N_("Back"), id="findings.back", show=False),
    ]
    AUTO_FOCUS = "#list"

    def __init__(self) -> None:
        super().__init__()
        self._grouping = "severity"
        self._shown: dict[str, Finding | Unknown] = {}

    def body(self) -> ComposeResult:
        yield Static(id="summary", classes="summary", markup=False)
        yield Static(id="grouping", classes="summary quiet", markup=False)
        with Horizontal(id="halves"):
            with Vertical(id="list-half"):
                yield Rows(
                    Column("health", "", sortable=False),
                    Column("subject", "", least=20, sortable=False),
                    Column("message", "", least=34, sortable=False),
                    Column("unit", "", least=10, rank=1, sortable=False),
                    titles=False,
                    id="list",
                )
                yield Static(id="preview", markup=False)
                yield Static(id="empty", classes="empty", markup=False)
            with VerticalScroll(id="pane"):
                yield Static(id="detail", markup=False)

    # What it shows

    def show(self) -> None:
        if self.app.register is None:
            return
        audit = self.app.audit
        self.query_one("#summary", Static).update(summary(audit, self.size.width - 4))
        self.query_one("#grouping", Static).update(_(_GROUPED[self._grouping]))
        found: list[Finding | Unknown] = [*audit.findings, *audit.unknown] if audit else []
        self._shown = {f"{number:06}": answer for number, answer in enumerate(found)}
        rows: list[Row] = []
        for group, keys in self._groups().items():
            if rows:
                rows.append(Row("", (Cell(""),), heading=True))
            rows.append(Row("", (Cell(f"{group}   {len(keys)}"),), heading=True))
            rows += [self._row(key) for key in keys]
        self.query_one(Rows).show(rows)
        self.query_one("#empty").display = not rows
        self.query_one(Rows).display = bool(rows)
        self.query_one("#empty", Static).update(
            _("✓ Nothing found. All that could be checked is in order.")
            if audit
            else _("Looking the register through …")
        )
        self._show_detail()

    def _groups(self) -> dict[str, list[str]]:
        name: Callable[[Finding | Unknown], tuple[object, str]] = {
            "severity": lambda answer: (_health(answer), str(_health(answer))),
            "unit": lambda answer: (self._unit(answer).casefold(), self._unit(answer) or "–"),
            "rule": lambda answer: (
                answer.rule,
                f"{answer.rule} {explaining.summary(answer.rule)}",
            ),
        }[self._grouping]
        named = sorted(
            ((name(answer), _health(answer), key) for key, answer in self._shown.items()),
            key=lambda item: (item[0], item[1], item[2]),
        )
        groups: dict[str, list[str]] = {}
        for (_order, group), _state, key in named:
            groups.setdefault(group, []).append(key)
        return groups

    def _row(self, key: str) -> Row:
        answer = self._shown[key]
        health = _health(answer)
        return Row(
            key,
            (
                Cell(health.shape if self._grouping == "severity" else str(health), health.tone),
                Cell(self._subject(answer), "strong"),
                Cell(_said(answer)),
                Cell(self._unit(answer), "quiet"),
            ),
        )

    def _subject(self, answer: Finding | Unknown) -> str:
        records = self.app.opened.records
        if answer.subject in records.accounts:
            return records.accounts[answer.subject].name
        if answer.subject in records.units:
            return records.units[answer.subject].called(current())
        if answer.subject in records.people:
            return records.people[answer.subject].name
        if answer.subject in records.incidents:
            return incident_name(records.incidents[answer.subject])
        return records.organisation.name

    def _unit(self, answer: Finding | Unknown) -> str:
        unit = self.app.opened.records.units.get(answer.unit) if answer.unit else None
        return unit.called(current()) if unit else ""

    def go_to(self, rule: str) -> None:
        """Shows what a rule found, the rules beside each other; what is unknown for no rule."""
        self._grouping = "rule" if rule else "severity"
        self.show()
        for row in self.query_one(Rows).rows:
            answer = self._shown.get(row.key)
            if answer and (answer.rule == rule or (not rule and isinstance(answer, Unknown))):
                self.query_one(Rows).go_to(row.key)
                return

    # The detail

    @property
    def chosen(self) -> Finding | Unknown | None:
        """The finding, or what is unknown, under the cursor."""
        return self._shown.get(self.query_one(Rows).key or "")

    @on(Rows.Highlighted)
    def _show_detail(self) -> None:
        answer = self.chosen if self.app.register else None
        self.query_one("#detail", Static).update(self._detail(answer) if answer else "")
        self.query_one("#preview", Static).update(self._preview(answer) if answer else "")
        self.query_one("#pane", VerticalScroll).scroll_home(animate=False)

    def _preview(self, answer: Finding | Unknown) -> Content:
        """The sentence in full and what to do, for where there is no room for a pane beside."""
        pane = Pane()
        pane.mark(_health(answer), _said(answer))
        if isinstance(answer, Finding):
            pane.line(str(answer.remedy), "quiet")
        return pane.content

    def _detail(self, answer: Finding | Unknown) -> Content:
        pane = Pane()
        pane.title(answer.rule, explaining.summary(answer.rule))
        pane.line(
            " · ".join(part for part in (self._subject(answer), self._unit(answer)) if part),
            "quiet",
        )
        pane.gap()
        pane.mark(_health(answer), _said(answer))
        if isinstance(answer, Finding):
            pane.heading(_("Do"))
            pane.line(str(answer.remedy))
            for name, value in answer.evidence.items():
                if name in EVIDENCE:
                    text = ", ".join(value) if isinstance(value, list) else str(value)
                    pane.value(_(EVIDENCE[name]), shown(name, text))
            related = [self.app.opened.records.accounts.get(other) for other in answer.related]
            if any(related):
                pane.heading(_("The same on"))
                for account in related:
                    if account:
                        pane.line(account.name)
        pane.heading(_("Why"))
        pane.line(explaining.why(answer.rule))
        for clause, text in explaining.clauses(answer.rule, self.app.pack) if self.app.pack else ():
            pane.gap()
            pane.line(_("Guideline, {clause}").format(clause=clause), "quiet")
            pane.line(text)
        return pane.content

    # Keys

    def action_group(self) -> None:
        place = _GROUPINGS.index(self._grouping)
        self._grouping = _GROUPINGS[(place + 1) % len(_GROUPINGS)]
        self.show()

    def action_why(self) -> None:
        self.add_class("-detail")
        pane = self.query_one("#pane")
        if self.app.size.width >= WIDE:
            pane.focus()
        else:
            self.call_after_refresh(pane.focus)

    def action_leave(self) -> None:
        self.remove_class("-detail")
        self.query_one(Rows).focus()

    @on(Rows.Chosen)
    def action_mend(self) -> None:
        answer = self.chosen
        if answer is not None:
            mend(self.app, answer)

    def action_account(self) -> None:
        answer = self.chosen
        if answer is not None and answer.subject_kind is SubjectKind.ACCOUNT:
            self.app.go_to_account(answer.subject)


def _health(answer: Finding | Unknown) -> Health:
    return Health.of(answer.severity) if isinstance(answer, Finding) else Health.UNKNOWN


def _said(answer: Finding | Unknown) -> str:
    return str(answer.message) if isinstance(answer, Finding) else str(answer.reason)
