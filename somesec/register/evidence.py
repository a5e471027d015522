"""Files kept as evidence of an incident: sealed in the register, taken out on demand."""

import hashlib
from pathlib import Path
from uuid import UUID, uuid4

import msgspec

from somesec import clock
from somesec.errors import InputError, TamperedError
from somesec.exchange.evidence_file import read_evidence
from somesec.language import _
from somesec.model import Evidence, EvidenceContent, Incident
from somesec.register.incidents import of_id
from somesec.register.resolve import only_one, same
from somesec.register.session import Register

MOST_FILES = 20
_LONGEST_NAME = 200


def add(register: Register, incident_id: UUID, file: Path) -> Evidence:
    """Keeps a file with an incident, its content where only those who open the unit's passwords
    read it.

    Raises InputError for a file that is no evidence, is kept there already, or is one too many,
    LockedError without the key of the unit."""
    content, media_type = read_evidence(file)
    evidence = Evidence(
        id=uuid4(),
        file_name=_name(file),
        size=len(content),
        sha256=hashlib.sha256(content).digest(),
        added_at=clock.now(),
        media_type=media_type,
    )
    with register.change("evidence-added", evidence.sha256.hex(), incident_id) as change:
        incident = of_id(register, incident_id)
        _refuse_double(incident, evidence)
        change.put(msgspec.structs.replace(incident, evidence=(*incident.evidence, evidence)))
        change.put_content(EvidenceContent(id=evidence.id, unit=incident.unit, content=content))
    return evidence


def taken_out(register: Register, incident_id: UUID, evidence: Evidence) -> bytes:
    """The content of a file, once the trail says that it was taken out.

    Raises TamperedError when it is not the file that the incident speaks of, LockedError without
    the key of the unit."""
    content = register.evidence(evidence.id)
    if hashlib.sha256(content).digest() != evidence.sha256:
        raise TamperedError(
            _("What is kept as '{name}' is not the file that was added.").format(
                name=evidence.file_name
            )
        )
    if not register.problems:
        with register.change("evidence-exported", evidence.sha256.hex(), incident_id):
            pass
    return content


def find(incident: Incident, text: str) -> Evidence:
    """The file of a name, an id, the beginning of its SHA-256, or a part that fits just one.

    Raises InputError with what could be meant."""
    wanted = same(text)
    return only_one(
        text,
        (e for e in incident.evidence if wanted in (same(e.file_name), str(e.id))),
        (
            e
            for e in incident.evidence
            if wanted and (wanted in same(e.file_name) or e.sha256.hex().startswith(wanted))
        ),
        lambda evidence: f"{evidence.file_name} ({evidence.sha256.hex()[:12]})",
        _("There is no file '{name}' with this incident.").format(name=text),
    )


def _name(file: Path) -> str:
    """The last part of the name, as text: a label, never a way to a file."""
    return file.name.encode(errors="replace").decode()[:_LONGEST_NAME]


def _refuse_double(incident: Incident, evidence: Evidence) -> None:
    for kept in incident.evidence:
        if kept.sha256 == evidence.sha256:
            raise InputError(
                _("This file is kept already, as '{name}'.").format(name=kept.file_name)
            )
    if len(incident.evidence) >= MOST_FILES:
        raise InputError(
            _("An incident keeps {count} files at most. Add another incident for more.").format(
                count=MOST_FILES
            )
        )
