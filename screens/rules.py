"""The rules of the audit: what each checks, why, an example, and how to resolve what it finds."""

from collections.abc import Sequence

from textual.content import Content

from policy.clauses import clause_lines, clauses_of
from policy.explain import headings, severity_in
from policy.pack import Pack
from policy.rule import Rule
from policy.rules import RULES
from screens.listed import Listed
from screens.marks import Health
from screens.page import Sheet
from screens.pane import Pane
from screens.widgets.rows import Cell, Column, Row
from somesec.language import N_, _
from somesec.register import policies


class Rules(Listed, Sheet):
    PLACE = N_("The rules")
    HELP_TEXT = N_(
        "Every rule of the audit with its severity under the register's guideline. Which are off, "
        "and how severe each is, is set among the guideline's values."
    )

    def __init__(self) -> None:
        super().__init__()
        self._rules = {rule.code: rule for rule in RULES}

    def columns(self) -> Sequence[Column]:
        return (
            Column("code", _("Code"), sortable=False),
            Column("severity", _("Severity"), sortable=False),
            Column("summary", _("What it finds"), least=30, most=120, sortable=False),
        )

    def show(self) -> None:
        if self.app.register is not None:
            pack = policies.in_force(self.app.opened)
            self.fill([_row(rule, pack) for rule in RULES])

    def detail(self, key: str) -> Content:
        rule, pack = self._rules[key], policies.in_force(self.app.opened)
        pane = Pane()
        pane.title(rule.code, rule.name)
        pane.line(_(rule.summary), "bold")
        for heading, text in headings(rule):
            pane.heading(heading)
            pane.line(_(text))
        pane.heading(_("The guideline"))
        for line in clause_lines(pack, clauses_of(rule, pack)):
            pane.line(line)
        return pane.content


def _row(rule: Rule, pack: Pack) -> Row:
    is_off = rule.code in pack.off
    health = Health.CLOSED if is_off else Health.of(pack.severities.get(rule.code, rule.severity))
    shape = health.shape if health is not Health.IN_ORDER else "∙"
    return Row(
        rule.code,
        (
            Cell(rule.code, "strong"),
            Cell(f"{shape} {severity_in(rule, pack)}", health.tone),
            Cell(_(rule.summary)),
        ),
    )
