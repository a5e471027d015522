"""The organisation's own card: where its website is, and the page that lists its social media."""

from collections.abc import Mapping

import msgspec

from somesec.errors import InputError
from somesec.language import _
from somesec.model import Organisation
from somesec.register.session import Register
from somesec.website.target import target
from somesec.website.unreadable import UnreadableError

COLUMNS = ("website", "collection_page")


def edit(register: Register, values: Mapping[str, str]) -> Organisation:
    """Changes the named addresses; an empty text clears one.

    Raises InputError for what is no web address."""
    new = {name: _address(values[name]) for name in COLUMNS if name in values}
    with register.change("organisation-edited", subject=register.id) as change:
        organisation = msgspec.structs.replace(register.records.organisation, **new)
        change.put(organisation)
    return organisation


def as_values(organisation: Organisation) -> dict[str, str]:
    """What people know the organisation by, as text; several values are parted by ';'."""
    return {
        "name": organisation.name,
        "domains": ";".join(organisation.domains),
        "policy": organisation.policy,
        **{name: getattr(organisation, name) for name in COLUMNS},
    }


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
