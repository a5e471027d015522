"""Made-up data: the same from the same seed, and nobody's."""

import csv
import hashlib
from bisect import insort
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from random import Random
from uuid import UUID

from somesec.model import (
    Account,
    AccountKind,
    Administrator,
    Approval,
    Breach,
    Facts,
    Person,
    ReviewAnswer,
    Right,
    SecondFactor,
    Secret,
    TermsPoint,
    TermsReview,
    Unit,
)
from somesec.model.facts import Answer
from somesec.register import Register
from somesec.register.place import Place
from tests.bench import PASSPHRASE, SEED, TODAY

PLATFORMS = ("facebook", "instagram", "youtube", "tiktok", "x", "linkedin", "threads", "flickr")
_WORDS = ("kirjasto", "testila", "kesä", "nuoret", "Koulu", "talvi", "Satama", "metsä", "uutiset")
_SIGNS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!#%+-_.:"


def passwords(count: int, seed: int = SEED) -> list[str]:
    """Passwords as a town has them: half of them random, half words with years and signs."""
    chance = Random(seed)  # noqa: S311 - nobody's passwords
    made = []
    for number in range(count):
        if number % 2:
            made.append("".join(chance.choices(_SIGNS, k=chance.randint(12, 24))))
        else:
            words = "-".join(chance.sample(_WORDS, k=chance.randint(1, 3)))
            made.append(f"{words}{chance.randint(1990, 2026)}{chance.choice('!?.#')}{number}")
    return made


def empty_register(place: Place) -> Register:
    """A register with an organisation and nothing else."""
    register, _kit = Register.create(
        place,
        organisation="Testilä",
        domains=["testila.fi"],
        member="Aino Testi",
        passphrase=PASSPHRASE,
    )
    return register


def town(place: Place, accounts: int, seed: int = SEED) -> Register:
    """A register of a town: a unit for every twenty-five accounts, two people a unit, a secret,
    facts and a review for every account. The facts are made up too: measuring takes minutes."""
    chance = Random(seed)  # noqa: S311 - decides nothing that is secret
    register = empty_register(place)
    units = [_unit(chance, number) for number in range(max(1, accounts // 25))]
    staff = {unit.id: [_person(chance, unit, number) for number in range(2)] for unit in units}
    with register.change("imported") as change:
        for unit in units:
            change.put(unit)
        for person in chain.from_iterable(staff.values()):
            change.put(person)
    with register.change("imported") as change:
        for number, password in enumerate(passwords(accounts, seed)):
            unit = units[number % len(units)]
            holders = [person.id for person in staff[unit.id]]
            account = _account(chance, number, unit, holders, password)
            change.put(account)
            change.put_secret(Secret(id=account.id, password=password))
            change.put(_review(chance, account))
    return register


def kept_town(folder: Path, accounts: int) -> Path:
    """Where a town of so many accounts lies; made where it does not yet."""
    place = folder / f"{accounts}.somesec"
    if not place.exists():
        town(place, accounts).close()
    return place


def accounts_csv(file: Path, some: Sequence[str]) -> None:
    """A table of accounts, one for each password."""
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(("unit", "platform", "handle", "login", "password"))
        for number, password in enumerate(some):
            writer.writerow(("Kirjasto", *platform_and_handle(number), "", password))


def platform_and_handle(number: int) -> tuple[str, str]:
    """Where the account of a number is; no two are the same."""
    return PLATFORMS[number % len(PLATFORMS)], f"testila{number}"


def corpus(file: Path, lines: int, known: Sequence[str], seed: int = SEED) -> None:
    """A breach corpus of so many lines in the order of its hashes, every second of the passwords
    among them. The first eight digits grow from line to line; what follows them repeats, as fifty
    million hashes of something would take minutes to make."""
    chance = Random(seed)  # noqa: S311 - hashes of nothing
    there = sorted(hashlib.sha1(p.encode()).hexdigest().upper() for p in known[::2])  # noqa: S324
    chunk = min(100_000, lines)
    digits = chance.randbytes(16 * chunk).hex().upper()
    tails = [f"{digits[32 * at : 32 * at + 32]}:{at % 97 + 1}\n" for at in range(chunk)]
    with file.open("w", encoding="ascii", newline="") as opened:
        for first in range(0, lines, chunk):
            last = min(first + chunk, lines)
            heads = [f"{number * 2**32 // lines:08X}" for number in range(first, last)]
            made = list(map(str.__add__, heads, tails))
            end = f"{last * 2**32 // lines:09X}"
            while there and f"0{there[0]}" < end:
                insort(made, f"{there.pop(0)}:3\n")
            opened.write("".join(made))


def _unit(chance: Random, number: int) -> Unit:
    name = f"Yksikkö {number}"
    return Unit(
        id=_id(chance),
        name=name,
        name_fi=name,
        name_sv=f"Enhet {number}",
        mailboxes=(f"yksikko{number}@testila.fi",),
        website=f"https://www.testila.fi/yksikko{number}",
    )


def _person(chance: Random, unit: Unit, number: int) -> Person:
    name = f"{chance.choice(('Aino', 'Eino', 'Siiri', 'Väinö'))} Testi{unit.name[8:]}-{number}"
    return Person(
        id=_id(chance),
        name=name,
        addresses=(f"{name.replace(' ', '.').casefold()}@testila.fi",),
        units=(unit.id,),
        briefed_on=_day(chance),
    )


def _account(
    chance: Random, number: int, unit: Unit, holders: Sequence[UUID], password: str
) -> Account:
    platform, handle = platform_and_handle(number)
    return Account(
        id=_id(chance),
        unit=unit.id,
        platform=platform,
        handle=handle,
        profile_address=f"https://{platform}.com/{handle}",
        display_name=f"Testilän {unit.name}",
        kind=AccountKind.PERMANENT,
        registered_address=unit.mailboxes[0],
        recovery_address=unit.mailboxes[0],
        second_factor=SecondFactor.TOTP,
        second_factor_of=unit.id,
        administrators=tuple(Administrator(person=p, rights=tuple(Right)) for p in holders),
        moderation_recorded=True,
        approval=Approval(by="Aino Testi", role="HR director", on=_day(chance)),
        opened_on=_day(chance),
        maintainer_stated_on=_day(chance),
        unit_page_linked_on=_day(chance),
        collection_page_linked_on=_day(chance),
        last_post_on=_day(chance, 6),
        last_look_on=_day(chance, 3),
        risk_reviewed_on=_day(chance),
        facts=_facts(chance, password),
    )


def _facts(chance: Random, password: str) -> Facts:
    return Facts(
        length=12,
        strength=4 if chance.random() < 0.9 else 2,
        fingerprint=hashlib.sha256(password.encode()).digest()[:16],
        stem=chance.randbytes(16),
        breach=Breach(seen=Answer.NO, source="made up", checked_on=_day(chance)),
        changed_on=_day(chance),
        measured_on=_day(chance),
        engine="made up",
    )


def _review(chance: Random, account: Account) -> TermsReview:
    return TermsReview(
        id=_id(chance),
        platform=account.platform,
        account=account.id,
        reviewed_on=_day(chance),
        reviewer="Aino Testi",
        answers=tuple(ReviewAnswer(point=point, answer="luettu") for point in TermsPoint),
    )


def _id(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def _day(chance: Random, most: int = 180) -> date:
    """A day not long ago; one in twenty is long past."""
    longer = 5 if chance.random() < 0.05 else 1
    return TODAY - timedelta(days=chance.randint(0, most) * longer)
