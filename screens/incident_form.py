"""An incident, to record or to edit, and the day on which a step of it was taken."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar
from uuid import UUID

from textual import on
from textual.widgets import Select, Static

from policy.playbooks import PLAYBOOKS, Step
from policy.wording import INCIDENT_KINDS
from screens.form import Form
from screens.marks import STYLES, Health
from screens.pane import Pane
from screens.widgets.field import ChoiceField, Field, NotesField
from somesec import clock
from somesec.errors import InputError
from somesec.exchange.own import parse_day
from somesec.language import N_, _, show_date
from somesec.model import IncidentKind
from somesec.register import Register, accounts, incidents, units
from somesec.register.labels import INCIDENT

_PLACE = ("account", "unit")
_TEXTS = ("reported_by", "description")
_DAYS = (*incidents.DAYS, "closed_on")


class _IncidentForm(Form):
    def _control(self, name: str, label: str, value: str) -> Field:
        if name == "kind":
            kinds = [(str(INCIDENT_KINDS[kind]), kind.value) for kind in IncidentKind]
            return ChoiceField(name, label, kinds, value=value)
        if name == "description":
            return NotesField(name, label, value=value)
        return super()._control(name, label, value)

    def problem(self, name: str, value: str) -> str:
        if not name.endswith("_on"):
            return ""
        try:
            parse_day(value)
        except InputError as error:
            return str(error)
        return ""

    def suggestions(self, field: str) -> list[str]:
        records = self.app.opened.records
        if field == "account":
            return sorted(account.name for account in records.accounts.values())
        if field == "unit":
            return sorted(unit.name for unit in records.units.values())
        return sorted(person.name for person in records.people.values())


class NewIncident(_IncidentForm):
    """Ends with the id of the incident that was made."""

    PLACE = N_("New incident")
    HELP_TEXT = N_(
        "Say what happened and on which account, or in which unit where it was on none. The days "
        "asked for are those of this kind; what was not done yet stays empty, and comes as a step. "
        "[F4 form.today] writes today. [F5 form.save] saves and shows the steps."
    )
    LABELS: ClassVar[Mapping[str, str]] = {
        name: label for name, label in INCIDENT.items() if name != "closed_on"
    }

    def __init__(self) -> None:
        super().__init__()
        self._made: UUID | None = None
        self._asked: set[str] = set()

    def heading(self) -> str:
        return _("What happened?")

    def values(self) -> dict[str, str]:
        return {
            "happened_on": clock.today().isoformat(),
            "reported_by": self.app.opened.member.name,
        }

    def given(self) -> dict[str, str]:
        return self.typed()

    def on_mount(self) -> None:
        urgent = Static(id="urgent", markup=False)
        self.query_one("#kind", Field).mount_below(urgent)
        self._show_what_it_asks("")

    def _control(self, name: str, label: str, value: str) -> Field:
        field = super()._control(name, label, value)
        field.display = name not in incidents.DAYS or name in self._asked
        return field

    @on(Select.Changed, "#kind Select")
    def _other_kind(self, event: Select.Changed) -> None:
        self._show_what_it_asks(event.value if isinstance(event.value, str) else "")

    def _show_what_it_asks(self, kind: str) -> None:
        """Asks for the days of this kind's steps, and says what is to be done at once."""
        steps = PLAYBOOKS[IncidentKind(kind)] if kind else ()
        self._asked = {step.field for step in steps}
        # Those that are not there yet come as they are asked for.
        for field in self.query(Field):
            if field.id in incidents.DAYS:
                field.display = field.id in self._asked
                if not field.display:
                    field.complain("")
        pane = Pane()
        for step in steps:
            if step.is_urgent:
                text = _("At once: {step}").format(step=_(step.text))
                pane.line(f"{Health.CRITICAL.shape} {text}", STYLES["critical"])
        for urgent in self.query("#urgent").results(Static):
            urgent.update(pane.content)
            urgent.display = any(step.is_urgent for step in steps)

    def store(self, changed: Mapping[str, str]) -> None:
        register = self.app.opened
        kind = _kind(changed)
        asked = {step.field for step in PLAYBOOKS[kind]}
        account_id, unit = _place(register, changed)
        made = incidents.add(
            register,
            kind=kind,
            account_id=account_id,
            unit=unit,
            happened_on=_day("happened_on", changed),
            texts={name: changed[name] for name in _TEXTS},
            days={name: _day(name, changed) for name in incidents.DAYS if name in asked},
        )
        self._made = made.id

    def _saved(self, _nothing: None) -> None:
        self.app.say(_("Recorded. These are the steps to take."))
        self.dismiss(self._made)

    def read_again(self) -> None:
        """It is a new record: there is nothing that it could collide with."""


