"""One thing done to several accounts, after saying what will happen to which."""

from collections.abc import Callable, Sequence
from typing import ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Select, Static

from policy.finding import Finding
from screens.act import Act
from screens.confirm import Confirm
from screens.text import clean
from screens.widgets.field import ChoiceField, Field, TextField
from screens.widgets.scroll import Scroll
from somesec import clock
from somesec.errors import InputError
from somesec.exchange.own import PersonRow, parse_values
from somesec.language import N_, _, ngettext, show_date
from somesec.register import bulk

_NAMED = 12
_ACTS = {
    "rotate": N_("Change their passwords, one after the other"),
    "assign": N_("Give them to a unit or an administrator"),
    "brief": N_("Record that everybody with rights to them was briefed"),
    "waive": N_("Accept what a rule finds on them, for a while"),
}
_FIELDS = {
    "rotate": (),
    "assign": ("unit", "administrator", "former"),
    "brief": ("briefed_on",),
    "waive": ("rule", "reason", "expires_on"),
}


class AllMarked(Act):
    """Answers with True when it was done."""

    PLACE = N_("All marked")
    HELP_TEXT = N_(
        "Choose what to do to all of the marked accounts. [F5 marked.go] says once more what will "
        "happen, and does it when you agree: to all of them, or to none where something is in the "
        "way."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "go", N_("Go on"), id="marked.go", tooltip=N_("Say what will happen")),
    ]
    AUTO_FOCUS = "#act Select"

    def __init__(self, chosen: Sequence[UUID]) -> None:
        super().__init__()
        self._chosen = list(chosen)

    def body(self) -> ComposeResult:
        records = self.app.opened.records
        people = sorted(person.name for person in records.people.values())
        with Scroll(classes="sheet", can_focus=False):
            yield Static(id="which", classes="title", markup=False)
            yield Static(id="names", classes="quiet", markup=False)
            yield ChoiceField(
                "act",
                _("What to do"),
                [(_(text), act) for act, text in _ACTS.items()],
                value="rotate",
            )
            yield TextField(
                "unit",
                _("Unit"),
                suggestions=sorted(unit.name for unit in records.units.values()),
            )
            yield TextField("administrator", _("New administrator"), suggestions=people)
            yield TextField("former", _("Administrator no more"), suggestions=people)
            yield TextField("briefed_on", _("Briefed on"), value=show_date(clock.today()))
            yield ChoiceField("rule", _("Rule"), self._rules())
            yield TextField("reason", _("Reason"))
            yield TextField("expires_on", _("Until"), _("the last day that it is accepted"))
            yield from self.ending()

    def on_mount(self) -> None:
        accounts = self.app.opened.records.accounts
        names = [accounts[id_].name for id_ in self._chosen if id_ in accounts]
        count = len(names)
        self.query_one("#which", Static).update(
            ngettext("{count} account", "{count} accounts", count).format(count=count)
        )
        more = _(" and {count} more").format(count=count - _NAMED) if count > _NAMED else ""
        self.query_one("#names", Static).update(clean(", ".join(names[:_NAMED])) + more)
        self._show_fields()

    def _rules(self) -> list[tuple[str, str]]:
        from screens import explaining

        counts: dict[str, int] = {}
        for finding in self._findings():
            counts[finding.rule] = counts.get(finding.rule, 0) + 1
        return [
            (f"{code} {explaining.summary(code)} ({count})", code)
            for code, count in sorted(counts.items())
        ]

    def _findings(self, rule: str = "") -> list[Finding]:
        audit = self.app.audit
        chosen = set(self._chosen)
        return [
            finding
            for finding in (audit.findings if audit else ())
            if finding.subject in chosen and rule in ("", finding.rule)
        ]

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", Field).value.strip()

    @on(Select.Changed)
    def _show_fields(self) -> None:
        shown = _FIELDS.get(self._value("act"), ())
        for name in {name for names in _FIELDS.values() for name in names}:
            self.query_one(f"#{name}").display = name in shown

    @on(Input.Submitted)
    def _next(self) -> None:
        self.focus_next()

    # What will happen

    def action_go(self) -> None:
        if self.is_working:
            return
        self.complain("")
        for field in self.query(Field):
            field.complain("")
        try:
            question, act = self._plan()
        except InputError as error:
            self.complain(str(error))
            return

        def answered(agreed: bool | None) -> None:
            if agreed:
                self.carry_out(act, self._done, saves=True)

        self.app.open(Confirm(question, _("Do it"), _("Go back")), answered)

    def _plan(self) -> tuple[str, Callable[[], object]]:
        """What will happen, as a question, and the act that makes it so."""
        return {
            "rotate": self._plan_rotations,
            "assign": self._plan_assigning,
            "brief": self._plan_briefing,
            "waive": self._plan_waiving,
        }[self._value("act") or "rotate"]()

    def _plan_rotations(self) -> tuple[str, Callable[[], object]]:
        register, chosen = self.app.opened, self._chosen
        question = ngettext(
            "Put up {count} account for a new password? Nothing changes at the service before you "
            "do it there; the old password stays here until you confirm the new one.",
            "Put up {count} accounts for a new password each, and go through them one after the "
            "other? Nothing changes at the services before you do it there; the old passwords stay "
            "here until you confirm the new ones.",
            len(chosen),
        ).format(count=len(chosen))
        return question, lambda: bulk.queue_rotations(register, chosen)

    def _plan_assigning(self) -> tuple[str, Callable[[], object]]:
        register, chosen = self.app.opened, self._chosen
        unit, new, former = map(self._value, ("unit", "administrator", "former"))
        names = register.names
        parts = []
        if unit:
            names.unit(unit)
            parts.append(
                _("They go to {unit}, with their secrets: its admins can then open them.").format(
                    unit=unit
                )
            )
        if new:
            names.person(new)
            parts.append(_("{person} becomes an administrator of each.").format(person=new))
        if former:
            names.person(former)
            parts.append(_("{person} is an administrator of none of them.").format(person=former))
        if not parts:
            raise InputError(_("Say what to assign: a unit, an administrator, or both."))
        count = len(chosen)
        asked = ngettext("Change {count} account?", "Change {count} accounts?", count)
        question = " ".join((asked.format(count=count), *parts))
        return question, lambda: bulk.assign(
            register, chosen, unit=unit, administrator=new, former=former
        )

    def _plan_briefing(self) -> tuple[str, Callable[[], object]]:
        register = self.app.opened
        on = parse_values(PersonRow, {"briefed_on": self._value("briefed_on")}, complete=False)[
            "briefed_on"
        ]
        if not on:
            raise InputError(_("Say on which day they were briefed."))
        people = bulk.holders(register, self._chosen)
        if not people:
            raise InputError(_("Nobody has rights to these accounts: there is nobody to brief."))
        question = ngettext(
            "Record that {names} was briefed on {day}?",
            "Record that these {count} people were briefed on {day}: {names}?",
            len(people),
        ).format(count=len(people), day=show_date(on), names=_named([p.name for p in people]))
        ids = [person.id for person in people]
        return question, lambda: bulk.brief(register, ids, on)

    def _plan_waiving(self) -> tuple[str, Callable[[], object]]:
        from screens.waiving import waiver_end

        register, rule, reason = self.app.opened, self._value("rule"), self._value("reason")
        if not rule:
            raise InputError(_("Choose the rule whose findings are accepted."))
        until = waiver_end(register, self._value("expires_on"))
        if not reason:
            raise InputError(_("A waiver needs a reason: say why the finding is accepted."))
        found = self._findings(rule)
        question = ngettext(
            "Accept what {rule} finds on {count} account until {day}?",
            "Accept what {rule} finds on {count} accounts until {day}?",
            len({finding.subject for finding in found}),
        ).format(rule=rule, count=len({finding.subject for finding in found}), day=show_date(until))
        return question, lambda: bulk.waive(register, found, reason=reason, expires_on=until)

    def _done(self, _answer: object) -> None:
        if (self._value("act") or "rotate") == "rotate":
            from screens.unfinished import Unfinished

            app = self.app
            self.dismiss(True)
            app.call_later(app.open, Unfinished())
            return
        self.app.say(_("Done for all of them."))
        self.dismiss(True)


def _named(names: Sequence[str]) -> str:
    more = _(" and {count} more").format(count=len(names) - _NAMED) if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
