"""The organisation's own card: its name and mail domains, where its website is, and who may approve
pages."""

from collections.abc import Mapping

import msgspec

from somesec.errors import InputError
from somesec.language import _
from somesec.model import Organisation
from somesec.register.session import Register, mail_domains, organisation_name
from somesec.website.target import target
from somesec.website.unreadable import UnreadableError

COLUMNS = ("name", "domains", "website", "collection_page", "approver_roles")
_ADDRESSES = ("website", "collection_page")


def edit(
    register: Register, values: Mapping[str, str], *, expected: int | None = None
) -> Organisation:
    """Changes the named columns; several values are parted by ';', and an empty text clears a
    column other than the name.

    Raises InputError for an empty name and for what is no mail domain or web address,
    ConflictError where the card is at another revision than `expected`."""
    new: dict[str, object] = {name: _address(values[name]) for name in _ADDRESSES if name in values}
    if "name" in values:
        new["name"] = organisation_name(values["name"])
    if "domains" in values:
        new["domains"] = mail_domains(_parts(values["domains"]))
    if "approver_roles" in values:
        new["approver_roles"] = tuple(dict.fromkeys(_parts(values["approver_roles"])))
    with register.change("organisation-edited", subject=register.id) as change:
        organisation = msgspec.structs.replace(register.records.organisation, **new)
        change.put(organisation, expected)
    return organisation


def as_values(organisation: Organisation) -> dict[str, str]:
    """What people know the organisation by, as text; several values are parted by ';'."""
    return {
        "name": organisation.name,
        "domains": ";".join(organisation.domains),
        "policy": organisation.policy,
        **{name: getattr(organisation, name) for name in _ADDRESSES},
        "approver_roles": ";".join(organisation.approver_roles),
    }


def _parts(text: str) -> list[str]:
    parts = (" ".join(part.split()) for part in text.replace("\n", ";").split(";"))
    return [part for part in parts if part]


def _address(text: str) -> str:
    text = text.strip()
    if not text:
        return ""
    try:
        return target(text).address
    except UnreadableError:
        raise InputError(
            _("'{address}' is no web address. Write it like https://www.testila.fi/some.").format(
                address=text
            )
        ) from None
