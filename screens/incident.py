"""One incident: its steps taken one by one with a key, and the files kept as evidence."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from policy.playbooks import KEEP_EVIDENCE, ROTATE, Step, StepState, steps_of
from screens.incident_detail import OPEN, told
from screens.incident_detail import evidence as told_of_file
from screens.marks import Health
from screens.page import Sheet
from screens.pane import Pane
from screens.widgets.rows import Cell, Column, Row, Rows
from screens.widgets.scroll import Scroll
from somesec import clock
from somesec.language import N_, _, show_date
from somesec.model import Evidence, Incident
from somesec.register import incidents

_STEP, _FILE = "step ", "file "

# What a step says to do here, in the place of the key that records others.
_HOW = {
    ROTATE: N_("Enter starts the rotation; once it is confirmed, Enter records the step."),
    KEEP_EVIDENCE: N_("Enter adds a file."),
}
_USUAL = N_("Enter records that it was done today, [o incident.on-day] on another day.")


class IncidentPage(Sheet):
    PLACE = N_("Incident")
    HELP_TEXT = N_(
        "The steps of this kind of incident, in the order in which they are taken; what the "
        "guideline asks for at once is marked. Evidence is a picture, a PDF or a saved page. It is "
        "sealed in the register, and those who open the unit's passwords can take it out again, "
        "with its SHA-256 and the day it was kept."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "take", N_("Done"), id="incident.done", tooltip=N_("Take this step")),
        Binding("o", "on_day", N_("On another day"), id="incident.on-day", show=False),
        Binding("f", "keep", N_("Add a file"), id="incident.keep"),
        Binding("x", "take_out", N_("Take a file out"), id="incident.take-out"),
        Binding("e", "edit", N_("Edit"), id="incident.edit"),
        Binding("z", "close", N_("Close"), id="incident.close", tooltip=N_("It is over")),
        Binding("z", "reopen", N_("Open again"), id="incident.reopen"),
    ]
    AUTO_FOCUS = "#list"

    def __init__(self, incident: UUID) -> None:
        super().__init__()
        self._incident_id = incident
        self._is_at_start = True

    def body(self) -> ComposeResult:
        with Scroll(id="told", can_focus=False):
            yield Static(id="said", markup=False)
        yield Rows(
            Column("mark", "", sortable=False),
            Column("what", "", least=30, most=100, sortable=False),
            Column("day", "", right=True, sortable=False),
            titles=False,
            id="list",
        )
        yield Static(id="preview", markup=False)

    # What it shows

    @property
    def _incident(self) -> Incident | None:
        register = self.app.register
        return register.records.incidents.get(self._incident_id) if register else None

    def show(self) -> None:
        incident = self._incident
        if incident is None:
            return
        pane = Pane()
        told(pane, self.app.opened, incident)
        self.query_one("#said", Static).update(pane.content)
        rows = [Row("", (Cell(_("Steps")),), heading=True)]
        states = steps_of(incident)
        rows += [_step_row(state, incident) for state in states]
        rows += [Row("", (Cell(""),), heading=True), Row("", (Cell(_("Evidence")),), heading=True)]
        rows += [_file_row(kept) for kept in incident.evidence]
        if not incident.evidence:
            none = Cell(_("None yet. Press [f incident.keep] to add a file."), "quiet")
            rows.append(Row("", (none,), heading=True))
        self.query_one(Rows).show(rows)
        if self._is_at_start:
            self._is_at_start = False
            self._go_to_next(states)
        self._show_preview()

    def _go_to_next(self, states: Sequence[StepState]) -> None:
        for state in states:
            if state.done_on is None:
                self.query_one(Rows).go_to(_STEP + state.step.id)
                return

    @on(Rows.Highlighted)
    def _show_preview(self) -> None:
        incident = self._incident
        preview: Content | str = ""
        if incident is not None and (kept := self._file) is not None:
            preview = told_of_file(kept)
        elif incident is not None and (state := self._state) is not None:
            pane = Pane()
            pane.line(_(state.step.text), "bold")
            if state.done_on is None and incident.closed_on is None:
                pane.line(_(_HOW.get(state.step.id, _USUAL)), "quiet")
            elif incident.closed_on is None and all(one.done_on for one in steps_of(incident)):
                pane.line(
                    _(
                        "All steps are taken. [z incident.close] closes the incident once it is "
                        "over."
                    ),
                    "quiet",
                )
            preview = pane.content
        self.query_one("#preview", Static).update(preview)
        self.refresh_bindings()

    @property
    def _state(self) -> StepState | None:
        incident, key = self._incident, self.query_one(Rows).key or ""
        if incident is None or not key.startswith(_STEP):
            return None
        step = key.removeprefix(_STEP)
        return next((s for s in steps_of(incident) if s.step.id == step), None)

    @property
    def _file(self) -> Evidence | None:
        incident, key = self._incident, self.query_one(Rows).key or ""
        if incident is None or not key.startswith(_FILE):
            return None
        return next((e for e in incident.evidence if str(e.id) == key.removeprefix(_FILE)), None)

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if not self.is_mounted or self.app.register is None:
            return True
        incident, state = self._incident, self._state
        is_open = incident is not None and incident.closed_on is None
        if action in ("take", "on_day"):
            return is_open and state is not None and state.done_on is None
        if action == "take_out":
            return self._file is not None
        if action in ("close", "reopen"):
            return incident is not None and is_open == (action == "close")
        return True

    @on(Rows.Chosen)
    def _chosen(self) -> None:
        if self._file is not None:
            self.action_take_out()
        elif self.check_action("take", ()):
            self.action_take()

    def action_take(self) -> None:
        """Takes the step under the cursor: where it is done here, that begins; else it is recorded
        as done today."""
        incident, state = self._incident, self._state
        if incident is None or state is None or state.done_on is not None:
            return
        if state.step.id == KEEP_EVIDENCE:
            self.action_keep()
        elif state.step.id == ROTATE and self._is_rotation_open(incident):
            self._rotate(incident, state.step)
        else:
            self._record(state.step, clock.today())

    def _is_rotation_open(self, incident: Incident) -> bool:
        account = self.app.opened.records.accounts.get(incident.account or incident.id)
        return account is not None and bool(account.pending_since or account.rotation_due)

    def _rotate(self, incident: Incident, step: Step) -> None:
        from screens.rotation import Rotation

        def back(_answer: object) -> None:
            if not self._is_rotation_open(incident):
                self._record(step, clock.today())

        if incident.account is not None:
            self.app.open(Rotation(incident.account), back)

    def _record(self, step: Step, on: date) -> None:
        register, incident = self.app.opened, self._incident_id

        # Its mark and its day say that it is recorded.
        self.app.carry_out(
            lambda: incidents.do(register, incident, step.id, on),
            lambda changed: self._go_to_next(steps_of(changed)),
            owner=self,
            saves=True,
        )

    def action_on_day(self) -> None:
        from screens.incident_form import StepDay

        state = self._state
        if state is None or state.step.id == KEEP_EVIDENCE:
            return
        self.app.open(StepDay(self._incident_id, state.step))

    def action_keep(self) -> None:
        from screens.incident_files import KeepFile

        self.app.open(KeepFile(self._incident_id))

    def action_take_out(self) -> None:
        from screens.incident_files import TakeFileOut

        if self._file is not None:
            self.app.open(TakeFileOut(self._incident_id, self._file))

    def action_edit(self) -> None:
        from screens.incident_form import IncidentForm

        self.app.open(IncidentForm(self._incident_id))

    def action_close(self) -> None:
        self._closed_on(clock.today(), _("Closed: the incident is over."))

    def action_reopen(self) -> None:
        self._closed_on(None, _("The incident is open again."))

    def _closed_on(self, day: date | None, said: str) -> None:
        register, incident = self.app.opened, self._incident_id
        self.app.carry_out(
            lambda: incidents.edit(register, incident, texts={}, days={"closed_on": day}),
            lambda _changed: self.app.say(said),
            owner=self,
            saves=True,
        )


def _step_row(state: StepState, incident: Incident) -> Row:
    if state.done_on is not None:
        mark, tone, day = Health.IN_ORDER.shape, "accent", show_date(state.done_on)
    elif incident.closed_on is not None:
        mark, tone, day = "–", "quiet", ""
    elif state.step.is_urgent:
        mark, tone, day = Health.CRITICAL.shape + " " + _("at once"), "critical", ""
    else:
        mark, tone, day = OPEN, "", ""
    return Row(
        _STEP + state.step.id,
        (Cell(mark, tone), Cell(_(state.step.text), "" if day else "strong"), Cell(day, "quiet")),
    )


def _file_row(kept: Evidence) -> Row:
    return Row(
        _FILE + str(kept.id),
        (
            Cell("▪", "accent"),
            Cell(kept.file_name, "strong"),
            Cell(show_date(kept.added_at.date()), "quiet"),
        ),
    )
