"""A row of each of our three CSV files.

One rule for every column: None says that the file has no such column (or the row ends before it),
so an update leaves what is there; "" (or an empty tuple) says that the cell is empty.
"""

from datetime import date
from typing import Any, Literal

import msgspec

from somesec.model import AccountKind, Employment, SecondFactor, Status

Empty = Literal[""]
Text = str | None
Texts = tuple[str, ...] | None
Day = date | Empty | None


class UnitRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of units. `responsible` names a person, `parent` a unit; `line` is the physical line of
    the file where the row begins, counted from 1, or 0 for a row that comes from no file."""

    name: str
    name_fi: Text = None
    name_sv: Text = None
    parent: Text = None
    responsible: Text = None
    mailboxes: Texts = None
    website: Text = None
    line: int = 0


class PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of people. `address` may hold several mail addresses, `units` names units."""

    name: str
    address: Texts = None
    units: Texts = None
    employment: Employment | Empty | None = None
    briefed_on: Day = None
    left_on: Day = None
    declared_on: Day = None
    line: int = 0


class AccountRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of accounts. `unit` is always given, and so are `platform` and `handle` or, in place of
    either, `profile_address`. `recovery_phone_of` and `second_factor_of` name a person or a unit;
    `administrators` and `moderators` name people. The text form shows no secret."""

    unit: str
    platform: Text = None
    handle: Text = None
    profile_address: Text = None
    display_name: Text = None
    kind: AccountKind | Empty | None = None
    subject: Text = None
    ends_on: Day = None
    status: Status | Empty | None = None
    login: Text = None
    registered_address: Text = None
    recovery_address: Text = None
    recovery_phone: Text = None
    recovery_phone_of: Text = None
    second_factor: SecondFactor | Empty | None = None
    second_factor_of: Text = None
    administrators: Texts = None
    moderators: Texts = None
    approved_by: Text = None
    approver_role: Text = None
    approved_on: Day = None
    opened_on: Day = None
    maintainer_stated_on: Day = None
    unit_page_linked_on: Day = None
    collection_page_linked_on: Day = None
    last_post_on: Day = None
    last_look_on: Day = None
    risk_reviewed_on: Day = None
    terms_reviewed_on: Day = None
    password: Text = None
    totp: Text = None
    notes: Text = None
    line: int = 0

    def __repr__(self) -> str:
        return (
            f"AccountRow(line={self.line}, unit={self.unit!r}, "
            f"platform={self.platform!r}, handle={self.handle!r})"
        )

    # Pretty printers ask this first, and the one that comes with a Struct shows every field.
    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [
            ("line", self.line),
            ("unit", self.unit),
            ("platform", self.platform),
            ("handle", self.handle),
        ]


class TrailLine(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the trail: its number, moment (ISO 8601, UTC), maker and act, each by name and by
    id or code, what it is about, a note, and how many rows it wrote. Written, never read back."""

    sequence: int
    at: str
    member: str
    member_id: str
    act: str
    act_name: str
    note: str
    subject: str
    subject_id: str
    rows: int


SECRET_COLUMNS = ("password", "totp")


Kind = type[UnitRow] | type[PersonRow] | type[AccountRow] | type[TrailLine]


def columns_of(row: Kind) -> tuple[str, ...]:
    """The columns of a kind of row, in the order in which we write them."""
    return tuple(name for name in row.__struct_fields__ if name != "line")
