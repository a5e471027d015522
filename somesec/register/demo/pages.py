"""Pages as they should be: each has what the guideline asks of it."""

import base64
import string
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple
from uuid import uuid4

from policy.catalogue import load_catalogue
from policy.pack import ApproverRole, PlanningLine, load_pack
from somesec.model import (
    Account,
    AccountKind,
    Administrator,
    Approval,
    PreviousPassword,
    Right,
    SecondFactor,
    Secret,
)
from somesec.register.demo.town import GENITIVE, TOWN, Page, Staffed, Town


class _Place(NamedTuple):
    """How a platform writes a profile's address, the years the town has been there, and the handle
    as the register keeps it where that is more than the name in the address."""

    address: str
    years: int
    handle: str = "{}"


_PLACES = {
    "facebook": _Place("https://www.facebook.com/{}", 12),
    "instagram": _Place("https://www.instagram.com/{}/", 9),
    "youtube": _Place("https://www.youtube.com/@{}", 10),
    "tiktok": _Place("https://www.tiktok.com/@{}", 4),
    "linkedin": _Place("https://www.linkedin.com/company/{}/", 8),
    "x": _Place("https://x.com/{}", 11),
    "threads": _Place("https://www.threads.com/@{}", 2),
    "snapchat": _Place("https://www.snapchat.com/add/{}", 5),
    "discord": _Place("https://discord.com/invite/{}", 4),
    "twitch": _Place("https://www.twitch.tv/{}", 4),
    "flickr": _Place("https://www.flickr.com/photos/{}/", 11),
    "issuu": _Place("https://issuu.com/{}", 9),
    "mastodon": _Place("https://mastodon.social/@{}", 3, "{}@mastodon.social"),
    "padlet": _Place("https://padlet.com/{}", 6),
    "pinterest": _Place("https://www.pinterest.com/{}/", 8),
    "spotify": _Place("https://open.spotify.com/user/{}", 5),
    "soundcloud": _Place("https://soundcloud.com/{}", 7),
    "eventbrite": _Place("https://www.eventbrite.com/o/{}", 5),
    "strava": _Place("https://www.strava.com/clubs/{}", 6),
    "tripadvisor": _Place("https://www.tripadvisor.com/Profile/{}", 8),
}

# Pages that a unit opens beside its first one: the word in the handle, the name shown.
_TOPICS = (
    ("", ""),
    ("tapahtumat", "tapahtumat"),
    ("lapset", "lapset"),
    ("uutiset", "uutiset"),
    ("kesa", "kesä"),
    ("nuoret", "nuoret"),
    ("hanke", "hanke"),
    ("arki", "arki"),
    ("kuvat", "kuvat"),
    ("perheet", "perheet"),
    ("tyot", "työpaikat"),
    ("seniorit", "seniorit"),
)
_HANDLES = (GENITIVE + "{}", "{}" + TOWN.casefold(), TOWN.casefold() + "{}")
BOTH = (Right.ADMINISTER, Right.MODERATE)

_CHARACTERS = string.ascii_letters + string.digits + "!#%*.:?_"


def first_review(platform: str, today: date) -> date:
    """The day on which somebody first read the platform's terms: before any page was opened."""
    return today - timedelta(days=365 * _PLACES[platform].years + 100)


def found_pages(town: Town, count: int) -> None:
    """Opens so many pages, each unit in turn on its next platform; all of them in order."""
    catalogue, roles = load_catalogue(), load_pack(town.organisation.policy).approver_roles
    places = _turns(town.units)
    forms = {staffed.unit.id: town.chance.choice(_HANDLES) for staffed in town.units}
    for _number in range(count):
        owner, platform, topic = next(places)
        handle, shown = _names(owner, topic, forms[owner.unit.id])
        factors = catalogue.by_id[platform].second_factors
        page = _page(town, owner, platform, handle, shown, factors)
        page.card(approval=_approval(town, roles, page.account.opened_on or town.today))
        if topic == 0 and owner is town.units[0]:
            _make_main(page)
        town.pages.append(page)


def profile_address(platform: str, handle: str) -> str:
    """The address of a profile, as the platform writes it."""
    return _PLACES[platform].address.format(handle)


def random_password(town: Town) -> str:
    """A strong one; of chance that the seed decides, so it protects nothing but a made-up town."""
    return "".join(town.chance.choices(_CHARACTERS, k=18))


