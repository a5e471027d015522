"""A look through this computer's browsers for logins of the register's services (clause 5-h).

Which of a service's accounts a login is of only its user name would tell, which is not read: every
account of the service that the person has rights to counts."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from policy.catalogue import OTHER, place
from policy.view import IN_USE
from somesec import clock
from somesec.errors import InputError
from somesec.exchange import browser_logins, browser_profiles
from somesec.exchange.browser_profiles import Profile
from somesec.language import _
from somesec.model import Account, Person, Scan, ScanKind
from somesec.register import scans
from somesec.register.session import Register


class StoredLogin(NamedTuple):
    """That a profile keeps a login for an origin of a service, and the accounts there that are in
    use. There is at least one."""

    profile: Profile
    origin: str
    platform: str
    accounts: tuple[Account, ...]


class Looked(NamedTuple):
    """A profile, how many origins it keeps logins for, and why that cannot be told, else ""."""

    profile: Profile
    origins: int
    problem: str


class Look(NamedTuple):
    """What a look through browsers came to. Origins of no account in the register are counted in
    `profiles` and told nowhere: they may be private."""

    profiles: tuple[Looked, ...]
    stored: tuple[StoredLogin, ...]


def look(register: Register, folder: Path | None = None) -> Look:
    """Looks through a profile, or all in the usual places of this computer.

    Raises InputError where the folder is no profile."""
    accounts = [a for a in register.records.accounts.values() if a.status in IN_USE]
    looked, stored = [], []
    for profile in browser_profiles.at(folder) if folder else browser_profiles.usual():
        try:
            origins = browser_logins.origins(profile)
        except InputError as error:
            looked.append(Looked(profile, 0, str(error)))
            continue
        looked.append(Looked(profile, len(origins), ""))
        for origin in sorted(origins):
            platform = place(origin).platform
            fitting = [a for a in accounts if _is_of(a, platform, origin)]
            if fitting:
                fitting.sort(key=lambda account: account.name)
                stored.append(StoredLogin(profile, origin, platform, tuple(fitting)))
    return Look(tuple(looked), tuple(stored))


def save(register: Register, found: Look, person: Person) -> Scan:
    """Records the look for the person whose browsers they are, with the accounts that they have
    rights to and that a login may be of.

    Raises InputError, and records nothing, where not all of it could be looked through: that would
    be taken for a look that found nothing."""
    if not found.profiles:
        raise InputError(
            _("No profile of a browser was found, so nothing is recorded. Name one: --profile.")
        )
    if any(looked.problem for looked in found.profiles):
        raise InputError(_("Not every profile could be looked through, so nothing is recorded."))
    accounts = [
        account.id
        for login in found.stored
        for account in login.accounts
        if any(entry.person == person.id for entry in account.administrators)
    ]
    return scans.record(
        register,
        kind=ScanKind.BROWSER,
        made_on=clock.today(),
        source=", ".join(_browsers(found)),
        person=person.id,
        accounts=accounts,
    )


def _browsers(found: Look) -> Sequence[str]:
    return sorted({looked.profile.browser for looked in found.profiles})


def _is_of(account: Account, platform: str, origin: str) -> bool:
    if platform != OTHER:
        return account.platform == platform
    return bool(account.profile_address) and _host(account.profile_address) == _host(origin)


def _host(address: str) -> str:
    try:
        host = urlsplit(address if "://" in address else f"https://{address}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")
