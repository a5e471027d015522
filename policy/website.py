"""What the town's own web pages link to, held against the register, both ways (clauses 2-a and
3.1-l)."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

import msgspec

from policy.catalogue import OTHER, Placed, place
from policy.view import IN_USE
from somesec.model import Account, Answer, Records, Status

Pages = Mapping[str, tuple[str, ...]]
"""The links of each page that could be read, by the page's address in the register."""


class Listing(NamedTuple):
    """Whether the collection page, and the page of the account's unit, link to an open account."""

    account: UUID
    collection: Answer
    unit_page: Answer


class Stranger(NamedTuple):
    """A page at a known service that the collection page lists, and no account in use is. `account`
    is one that is planned or closed, or None where the register knows of none."""

    platform: str
    handle: str
    address: str
    account: UUID | None


class Comparison(msgspec.Struct, frozen=True):
    """The open accounts in the order of the register, and what else the collection page lists."""

    listings: tuple[Listing, ...]
    strangers: tuple[Stranger, ...]


def addresses(records: Records) -> tuple[str, ...]:
    """The addresses of the collection page and of the units' pages, each once; a unit's only where
    an open account is its."""
    units = {a.unit for a in records.accounts.values() if a.status is Status.OPEN}
    found = (records.organisation.collection_page, *_websites(records, units))
    return tuple(dict.fromkeys(address for address in found if address))


def compare(records: Records, pages: Pages) -> Comparison:
    """What the pages link to. A page that is not among them, or has no address, is unknown."""
    links = {address: _placed(each) for address, each in pages.items()}
    collection = links.get(records.organisation.collection_page)
    # Where two accounts bear one name, the one in use counts.
    accounts = sorted(records.accounts.values(), key=lambda account: account.status in IN_USE)
    known = {key: account for account in accounts for key in _keys(account)}
    return Comparison(
        listings=tuple(
            Listing(
                account.id,
                _linked(account, collection),
                _linked(account, links.get(_website(records, account))),
            )
            for account in records.accounts.values()
            if account.status is Status.OPEN
        ),
        strangers=tuple(_strangers(collection or {}, known)),
    )


def _websites(records: Records, units: Iterable[UUID]) -> list[str]:
    kept = (records.units[unit] for unit in units if unit in records.units)
    return [unit.website for unit in sorted(kept, key=lambda unit: (unit.name, unit.id))]


def _website(records: Records, account: Account) -> str:
    unit = records.units.get(account.unit)
    return unit.website if unit else ""


def _placed(links: Iterable[str]) -> dict[Placed, str]:
    """Where the links lead, each with the first address that does."""
    placed: dict[Placed, str] = {}
    for link in links:
        placed.setdefault(_folded(place(link)), link)
    return placed


def _folded(placed: Placed) -> Placed:
    return Placed(placed.platform, placed.handle.casefold())


def _keys(account: Account) -> set[Placed]:
    by_address = place(account.profile_address)
    return {
        _folded(placed)
        for placed in (Placed(account.platform, account.handle), by_address)
        if placed.handle
    }


def _linked(account: Account, links: Mapping[Placed, str] | None) -> Answer:
    if links is None:
        return Answer.UNKNOWN
    return Answer.YES if _keys(account) & links.keys() else Answer.NO


def _strangers(links: Mapping[Placed, str], known: Mapping[Placed, Account]) -> list[Stranger]:
    found = []
    for placed, address in links.items():
        account = known.get(placed)
        if account is not None and account.status in IN_USE:
            continue
        if account is not None or (placed.platform != OTHER and placed.handle):
            handle = place(address).handle
            found.append(
                Stranger(placed.platform, handle, address, account.id if account else None)
            )
    return found
