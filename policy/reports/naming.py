"""What reports call records: in the reader's language, and harmless for every reader."""

from uuid import UUID

from policy.reports.harmless import harmless
from somesec.language import _, current
from somesec.model import Records


def unit_name(unit: UUID | None, records: Records) -> str:
    """The unit in the reader's language; 'No unit' for what belongs to none."""
    found = records.units.get(unit) if unit else None
    return harmless(found.called(current())) if found else _("No unit")


def subject_name(subject: UUID, records: Records) -> str:
    """The account, unit, person or organisation of that id; the id where the register has none."""
    record = (
        records.accounts.get(subject) or records.units.get(subject) or records.people.get(subject)
    )
    if record is not None:
        return harmless(record.name)
    if subject == records.organisation.id:
        return harmless(records.organisation.name)
    return str(subject)
