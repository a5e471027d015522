"""SOM1xx: whose mailboxes an account hangs on. Founded with the unit's shared mailbox, and nothing
that leads into it is one person's.

Accounts that are not closed. What an address is, `policy.mailboxes` says; a registered address
gets one of SOM101 to SOM107 at most, and where it cannot be told, SOM101 alone says so."""

from collections.abc import Iterator

from policy.finding import Severity, SubjectKind
from policy.mailboxes import Evidence, Kind, Mailbox, Mailboxes
from policy.rule import Answer, Found, Rule, found, unknown
from policy.view import View
from somesec.language import N_, Message
from somesec.model import Account, Status

_NO_ADDRESS = Message(N_("what is recorded is not a mail address"))


def _mailboxes(view: View) -> Mailboxes:
    return Mailboxes(view.records)


def _ask(account: Account, address: str, view: View) -> Mailbox:
    return view.kept(_mailboxes).classify(address, account.unit)


def _registered(account: Account, view: View, kind: Kind) -> Mailbox | None:
    """What the registered address is, when it is of the kind and the account still counts."""
    if account.status is Status.CLOSED:
        return None
    mailbox = view.kept(_mailboxes).registered(account)
    return mailbox if mailbox.kind is kind else None


def _about_person(field: str, address: str, mailbox: Mailbox, view: View) -> Found:
    """A finding that the address or login in the field is a person's."""
    person = view.person(mailbox.person)
    evidence: dict[str, str | int | list[str]] = {"address": address}
    if mailbox.evidence is not None:
        evidence["recognised_by"] = mailbox.evidence.value
    if person is None:
        message = Message(N_("{address} looks like a person's own address."), {"address": address})
        return found(field=field, message=message, evidence=evidence)
    evidence["person"] = person.name
    values: dict[str, str | int] = {"address": address, "name": person.name}
    template = {
        Evidence.LISTED: N_("{address} is the address of {name}."),
        Evidence.NAME: N_("{address} bears the name of {name}."),
    }.get(mailbox.evidence or Evidence.NAME, N_("{address} looks like the name of {name}."))
    return found(field=field, message=Message(template, values), evidence=evidence)


def _personal(account: Account, view: View) -> Iterator[Answer]:
    if account.status is Status.CLOSED:
        return
    mailbox = view.kept(_mailboxes).registered(account)
    if mailbox.kind is Kind.PERSON:
        yield _about_person("registered_address", account.registered_address, mailbox, view)
    elif mailbox.kind is Kind.UNKNOWN and mailbox.reason is not None:
        yield unknown(mailbox.reason)


def _consumer(account: Account, view: View) -> Iterator[Answer]:
    mailbox = _registered(account, view, Kind.CONSUMER)
    if mailbox is not None:
        yield found(
            field="registered_address",
            message=Message(
                N_("{address} is at a provider where anyone may have an address."),
                {"address": account.registered_address},
            ),
            evidence={"address": account.registered_address, "domain": mailbox.domain},
        )


def _outside(account: Account, view: View) -> Iterator[Answer]:
    mailbox = _registered(account, view, Kind.OUTSIDE)
    if mailbox is not None:
        yield found(
            field="registered_address",
            message=Message(
                N_("{address} is at another organisation's domain."),
                {"address": account.registered_address},
            ),
            evidence={"address": account.registered_address, "domain": mailbox.domain},
        )


def _look_alike(account: Account, view: View) -> Iterator[Answer]:
    mailbox = _registered(account, view, Kind.LOOK_ALIKE)
    if mailbox is not None:
        yield _about_look_alike("registered_address", account.registered_address, mailbox)


def _about_look_alike(field: str, address: str, mailbox: Mailbox) -> Found:
    return found(
        field=field,
        message=Message(
            N_("{address} is not at {domain}, though it could be taken for it."),
            {"address": address, "domain": mailbox.imitates},
        ),
        evidence={"address": address, "domain": mailbox.domain, "imitates": mailbox.imitates},
    )


def _other_units(account: Account, view: View) -> Iterator[Answer]:
    mailbox = _registered(account, view, Kind.OTHER_UNITS)
    if mailbox is not None:
        names = [unit.name for unit in map(view.unit, mailbox.units) if unit is not None]
        yield found(
            field="registered_address",
            message=Message(
                N_("{address} is the mailbox of another unit: {units}."),
                {"address": account.registered_address, "units": ", ".join(names)},
            ),
            evidence={"address": account.registered_address, "units": names},
        )


