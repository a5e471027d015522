"""All that is known of an incident, as text for a pane."""

from rich.cells import cell_len
from textual.content import Content

from policy.playbooks import StepState, steps_of
from policy.wording import INCIDENT_KINDS
from screens.marks import Health
from screens.pane import Pane
from somesec.language import _, show_date
from somesec.model import Evidence, Incident
from somesec.register import incidents
from somesec.register.session import Register

OPEN = "○"
"""The mark of a step that is still to be taken."""


def detail(register: Register, incident: Incident) -> Content:
    """What happened, the steps with their days, and the evidence."""
    pane = Pane()
    told(pane, register, incident)
    pane.heading(_("Steps"))
    steps = [(_mark(state, incident), state) for state in steps_of(incident)]
    width = max((cell_len(mark) for mark, _state in steps), default=0)
    for mark, state in steps:
        tone = "quiet" if state.done_on else "critical" if _is_urgent(state, incident) else ""
        pane.columns((mark, _(state.step.text)), (width,), tone)
    if incident.evidence:
        pane.heading(_("Evidence"))
        for kept in incident.evidence:
            pane.line(f"{kept.file_name}  {show_date(kept.added_at.date())}")
    return pane.content


def _mark(state: StepState, incident: Incident) -> str:
    if state.done_on is not None:
        return f"{Health.IN_ORDER.shape} {show_date(state.done_on)}"
    return f"{Health.CRITICAL.shape} " + _("at once") if _is_urgent(state, incident) else OPEN


def _is_urgent(state: StepState, incident: Incident) -> bool:
    return state.step.is_urgent and state.done_on is None and incident.closed_on is None


def told(pane: Pane, register: Register, incident: Incident) -> None:
    """What happened, where, when, and who told of it."""
    pane.title(str(INCIDENT_KINDS[incident.kind]), incidents.place_name(register, incident))
    pane.value(_("Day"), show_date(incidents.day_of(incident)))
    if incident.reported_by:
        pane.value(_("Reported by"), incident.reported_by)
    if incident.closed_on is not None:
        pane.value(_("Closed on"), show_date(incident.closed_on))
    if incident.description:
        pane.line(incident.description)


def evidence(kept: Evidence) -> Content:
    """A kept file: its kind, size, day and SHA-256, in full."""
    pane = Pane()
    pane.title(kept.file_name)
    pane.value(_("Kept since"), show_date(kept.added_at.date()))
    pane.value(_("Kind"), kept.media_type)
    pane.value(_("Bytes"), str(kept.size))
    pane.value("SHA-256", kept.sha256.hex())
    return pane.content
