"""From a seed to a register with a town in it."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, date, datetime, time
from pathlib import Path
from random import Random

import msgspec

from somesec import clock
from somesec.errors import InputError
from somesec.hygiene.generate import generate_passphrase
from somesec.hygiene.intranet import nt_hashes
from somesec.hygiene.words import LISTS
from somesec.language import _, current
from somesec.model import Account, Card, Organisation
from somesec.register import breaches, intranet
from somesec.register.demo.departments import MOST_UNITS
from somesec.register.demo.happenings import forget_some_declarations, happenings
from somesec.register.demo.pages import found_pages
from somesec.register.demo.readings import Neglected, reviews
from somesec.register.demo.stories import tell_stories
from somesec.register.demo.town import DOMAIN, TOWN, Town, leave_some_without_an_answer, settle
from somesec.register.measuring import measured
from somesec.register.session import Register

MOST_ACCOUNTS = 10_000

# What anybody tries first; beside them the corpus has what leaked in this town.
_LEAKED_EVERYWHERE = ("salasana", "password", "qwerty123", "suomi100", "kissa123", "123456789")

Progress = Callable[[int, int], None]


def make(
    place: Path,
    *,
    accounts: int = 60,
    units: int = 12,
    seed: int = 1,
    today: date | None = None,
    progress: Progress | None = None,
) -> tuple[Register, str]:
    """Makes a register with a made-up town at the place; returns it unlocked, with its passphrase.

    The town is the same for the same seed and day, except for ids; the register's own keys and
    passphrase are of true chance. `progress` is told how many passwords are measured, of how many.
    Raises InputError for numbers no town has, and when something lies at the place already."""
    _require_town_size(accounts, units)
    passphrase = generate_passphrase(language=_own_language()).text
    with _clock_at(today):
        register, _kit = Register.create(
            place, organisation=TOWN, domains=[DOMAIN], member="Demo", passphrase=passphrase
        )
        try:
            town = _thought_up(register.records.organisation, accounts, units, seed)
            _write(register, town, progress)
            _look_up_leaked(register, town)
        except BaseException:
            register.close()
            place.unlink(missing_ok=True)
            raise
    return register, passphrase


def _thought_up(organisation: Organisation, accounts: int, units: int, seed: int) -> Town:
    organisation = msgspec.structs.replace(
        organisation,
        website=f"https://www.{DOMAIN}",
        collection_page=f"https://www.{DOMAIN}/some",
    )
    # The seed must give the same town again, which true chance cannot.
    town = settle(organisation, units, clock.today(), Random(seed))  # noqa: S311
    found_pages(town, accounts)
    return town


def _write(register: Register, town: Town, progress: Progress | None) -> None:
    neglected = Neglected(town)
    tell_stories(town, neglected)
    leave_some_without_an_answer(town)
    forget_some_declarations(town)
    _load_intranet(register, town)
    units = [staffed.unit for staffed in town.units]
    with_facts = measured(
        register,
        [(page.account, page.secret) for page in town.pages],
        progress,
        changed_on={page.account.id: page.password_changed_on for page in town.pages},
        units={unit.id: unit for unit in units},
        people={person.id: person for person in town.people},
    )
    cards: list[Card] = [town.organisation, *units, *town.people]
    for page, account in zip(town.pages, with_facts, strict=True):
        cards.append(_measured_on(account, page.measured_on))
    cards += [*reviews(town, neglected), *town.waivers, *happenings(town, neglected)]
    with register.change("demo-made") as change:
        for card in cards:
            change.put(card)
        for text in town.texts:
            change.put_content(text)
        for page in town.pages:
            if page.secret.password:
                change.put_secret(page.secret)


def _measured_on(account: Account, day: date | None) -> Account:
    if day is None or account.facts is None:
        return account
    compared = msgspec.structs.replace(
        account.facts.intranet, checked_on=day, listed_at=_noon_of(day)
    )
    facts = msgspec.structs.replace(account.facts, measured_on=day, intranet=compared)
    return msgspec.structs.replace(account, facts=facts)


def _load_intranet(register: Register, town: Town) -> None:
    passwords = [*(f"{person.name} sisäverkossa" for person in town.people), *town.intranet]
    hashes = sorted(nt_hashes(password)[0].hex() for password in passwords)
    with _file("made-up-directory.txt", hashes) as export:
        intranet.load(register, export)


def _look_up_leaked(register: Register, town: Town) -> None:
    # SHA-1 is what corpora are written in; it protects nothing here.
    leaked = (p.encode() for p in (*_LEAKED_EVERYWHERE, *town.leaked))
    hashes = {hashlib.sha1(p, usedforsecurity=False).hexdigest().upper() for p in leaked}
    with _file("made-up-leak.txt", [f"{digest}:3" for digest in sorted(hashes)]) as corpus:
        written = _noon_of(town.today).timestamp()
        os.utime(corpus, (written, written))
        breaches.check(register, corpus=corpus)


@contextmanager
def _file(name: str, lines: list[str]) -> Iterator[Path]:
    """A file of these lines, there for as long as the block runs."""
    with tempfile.TemporaryDirectory(prefix="somesec-") as folder:
        file = Path(folder) / name
        file.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
        yield file


def _noon_of(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _require_town_size(accounts: int, units: int) -> None:
    if not 1 <= accounts <= MOST_ACCOUNTS:
        raise InputError(
            _("A made-up town has 1 to {most} accounts, not {asked}.").format(
                most=MOST_ACCOUNTS, asked=accounts
            )
        )
    if not 1 <= units <= MOST_UNITS:
        raise InputError(
            _("A made-up town has 1 to {most} units, not {asked}.").format(
                most=MOST_UNITS, asked=units
            )
        )


def _own_language() -> str:
    language = current()
    return language if language in LISTS else "en"


def _clock_at(today: date | None) -> AbstractContextManager[None]:
    return clock.frozen(today) if today else nullcontext()