class IncidentForm(_IncidentForm):
    """The form of an incident that is there."""

    PLACE = N_("Incident")
    LABELS = INCIDENT

    def __init__(self, incident: UUID, field: str = "") -> None:
        super().__init__(field)
        self._incident = incident
        self._revision = 0

    def heading(self) -> str:
        register = self.app.opened
        incident = incidents.of_id(register, self._incident)
        return " · ".join(
            (
                str(INCIDENT_KINDS[incident.kind]),
                incidents.place_name(register, incident),
                show_date(incidents.day_of(incident)),
            )
        )

    def subject(self) -> UUID:
        return self._incident

    def values(self) -> dict[str, str]:
        register = self.app.opened
        self._revision = self._revision or register.revision(self._incident)
        incident = incidents.of_id(register, self._incident)
        days = {name: getattr(incident, name) for name in _DAYS}
        place = incidents.place_name(register, incident)
        return {
            "kind": incident.kind.value,
            "account": place if incident.account else "",
            "unit": "" if incident.account else place,
            "happened_on": incidents.day_of(incident).isoformat(),
            "reported_by": incident.reported_by,
            "description": incident.description,
            **{name: day.isoformat() if day else "" for name, day in days.items()},
        }

    def given(self) -> dict[str, str]:
        given, typed = super().given(), self.typed()
        if given.keys() & {*_PLACE}:
            given |= {name: typed[name].strip() for name in _PLACE}
        return given

    def store(self, changed: Mapping[str, str]) -> None:
        if changed.get("happened_on") == "":
            raise InputError("happened_on: " + _("Say on which day it happened."))
        is_moved = "account" in changed
        account_id, unit = _place(self.app.opened, changed) if is_moved else (None, None)
        incidents.edit(
            self.app.opened,
            self._incident,
            kind=_kind(changed) if "kind" in changed else None,
            account_id=account_id,
            unit=unit,
            happened_on=_day("happened_on", changed) if "happened_on" in changed else None,
            texts={name: text for name, text in changed.items() if name in _TEXTS},
            days={name: _day(name, changed) for name in changed if name in _DAYS},
            expected=self._revision,
        )

    def read_again(self) -> None:
        self._revision = self.app.opened.revision(self._incident)


class StepDay(_IncidentForm):
    """On which day a step was taken."""

    PLACE = N_("Incident")
    LABELS: ClassVar[Mapping[str, str]] = {"done_on": N_("Done on")}

    def __init__(self, incident: UUID, step: Step) -> None:
        super().__init__()
        self._incident, self._step = incident, step

    def heading(self) -> str:
        return _(self._step.text)

    def values(self) -> dict[str, str]:
        return {}

    def store(self, changed: Mapping[str, str]) -> None:
        day = _day("done_on", changed)
        if day is not None:
            incidents.do(self.app.opened, self._incident, self._step.id, day)

    def read_again(self) -> None:
        """Only the step is written, and it is read anew when it is."""


def _kind(typed: Mapping[str, str]) -> IncidentKind:
    if not typed["kind"]:
        raise InputError(_("{field}: Choose one.").format(field="kind"))
    return IncidentKind(typed["kind"])


def _place(register: Register, typed: Mapping[str, str]) -> tuple[UUID | None, UUID | None]:
    account, unit = (typed[name].strip() for name in _PLACE)
    if account and unit:
        raise InputError("unit: " + _("Clear the account where it happened on none."))
    if not (account or unit):
        raise InputError("account: " + _("Say on which account or in which unit it happened."))
    return (
        accounts.find(register, account).id if account else None,
        units.find(register, unit).id if unit else None,
    )


def _day(name: str, typed: Mapping[str, str]) -> date | None:
    try:
        return parse_day(typed[name])
    except InputError as error:
        raise InputError(f"{name}: {error}") from None