def _unlisted(account: Account, view: View) -> Iterator[Answer]:
    mailbox = _registered(account, view, Kind.UNLISTED)
    if mailbox is not None:
        yield found(
            field="registered_address",
            message=Message(
                N_("{address} looks shared, but is listed as no unit's mailbox."),
                {"address": account.registered_address},
            ),
            evidence={"address": account.registered_address},
        )


def _missing(account: Account, view: View) -> Iterator[Answer]:
    if account.status is Status.CLOSED:
        return
    mailbox = view.kept(_mailboxes).registered(account)
    if mailbox.kind is Kind.MISSING:
        yield found(
            field="registered_address",
            message=Message(N_("The address that the account was opened with is not recorded.")),
        )
    elif mailbox.kind is Kind.INVALID:
        yield found(
            field="registered_address",
            message=Message(
                N_("What stands as the registered address is not a mail address: {address}"),
                {"address": account.registered_address},
            ),
            evidence={"address": account.registered_address},
        )


def _personal_login(account: Account, view: View) -> Iterator[Answer]:
    login = account.login
    if account.status is Status.CLOSED or _same_as_registered(account):
        return
    mailbox = view.kept(_mailboxes).person_of_login(login) or _ask(account, login, view)
    if mailbox.kind is Kind.PERSON:
        yield _about_person("login", login, mailbox, view)
    elif mailbox.kind is Kind.CONSUMER:
        yield found(
            field="login",
            message=Message(
                N_("The login {address} is at a provider where anyone may have an address."),
                {"address": login},
            ),
            evidence={"address": login, "domain": mailbox.domain},
        )
    elif mailbox.reason is not None:
        yield unknown(mailbox.reason)


def _same_as_registered(account: Account) -> bool:
    return account.login.strip().casefold() == account.registered_address.strip().casefold()


def _personal_recovery_address(account: Account, view: View) -> Iterator[Answer]:
    address = account.recovery_address
    if account.status is Status.CLOSED:
        return
    mailbox = _ask(account, address, view)
    if mailbox.kind is Kind.PERSON:
        yield _about_person("recovery_address", address, mailbox, view)
    elif mailbox.kind is Kind.LOOK_ALIKE:
        yield _about_look_alike("recovery_address", address, mailbox)
    elif mailbox.kind is Kind.CONSUMER:
        yield found(
            field="recovery_address",
            message=Message(
                N_("{address} is at a provider where anyone may have an address."),
                {"address": address},
            ),
            evidence={"address": address, "domain": mailbox.domain},
        )
    elif mailbox.kind is Kind.INVALID:
        yield unknown(_NO_ADDRESS)
    elif mailbox.reason is not None:
        yield unknown(mailbox.reason)


def _personal_recovery_phone(account: Account, view: View) -> Iterator[Answer]:
    holder = account.recovery_phone_of
    if account.status is Status.CLOSED:
        return
    person = view.person(holder)
    if person is not None:
        yield found(
            field="recovery_phone_of",
            message=Message(
                N_("The recovery phone is the phone of {name}."), {"name": person.name}
            ),
            evidence={"person": person.name},
        )
    elif view.unit(holder) is None and (holder is not None or account.recovery_phone.strip()):
        yield unknown(Message(N_("whose the recovery phone is, is not in the register")))


