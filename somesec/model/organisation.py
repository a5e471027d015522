"""The organisation that owns the register, and the settings it has changed."""

from datetime import datetime
from uuid import UUID

import msgspec


class Organisation(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="record",
    tag="organisation",
):
    """A town. `domains` are its mail domains in lower case, `policy` the id of a policy pack."""

    id: UUID
    name: str
    domains: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("fi", "sv", "en")
    policy: str = "kauhava"
    website: str = ""
    collection_page: str = ""
    approver_roles: tuple[str, ...] = ()


class Setting(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="record",
    tag="setting",
):
    """A local change to the policy pack: `key` is the pack's own name for it, `value` as TOML."""

    id: UUID
    key: str
    value: str
    set_by: str
    set_at: datetime
