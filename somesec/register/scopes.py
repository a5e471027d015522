"""Which scope's keys seal a record."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from somesec.model import Account, Card, Incident, Secret, SecretRecord, TermsReview

Unknown = TypeVar("Unknown")


def scope_of(
    record: Card | SecretRecord, register: UUID, unit_of: Callable[[UUID], UUID | Unknown]
) -> UUID | Unknown:
    """The owning unit's id, else the register's. What belongs to an account is where `unit_of` says
    that the account is."""
    if isinstance(record, Account | Incident):
        return record.unit
    if isinstance(record, TermsReview) and record.account is not None:
        return unit_of(record.account)
    if isinstance(record, Secret):
        return unit_of(record.id)
    return register
