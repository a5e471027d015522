"""Links of the town's web pages held against the register, both ways."""

import msgspec
import pytest

from policy.website import Comparison, Pages, addresses, compare
from somesec.model import Account, Answer, Records, Status
from tests.policy.town import LIBRARY, ORGANISATION, page

COLLECTION = "https://testila.fi/some"
WEBSITE = "https://testila.fi/kirjasto"
FACEBOOK = "https://www.facebook.com/TestilanKirjasto/"


def records(*accounts: Account, collection: str = COLLECTION, website: str = WEBSITE) -> Records:
    return Records.of(
        [
            msgspec.structs.replace(ORGANISATION, collection_page=collection),
            msgspec.structs.replace(LIBRARY, website=website),
            *accounts,
        ]
    )


def account(status: Status = Status.OPEN, **changed: object) -> Account:
    named = {"platform": "facebook", "handle": "testilankirjasto", "profile_address": ""}
    return page(status=status, **{**named, **changed})


def compared(pages: Pages, *accounts: Account) -> Comparison:
    return compare(records(*accounts), pages)


def test_a_link_is_found_on_both_pages() -> None:
    pages = {COLLECTION: (FACEBOOK,), WEBSITE: ("https://fb.com/testilankirjasto?ref=x",)}
    found = compared(pages, account())
    assert [(one.collection, one.unit_page) for one in found.listings] == [(Answer.YES, Answer.YES)]
    assert found.strangers == ()


def test_a_link_that_lacks_is_missing() -> None:
    found = compared({COLLECTION: ("https://x.com/testila",), WEBSITE: ("/",)}, account())
    assert [(one.collection, one.unit_page) for one in found.listings] == [(Answer.NO, Answer.NO)]


def test_a_page_that_was_not_read_is_unknown() -> None:
    found = compared({}, account())
    (listing,) = found.listings
    assert (listing.collection, listing.unit_page) == (Answer.UNKNOWN, Answer.UNKNOWN)
    assert found.strangers == ()


def test_a_page_without_an_address_is_unknown() -> None:
    (listing,) = compare(records(account(), collection="", website=""), {}).listings
    assert (listing.collection, listing.unit_page) == (Answer.UNKNOWN, Answer.UNKNOWN)
    assert addresses(records(account(), collection="", website="")) == ()


def test_an_account_is_known_by_its_address_too() -> None:
    channel = account(
        platform="youtube", handle="Testilä", profile_address="youtube.com/channel/UCabcdefgh"
    )
    found = compared({COLLECTION: ("https://www.youtube.com/channel/UCabcdefgh",)}, channel)
    assert found.listings[0].collection is Answer.YES
    assert found.strangers == ()


def test_an_account_of_a_service_that_nobody_knows_is_found_by_its_address() -> None:
    forum = account(platform="other", handle="forum", profile_address="https://forum.fi/testila")
    found = compared({COLLECTION: ("http://forum.fi/testila", "https://a.fi/x")}, forum)
    assert found.listings[0].collection is Answer.YES
    assert found.strangers == ()


@pytest.mark.parametrize("status", [Status.PLANNED, Status.CLOSED])
def test_an_account_that_is_not_in_use_is_listed_wrongly(status: Status) -> None:
    gone = account(status)
    found = compared({COLLECTION: (FACEBOOK,)}, gone)
    assert found.listings == ()
    assert [(one.account, one.address) for one in found.strangers] == [(gone.id, FACEBOOK)]


def test_an_account_that_is_closing_may_be_listed_or_not() -> None:
    closing = account(Status.CLOSING)
    assert compared({COLLECTION: (FACEBOOK,)}, closing) == Comparison((), ())
    assert compared({COLLECTION: ()}, closing) == Comparison((), ())


def test_what_is_listed_and_not_registered_is_told_once() -> None:
    found = compared(
        {COLLECTION: ("https://instagram.com/Nuoret", "https://www.instagram.com/nuoret/")}
    )
    (stranger,) = found.strangers
    assert (stranger.platform, stranger.handle) == ("instagram", "Nuoret")
    assert stranger.account is None


def test_links_that_share_or_lead_to_a_service_as_such_are_no_pages() -> None:
    shares = (
        "https://www.facebook.com/sharer/sharer.php?u=https://testila.fi",
        "https://www.youtube.com/",
        "https://testila.fi/some",
        "https://eduskunta.fi/",
    )
    assert compared({COLLECTION: shares}).strangers == ()


def test_pages_of_units_without_open_accounts_are_not_asked_for() -> None:
    assert addresses(records(account())) == (COLLECTION, WEBSITE)
    assert addresses(records(account(Status.CLOSED))) == (COLLECTION,)
    assert addresses(records(account(), website=COLLECTION)) == (COLLECTION,)
