"""A rule of the guideline: what it is called, what it stands for, and the function that checks it.

A rule function takes a record and the view, and yields `found(...)` for each breach and
`unknown(...)` for what it could not tell:

    def weak_password(account: Account, view: View) -> Iterator[Answer]:
        if account.facts is None:
            yield unknown(Message(N_("no password in the register")))
        elif account.facts.strength < view.pack.thresholds.strength:
            yield found(field="password", message=Message(N_("The password is easy to guess.")))

The engine adds the rule, the record, its unit and the fingerprint.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from policy.finding import EvidenceValue, Severity, SubjectKind
from somesec.language import Message

if TYPE_CHECKING:
    from policy.view import View


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A breach as the rule function sees it. `key` tells apart several breaches of one field of one
    record; `severity`, `remedy` and `clauses` stand in for the rule's own where given."""

    field: str
    message: Message
    evidence: Mapping[str, EvidenceValue] = {}
    related: tuple[UUID, ...] = ()
    key: str = ""
    remedy: Message | None = None
    severity: Severity | None = None
    clauses: tuple[str, ...] = ()


class NotKnown(msgspec.Struct, frozen=True, kw_only=True):
    """A check that the rule function could not make, and why; `clauses` as in `Found`."""

    reason: Message
    clauses: tuple[str, ...] = ()


Answer = Found | NotKnown

# The record is of the kind that `applies_to` says; each rule function names its own type.
Check = Callable[[Any, "View"], Iterable[Answer]]


def found(
    *,
    field: str,
    message: Message,
    evidence: Mapping[str, EvidenceValue] | None = None,
    related: Iterable[UUID] = (),
    key: str = "",
    remedy: Message | None = None,
    severity: Severity | None = None,
    clauses: Iterable[str] = (),
) -> Found:
    """The record breaks the rule in the named field."""
    return Found(
        field=field,
        message=message,
        evidence=evidence or {},
        related=tuple(related),
        key=key,
        remedy=remedy,
        severity=severity,
        clauses=tuple(clauses),
    )


def unknown(reason: Message, clauses: Iterable[str] = ()) -> NotKnown:
    """The check cannot be made on this record. The reason is a phrase without a full stop; equal
    reasons are counted together, so put no names into it."""
    return NotKnown(reason=reason, clauses=tuple(clauses))


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule. `code` is never used again for another; `clauses` are those of the guideline that it
    was made for, or `good-practice`; a pack may say otherwise (policy/clauses.py). The texts are
    msgids (marked with N_): `summary` one line, `remedy` one sentence for the finding, and the four
    parts of the rule's own page."""

    code: str
    name: str
    severity: Severity
    clauses: tuple[str, ...]
    applies_to: SubjectKind
    summary: str
    remedy: str
    checks: str
    why: str
    example: str
    resolve: str
    check: Check
