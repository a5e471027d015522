"""Which scope's keys seal a record."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from somesec.model import (
    Account,
    Card,
    Content,
    EvidenceContent,
    Incident,
    Secret,
    SecretRecord,
    TermsReview,
)

Unknown = TypeVar("Unknown")


def scope_of(
    record: Card | SecretRecord | Content, register: UUID, unit_of: Callable[[UUID], UUID | Unknown]
) -> UUID | Unknown:
    """The owning unit's id, else the register's. What belongs to an account is where `unit_of` says
    that the account is."""
    match record:
        case Account(unit=unit) | Incident(unit=unit) | EvidenceContent(unit=unit):
            return unit
        case TermsReview(account=UUID() as account):
            return unit_of(account)
        case Secret(id=account):
            return unit_of(account)
    return register
