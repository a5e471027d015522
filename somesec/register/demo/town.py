"""The town while it is being thought up: its units with their people, and its pages."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import msgspec

from policy.names import fold
from somesec.model import (
    Account,
    Declaration,
    Employment,
    Organisation,
    Person,
    Secret,
    Status,
    TermsContent,
    TermsReview,
    Unit,
    Waiver,
)
from somesec.register.demo.departments import Department, departments
from somesec.register.demo.names import names

TOWN, GENITIVE, DOMAIN = "Marjavesi", "marjaveden", "marjavesi.example"

_STAFF = 3


@dataclass(eq=False)
class Staffed:
    """A unit, what it is, and those of its people who do all as they should; the first of them
    answers for the unit."""

    unit: Unit
    department: Department
    staff: list[Person]

    @property
    def mailbox(self) -> str:
        return self.unit.mailboxes[0]


@dataclass(eq=False)
class Page:
    """An account and its secret. `measured_on` is None where the password is measured now."""

    owner: Staffed
    account: Account
    secret: Secret
    password_changed_on: date
    measured_on: date | None = None

    def card(self, **values: Any) -> None:
        """Changes what stands on the card."""
        self.account = msgspec.structs.replace(self.account, **values)

    def keep(self, **values: Any) -> None:
        """Changes what is kept secret."""
        self.secret = msgspec.structs.replace(self.secret, **values)


@dataclass(eq=False)
class Town:
    """All that will be written. `newcomers` are people that single pages brought with them,
    `reviews` readings of terms for single pages, `leaked` passwords that strangers know,
    `intranet` those that somebody has on the intranet too, `texts` the wording of documents."""

    organisation: Organisation
    today: date
    chance: Random
    units: list[Staffed]
    unused_names: list[str]
    pages: list[Page] = field(default_factory=list)
    newcomers: list[Person] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)
    reviews: list[TermsReview] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)
    intranet: list[str] = field(default_factory=list)
    texts: list[TermsContent] = field(default_factory=list)

    def ago(self, fewest: int, most: int) -> date:
        """A day of chance, so many days ago."""
        return self.today - timedelta(self.chance.randint(fewest, most))

    def newcomer(self, owner: Staffed, **values: Any) -> Person:
        """One more person of the unit, briefed lately unless `values` says otherwise."""
        person = _person(self, self.unused_names.pop(), owner.unit.id)
        person = msgspec.structs.replace(person, **values)
        self.newcomers.append(person)
        return person

    def other_units(self, owner: Staffed) -> list[Staffed]:
        """The units that neither are the owner nor stand above it."""
        kin = {owner.unit.id, owner.unit.parent}
        return [other for other in self.units if other.unit.id not in kin]

    @property
    def people(self) -> list[Person]:
        return [*(person for unit in self.units for person in unit.staff), *self.newcomers]


def settle(organisation: Organisation, units: int, today: date, chance: Random) -> Town:
    """The town with its units and their people, and no pages yet."""
    town = Town(organisation, today, chance, [], names(chance))
    ids: list[UUID] = []
    for department in departments(units):
        unit = _unit(department, ids)
        ids.append(unit.id)
        staff = [_person(town, town.unused_names.pop(), unit.id) for _place in range(_STAFF)]
        unit = msgspec.structs.replace(unit, responsible=staff[0].id)
        town.units.append(Staffed(unit, department, staff))
    return town


def leave_some_without_an_answer(town: Town) -> None:
    """The responsible person of one unit in a dozen has retired, and nobody was named since."""
    with_pages = {page.owner.unit.id for page in town.pages if page.account.status is Status.OPEN}
    staffed = [unit for unit in town.units if unit.unit.id in with_pages]
    for owner in town.chance.sample(staffed, k=(len(staffed) + 6) // 12):
        retired = town.newcomer(owner, left_on=town.ago(60, 200))
        owner.unit = msgspec.structs.replace(owner.unit, responsible=retired.id)


def _unit(department: Department, ids: list[UUID]) -> Unit:
    above = department.above
    return Unit(
        id=uuid4(),
        name=department.name_fi,
        name_fi=department.name_fi,
        name_sv=department.name_sv,
        name_en=department.name_en,
        parent=ids[above] if above is not None and above < len(ids) else None,
        mailboxes=(f"{department.mailbox}@{DOMAIN}",),
        website=f"https://www.{DOMAIN}/{department.mailbox.replace('.', '/')}",
    )


def _person(town: Town, name: str, unit: UUID) -> Person:
    local = ".".join(fold(part) for part in name.split())
    chosen = town.chance.choices(
        (Employment.PERMANENT, Employment.FIXED_TERM, Employment.TEMPORARY), weights=(8, 2, 1)
    )
    return Person(
        id=uuid4(),
        name=name,
        addresses=(f"{local}@{DOMAIN}",),
        units=(unit,),
        employment=chosen[0],
        briefed_on=town.ago(20, 650),
        declarations=(Declaration(declared_on=town.ago(10, 350)),),
    )
