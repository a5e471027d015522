"""What happened beside the pages: incidents, looks through browsers, declarations not given, and
terms that changed unread."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import msgspec

from policy.pack import load_pack
from somesec.model import (
    AuditCounts,
    Card,
    Declaration,
    FoundAddress,
    Incident,
    IncidentKind,
    Scan,
    ScanKind,
    Status,
    TermsContent,
    TermsDocument,
    TermsText,
)
from somesec.register.demo.readings import Neglected
from somesec.register.demo.town import DOMAIN, Page, Town
from somesec.register.demo.wording import versions

_ONE_IN = 8
_MONTHS = 6


def happenings(town: Town, neglected: Neglected) -> list[Card]:
    """Incidents, looks and documents to write beside the town's own records."""
    open_pages = [page for page in town.pages if page.account.status is Status.OPEN]
    return [
        *_incidents(town, open_pages),
        *_looks(town, open_pages),
        *_documents(town, neglected),
        *_months(town, len(open_pages)),
    ]


def forget_some_declarations(town: Town) -> None:
    """One person in eight declared too long ago."""
    for owner in town.units:
        for place, person in enumerate(owner.staff):
            if town.chance.randrange(_ONE_IN) == 0:
                old = Declaration(declared_on=town.ago(380, 700))
                owner.staff[place] = msgspec.structs.replace(person, declarations=(old,))


def _incidents(town: Town, pages: list[Page]) -> list[Card]:
    if not pages:
        return []

    def incident(kind: IncidentKind, days: int, **values: object) -> Incident:
        page = town.chance.choice(pages)
        day = town.today - timedelta(days)
        return Incident(
            id=uuid4(),
            kind=kind,
            unit=page.owner.unit.id,
            account=page.account.id,
            happened_at=datetime.combine(day, time(9, 30), UTC),
            reported_by=page.owner.staff[0].name,
            **values,  # type: ignore[arg-type]
        )

    return [
        incident(IncidentKind.THREAT_TO_TOWN, 0, description="Uhkaus kommentissa."),
        incident(
            IncidentKind.THREAT_TO_EMPLOYEE,
            2,
            supervisor_told_on=town.today - timedelta(2),
            description="Asiaton viesti työntekijälle.",
        ),
        incident(IncidentKind.DISCRIMINATION, 1, description="Syrjivä kommentti."),
        incident(IncidentKind.HIJACK, 20, description="Sivulle kirjauduttiin ulkomailta."),
        incident(
            IncidentKind.PHISHING,
            60,
            closed_on=town.today - timedelta(55),
            description="Kalasteluviesti palvelun nimissä.",
        ),
    ]


def _looks(town: Town, pages: list[Page]) -> list[Card]:
    looks: list[Card] = [
        Scan(
            id=uuid4(),
            kind=ScanKind.ADDRESSES,
            made_on=town.ago(10, 60),
            recorded_by="Demo",
            source="vuotovahti.csv",
            addresses=(FoundAddress(address=f"palaute@{DOMAIN}", service="Kuvapelit"),),
        )
    ]
    first_page_of = {page.account.administrators[0].person: page for page in reversed(pages)}
    for place, (person, page) in enumerate(first_page_of.items()):
        looks.append(
            Scan(
                id=uuid4(),
                kind=ScanKind.BROWSER,
                made_on=town.ago(10, 60),
                recorded_by="Demo",
                person=person,
                accounts=(page.account.id,) if place % _ONE_IN == 0 else (),
            )
        )
    return looks


def _months(town: Town, in_use: int) -> list[Card]:
    """What the audits of the months before counted: slowly less that is wrong."""
    pack = load_pack(town.organisation.policy)
    months: list[Card] = []
    day = town.today
    for back in range(1, _MONTHS + 1):
        day = day.replace(day=1) - timedelta(1)
        months.append(
            AuditCounts(
                id=uuid4(),
                day=day,
                policy=pack.id,
                version=pack.version,
                units=len(town.units),
                accounts=len(town.pages),
                in_use=in_use,
                compliant=in_use * max(48 - 6 * back, 0) // 100,
                critical=in_use * (15 + 2 * back) // 100,
                high=in_use * (45 + 5 * back) // 100,
                medium=in_use * (70 + 6 * back) // 100,
                low=in_use * (15 + back) // 100,
                unknown=in_use * (20 + 3 * back) // 100,
            )
        )
    return months


def _documents(town: Town, neglected: Neglected) -> list[Card]:
    """Terms that changed long ago and were not read since, and such that changed last week."""
    if not neglected.overdue:
        return []
    contents = [TermsContent.of(uuid4(), text) for text in versions()]
    town.texts += contents
    first, changed = town.ago(600, 700), town.ago(40, 80)
    used = Counter(page.account.platform for page in town.pages)
    most_used = max(used, key=lambda platform: (used[platform], platform))
    return [
        TermsDocument(
            id=uuid4(),
            platform=platform,
            kind="Terms of Service",
            texts=tuple(
                TermsText(sha256=content.sha256(), content=content.id, seen_on=day)
                for content, day in zip(contents, days, strict=True)
            ),
        )
        for platform, days in (
            (neglected.overdue, (first, changed)),
            (most_used, (first, town.ago(3, 10))),
        )
    ]
