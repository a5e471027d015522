"""What the audit found: grouped by severity, unit, account or rule; why, and what to do."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from policy.engine import Audit
from policy.finding import Finding, SubjectKind, Unknown
from policy.reports.naming import incident_name
from screens import explaining
from screens.labels import EVIDENCE
from screens.marks import Health
from screens.mending import mend
from screens.page import WIDE, Page
from screens.pane import Pane
from screens.summary import summary
from screens.text import clean
from screens.widgets.detail import Detail
from screens.widgets.rows import Cell, Column, Row, Rows, Seen
from screens.widgets.scroll import Scroll
from somesec.language import N_, _, collation, current, ngettext, show_date
from somesec.register.labels import shown
from somesec.turns import in_turns

_GROUPED = {
    "severity": N_("by severity"),
    "unit": N_("by unit"),
    "account": N_("by account"),
    "rule": N_("by rule"),
}
_KINDS = {
    "open": N_("findings and what is unknown"),
    "found": N_("findings only"),
    "unknown": N_("only what is unknown"),
    "waived": N_("only what is waived"),
}
_FADING_SECONDS = 4
_MOST_FADING = 50
_AT_ONCE = 3_000
"""So many are put in groups between two frames; more, beside the loop."""
_HEADING = "# "

Answer = Finding | Unknown


class Gone(NamedTuple):
    """A finding that the newest audit has no more, and why."""

    answer: Answer
    is_waived: bool


class Gathered(NamedTuple):
    """What is shown by its key, what fades, both in groups, and whether something fades anew."""

    shown: dict[str, Answer]
    gone: dict[str, Gone]
    groups: dict[str, list[str]]
    is_new: bool


class Findings(Page):
    PLACE = N_("Findings")
    HELP_TEXT = N_(
        "Where the register breaks the guideline, and what could not be known. Enter goes to the "
        "place that mends it, [y findings.why] says why it matters, [w findings.waive] accepts it "
        "for a while. [g findings.like] shows all that the same rule found; Space marks several "
        "for [w findings.waive]. [h findings.kinds] shows what is waived or unknown alone."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "mend", N_("Mend"), id="findings.mend", tooltip=N_("Go where it is mended")),
        Binding("y", "why", N_("Why"), id="findings.why", tooltip=N_("The whole finding")),
        Binding(
            "w", "waive", N_("Waive"), id="findings.waive", tooltip=N_("Accept it for a while")
        ),
        Binding(
            "g",
            "like",
            N_("All like it"),
            id="findings.like",
            show=False,
            tooltip=N_("All of the same rule"),
        ),
        Binding(
            "s",
            "group",
            N_("Group"),
            id="findings.group",
            tooltip=N_("By severity, unit, account, rule"),
        ),
        Binding(
            "h",
            "kinds",
            N_("Which"),
            id="findings.kinds",
            show=False,
            tooltip=N_("Findings, unknown ones, waived ones"),
        ),
        Binding(
            "o",
            "account",
            N_("Account"),
            id="findings.open",
            show=False,
            tooltip=N_("Open the account"),
        ),
        Binding("escape", "leave", N_("Back"), id="findings.back", show=False),
    ]
    AUTO_FOCUS = "#list"

    def __init__(self) -> None:
        super().__init__()
        self._grouping = "severity"
        self._kind = "open"
        self._like = ""
        self._shown: dict[str, Answer] = {}
        self._gone: dict[str, Gone] = {}
        self._audit: Audit | None = None
        self._asked = 0
        self._seek: str | None = None

    def body(self) -> ComposeResult:
        yield Static(id="summary", classes="summary", markup=False)
        yield Static(id="grouping", classes="summary quiet", markup=False)
        with Horizontal(id="halves"):
            with Vertical(id="list-half"):
                yield Rows(
                    Column("health", "", sortable=False),
                    Column("subject", "", least=20, sortable=False),
                    Column("message", "", least=34, sortable=False),
                    Column("unit", "", least=16, rank=1, sortable=False),
                    titles=False,
                    marks=True,
                    id="list",
                )
                yield Detail("preview")
                yield Static(id="empty", classes="empty", markup=False)
            with Scroll(id="pane"):
                yield Detail("detail")

    # What it shows

    def show(self) -> None:
        if self.app.register is None:
            return
        audit = self.app.audit
        self.query_one("#summary", Static).update(summary(audit, self.size.width - 4))
        if not self.is_drawn_from(self.app.register.records, audit, current()):
            self._list()

    def _list(self) -> None:
        """Puts what is to be shown in groups, and shows it."""
        audit, kind, like = self.app.audit, self._kind, self._like
        gone = self._gone
        before = {} if self._audit is None or self._audit is audit else self._shown
        self._asked += 1
        asked = self._asked

        def gather() -> Gathered:
            there = _by_key(_of_kind(audit, kind))
            newly = _gone(before, there, audit) if before and audit else {}
            fading = newly or gone
            shown = {key: answer for key, answer in there.items() if like in ("", answer.rule)}
            listed = {**shown, **{key: one.answer for key, one in fading.items()}}
            return Gathered(shown, fading, self._groups(listed), is_new=bool(newly))

        def take(gathered: Gathered) -> None:
            if asked == self._asked:
                self._audit = audit
                self._take(gathered)

        if audit is None or len(audit.findings) + len(audit.unknown) <= _AT_ONCE:
            take(gather())
        else:
            self.app.carry_out(gather, take, owner=self)

    def _let_go(self) -> None:
        if self._gone:
            self._gone = {}
            self._list()

    def _take(self, gathered: Gathered) -> None:
        self._shown, self._gone, groups, is_new = gathered
        if is_new:
            self.set_timer(_FADING_SECONDS, self._let_go)
        keys: list[str] = []
        for group, members in groups.items():
            if keys:
                keys.append(_HEADING)
            count = sum(key in self._shown for key in members)
            keys += [f"{_HEADING}{group}   {count}", *members]
        headings = {key for key in keys if key.startswith(_HEADING)}
        rows = self.query_one(Rows)
        rows.show(Seen(keys, self._row, headings))
        if self._seek is not None and self._audit is not None:
            rows.go_to(self._first_of(self._seek))
            self._seek = None
        self.query_one("#empty").display = not keys
        rows.display = bool(keys)
        self.query_one("#empty", Static).update(
            _("✓ Nothing found. All that could be checked is in order.")
            if self.app.audit and self._kind == "open" and not self._like
            else _("Nothing of this kind. Press [h findings.kinds] for others.")
            if self.app.audit
            else _("Looking the register through …")
        )
        self._say_what_is_shown()
        self._show_detail()
        self.refresh_bindings()

    def _say_what_is_shown(self) -> None:
        parts = [_(_GROUPED[self._grouping])]
        if self._kind != "open":
            parts.append(_(_KINDS[self._kind]))
        if self._like:
            parts.append(_("all like {rule}; Escape shows the others").format(rule=self._like))
        mended = sum(not gone.is_waived for gone in self._gone.values())
        if mended:
            parts.append(
                "✓ " + ngettext("{count} mended", "{count} mended", mended).format(count=mended)
            )
        marked = len(self.query_one(Rows).marked)
        if marked:
            parts.append(
                "◆ " + ngettext("{count} marked", "{count} marked", marked).format(count=marked)
            )
        self.query_one("#grouping", Static).update(" · ".join(parts))

    def _groups(self, shown: Mapping[str, Answer]) -> dict[str, list[str]]:
        name: Callable[[Answer], tuple[object, str]] = {
            "severity": lambda answer: (_health(answer), str(_health(answer))),
            "unit": lambda answer: (collation(self._unit(answer)), self._unit(answer) or "–"),
            "account": lambda answer: (collation(self._subject(answer)), self._subject(answer)),
            "rule": lambda answer: (
                answer.rule,
                f"{answer.rule} {explaining.summary(answer.rule)}",
            ),
        }[self._grouping]
        named = sorted(
            (name(answer), _health(answer), number, key)
            for number, (key, answer) in enumerate(in_turns(shown.items()))
        )
        groups: dict[str, list[str]] = {}
        for (_order, group), _state, _number, key in named:
            groups.setdefault(clean(group), []).append(key)
        return groups

    def _row(self, key: str) -> Row:
        if key.startswith(_HEADING):
            title = key.removeprefix(_HEADING)
            return Row(key, (Cell(title, _tone_of_heading(title)),), heading=True)
        if key not in self._shown:
            return self._gone_row(key)
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

    def _gone_row(self, key: str) -> Row:
        answer, is_waived = self._gone[key]
        return Row(
            key,
            (
                Cell("✓ " + (_("waived") if is_waived else _("mended")), "accent"),
                Cell(self._subject(answer), "gone"),
                Cell(_said(answer), "gone"),
                Cell(self._unit(answer), "gone"),
            ),
        )

    def go_to(self, rule: str) -> None:
        """Shows what a rule found, the rules beside each other; what is unknown for no rule."""
        self._grouping, self._like = ("rule" if rule else "severity"), ""
        self._kind, self._audit, self._seek = "open", None, rule
        self._list()

    def _first_of(self, rule: str) -> str:
        """The key of the first that a rule found; of the first that is unknown, for no rule."""
        return next(
            (
                key
                for key, answer in self._shown.items()
                if answer.rule == rule or (not rule and isinstance(answer, Unknown))
            ),
            "",
        )

    def _subject(self, answer: Answer) -> str:
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

    def _unit(self, answer: Answer) -> str:
        unit = self.app.opened.records.units.get(answer.unit) if answer.unit else None
        return unit.called(current()) if unit else ""

    # The detail

    @property
    def chosen(self) -> Answer | None:
        """The finding, or what is unknown, under the cursor."""
        return self._shown.get(self.query_one(Rows).key or "")

    @on(Rows.Highlighted)
    def _other(self) -> None:
        self._show_detail()
        self.refresh_bindings()

    def _show_detail(self) -> None:
        answer = self.chosen if self.app.register else None
        self.query_one("#detail", Detail).update(self._detail(answer) if answer else "")
        self.query_one("#preview", Detail).update(self._preview(answer) if answer else "")
        self.query_one("#pane", Scroll).scroll_home(animate=False)

    def _preview(self, answer: Answer) -> Content:
        """The sentence in full and what to do, for where there is no room for a pane beside."""
        pane = Pane()
        pane.mark(_health(answer), _said(answer))
        if isinstance(answer, Finding):
            pane.hint(str(answer.remedy))
        return pane.content

    def _detail(self, answer: Answer) -> Content:
        pane = Pane()
        pane.title(answer.rule, explaining.summary(answer.rule))
        pane.line(
            " · ".join(part for part in (self._subject(answer), self._unit(answer)) if part),
            "quiet",
        )
        pane.gap()
        pane.mark(_health(answer), _said(answer))
        if isinstance(answer, Finding) and answer.waiver:
            waiver = self.app.opened.records.waivers.get(answer.waiver)
            if waiver:
                pane.heading(_("Waived"))
                pane.line(waiver.reason)
                pane.value(_("Until"), show_date(waiver.expires_on))
                pane.value(_("By"), waiver.made_by)
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

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "waive":
            return bool(self.is_mounted and self.app.register and self._waivable())
        return True

    @on(Rows.Marked)
    def _marked(self) -> None:
        self._say_what_is_shown()
        self.refresh_bindings()

    def action_group(self) -> None:
        names = list(_GROUPED)
        self._grouping = names[(names.index(self._grouping) + 1) % len(names)]
        self._list()

    def action_kinds(self) -> None:
        kinds = list(_KINDS)
        self._kind = kinds[(kinds.index(self._kind) + 1) % len(kinds)]
        # What is of another kind is not mended.
        self._gone, self._audit = {}, None
        self._list()

    def action_like(self) -> None:
        answer = self.chosen
        if answer is not None:
            self._like = "" if self._like else answer.rule
            self._list()

    def _waivable(self) -> list[Finding]:
        """The marked findings, else the one under the cursor, those that nobody waived yet."""
        keys = self.query_one(Rows).marked or [self.query_one(Rows).key or ""]
        answers = (self._shown.get(key) for key in keys)
        return [a for a in answers if isinstance(a, Finding) and a.waiver is None]

    def action_waive(self) -> None:
        from screens.waiving import Waiving

        def waived(done: object) -> None:
            if done:
                self.query_one(Rows).unmark()

        found = self._waivable()
        if found:
            self.app.open(Waiving(found), waived)

    def action_why(self) -> None:
        self.add_class("-detail")
        pane = self.query_one("#pane")
        if self.app.size.width >= WIDE:
            pane.focus()
        else:
            self.call_after_refresh(pane.focus)

    def action_leave(self) -> None:
        rows = self.query_one(Rows)
        if self.has_class("-detail"):
            self.remove_class("-detail")
        elif rows.marked:
            rows.unmark()
        elif self._like:
            self._like = ""
            self._list()
        rows.focus()

    @on(Rows.Chosen)
    def action_mend(self) -> None:
        answer = self.chosen
        if answer is not None:
            mend(self.app, answer)

    def action_account(self) -> None:
        answer = self.chosen
        if answer is not None and answer.subject_kind is SubjectKind.ACCOUNT:
            self.app.go_to_account(answer.subject)


def _of_kind(audit: Audit | None, kind: str) -> list[Answer]:
    if audit is None:
        return []
    answers: dict[str, tuple[Sequence[Answer], ...]] = {
        "open": (audit.findings, audit.unknown),
        "found": (audit.findings,),
        "unknown": (audit.unknown,),
        "waived": (audit.waived,),
    }
    return [answer for said in answers[kind] for answer in said]


def _gone(
    before: Mapping[str, Answer], there: Mapping[str, Answer], audit: Audit
) -> dict[str, Gone]:
    """What was on the list and is mended now, to stay on it for a moment; nothing of too much."""
    waived = {(finding.rule, finding.subject) for finding in audit.waived}
    gone = {
        key: Gone(answer, (answer.rule, answer.subject) in waived)
        for key, answer in before.items()
        if key not in there and isinstance(answer, Finding) and not answer.waiver
    }
    return gone if len(gone) <= _MOST_FADING else {}


def _by_key(answers: list[Answer]) -> dict[str, Answer]:
    """The answers by a key that is the same from audit to audit."""
    keyed: dict[str, Answer] = {}
    for answer in in_turns(answers):
        if isinstance(answer, Finding):
            key = answer.fingerprint
        else:
            key = f"{answer.rule} {answer.subject} {answer.reason.template}"
        while key in keyed:
            key += "+"
        keyed[key] = answer
    return keyed


def _health(answer: Answer) -> Health:
    return Health.of(answer.severity) if isinstance(answer, Finding) else Health.UNKNOWN


def _said(answer: Answer) -> str:
    return str(answer.message) if isinstance(answer, Finding) else str(answer.reason)


def _tone_of_heading(title: str) -> str:
    """The tone of a severity, where findings are grouped by it; else that of any heading."""
    return next((health.tone for health in Health if title.startswith(str(health))), "")