RULES = (
    Rule(
        code="SOM101",
        name="personal-mailbox",
        severity=Severity.HIGH,
        clauses=("3.1-g", "3.1-i"),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The account is registered to a person's own address."),
        remedy=N_("Change the address at the service to the shared mailbox of the unit."),
        checks=N_(
            "The registered address of every account that is not closed. An address is a "
            "person's when the people list has it, or when it bears the name of a person in the "
            "register: in either order, with initials, with letters folded or spelled out (ä as "
            "a or ae). At the organisation's own domains it is also a person's when it reads "
            "given.surname, no part of it names a unit or a post, and most people's listed "
            "addresses read so. A listed mailbox is a person's all the same when it bears the "
            "whole name of one. An address that cannot be told is unknown."
        ),
        why=N_(
            "Whoever reads the mailbox can reset the password. When the person leaves, the "
            "mailbox is closed and the page is lost with it, or goes along with the leaver. The "
            "guideline asks for the shared mailbox of the activity and forbids an employee's own "
            "address."
        ),
        example=N_(
            "The page of the library is registered to aino.testi@testila.fi instead of "
            "kirjasto@testila.fi."
        ),
        resolve=N_(
            "Sign in at the service, change its address to the unit's shared mailbox, confirm "
            "the message that comes there, and write the new address on the card. If the address "
            "is a shared one, list it as a mailbox of its unit."
        ),
        check=_personal,
    ),
    Rule(
        code="SOM102",
        name="consumer-mailbox",
        severity=Severity.HIGH,
        clauses=("3.1-g", "3.1-i"),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The account is registered to an address at a consumer mail provider."),
        remedy=N_("Change the address at the service to the shared mailbox of the unit."),
        checks=N_(
            "The registered address of every account that is not closed, against a list of mail "
            "providers where anyone may have an address, Finnish and Nordic ones among them. It "
            "counts also where a unit lists the address as its mailbox. An address that is a "
            "known person's is reported as SOM101 instead."
        ),
        why=N_(
            "Nobody in the organisation can open, reset or watch a mailbox at a consumer "
            "provider. Whoever made it keeps it, and the provider removes it when it is not "
            "used."
        ),
        example=N_("A page is registered to testilankirjasto@gmail.com."),
        resolve=N_(
            "Order a shared mailbox from information management if the unit has none, change the "
            "address at the service, and close the consumer mailbox once nothing else hangs on "
            "it."
        ),
        check=_consumer,
    ),
    Rule(
        code="SOM103",
        name="outside-mailbox",
        severity=Severity.MEDIUM,
        clauses=("3.1-g",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The account is registered to an address of another organisation."),
        remedy=N_("Change the address at the service to the shared mailbox of the unit."),
        checks=N_(
            "The registered address of every account that is not closed. It is outside when its "
            "domain is neither the organisation's, nor a subdomain of it, nor a consumer "
            "provider's, and it is no known person's. It counts also where a unit lists the "
            "address as its mailbox. Unknown while the register has no mail domains of the "
            "organisation."
        ),
        why=N_(
            "An agency, a project or a partner that holds the mailbox holds the page: it can "
            "take the page over or lose it, and the work ends with the contract."
        ),
        example=N_("The page of a summer festival is registered to info@mainostoimisto.example."),
        resolve=N_(
            "Ask the other organisation to change the address to the unit's shared mailbox and "
            "to stay on as an administrator only while it is needed. If the domain is the "
            "organisation's own, add it to the organisation's domains."
        ),
        check=_outside,
    ),
    Rule(
        code="SOM104",
        name="look-alike-domain",
        severity=Severity.CRITICAL,
        clauses=("3.1-g",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The registered address is at a domain that imitates the organisation's."),
        remedy=N_("Check at once who holds the account, and change its address and password."),
        checks=N_(
            "The registered address of every account that is not closed, against the "
            "organisation's domains: the own domain put in front of another, another ending, one "
            "letter added, left out, exchanged or two swapped, added hyphens, look-alike letters "
            "of other scripts. In names of five letters an exchanged letter is let pass, and in "
            "shorter ones any slip."
        ),
        why=N_(
            "Such an address is either a slip, and then messages of the service reach nobody or "
            "a stranger, or a sign that someone has taken the account over. Anyone can buy the "
            "domain and reset the password."
        ),
        example=N_(
            "kirjasto@testla.fi or kirjasto@testila.fi.example.com for kirjasto@testila.fi."
        ),
        resolve=N_(
            "Look up the address at the service itself. If it is written wrong on the card only, "
            "correct the card. If the service has it, change it, rotate the password, sign out "
            "every session and tell the coordinator. If the domain is the organisation's own, "
            "add it to the organisation's domains."
        ),
        check=_look_alike,
    ),
    Rule(
        code="SOM105",
        name="other-units-mailbox",
        severity=Severity.MEDIUM,
        clauses=("3.1-g",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The account is registered to another unit's shared mailbox."),
        remedy=N_(
            "Change the address to the owning unit's mailbox, or the owning unit on the card."
        ),
        checks=N_(
            "The registered address of every account that is not closed, against the mailboxes "
            "that units list. A mailbox of the owning unit or of a unit above it is in order: it "
            "outlives any one employee all the same. Units that stand above each other in a ring "
            "have no unit above them. A tag in the address (kirjasto+fb@) makes no difference."
        ),
        why=N_(
            "Each unit answers for its own pages. Messages about the page, and the power to take "
            "it, go to people who do not know of it."
        ),
        example=N_("A page of the youth services is registered to kirjasto@testila.fi."),
        resolve=N_(
            "Change the address at the service to the owning unit's mailbox. If the page moved "
            "to the other unit, change the owning unit on the card. If both share the mailbox, "
            "list it for both."
        ),
        check=_other_units,
    ),
    Rule(
        code="SOM106",
        name="unlisted-mailbox",
        severity=Severity.LOW,
        clauses=("3.1-g",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The registered address looks shared, but no unit lists it."),
        remedy=N_("List the mailbox for its unit, or change the address to a listed one."),
        checks=N_(
            "The registered address of every account that is not closed, where it is at the "
            "organisation's domains, listed for no unit, and named after a unit, a service or a "
            "post in Finnish, Swedish or English, inflected or compound."
        ),
        why=N_(
            "The register cannot say which unit reads the mailbox, whether anyone still does, or "
            "whether it exists."
        ),
        example=N_(
            "A page is registered to viestinta@testila.fi, which no unit has as its mailbox."
        ),
        resolve=N_("Find out which unit reads the mailbox and list it there."),
        check=_unlisted,
    ),
    Rule(
        code="SOM107",
        name="mailbox-missing",
        severity=Severity.MEDIUM,
        clauses=("3.1-g",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The register does not say which address the account was opened with."),
        remedy=N_("Look up the address at the service and write it on the card."),
        checks=N_(
            "That every account that is not closed has a registered address, and that it is a "
            "mail address. A login that is an address does not stand in for it."
        ),
        why=N_(
            "Nobody can tell whose mailbox the account hangs on, and when the password is lost, "
            "where the reset goes."
        ),
        example=N_("The card of a page has the login and no registered address."),
        resolve=N_(
            "Sign in at the service, look under its account settings, and record the address."
        ),
        check=_missing,
    ),
    Rule(
        code="SOM108",
        name="personal-login",
        severity=Severity.HIGH,
        clauses=("3.1-i",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The login is a person's address or name."),
        remedy=N_("Open the page to a login of the unit and take the person's own login off it."),
        checks=N_(
            "The login of every account that is not closed, where it differs from the registered "
            "address: an address of a person (as in SOM101) or at a consumer provider (as in "
            "SOM102), or a login name that is the name of a person in the register. An empty "
            "login is not a finding."
        ),
        why=N_(
            "A page that is opened with an employee's own profile is theirs: the organisation "
            "cannot sign in without them, and what they do privately and at work is mixed."
        ),
        example=N_(
            "The login of a page is aino.testi, and its registered address the unit's mailbox."
        ),
        resolve=N_(
            "Change the login at the service where it allows that. Where the service ties pages "
            "to people's profiles, make the page's roles in its business tool and let each "
            "administrator come in with a role of their own."
        ),
        check=_personal_login,
    ),
    Rule(
        code="SOM109",
        name="personal-recovery-address",
        severity=Severity.HIGH,
        clauses=("3.1-j",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_(
            "The account can be recovered through a mailbox that is not the organisation's."
        ),
        remedy=N_("Change the recovery address at the service to a shared mailbox."),
        checks=N_(
            "The recovery address of every account that is not closed: a person's (as in "
            "SOM101), at a consumer provider (as in SOM102) or at a look-alike domain (as in "
            "SOM104). No recovery address is not a finding. Unknown where it cannot be told "
            "whose it is."
        ),
        why=N_(
            "The recovery address opens the account without the password. The service's "
            "continuity must not depend on one employee."
        ),
        example=N_(
            "A page's recovery address is an administrator's own address at a consumer provider."
        ),
        resolve=N_("Change it at the service to the mailbox of the unit or of the communications."),
        check=_personal_recovery_address,
    ),
    Rule(
        code="SOM110",
        name="personal-recovery-phone",
        severity=Severity.MEDIUM,
        clauses=("3.1-j",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The account is recovered through one person's phone."),
        remedy=N_(
            "Change the recovery phone at the service to one that the unit shares, or remove it."
        ),
        checks=N_(
            "Whose the recovery phone is, for every account that is not closed. A unit's phone "
            "is in order, and so is none. Unknown where a phone is recorded and not whose it is."
        ),
        why=N_(
            "Whoever holds the phone can get in, and nobody can when it is lost. The service's "
            "continuity must not depend on one employee."
        ),
        example=N_("The recovery phone of a page is the work phone of one administrator."),
        resolve=N_(
            "Change the number at the service to a phone of the unit, or remove it and keep "
            "recovery codes in the register instead."
        ),
        check=_personal_recovery_phone,
    ),
)
