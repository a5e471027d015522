"""SOM9xx: a second factor stands beside the password, and not on one person's device alone.

Accounts in use: open or closing."""

from collections.abc import Iterator

from policy.finding import Severity, SubjectKind
from policy.rule import Answer, Rule, found, unknown
from policy.view import IN_USE, View
from policy.wording import SECOND_FACTORS
from somesec.language import N_, Message
from somesec.model import Account, SecondFactor

_WEAK = (SecondFactor.SMS, SecondFactor.EMAIL)
_BETTER = frozenset({"totp", "app", "key", "passkey"})


def _no_second_factor(account: Account, view: View) -> Iterator[Answer]:
    if account.status not in IN_USE or _offers_none(account, view):
        return
    if account.second_factor is None:
        yield unknown(Message(N_("the second factor is not in the register")))
    elif account.second_factor is SecondFactor.NONE:
        yield found(
            field="second_factor",
            message=Message(N_("The account has no second factor.")),
        )


def _offers_none(account: Account, view: View) -> bool:
    platform = view.catalogue.get(account.platform)
    return platform is not None and not platform.second_factors


def _personal_second_factor(account: Account, view: View) -> Iterator[Answer]:
    factor = account.second_factor
    if account.status not in IN_USE or factor is None or factor is SecondFactor.NONE:
        return
    if _in_the_register(account):
        return
    person = view.person(account.second_factor_of)
    if person is not None:
        yield found(
            field="second_factor_of",
            message=Message(N_("The second factor is with {name} alone."), {"name": person.name}),
            evidence={"person": person.name, "second_factor": factor.value},
        )
    elif view.unit(account.second_factor_of) is None and factor is not SecondFactor.EMAIL:
        yield unknown(Message(N_("where the second factor lives is not in the register")))


def _in_the_register(account: Account) -> bool:
    shared = account.facts is not None and account.facts.has_totp
    return shared and account.second_factor is SecondFactor.TOTP


def _weak_second_factor(account: Account, view: View) -> Iterator[Answer]:
    factor = account.second_factor
    if account.status not in IN_USE or factor not in _WEAK:
        return
    platform = view.catalogue.get(account.platform)
    if platform is None:
        yield unknown(Message(N_("what second factors the service offers is not known")))
        return
    better = sorted(_BETTER & set(platform.second_factors))
    if better:
        yield found(
            field="second_factor",
            message=Message(
                N_("The second factor is {factor}, and the service offers better: {better}."),
                {
                    "factor": SECOND_FACTORS[factor],
                    "better": tuple(SECOND_FACTORS[SecondFactor(kind)] for kind in better),
                },
            ),
            evidence={"second_factor": factor.value, "offered": better},
        )


RULES = (
    Rule(
        code="SOM901",
        name="no-second-factor",
        severity=Severity.HIGH,
        clauses=("good-practice",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The account has no second factor."),
        remedy=N_("Turn it on at the service, and record it here."),
        checks=N_(
            "An account in use is recorded as having no second factor. Unknown when nothing is "
            "recorded. Nothing is asked where the catalogue says that the service offers none."
        ),
        why=N_("With a second factor, a leaked or guessed password alone opens nothing."),
        example=N_(
            "The page was taken over with a password that a caretaker had told on the phone."
        ),
        resolve=N_(
            "Turn on codes from an app, store their key in the register so that the unit shares "
            "it, and record it."
        ),
        check=_no_second_factor,
    ),
    Rule(
        code="SOM902",
        name="personal-second-factor",
        severity=Severity.MEDIUM,
        clauses=("3.1-j",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The second factor is on one person's device alone."),
        remedy=N_("Store its key in the register, or add a second device of the unit."),
        checks=N_(
            "The second factor of an account in use is recorded as one person's. Codes whose "
            "key is in the register are shared, and so are those sent to the mailbox. Unknown "
            "when it is not recorded whose it is."
        ),
        why=N_("When that phone is lost, or its owner leaves, nobody gets in."),
        example=N_("The sign-in codes come to the private phone of one employee."),
        resolve=N_("Set codes up anew with the key in the register, or with a device of the unit."),
        check=_personal_second_factor,
    ),
    Rule(
        code="SOM903",
        name="weak-second-factor",
        severity=Severity.LOW,
        clauses=("good-practice",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The second factor is a text message or email where better ones are offered."),
        remedy=N_("Change it to codes from an app, a security key or a passkey."),
        checks=N_(
            "An account in use has text messages or email as second factor, and the catalogue "
            "says that the service offers codes from an app, a key or a passkey. Unknown for a "
            "service that the catalogue does not know."
        ),
        why=N_("Phone numbers are taken over and mailboxes are read; an app or a key is not."),
        example=N_("The codes come as text messages to the unit's phone."),
        resolve=N_("Change the second factor at the service, and record it."),
        check=_weak_second_factor,
    ),
)
