"""What is kept, as immutable records. Only `Secret`, `FingerprintKey`, `IntranetValues` and
`EvidenceContent` hold secrets."""

from somesec.model.account import (
    Account,
    AccountKind,
    Administrator,
    Approval,
    Closing,
    Right,
    RotationDue,
    SecondFactor,
    Status,
)
from somesec.model.audit import AuditCounts
from somesec.model.content import (
    MOST_TEXT_BYTES,
    Content,
    EvidenceContent,
    TermsContent,
    pack,
)
from somesec.model.facts import Answer, Breach, Facts, Intranet, length_class
from somesec.model.filter import SavedFilter
from somesec.model.incident import Evidence, Incident, IncidentKind, PlaybookStep
from somesec.model.intranet import HashSource, IntranetDigest, IntranetValues
from somesec.model.organisation import Organisation, Setting
from somesec.model.person import Declaration, Employment, Person
from somesec.model.record import Card, Records, SecretRecord, decode_card, decode_secret, encode
from somesec.model.scan import FoundAddress, Scan, ScanKind
from somesec.model.secret import FingerprintKey, PreviousPassword, Secret
from somesec.model.terms import (
    Decision,
    Fetch,
    Measure,
    ReadText,
    ReviewAnswer,
    TermsArchive,
    TermsDocument,
    TermsPoint,
    TermsReview,
    TermsText,
)
from somesec.model.unit import Unit
from somesec.model.waiver import Waiver

__all__ = [
    "MOST_TEXT_BYTES",
    "Account",
    "AccountKind",
    "Administrator",
    "Answer",
    "Approval",
    "AuditCounts",
    "Breach",
    "Card",
    "Closing",
    "Content",
    "Decision",
    "Declaration",
    "Employment",
    "Evidence",
    "EvidenceContent",
    "Facts",
    "Fetch",
    "FingerprintKey",
    "FoundAddress",
    "HashSource",
    "Incident",
    "IncidentKind",
    "Intranet",
    "IntranetDigest",
    "IntranetValues",
    "Measure",
    "Organisation",
    "Person",
    "PlaybookStep",
    "PreviousPassword",
    "ReadText",
    "Records",
    "ReviewAnswer",
    "Right",
    "RotationDue",
    "SavedFilter",
    "Scan",
    "ScanKind",
    "SecondFactor",
    "Secret",
    "SecretRecord",
    "Setting",
    "Status",
    "TermsArchive",
    "TermsContent",
    "TermsDocument",
    "TermsPoint",
    "TermsReview",
    "TermsText",
    "Unit",
    "Waiver",
    "decode_card",
    "decode_secret",
    "encode",
    "length_class",
    "pack",
]
