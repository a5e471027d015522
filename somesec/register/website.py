"""The town's web pages held against the register, and the public list for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import msgspec

from policy import website
from policy.reports import public_list
from policy.website import Comparison, Listing
from somesec import clock
from somesec.errors import InputError, LockedError
from somesec.language import Message, _
from somesec.model import Account, Answer
from somesec.register import rights
from somesec.register.roles import LEADING, UNIT_ADMIN
from somesec.register.session import Member, Register
from somesec.website.unreadable import UnreadableError
from somesec.website.visitor import Visitor

FORMATS = public_list.FORMATS


@dataclass(frozen=True)
class Checked:
    """What the pages link to, which addresses were read, why others could not be, and how many
    accounts were written. `sees_all` says whether this member reads every unit's accounts: where
    not, nobody can tell here what is listed and not registered."""

    comparison: Comparison
    read: tuple[str, ...]
    unread: Mapping[str, Message]
    saved: int
    sees_all: bool


def check(
    register: Register,
    *,
    allow_private: bool = False,
    save: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Checked:
    """Reads the collection page and the units' pages. With `save`, the day goes to each account
    that a page links to, and is taken from each that it does not.

    Raises InputError where no page has an address, LockedError where the member may save nothing.
    """
    if save and register.member.role not in (*LEADING, UNIT_ADMIN):
        raise LockedError(_("Its unit's admins and coordinators alone write to its card."))
    addresses = website.addresses(register.records)
    if not addresses:
        raise InputError(
            _(
                "No page has an address yet. Give them with "
                "'somesec organisation edit --collection-page ADDRESS' and "
                "'somesec unit edit UNIT --website ADDRESS'."
            )
        )
    visitor = Visitor(allow_private=allow_private)
    pages: dict[str, tuple[str, ...]] = {}
    unread: dict[str, Message] = {}
    for done, address in enumerate(addresses):
        if progress is not None:
            progress(done, len(addresses))
        try:
            pages[address] = visitor.links(address)
        except UnreadableError as error:
            unread[address] = error.reason
    comparison = website.compare(register.records, pages)
    sees_all = rights.reads_all(register)
    if not sees_all:
        comparison = msgspec.structs.replace(comparison, strangers=())
    saved = _save(register, comparison) if save else 0
    return Checked(comparison, tuple(pages), unread, saved, sees_all)


def export(register: Register, to: str) -> bytes:
    """The public list in one of `FORMATS`."""
    return public_list.content(register.records, to)


def _save(register: Register, comparison: Comparison) -> int:
    saved = 0
    with register.change("website-checked") as change:
        for listing in comparison.listings:
            before = register.records.accounts.get(listing.account)
            if before is None or not _may_write(register.member, before):
                continue
            account = _with_days(before, listing)
            if account != before:
                change.put(account)
                saved += 1
    return saved


def _may_write(member: Member, account: Account) -> bool:
    return member.role in LEADING or account.unit in member.units


def _with_days(account: Account, listing: Listing) -> Account:
    return msgspec.structs.replace(
        account,
        collection_page_linked_on=_day(listing.collection, account.collection_page_linked_on),
        unit_page_linked_on=_day(listing.unit_page, account.unit_page_linked_on),
    )


def _day(linked: Answer, before: date | None) -> date | None:
    """Today for a link that is there, none for one that is not; what is unknown stays."""
    return {Answer.YES: clock.today(), Answer.NO: None}.get(linked, before)
