"""Incidents: what happened, who was told and when, and which steps are still to be taken."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4

import msgspec

from policy.playbooks import KEEP_EVIDENCE, PLAYBOOKS, ROTATE, Step, steps_of, urgent_steps
from somesec import clock
from somesec.errors import ConflictError, InputError
from somesec.language import _, show_date
from somesec.model import (
    EvidenceContent,
    Incident,
    IncidentKind,
    PlaybookStep,
    RotationDue,
    Status,
)
from somesec.register.change import Change
from somesec.register.resolve import only_one, same
from somesec.register.session import Register

INCIDENT = "incident"
"""Why a password is due that an incident may have given away."""

DAYS = (
    "supervisor_told_on",
    "authorities_told_on",
    "removal_asked_on",
    "removed_on",
)


def add(
    register: Register,
    *,
    kind: IncidentKind,
    unit: UUID | None = None,
    account_id: UUID | None = None,
    happened_on: date | None = None,
    texts: Mapping[str, str],
    days: Mapping[str, date | None],
) -> Incident:
    """Records an incident on an account, or on none of a unit, today where no day is given. Where
    its playbook asks for a new password, the account's becomes due.

    Raises InputError without a unit, or for days that lie in the future or before it happened."""
    id_, today = uuid4(), clock.today()
    with register.change("incident-added", kind.value, id_) as change:
        incident = Incident(
            id=id_,
            kind=kind,
            unit=_owner(register, account_id, unit),
            account=account_id,
            happened_at=_moment(happened_on or today),
        )
        incident = _saying(incident, texts, days)
        _refuse_bad_days(incident, today)
        change.put(incident)
        _make_password_due(register, change, incident)
    return incident


def edit(
    register: Register,
    incident_id: UUID,
    *,
    kind: IncidentKind | None = None,
    unit: UUID | None = None,
    account_id: UUID | None = None,
    happened_on: date | None = None,
    texts: Mapping[str, str],
    days: Mapping[str, date | None],
    expected: int | None = None,
) -> Incident:
    """Changes what is said of an incident; None takes a day away. `closed_on` among the days closes
    it, or opens it again. With an account, or with a unit and none, it happened there: its evidence
    goes along. A kind that asks for a new password makes the account's due, as recording one does;
    steps that were taken stay taken, but for the new password of another account. `expected` is the
    revision that the changes were made from.

    Raises ConflictError when another is stored, InputError for days that cannot be right, and for
    closing one while a step is open that the guideline asks for at once, LockedError without the
    key of the unit to evidence that goes to another."""
    today = clock.today()
    note = kind.value if kind else ""
    with register.change("incident-edited", note, incident_id) as change:
        before = of_id(register, incident_id)
        incident = msgspec.structs.replace(
            _saying(before, texts, days),
            kind=kind or before.kind,
            happened_at=_moment(happened_on) if happened_on else before.happened_at,
        )
        if unit or account_id:
            incident = _placed(register, incident, account_id, unit)
        _refuse_bad_days(incident, today)
        if incident.closed_on is not None and (urgent := urgent_steps(incident)):
            raise InputError(
                _("It cannot be closed while this is open: {steps}.").format(
                    steps=", ".join(f"{_(step.text).rstrip('.')} ({step.id})" for step in urgent)
                )
            )
        change.put(incident, expected)
        if incident.unit != before.unit:
            for one in before.evidence:
                content = register.evidence(one.id)
                change.put_content(EvidenceContent(id=one.id, unit=incident.unit, content=content))
        if incident.account != before.account or not gives_away_the_password(before):
            _make_password_due(register, change, incident)
    return incident


def do(register: Register, incident_id: UUID, step_id: str, on: date) -> Incident:
    """Records that a step was taken on a day.

    Raises InputError for a step that the playbook lacks or whose doing is recorded elsewhere, and
    ConflictError while the password it asks for is not changed."""
    today = clock.today()
    with register.change("incident-step-done", step_id, incident_id) as change:
        incident = of_id(register, incident_id)
        step = _step(incident, step_id)
        if step.id == KEEP_EVIDENCE:
            raise InputError(
                _("Evidence is kept by adding a file: 'somesec incident evidence add'.")
            )
        if step.id == ROTATE:
            _require_rotated(register, incident)
        incident = _with_step(incident, step, on)
        _refuse_bad_days(incident, today)
        change.put(incident)
    return incident


def listed(register: Register, *, only_open: bool = False) -> list[Incident]:
    """Every incident, or those that are not closed, the newest first."""
    incidents = register.records.incidents.values()
    return sorted(
        (i for i in incidents if not only_open or i.closed_on is None),
        key=lambda i: (i.happened_at, i.id),
        reverse=True,
    )


def find(register: Register, text: str) -> Incident:
    """The incident of an id, of the beginning of one, or of a part of 'DAY KIND ACCOUNT' that fits
    just one.

    Raises InputError with what could be meant."""
    incidents, wanted = register.records.incidents.values(), same(text)
    return only_one(
        text,
        (i for i in incidents if wanted == str(i.id)),
        (
            i
            for i in incidents
            if wanted and (str(i.id).startswith(wanted) or wanted in same(name_of(register, i)))
        ),
        lambda incident: f"{name_of(register, incident)} ({str(incident.id)[:8]})",
        _("There is no incident '{name}'. List them with 'somesec incident list'.").format(
            name=text
        ),
    )


def of_id(register: Register, incident_id: UUID) -> Incident:
    """The incident as last read.

    Raises InputError when it is gone."""
    incident = register.records.incidents.get(incident_id)
    if incident is None:
        raise InputError(_("There is no such incident any more."))
    return incident


def name_of(register: Register, incident: Incident) -> str:
    """What an incident is called: its day, its kind, and its account or unit."""
    return f"{day_of(incident).isoformat()} {incident.kind.value} {place_name(register, incident)}"


def place_name(register: Register, incident: Incident) -> str:
    """The account's name, else the unit's; the id of one that is gone."""
    records = register.records
    if incident.account is not None and incident.account in records.accounts:
        return records.accounts[incident.account].name
    unit = records.units.get(incident.unit)
    return unit.name if unit else str(incident.unit)


def day_of(incident: Incident) -> date:
    """The day on which it happened."""
    return incident.happened_at.date()


def _owner(register: Register, account_id: UUID | None, unit: UUID | None) -> UUID:
    owner = register.account(account_id).unit if account_id else unit
    if owner is None:
        raise InputError(_("Say on which account or in which unit it happened."))
    return owner


def _placed(
    register: Register, incident: Incident, account_id: UUID | None, unit: UUID | None
) -> Incident:
    is_other = account_id != incident.account
    return msgspec.structs.replace(
        incident,
        unit=_owner(register, account_id, unit),
        account=account_id,
        steps=tuple(s for s in incident.steps if not (is_other and s.step == ROTATE)),
    )


def _saying(
    incident: Incident, texts: Mapping[str, str], days: Mapping[str, date | None]
) -> Incident:
    plain = {name: text.strip() for name, text in texts.items()}
    return msgspec.structs.replace(incident, **plain, **days)


def _moment(day: date) -> datetime:
    # The hour is not asked for: by noon UTC it is that day in every office of ours.
    return datetime.combine(day, time(12), UTC)


def gives_away_the_password(incident: Incident) -> bool:
    """Whether somebody may know the password of its account by it."""
    return any(step.id == ROTATE for step in PLAYBOOKS[incident.kind])


def _make_password_due(register: Register, change: Change, incident: Incident) -> None:
    account = register.records.accounts.get(incident.account) if incident.account else None
    if account is None or account.rotation_due or account.status is Status.CLOSED:
        return
    if gives_away_the_password(incident):
        due = RotationDue(since=day_of(incident), reason=INCIDENT)
        change.put(msgspec.structs.replace(account, rotation_due=due))


def _step(incident: Incident, step_id: str) -> Step:
    steps = {state.step.id: state.step for state in steps_of(incident)}
    if step_id not in steps:
        raise InputError(
            _("This incident has no step '{step}'. Its steps are: {steps}.").format(
                step=step_id, steps=", ".join(steps)
            )
        )
    return steps[step_id]


def _with_step(incident: Incident, step: Step, on: date) -> Incident:
    if step.field:
        return msgspec.structs.replace(incident, **{step.field: on})
    others = tuple(done for done in incident.steps if done.step != step.id)
    done = PlaybookStep(step=step.id, done_at=_moment(on))
    return msgspec.structs.replace(incident, steps=(*others, done))


def _require_rotated(register: Register, incident: Incident) -> None:
    account = register.records.accounts.get(incident.account) if incident.account else None
    if account and (account.pending_since or account.rotation_due):
        raise ConflictError(
            _(
                "The password of {account} is not changed yet: 'somesec rotate start {account}', "
                "then 'somesec rotate confirm {account}'."
            ).format(account=account.name)
        )


def _refuse_bad_days(incident: Incident, today: date) -> None:
    if day_of(incident) > today:
        raise InputError(_("An incident cannot lie in the future."))
    said: list[date | None] = [getattr(incident, name) for name in (*DAYS, "closed_on")]
    taken = [step.done_at.date() for step in incident.steps if step.done_at]
    for day in (*said, *taken):
        if day is not None and not day_of(incident) <= day <= today:
            raise _bad_day(incident, day)


def _bad_day(incident: Incident, day: date) -> InputError:
    return InputError(
        _(
            "{day} cannot be right: it happened on {happened}, and nothing lies in the future."
        ).format(day=show_date(day), happened=show_date(day_of(incident)))
    )
