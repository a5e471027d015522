"""SOM9xx, looks outside the register: browsers that keep logins, and addresses of the organisation
at services that nobody knows. Only what somebody looked at can be found."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from policy.finding import Severity, SubjectKind
from policy.rule import Answer, Rule, found, unknown
from policy.rules.people import open_accounts_by_person
from policy.view import View
from somesec.language import N_, Message
from somesec.model import Organisation, Person, Scan, ScanKind


def _stored_login(person: Person, view: View) -> Iterator[Answer]:
    if person.has_left(view.today) or not view.kept(open_accounts_by_person).get(person.id):
        return
    scan = view.kept(_newest_of_browsers).get(person.id)
    if scan is None:
        yield unknown(Message(N_("nobody has looked for logins in the person's browsers")))
        return
    for id_ in scan.accounts:
        account = view.records.accounts.get(id_)
        if account is not None:
            yield found(
                field="browser",
                key=str(id_),
                message=Message(
                    N_("A browser of {name} kept the login of {account} on {day}."),
                    {"name": person.name, "account": account.name, "day": scan.made_on},
                ),
                evidence={"person": person.name, "made_on": scan.made_on.isoformat()},
                related=(id_,),
            )
    if not view.is_whole and any(id_ not in view.records.accounts for id_ in scan.accounts):
        yield unknown(Message(N_("a browser of the person kept logins of other units' accounts")))
    if not scan.accounts and view.older_than(scan.made_on, view.pack.intervals.scan):
        yield unknown(Message(N_("the look through the person's browsers is too old")))


def _newest_of_browsers(view: View) -> Mapping[UUID, Scan]:
    """The newest look through each person's browsers by today."""
    return {
        scan.person: scan
        for scan in _in_time(view)
        if scan.kind is ScanKind.BROWSER and scan.person is not None
    }


def _in_time(view: View) -> list[Scan]:
    scans = (s for s in view.records.scans.values() if not view.is_to_come(s.made_on))
    return sorted(scans, key=lambda s: (s.made_on, s.id))


def _unknown_service(_organisation: Organisation, view: View) -> Iterator[Answer]:
    scans = [scan for scan in _in_time(view) if scan.kind is ScanKind.ADDRESSES]
    if not scans:
        yield unknown(Message(N_("nobody has looked for the organisation's addresses elsewhere")))
        return
    newest = scans[-1]
    for place in newest.addresses:
        if (place.address, place.service.casefold()) not in view.kept(_known_services):
            yield found(
                field="addresses",
                key=f"{place.address} {place.service.casefold()}",
                message=Message(
                    N_("{address} has opened an account at {service}, which nobody registered."),
                    {"address": place.address, "service": place.service},
                ),
                evidence={
                    "address": place.address,
                    "service": place.service,
                    "source": newest.source,
                    "made_on": newest.made_on.isoformat(),
                },
            )
    if not newest.addresses and view.older_than(newest.made_on, view.pack.intervals.scan):
        yield unknown(Message(N_("the look for the organisation's addresses is too old")))


def _known_services(view: View) -> frozenset[tuple[str, str]]:
    """Addresses with the services they have accounts at, by id and by name of the platform."""
    known = set()
    for account in view.records.accounts.values():
        platform = view.catalogue.get(account.platform)
        names = {account.platform.casefold(), platform.name.casefold() if platform else ""}
        for address in (account.registered_address, account.login, account.recovery_address):
            known |= {(address.casefold(), name) for name in names}
    return frozenset(known)


RULES = (
    Rule(
        code="SOM909",
        name="browser-stored-login",
        severity=Severity.HIGH,
        clauses=("5-h",),
        applies_to=SubjectKind.PERSON,
        summary=N_("A browser keeps the login of an account."),
        remedy=N_("Delete the login in the browser, change the password and look again."),
        checks=N_(
            "The newest look through the browsers of somebody with rights to an open account "
            "found the login of an account. Unknown when nobody has looked, or found nothing "
            "longer ago than the policy's interval."
        ),
        why=N_("Whoever sits down at the computer, and any malware on it, has the password."),
        example=N_("The browser at the library's desk fills in the password by itself."),
        resolve=N_("Delete it in the browser, rotate the password, record a new look."),
        check=_stored_login,
    ),
    Rule(
        code="SOM910",
        name="address-at-unknown-service",
        severity=Severity.MEDIUM,
        clauses=("5-d",),
        applies_to=SubjectKind.ORGANISATION,
        summary=N_("An address of the organisation opened a service that nobody registered."),
        remedy=N_("Ask whose it is: register it if it is for work, else have it moved."),
        checks=N_(
            "The newest look through an export of a breach monitoring service found an address of "
            "the organisation at a service where the register has no account with it. Unknown "
            "when nobody has looked, or found nothing longer ago than the policy's interval."
        ),
        why=N_("Addresses of the town are for work, and a leak elsewhere leads back to it."),
        example=N_("A work address turned up in the leak of a dating service."),
        resolve=N_("Talk with whose address it is; record a new look when it is settled."),
        check=_unknown_service,
    ),
)
