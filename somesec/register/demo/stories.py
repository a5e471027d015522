"""What went wrong on some pages, each time as it happens in real towns."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import islice
from typing import NamedTuple
from uuid import UUID, uuid4

import msgspec

from policy.catalogue import load_catalogue
from policy.pack import PlanningLine
from somesec.model import (
    AccountKind,
    Administrator,
    Approval,
    Closing,
    Decision,
    Employment,
    Measure,
    Person,
    PreviousPassword,
    Right,
    RotationDue,
    SecondFactor,
    Status,
    TermsReview,
    Waiver,
)
from somesec.register.demo.pages import BOTH, first_review, profile_address, random_password
from somesec.register.demo.readings import Neglected, reading
from somesec.register.demo.town import TOWN, Page, Town
from somesec.register.people import LEAVER

_SHARE_WITH_A_STORY = 0.5
_PAGES_FOR_EACH_STAGE = 60
_FEWEST_PAGES_WITH_STAGES = 10

_SEASONS = ("Kesa", "Talvi", "Syksy", "Kevat", "Joulu", "Loma")
_TREATS = ("mustikkapiirakka", "korvapuusti", "lakkahillo", "karjalanpiirakka", "rieska")


class Story(NamedTuple):
    """What happened to one page, or to two at a time. `fits` says whether it can have happened
    there; `once` is for what a town does not do twice."""

    tell: Callable[[Town, list[Page]], None]
    pages: int = 1
    fits: Callable[[Town, Page], bool] = lambda _town, _page: True
    once: bool = False


def tell_stories(town: Town, neglected: Neglected) -> None:
    """Lets some pages be planned, closing or closed, and gives nearly half of all a story: each
    story once while there are pages for it, then again at random."""
    telling = [page for page in town.pages if not page.account.main_page]
    telling = [page for page in telling if page.account.platform not in neglected.platforms]
    town.chance.shuffle(telling)
    _begin_and_end(town, telling)
    room = min(round(len(town.pages) * _SHARE_WITH_A_STORY), len(telling))
    waiting = list(STORIES)
    again = [story for story in STORIES if not story.once]
    misses = 0
    # In a small town some stories fit nowhere, and there may be no end to looking.
    while room > 0 and telling and misses < len(STORIES):
        story = waiting.pop(0) if waiting else town.chance.choice(again)
        chosen = _pages_for(story, town, telling) if story.pages <= room else []
        if not chosen:
            misses += 1
            continue
        for page in chosen:
            telling.remove(page)
        room -= len(chosen)
        story.tell(town, chosen)


def _pages_for(story: Story, town: Town, pages: list[Page]) -> list[Page]:
    """The first pages that the story fits; two of one unit on different platforms, where it takes
    two. No page when it fits nowhere."""
    fitting = (page for page in pages if story.fits(town, page))
    if story.pages == 1:
        return list(islice(fitting, 1))
    by_unit: dict[UUID, Page] = {}
    for page in fitting:
        first = by_unit.setdefault(page.owner.unit.id, page)
        if first.account.platform != page.account.platform:
            return [first, page]
    return []


def _begin_and_end(town: Town, pages: list[Page]) -> None:
    if len(town.pages) < _FEWEST_PAGES_WITH_STAGES:
        return
    for _number in range(max(1, len(town.pages) // _PAGES_FOR_EACH_STAGE)):
        for begin_or_end in (_planned, _closing, _closed):
            if pages:
                begin_or_end(town, pages.pop())


# -- before and after the life of a page --------------------------------------------------------


def _planned(town: Town, page: Page) -> None:
    page.card(
        status=Status.PLANNED,
        planning={PlanningLine.NEED: town.ago(3, 10), PlanningLine.GOALS: town.ago(3, 10)},
        opened_on=None,
        maintainer_stated_on=None,
        unit_page_linked_on=None,
        collection_page_linked_on=None,
        last_post_on=None,
        last_look_on=None,
        second_factor=None,
        second_factor_of=None,
        approval=Approval(),
        notes="Odottaa hyväksyntää: kuka päivittää loma-aikoina?",
    )
    page.keep(password="", previous=(), totp="", recovery_codes=())


def _closing(town: Town, page: Page) -> None:
    asked = Closing(requested_by=page.owner.staff[0].name, requested_on=town.ago(40, 70))
    page.card(status=Status.CLOSING, closing=asked, notes="Seuraajat on ohjattu toiselle sivulle.")


def _closed(town: Town, page: Page) -> None:
    requested = town.ago(120, 200)
    closing = Closing(
        requested_by=page.owner.staff[0].name,
        requested_on=requested,
        removed_from_view_on=requested + timedelta(days=4),
        credentials_retired_on=requested + timedelta(days=20),
    )
    page.card(status=Status.CLOSED, closing=closing, last_post_on=requested)


# -- whose mailbox it is ------------------------------------------------------------------------


def _summer_page(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    left = town.ago(80, 120)
    intern = town.newcomer(page.owner, employment=Employment.INTERN, left_on=left)
    page.card(
        registered_address=intern.addresses[0],
        login=intern.addresses[0],
        administrators=(Administrator(person=intern.id, rights=BOTH),),
        rotation_due=RotationDue(since=left, reason=LEAVER, person=intern.id),
        kind=AccountKind.FIXED_TERM,
        ends_on=left + timedelta(days=14),
        last_post_on=left - timedelta(days=2),
        last_look_on=left - timedelta(days=1),
        notes="Kesätyöntekijän avaama kesäsivu.",
    )


def _consumer_mailbox(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    address = f"{TOWN.casefold()}.{page.owner.department.word}@gmail.com"
    page.card(
        registered_address=address,
        login=address,
        recovery_address=page.owner.staff[0].addresses[0],
        kind=None,
    )


def _agency(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    approval = Approval(
        by=page.owner.staff[0].name, role="yksikön esihenkilö", on=page.account.opened_on
    )
    page.card(
        registered_address="asiakkaat@mainostoimistohavu.example",
        login="asiakkaat@mainostoimistohavu.example",
        approval=approval,
        notes="Mainostoimisto avasi sivun kampanjaa varten.",
    )


def _slip_in_the_address(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    slipped = page.owner.mailbox.replace("marjavesi", "marjavsei")
    page.card(registered_address=slipped, login=slipped)


def _moved_page(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    other = town.chance.choice(town.other_units(page.owner))
    page.card(
        registered_address=other.mailbox,
        login=other.mailbox,
        kind=AccountKind.FIXED_TERM,
        notes="Siirtyi hankkeen mukana toisesta yksiköstä.",
    )


def _unlisted_mailbox(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    unlisted = page.owner.mailbox.replace("@", ".tiedotus@")
    page.card(registered_address=unlisted, login=unlisted, maintainer_stated_on=None)


def _from_an_old_list(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    given = town.unused_names.pop().split()[0]
    known_by_name = Person(id=uuid4(), name=given, listed=False)
    town.newcomers.append(known_by_name)
    people = [*(entry.person for entry in page.account.administrators), known_by_name.id]
    page.card(
        login="",
        registered_address="",
        recovery_address="",
        administrators=tuple(Administrator(person=person) for person in people),
        moderation_recorded=False,
        approval=Approval(by=page.owner.staff[0].name),
        second_factor=None,
        second_factor_of=None,
        last_post_on=None,
        last_look_on=None,
        notes="Vanhasta taulukosta, tarkistamatta.",
    )
    page.keep(password="", previous=(), totp="", recovery_codes=())


def _own_login(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    founder = page.owner.staff[0]
    page.card(
        login=founder.addresses[0],
        recovery_phone="+358 50 000 0000",
        recovery_phone_of=founder.id,
        second_factor=SecondFactor.TOTP,
        second_factor_of=founder.id,
    )
    page.keep(totp="")


# -- how good the password is -------------------------------------------------------------------


def _season_and_year(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    season, year = town.chance.choice(_SEASONS), _year(town)
    password = f"{season}{year}!"
    before = PreviousPassword(password=f"{season}{year - 1}!", replaced_on=page.password_changed_on)
    page.keep(password=password, previous=(before,))
    town.leaked.append(password)


def _on_the_intranet_too(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    town.intranet.append(page.secret.password)


def _town_in_it(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    page.keep(password=f"{TOWN}-{page.owner.department.word}-{_year(town)}")


def _unfinished_rotation(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    since = town.ago(12, 40)
    page.keep(pending=random_password(town), pending_since=since)
    page.card(pending_since=since, risk_reviewed_on=town.ago(500, 900))


def _not_looked_at_for_years(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    page.password_changed_on = page.measured_on = town.ago(420, 700)
    page.card(opened_on=_before_the_first_reading(town, page))


def _accepted_for_a_while(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    page.card(opened_on=_before_the_first_reading(town, page))
    made_on = town.ago(10, 40)
    reason = "Sivu avattiin ennen ohjetta; ehdot on nyt luettu."
    town.waivers.append(
        _waiver(town, "SOM502", page.account.id, reason, made_on, made_on + timedelta(days=150))
    )


def _same_afternoon(town: Town, pages: list[Page]) -> None:
    password = random_password(town)
    for page in pages:
        page.keep(password=password)


def _next_number(town: Town, pages: list[Page]) -> None:
    treat, year = f"{town.chance.choice(_TREATS)}-{random_password(town)[:6]}x", _year(town)
    for page, ending in zip(pages, (f"{year}!", f"{year + 1}?"), strict=True):
        page.keep(password=treat + ending)


def _old_password_again(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    before = page.password_changed_on - timedelta(days=200)
    again = PreviousPassword(password=page.secret.password, replaced_on=before)
    between = PreviousPassword(password=random_password(town), replaced_on=page.password_changed_on)
    page.keep(previous=(again, between))


# -- who can get in -----------------------------------------------------------------------------


def _alone(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    page.card(
        administrators=(Administrator(person=page.owner.staff[0].id, rights=BOTH),),
        second_factor=SecondFactor.NONE,
        second_factor_of=None,
    )
    page.keep(totp="", recovery_codes=())


def _colleague_left(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    left = town.ago(5, 25)
    colleague = town.newcomer(page.owner, left_on=left)
    page.card(
        administrators=(
            *page.account.administrators,
            Administrator(person=colleague.id, rights=BOTH),
        ),
        rotation_due=RotationDue(since=left, reason=LEAVER, person=colleague.id),
    )


def _trainee(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    trainee = town.newcomer(page.owner, employment=Employment.INTERN, briefed_on=None)
    entry = Administrator(person=trainee.id, rights=(Right.MODERATE,))
    page.card(
        administrators=(*page.account.administrators, entry),
        second_factor=SecondFactor.SMS,
        second_factor_of=page.owner.unit.id,
        recovery_phone="+358 50 000 0001",
        recovery_phone_of=page.owner.unit.id,
    )
    page.keep(totp="")


# -- whether the page is the town's, and alive --------------------------------------------------


def _on_the_side(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    page.card(approval=None, unit_page_linked_on=None, collection_page_linked_on=None)


def _second_main_page(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    handle = f"{TOWN.casefold()}vanha"
    page.card(
        handle=handle,
        profile_address=profile_address(page.account.platform, handle),
        display_name=TOWN,
        notes="Vanha sivu kaupungin nimissä, jota ei ole vielä suljettu.",
    )


def _bears_a_name(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    page.card(display_name=page.owner.staff[0].name)


def _silent(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    page.card(last_post_on=town.ago(30, 140), last_look_on=town.ago(6, 25))
    made_on = town.ago(60, 90)
    reason = "Kesätauko: sivua ei päivitetä lomien aikana."
    town.waivers.append(
        _waiver(town, "SOM801", page.account.id, reason, made_on, made_on + timedelta(days=45))
    )


# -- what a page agreed to ----------------------------------------------------------------------


def _read_in_a_hurry(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    review = _own_reading(town, page)
    first, *_others = review.answers
    town.reviews.append(msgspec.structs.replace(review, answers=(first,)))


def _to_be_left(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    review = _own_reading(town, page)
    town.reviews.append(msgspec.structs.replace(review, decision=Decision.STOP, measures=()))
    page.card(notes="Ehtoja ei hyväksytä: sivu suljetaan, kun seuraajille on kerrottu.")


def _measure_forgotten(town: Town, pages: list[Page]) -> None:
    (page,) = pages
    review = reading(town, page.account.platform, town.ago(120, 150))
    measure = Measure(text="Vanhat kilpailukuvat poistetaan sivulta.", due=town.ago(5, 40))
    town.reviews.append(
        msgspec.structs.replace(
            review,
            account=page.account.id,
            decision=Decision.GO_ON_WITH_MEASURES,
            measures=(measure,),
        )
    )


def _own_reading(town: Town, page: Page) -> TermsReview:
    """A reading for the one page, newer than any of its platform's."""
    review = reading(town, page.account.platform, town.ago(2, 12))
    return msgspec.structs.replace(review, account=page.account.id)


