"""People who hold rights to accounts."""

from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec


class Employment(StrEnum):
    PERMANENT = "permanent"
    FIXED_TERM = "fixed-term"
    INTERN = "intern"
    TEMPORARY = "temporary"
    ELECTED = "elected"
    CONTRACTOR = "contractor"


class Declaration(msgspec.Struct, frozen=True, kw_only=True):
    """The yearly word of a person on clauses 5-d, 5-g and 5-h: no organisation address for private
    services, no password shared with private services, none stored in a browser."""

    declared_on: date


class Person(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="record",
    tag="person",
):
    """A person. `addresses` in lower case. `listed` is false for one known only because an imported
    account named them: nobody has yet said who they are."""

    id: UUID
    name: str
    addresses: tuple[str, ...] = ()
    units: tuple[UUID, ...] = ()
    employment: Employment | None = None
    briefed_on: date | None = None
    left_on: date | None = None
    declarations: tuple[Declaration, ...] = ()
    listed: bool = True

    def has_left(self, today: date) -> bool:
        """Whether the person's last day was before today."""
        return self.left_on is not None and self.left_on < today
