"""What is to be done in an incident, step by step, by its kind."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from somesec.language import N_
from somesec.model import Incident, IncidentKind


class Step(NamedTuple):
    """A step by its id. `field` names the day of the incident's own that says when it was done, ""
    where the step has none. `is_urgent` for what the guideline asks for at once."""

    id: str
    text: str
    field: str = ""
    is_urgent: bool = False


class StepState(NamedTuple):
    """A step of an incident, and the day it was done; None while it is open."""

    step: Step
    done_on: date | None


SIGN_OUT = "sign-out-sessions"
ROTATE = "rotate"
CHECK_RECOVERY = "check-recovery"
SECOND_FACTOR = "second-factor"
KEEP_EVIDENCE = "keep-evidence"

_SIGN_OUT = Step(
    SIGN_OUT, N_("Sign out every session at the service, so that nobody who is in stays in.")
)
_ROTATE = Step(ROTATE, N_("Change the password, and confirm the change once the service took it."))
_RECOVERY = Step(
    CHECK_RECOVERY,
    N_("Look at the recovery addresses and phones at the service, and remove what is not yours."),
)
_SECOND_FACTOR = Step(
    SECOND_FACTOR, N_("Look at the second factor at the service, and set up a new one.")
)
_COORDINATOR = Step("tell-coordinator", N_("Tell the coordinator."))
_SERVICE = Step("tell-service", N_("Report it to the service."))
_EVIDENCE = Step(KEEP_EVIDENCE, N_("Keep a picture of it, or the saved page, as evidence."))
_ASK_REMOVAL = Step("ask-removal", N_("Ask the service to remove it."), "removal_asked_on")
_REMOVED = Step("remove", N_("Remove it, or see that it is gone."), "removed_on")
_SUPERVISOR = Step(
    "tell-supervisor", N_("Tell the unit's supervisor."), "supervisor_told_on", is_urgent=True
)
_AUTHORITIES = Step(
    "tell-authorities",
    N_("Tell the authorities: in danger call 112, else the police."),
    "authorities_told_on",
    is_urgent=True,
)

PLAYBOOKS: Mapping[IncidentKind, Sequence[Step]] = {
    IncidentKind.HIJACK: (
        *(_SIGN_OUT, _ROTATE, _RECOVERY, _SECOND_FACTOR),
        *(_COORDINATOR, _SERVICE),
    ),
    IncidentKind.STOLEN_CREDENTIALS: (
        *(_ROTATE, _SIGN_OUT, _RECOVERY, _SECOND_FACTOR),
        _COORDINATOR,
    ),
    IncidentKind.PHISHING: (_COORDINATOR, _EVIDENCE, _SERVICE),
    IncidentKind.MALWARE: (_COORDINATOR, _SIGN_OUT, _ROTATE),
    IncidentKind.LEAK: (_COORDINATOR, _SUPERVISOR, _EVIDENCE, _REMOVED),
    IncidentKind.WRONG_INFORMATION: (_REMOVED,),
    IncidentKind.SPAM: (_REMOVED, _SERVICE),
    # Clause 3.3-b.
    IncidentKind.DISCRIMINATION: (_EVIDENCE, _REMOVED._replace(is_urgent=True)),
    # Clause 4-a.
    IncidentKind.STRIKING_WRITING: (_SUPERVISOR,),
    # Clause 5-m.
    IncidentKind.THREAT_TO_EMPLOYEE: (_SUPERVISOR, _EVIDENCE, _ASK_REMOVAL, _REMOVED),
    # Clause 5-n.
    IncidentKind.THREAT_TO_TOWN: (_AUTHORITIES, _SUPERVISOR, _EVIDENCE, _ASK_REMOVAL),
}
"""The steps of each kind, in the order in which they are taken."""


def steps_of(incident: Incident) -> Sequence[StepState]:
    """Every step of the incident's playbook, in order. A step that stands for a day of the incident
    is done when that is known; keeping evidence, when there is some. An incident of no account has
    no password to change."""
    done = {step.step: step.done_at for step in incident.steps}
    return [
        StepState(step, _done_on(incident, step, done))
        for step in PLAYBOOKS[incident.kind]
        if incident.account is not None or step.id != ROTATE
    ]


def open_steps(incident: Incident) -> Sequence[Step]:
    """The steps that are still to be taken, in order; none once the incident is closed."""
    if incident.closed_on is not None:
        return []
    return [state.step for state in steps_of(incident) if state.done_on is None]


def urgent_steps(incident: Incident) -> Sequence[Step]:
    """The steps that the guideline asks for at once and that nobody has taken."""
    return [s.step for s in steps_of(incident) if s.step.is_urgent and s.done_on is None]


def _done_on(incident: Incident, step: Step, done: Mapping[str, datetime | None]) -> date | None:
    if step.field:
        day: date | None = getattr(incident, step.field)
        return day
    if step.id == KEEP_EVIDENCE:
        return min((e.added_at.date() for e in incident.evidence), default=None)
    moment = done.get(step.id)
    return moment.date() if moment else None