STORIES = (
    Story(_summer_page),
    Story(_second_main_page, fits=lambda town, page: _has_main_page(town, page), once=True),
    Story(_same_afternoon, pages=2),
    Story(_season_and_year),
    Story(_trainee, fits=lambda _town, page: {"sms", "totp"} <= _factors(page)),
    Story(_alone, fits=lambda _town, page: bool(_factors(page))),
    Story(_own_login, fits=lambda _town, page: "totp" in _factors(page)),
    Story(_consumer_mailbox),
    Story(_from_an_old_list),
    Story(_accepted_for_a_while),
    Story(_colleague_left),
    Story(_town_in_it),
    Story(_on_the_side),
    Story(_read_in_a_hurry),
    Story(_to_be_left),
    Story(_measure_forgotten),
    Story(_slip_in_the_address),
    Story(_moved_page, fits=lambda town, page: bool(town.other_units(page.owner))),
    Story(_agency),
    Story(_silent),
    Story(_unfinished_rotation),
    Story(_not_looked_at_for_years),
    Story(_next_number, pages=2),
    Story(_old_password_again),
    Story(_unlisted_mailbox),
    Story(_bears_a_name),
    Story(_on_the_intranet_too),
)


def _has_main_page(town: Town, page: Page) -> bool:
    return any(
        p.account.main_page and p.account.platform == page.account.platform for p in town.pages
    )


def _factors(page: Page) -> set[str]:
    platform = load_catalogue().get(page.account.platform)
    return set(platform.second_factors) if platform else set()


def _before_the_first_reading(town: Town, page: Page) -> date:
    first = first_review(page.account.platform, town.today)
    return first - timedelta(days=town.chance.randint(20, 200))


def _year(town: Town) -> int:
    return town.today.year - town.chance.randint(1, 6)


def _waiver(
    town: Town, rule: str, subject: UUID, reason: str, made_on: date, expires_on: date
) -> Waiver:
    return Waiver(
        id=uuid4(),
        rule=rule,
        subject=subject,
        reason=reason,
        made_by=town.units[0].staff[0].name,
        made_on=made_on,
        expires_on=expires_on,
    )
