"""A small town in which everything is in order, to break one thing at a time."""

from datetime import date, timedelta
from uuid import UUID, uuid5

import msgspec

from policy.catalogue import load_catalogue
from policy.engine import Audit, audit
from policy.pack import Pack, PlanningLine, load_pack
from policy.view import View
from somesec.model import (
    Account,
    AccountKind,
    Administrator,
    Answer,
    Approval,
    Breach,
    Card,
    Closing,
    Declaration,
    Facts,
    Intranet,
    Organisation,
    Person,
    Records,
    ReviewAnswer,
    Right,
    Scan,
    ScanKind,
    SecondFactor,
    Status,
    TermsPoint,
    TermsReview,
    Unit,
)

TODAY = date(2026, 11, 22)
_SPACE = UUID("6f1d0a52-5a2e-4c55-9d1c-1f6f7f0d8a11")


def named(name: str) -> UUID:
    """The id that the town gives to a name."""
    return uuid5(_SPACE, name)


def ago(days: int) -> date:
    return TODAY - timedelta(days)


ORGANISATION = Organisation(id=named("town"), name="Testilä", domains=("testila.fi",))
DECLARED = (Declaration(declared_on=ago(30)),)
AINO = Person(id=named("aino"), name="Aino Esimerkki", briefed_on=ago(30), declarations=DECLARED)
VEIKKO = Person(id=named("veikko"), name="Veikko Malli", briefed_on=ago(30), declarations=DECLARED)
LIBRARY = Unit(
    id=named("library"),
    name="Kirjasto",
    name_sv="Bibliotek",
    mailboxes=("kirjasto@testila.fi",),
    responsible=AINO.id,
)
FACTS = Facts(
    length=20,
    strength=4,
    fingerprint=b"first-fingerprnt",
    stem=b"first-stem-print",
    breach=Breach(seen=Answer.NO, source="corpus", checked_on=TODAY),
    intranet=Intranet(match=Answer.NO, checked_on=TODAY),
    measured_on=TODAY,
    engine="engine 2",
    changed_on=TODAY,
)
PAGE = Account(
    id=named("page"),
    unit=LIBRARY.id,
    platform="facebook",
    handle="testilankirjasto",
    display_name="Testilän kirjasto",
    kind=AccountKind.PERMANENT,
    login="kirjasto@testila.fi",
    registered_address="kirjasto@testila.fi",
    recovery_address="kirjasto@testila.fi",
    second_factor=SecondFactor.TOTP,
    second_factor_of=LIBRARY.id,
    administrators=(
        Administrator(person=AINO.id, rights=tuple(Right)),
        Administrator(person=VEIKKO.id, rights=tuple(Right)),
    ),
    moderation_recorded=True,
    approval=Approval(by="H. Johtaja", role="henkilöstöjohtaja", on=ago(500)),
    planning=dict.fromkeys(PlanningLine, ago(500)),
    opened_on=ago(490),
    maintainer_stated_on=ago(10),
    unit_page_linked_on=ago(10),
    collection_page_linked_on=ago(10),
    last_post_on=ago(2),
    last_look_on=ago(1),
    risk_reviewed_on=ago(10),
    facts=FACTS,
)
ALL_ANSWERED = tuple(ReviewAnswer(point=point, answer="In order.") for point in TermsPoint)
FIRST_REVIEW = TermsReview(
    id=named("review-1"), platform="facebook", reviewed_on=ago(495), answers=ALL_ANSWERED
)
LAST_REVIEW = TermsReview(
    id=named("review-2"), platform="facebook", reviewed_on=ago(100), answers=ALL_ANSWERED
)
SCANS = (
    Scan(id=named("scan-1"), kind=ScanKind.BROWSER, made_on=ago(9), person=AINO.id),
    Scan(id=named("scan-2"), kind=ScanKind.BROWSER, made_on=ago(9), person=VEIKKO.id),
    Scan(id=named("scan-3"), kind=ScanKind.ADDRESSES, made_on=ago(9), source="a list"),
)
TOWN: tuple[Card, ...] = (
    *(ORGANISATION, AINO, VEIKKO, LIBRARY, PAGE, FIRST_REVIEW, LAST_REVIEW),
    *SCANS,
)


def page(name: str = "page", /, **changes: object) -> Account:
    """The library's page with something changed; under another name, another account whose
    password is its own."""
    if name != "page":
        facts = msgspec.structs.replace(
            FACTS, fingerprint=named(name).bytes, stem=named(f"stem of {name}").bytes
        )
        changes = {"id": named(name), "handle": name, "facts": facts, **changes}
    if changes.get("status") is Status.CLOSING:
        asked = Closing(requested_by="Kirjasto", requested_on=ago(3))
        changes = {"closing": asked, **changes}
    return msgspec.structs.replace(PAGE, **changes)


def facts(**changes: object) -> Facts:
    """The facts of the library's password with something changed."""
    return msgspec.structs.replace(FACTS, **changes)


def person(known: Person, **changes: object) -> Person:
    return msgspec.structs.replace(known, **changes)


def unit(**changes: object) -> Unit:
    return msgspec.structs.replace(LIBRARY, **changes)


def view(*cards: Card, today: date = TODAY, pack: Pack | None = None, without: str = "") -> View:
    """The town with these records in place of those of the same id, less the one named."""
    records = {card.id: card for card in (*TOWN, *cards)}
    records.pop(named(without), None)
    policy = pack or load_pack("kauhava")
    return View(Records.of(records.values()), today, policy, load_catalogue())


def audited(*cards: Card, without: str = "") -> Audit:
    return audit(view(*cards, without=without))


def codes(*cards: Card, without: str = "", about: str = "page") -> list[str]:
    """The codes of all findings on a record of the town with these changes, on which no rule may
    fail to run."""
    result = audited(*cards, without=without)
    assert result.rule_errors == ()
    return [f.rule for f in result.findings if f.subject == named(about)]


def unknowns(*cards: Card, without: str = "") -> list[str]:
    """The codes of all that is unknown in the town with these changes, where no rule may fail to
    run."""
    result = audited(*cards, without=without)
    assert result.rule_errors == ()
    return sorted({answer.rule for answer in result.unknown})
