"""What an audit answers: findings, what could not be known, and rules that failed to run."""

from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

import msgspec

from somesec.language import N_, Message, _

EvidenceValue = str | int | list[str]


class Severity(StrEnum):
    """How much a finding weighs. Compare by `rank`: the strings themselves have no such order."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """4 for critical down to 0 for info."""
        return _RANKS[self]

    @property
    def label(self) -> str:
        """The severity in the reader's language."""
        return _(_LABELS[self])

    def at_least(self, other: "Severity") -> bool:
        """Whether this weighs as much as the other or more."""
        return self.rank >= other.rank


_RANKS = {severity: 4 - place for place, severity in enumerate(Severity)}
_LABELS = {
    Severity.CRITICAL: N_("critical"),
    Severity.HIGH: N_("high"),
    Severity.MEDIUM: N_("medium"),
    Severity.LOW: N_("low"),
    Severity.INFO: N_("info"),
}


class SubjectKind(StrEnum):
    """The kind of record that a rule looks at and a finding is about."""

    ACCOUNT = "account"
    UNIT = "unit"
    PERSON = "person"
    ORGANISATION = "organisation"
    INCIDENT = "incident"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A record breaks a rule.

    `subject` is the id of the record it is about, of the kind `subject_kind`; `account` the same id
    where that is an account; `unit` the owning unit, None for people and the organisation; `field`
    the record's field to mend; `evidence` what the rule saw, never a secret; `related` ids of other
    accounts that share in it; `fingerprint` 32 hexadecimal digits, the same from run to run;
    `waiver` the id of the waiver that accepts it, None when nobody did."""

    rule: str
    name: str
    severity: Severity
    clauses: tuple[str, ...]
    unit: UUID | None
    account: UUID | None
    subject: UUID
    subject_kind: SubjectKind
    field: str
    message: Message
    evidence: Mapping[str, EvidenceValue] = {}
    remedy: Message
    related: tuple[UUID, ...] = ()
    fingerprint: str
    waiver: UUID | None = None


class Unknown(msgspec.Struct, frozen=True, kw_only=True):
    """A check that could not be made: counted apart, never taken for passed. `clauses` are those
    that it leaves open."""

    rule: str
    name: str
    clauses: tuple[str, ...] = ()
    unit: UUID | None
    account: UUID | None
    subject: UUID
    subject_kind: SubjectKind
    reason: Message


class RuleError(msgspec.Struct, frozen=True, kw_only=True):
    """A rule, or a waiver, that failed on a record. `error` is a type name: the text of an
    exception might quote what it choked on."""

    rule: str
    subject: UUID
    subject_kind: SubjectKind | None
    error: str


def fingerprint(rule: str, subject: UUID, field: str, key: str) -> str:
    """What names a finding from run to run: 32 hexadecimal digits of SHA-256 over the four parts,
    each with its length before it, so that no two ways of cutting them are the same."""
    parts = (part.encode() for part in (rule, str(subject), field, key))
    return sha256(b"".join(len(part).to_bytes(4) + part for part in parts)).hexdigest()[:32]
