"""An account on a platform: the card, which holds no secret."""

from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from somesec.model.facts import Facts


class AccountKind(StrEnum):
    PERMANENT = "permanent"
    FIXED_TERM = "fixed-term"


class Status(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


class SecondFactor(StrEnum):
    NONE = "none"
    TOTP = "totp"
    APP = "app"
    SMS = "sms"
    EMAIL = "email"
    KEY = "key"
    PASSKEY = "passkey"
    CODES = "codes"


class Right(StrEnum):
    ADMINISTER = "administer"
    MODERATE = "moderate"


class Administrator(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A person with rights to the account; each right is recorded apart, as services grant them."""

    person: UUID
    rights: tuple[Right, ...] = (Right.ADMINISTER,)


class Approval(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Who approved the page, in which role, on which day; any part may still be unknown."""

    by: str = ""
    role: str = ""
    on: date | None = None


class RotationDue(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The password must be changed: since when, and why, as a code such as `leaver`."""

    since: date
    reason: str
    person: UUID | None = None


class Closing(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The closing of a page: on whose request, when, when it left the public eye, and when its
    credentials were retired."""

    requested_by: str = ""
    requested_on: date | None = None
    removed_from_view_on: date | None = None
    credentials_retired_on: date | None = None


class Account(
    msgspec.Struct,
    frozen=True,
    gc=False,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="record",
    tag="account",
):
    """A card. `platform` is an id of the platform catalogue, `other`, or a name the catalogue does
    not know; addresses and login as written, trimmed; `recovery_phone_of` and `second_factor_of`
    are the id of a person or of a unit. `planning` maps a planning checklist line's id to the day
    it was weighed. `moderation_recorded` says whether anybody has said who may moderate: only then
    does no such right among `administrators` mean that nobody may. `pending_since` is the day on
    which a rotation began that is neither confirmed nor cancelled. `source` says which imported
    login it came from, so that a file imported twice adds nothing."""

    id: UUID
    unit: UUID
    platform: str
    handle: str
    profile_address: str = ""
    display_name: str = ""
    kind: AccountKind | None = None
    subject: str = ""
    ends_on: date | None = None
    status: Status = Status.OPEN
    main_page: bool = False
    login: str = ""
    registered_address: str = ""
    recovery_address: str = ""
    recovery_phone: str = ""
    recovery_phone_of: UUID | None = None
    second_factor: SecondFactor | None = None
    second_factor_of: UUID | None = None
    administrators: tuple[Administrator, ...] = ()
    moderation_recorded: bool = False
    approval: Approval | None = None
    planning: dict[str, date] = {}
    opened_on: date | None = None
    maintainer_stated_on: date | None = None
    unit_page_linked_on: date | None = None
    collection_page_linked_on: date | None = None
    last_post_on: date | None = None
    last_look_on: date | None = None
    risk_reviewed_on: date | None = None
    pending_since: date | None = None
    rotation_due: RotationDue | None = None
    closing: Closing | None = None
    notes: str = ""
    source: str = ""
    facts: Facts | None = None

    @property
    def name(self) -> str:
        """How people name it: `facebook/testilankirjasto`."""
        return f"{self.platform}/{self.handle}"
