"""SOM9xx, incidents: those who must know are told, what must be kept is kept, and it is ended.

An incident counts from the day it happened: 'at once' leaves no day."""

from collections.abc import Iterator
from datetime import date

from policy.finding import Severity, SubjectKind
from policy.rule import Answer, Rule, found, unknown
from policy.view import View
from policy.wording import INCIDENT_KINDS
from somesec.language import N_, Message
from somesec.model import Incident, IncidentKind

_FOR_THE_SUPERVISOR = (
    IncidentKind.THREAT_TO_EMPLOYEE,
    IncidentKind.THREAT_TO_TOWN,
    IncidentKind.STRIKING_WRITING,
)
_NEEDS_HELP = (IncidentKind.HIJACK, IncidentKind.STOLEN_CREDENTIALS)
_CLAUSES_OF_TELLING = {
    IncidentKind.THREAT_TO_EMPLOYEE: ("5-m",),
    IncidentKind.THREAT_TO_TOWN: ("5-n",),
    IncidentKind.STRIKING_WRITING: ("4-a",),
}


def _happened_on(incident: Incident) -> date:
    return incident.happened_at.date()


def _supervisor_not_told(incident: Incident, view: View) -> Iterator[Answer]:
    if incident.kind in _FOR_THE_SUPERVISOR:
        clauses = _CLAUSES_OF_TELLING[incident.kind]
        yield from _done(
            incident,
            view,
            field="supervisor_told_on",
            day=incident.supervisor_told_on,
            broken=N_("The supervisor has not been told of {kind} on {day}."),
            clauses=tuple(c for c in clauses if not view.pack.clauses or c in view.pack.clauses),
        )


def _authorities_not_told(incident: Incident, view: View) -> Iterator[Answer]:
    if incident.kind is IncidentKind.THREAT_TO_TOWN:
        yield from _done(
            incident,
            view,
            field="authorities_told_on",
            day=incident.authorities_told_on,
            broken=N_("The authorities have not been told of {kind} on {day}."),
        )


def _evidence_missing(incident: Incident, view: View) -> Iterator[Answer]:
    if (
        incident.kind is IncidentKind.THREAT_TO_EMPLOYEE
        and not incident.evidence
        and not view.is_to_come(_happened_on(incident))
    ):
        yield found(
            field="evidence",
            message=_said(N_("Nothing is kept as evidence of {kind} on {day}."), incident),
            evidence={"kind": incident.kind.value},
        )


def _not_removed(incident: Incident, view: View) -> Iterator[Answer]:
    if incident.kind is IncidentKind.DISCRIMINATION:
        yield from _done(
            incident,
            view,
            field="removed_on",
            day=incident.removed_on,
            broken=N_("It is not recorded that {kind} of {day} was removed."),
        )


def _left_open(incident: Incident, view: View) -> Iterator[Answer]:
    closed, happened = incident.closed_on, _happened_on(incident)
    if view.is_to_come(closed):
        yield unknown(_AHEAD)
    elif closed is None and view.older_than(happened, view.pack.intervals.incident):
        waiting = [step.step for step in incident.steps if step.done_at is None]
        yield found(
            field="closed_on",
            message=_said(N_("What began with {kind} on {day} is still open."), incident),
            evidence={"kind": incident.kind.value, "open_steps": waiting},
            severity=Severity.HIGH if incident.kind in _NEEDS_HELP else None,
        )


_AHEAD = Message(N_("a date of an incident lies in the future"))


def _done(
    incident: Incident,
    view: View,
    *,
    field: str,
    day: date | None,
    broken: str,
    clauses: tuple[str, ...] = (),
) -> Iterator[Answer]:
    if view.is_to_come(_happened_on(incident)):
        return
    if day is None:
        yield found(
            field=field,
            message=_said(broken, incident),
            evidence={"kind": incident.kind.value},
            clauses=clauses,
        )
    elif view.is_to_come(day):
        yield unknown(_AHEAD, clauses)


def _said(template: str, incident: Incident) -> Message:
    return Message(template, {"kind": INCIDENT_KINDS[incident.kind], "day": _happened_on(incident)})


RULES = (
    Rule(
        code="SOM904",
        name="supervisor-not-told",
        severity=Severity.HIGH,
        clauses=("4-a", "5-m", "5-n"),
        applies_to=SubjectKind.INCIDENT,
        summary=N_("The supervisor has not been told of the incident."),
        remedy=N_("Tell the supervisor now and record the day."),
        checks=N_(
            "A threat, harassment or striking writing about the unit is recorded without the day "
            "on which the supervisor was told. Unknown when that day lies in the future."
        ),
        why=N_("Nobody should carry it alone, and the supervisor answers for safety at work."),
        example=N_("An employee was threatened in the comments and only a colleague knows."),
        resolve=N_("Tell the supervisor, then record the day on the incident."),
        check=_supervisor_not_told,
    ),
    Rule(
        code="SOM905",
        name="authorities-not-told",
        severity=Severity.CRITICAL,
        clauses=("5-n",),
        applies_to=SubjectKind.INCIDENT,
        summary=N_("The authorities have not been told of a threat."),
        remedy=N_("Call the authorities now (112 in an emergency) and record the day."),
        checks=N_(
            "A threat against the town's work or premises is recorded without the day on which "
            "the authorities were told. Unknown when that day lies in the future."
        ),
        why=N_("Whether a threat is meant is for the police to judge, and time counts."),
        example=N_("A comment threatened a school, and it was only deleted."),
        resolve=N_("Report it to the police and the supervisor, then record both days."),
        check=_authorities_not_told,
    ),
    Rule(
        code="SOM906",
        name="evidence-missing",
        severity=Severity.MEDIUM,
        clauses=("5-m",),
        applies_to=SubjectKind.INCIDENT,
        summary=N_("Nothing is kept as evidence of a threat against an employee."),
        remedy=N_("Save the message and the request for removal, and keep them here."),
        checks=N_("A threat against an employee or harassment is recorded without evidence."),
        why=N_("What has been removed cannot be shown any more."),
        example=N_("The service took the message down before anybody had saved it."),
        resolve=N_("Keep a picture of the message with the incident; the register encrypts it."),
        check=_evidence_missing,
    ),
    Rule(
        code="SOM907",
        name="not-removed",
        severity=Severity.HIGH,
        clauses=("3.3-b",),
        applies_to=SubjectKind.INCIDENT,
        summary=N_("Discriminating material is not recorded as removed."),
        remedy=N_("Remove it now, or ask the service to, and record the day."),
        checks=N_(
            "Discriminating material is recorded without the day on which it was removed. Unknown "
            "when that day lies in the future."
        ),
        why=N_("It is removed at once: the town answers for what stands on its page."),
        example=N_("A comment was noticed on Friday, and nobody could moderate before Monday."),
        resolve=N_("Take the material down, then record the day on the incident."),
        check=_not_removed,
    ),
    Rule(
        code="SOM908",
        name="incident-open",
        severity=Severity.MEDIUM,
        clauses=("5-c", "5-l"),
        applies_to=SubjectKind.INCIDENT,
        summary=N_("An incident has not been ended."),
        remedy=N_("Go on with the next step, and close the incident when all is done."),
        checks=N_(
            "An incident is older than the policy's interval and not closed. High for a hijack "
            "and for stolen credentials. Unknown when the day of closing lies in the future."
        ),
        why=N_("Who took a page over once gets in again where one step was left out."),
        example=N_("The password was changed, and the intruder's phone is still the recovery one."),
        resolve=N_("Go through the steps that are open, then close the incident."),
        check=_left_open,
    ),
)