def _turns(units: list[Staffed]) -> Iterator[tuple[Staffed, str, int]]:
    """Unit, platform and number of the page there: all first pages before any second one."""
    topic = 0
    while True:
        for place in range(max(len(staffed.department.platforms) for staffed in units)):
            for staffed in units:
                if place < len(staffed.department.platforms):
                    yield staffed, staffed.department.platforms[place], topic
        topic += 1


def _page(
    town: Town, owner: Staffed, platform: str, handle: str, shown: str, factors: tuple[str, ...]
) -> Page:
    factor = _factor(factors)
    opened_on = _opened_on(town, platform)
    changed_on = max(opened_on, town.ago(5, 330))
    id_ = uuid4()
    account = Account(
        id=id_,
        unit=owner.unit.id,
        platform=platform,
        handle=_PLACES[platform].handle.format(handle),
        profile_address=profile_address(platform, handle),
        display_name=shown,
        kind=AccountKind.PERMANENT,
        login=owner.mailbox,
        registered_address=owner.mailbox,
        recovery_address=town.units[0].mailbox,
        second_factor=factor,
        second_factor_of=owner.unit.id if factor is SecondFactor.APP else None,
        administrators=_administrators(town, owner),
        moderation_recorded=True,
        planning=dict.fromkeys(PlanningLine, opened_on - timedelta(days=30)),
        opened_on=opened_on,
        maintainer_stated_on=town.ago(5, 330),
        unit_page_linked_on=town.ago(5, 330),
        collection_page_linked_on=town.ago(5, 330),
        last_post_on=town.ago(0, 6),
        last_look_on=town.ago(0, 2),
        risk_reviewed_on=town.ago(5, 330),
    )
    secret = Secret(
        id=id_,
        password=random_password(town),
        previous=_previous(town, changed_on) if changed_on > opened_on else (),
        totp=_totp_key(town) if factor is SecondFactor.TOTP else "",
        recovery_codes=_codes(town) if "codes" in factors else (),
    )
    return Page(owner, account, secret, changed_on)


def _make_main(page: Page) -> None:
    handle, platform = TOWN.casefold(), page.account.platform
    page.card(
        handle=_PLACES[platform].handle.format(handle),
        profile_address=profile_address(platform, handle),
        display_name=f"{GENITIVE.capitalize()} kaupunki",
        main_page=True,
    )


def _names(owner: Staffed, topic: int, form: str) -> tuple[str, str]:
    word, name = _TOPICS[topic % len(_TOPICS)]
    again = topic // len(_TOPICS)
    number = str(again + 1) if again else ""
    handle = form.format(owner.department.word) + word + number
    shown = owner.unit.name
    if not owner.department.is_of_a_village:
        shown = f"{GENITIVE.capitalize()} {shown.casefold()}"
    return handle, " ".join(part for part in (shown, name, number) if part)


def _opened_on(town: Town, platform: str) -> date:
    soonest = (town.today - first_review(platform, town.today)).days - 20
    return town.ago(60, soonest)


def _factor(offered: tuple[str, ...]) -> SecondFactor:
    for factor in (SecondFactor.TOTP, SecondFactor.APP, SecondFactor.EMAIL):
        if factor in offered:
            return factor
    return SecondFactor.NONE


def _administrators(town: Town, owner: Staffed) -> tuple[Administrator, ...]:
    first, second, *others = town.chance.sample(owner.staff, k=len(owner.staff))
    entries = [Administrator(person=person.id, rights=BOTH) for person in (first, second)]
    if town.chance.random() < 0.4:
        entries += [Administrator(person=p.id, rights=(Right.MODERATE,)) for p in others]
    return tuple(entries)


def _approval(town: Town, roles: tuple[ApproverRole, ...], opened_on: date) -> Approval:
    place = town.chance.randrange(len(roles))
    approver = town.units[0].staff[place % len(town.units[0].staff)]
    on = opened_on - timedelta(town.chance.randint(2, 30))
    return Approval(by=approver.name, role=roles[place].fi, on=on)


def _previous(town: Town, replaced_on: date) -> tuple[PreviousPassword, ...]:
    if town.chance.random() < 0.6:
        return ()
    return (PreviousPassword(password=random_password(town), replaced_on=replaced_on),)


def _totp_key(town: Town) -> str:
    return base64.b32encode(town.chance.randbytes(20)).decode()


def _codes(town: Town) -> tuple[str, ...]:
    return tuple(f"{town.chance.randrange(10**8):08d}" for _place in range(8))
