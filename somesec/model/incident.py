"""Incidents: what happened on an account, who was told, and the evidence kept."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class IncidentKind(StrEnum):
    """The kinds that clauses 3.3-b, 4-a, 5-c, 5-l, 5-m and 5-n speak of."""

    LEAK = "leak"
    WRONG_INFORMATION = "wrong-information"
    STOLEN_CREDENTIALS = "stolen-credentials"
    HIJACK = "hijack"
    THREAT_TO_EMPLOYEE = "threat-to-employee"
    THREAT_TO_TOWN = "threat-to-town"
    DISCRIMINATION = "discrimination"
    STRIKING_WRITING = "striking-writing"
    PHISHING = "phishing"
    MALWARE = "malware"
    SPAM = "spam"


class PlaybookStep(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the kind's playbook by its id, and when it was done."""

    step: str
    done_at: datetime | None = None


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A kept file: its name as given, its kind by its content (a media type), its size in bytes and
    its SHA-256. The content is sealed apart, as the secret of the same id."""

    id: UUID
    file_name: str
    size: int
    sha256: bytes
    added_at: datetime
    media_type: str = ""


class Incident(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="record",
    tag="incident",
):
    id: UUID
    kind: IncidentKind
    unit: UUID
    account: UUID | None = None
    happened_at: datetime
    reported_by: str = ""
    supervisor_told_on: date | None = None
    authorities_told_on: date | None = None
    removal_asked_on: date | None = None
    removed_on: date | None = None
    description: str = ""
    steps: tuple[PlaybookStep, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    closed_on: date | None = None

    @property
    def name(self) -> str:
        """How programs name it: `hijack 2026-11-22`."""
        return f"{self.kind} {self.happened_at.date()}"
