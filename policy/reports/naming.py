"""What reports call records: in the reader's language, and harmless for every reader."""

from uuid import UUID

from policy.reports.harmless import harmless
from policy.wording import INCIDENT_KINDS
from somesec.language import _, current, show_date
from somesec.model import Incident, Records


def unit_name(unit: UUID | None, records: Records) -> str:
    """The unit in the reader's language; 'No unit' for what belongs to none."""
    found = records.units.get(unit) if unit else None
    return harmless(found.called(current())) if found else _("No unit")


def incident_name(incident: Incident) -> str:
    """What happened and when, in the reader's language."""
    kind = str(INCIDENT_KINDS[incident.kind])
    return f"{kind}, {show_date(incident.happened_at.date())}"


def subject_name(subject: UUID, records: Records) -> str:
    """The account, unit, person, incident or organisation of that id; the id for none."""
    record = (
        records.accounts.get(subject) or records.units.get(subject) or records.people.get(subject)
    )
    if record is not None:
        return harmless(record.name)
    incident = records.incidents.get(subject)
    if incident is not None:
        return incident_name(incident)
    if subject == records.organisation.id:
        return harmless(records.organisation.name)
    return str(subject)
