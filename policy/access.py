"""By which ways a person gets into an account, as far as its card says."""

from collections.abc import Mapping

from somesec.language import N_
from somesec.model import Account, Person, Right, Status

ADMINISTRATOR = "administrator"
MODERATOR = "moderator"
REGISTERED_ADDRESS = "registered-address"
RECOVERY_ADDRESS = "recovery-address"
RECOVERY_PHONE = "recovery-phone"
LOGIN = "login"
SECOND_FACTOR = "second-factor"
MEMBER = "member"
PASSWORD = "password"  # noqa: S105 - a way, not a password

WAYS: Mapping[str, str] = {
    ADMINISTRATOR: N_("administrator"),
    MODERATOR: N_("moderator"),
    REGISTERED_ADDRESS: N_("registered address"),
    RECOVERY_ADDRESS: N_("recovery address"),
    RECOVERY_PHONE: N_("recovery phone"),
    LOGIN: N_("login"),
    SECOND_FACTOR: N_("second factor"),
    MEMBER: N_("opens its password in the register"),
    PASSWORD: N_("knows the password"),
}
"""What each way is called. Whether somebody is a member who opens the password, no card says."""


def ways_in(person: Person, account: Account) -> tuple[str, ...]:
    """The ways that the account's card gives the person, in the order of `WAYS`."""
    rights = {right for a in account.administrators if a.person == person.id for right in a.rights}
    ways = {
        ADMINISTRATOR: Right.ADMINISTER in rights,
        MODERATOR: Right.MODERATE in rights,
        REGISTERED_ADDRESS: account.registered_address.casefold() in person.addresses,
        RECOVERY_ADDRESS: account.recovery_address.casefold() in person.addresses,
        RECOVERY_PHONE: account.recovery_phone_of == person.id,
        LOGIN: account.login.casefold() in person.addresses,
        SECOND_FACTOR: account.second_factor_of == person.id,
    }
    return tuple(way for way, is_open in ways.items() if is_open)


def left_open(person: Person, account: Account) -> tuple[str, ...]:
    """The ways that are still open to somebody who leaves: those of the card, and the password
    until it is changed. None at a page that is closed."""
    if account.status is Status.CLOSED:
        return ()
    ways, due = ways_in(person, account), account.rotation_due
    knows = due is not None and (bool(ways) or due.person == person.id)
    return (*ways, PASSWORD) if knows else ways
