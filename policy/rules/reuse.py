"""SOM3xx: one password in several places, by keyed fingerprints; no password is looked at.

Accounts that are not closed are compared with each other, over all units."""

from collections.abc import Iterator, Sequence

from policy.finding import EvidenceValue, Severity, SubjectKind
from policy.rule import Answer, Rule, found
from policy.rules.password import unmeasured
from policy.view import UNPLACED, View
from somesec.language import N_, Message
from somesec.model import Account, Status


def _others_with_same(account: Account, view: View) -> Sequence[Account]:
    if account.facts is None:
        return ()
    same = view.accounts_by_fingerprint.get(account.facts.fingerprint, ())
    return [other for other in same if other.id != account.id]


def _evidence(others: Sequence[Account]) -> dict[str, EvidenceValue]:
    return {"accounts": [other.name for other in others], "count": len(others)}


def _reused(account: Account, view: View) -> Iterator[Answer]:
    if account.facts is None or account.status is Status.CLOSED:
        yield from unmeasured(account)
    elif others := _others_with_same(account, view):
        yield found(
            field="password",
            message=Message(
                N_("The same password is on other accounts: {accounts}."),
                {"accounts": _listed(others)},
            ),
            evidence=_evidence(others),
            related=[other.id for other in others],
        )


def _near_same(account: Account, view: View) -> Iterator[Answer]:
    facts = account.facts
    if facts is None or account.status is Status.CLOSED:
        yield from unmeasured(account)
        return
    likely = view.accounts_by_stem.get(facts.stem, ()) if facts.stem else ()
    others = [a for a in likely if a.facts and a.facts.fingerprint != facts.fingerprint]
    if others:
        yield found(
            field="password",
            message=Message(
                N_("The password is nearly the same as on other accounts: {accounts}."),
                {"accounts": _listed(others)},
            ),
            evidence=_evidence(others),
            related=[other.id for other in others],
        )


def _same_pair(account: Account, view: View) -> Iterator[Answer]:
    if account.facts is None or account.status is Status.CLOSED:
        yield from unmeasured(account)
        return
    login = account.login.strip().casefold()
    others = [
        other
        for other in _others_with_same(account, view)
        if login and other.login.strip().casefold() == login and _on_two_services(account, other)
    ]
    if others:
        yield found(
            field="login",
            message=Message(
                N_("The same login and password open other services too: {accounts}."),
                {"accounts": _listed(others)},
            ),
            evidence=_evidence(others),
            related=[other.id for other in others],
        )


def _on_two_services(one: Account, other: Account) -> bool:
    return one.platform != other.platform or one.platform == UNPLACED


def _used_before(account: Account, view: View) -> Iterator[Answer]:
    if account.facts is None or account.status is Status.CLOSED:
        yield from unmeasured(account)
        return
    before = view.accounts_by_previous.get(account.facts.fingerprint, ())
    if before:
        yield found(
            field="password",
            message=Message(
                N_("The password was in use before, on: {accounts}."),
                {"accounts": _listed(before)},
            ),
            evidence=_evidence(before),
            related=[other.id for other in before if other.id != account.id],
        )


def _listed(accounts: Sequence[Account]) -> str:
    return ", ".join(account.name for account in accounts)


RULES = (
    Rule(
        code="SOM301",
        name="reused-password",
        severity=Severity.CRITICAL,
        clauses=("5-f", "good-practice"),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The same password is on another account."),
        remedy=N_("Give each account a password of its own: rotate each."),
        checks=N_(
            "The keyed fingerprint of the password is the same as on another account that is "
            "not closed, in any unit. Unknown while the register has no password for an account "
            "in use."
        ),
        why=N_("When one service leaks, every account with the same password is lost with it."),
        example=N_("Facebook and Instagram of the library were opened on the same afternoon."),
        resolve=N_("Rotate every account named but one, and that one too if many people knew it."),
        check=_reused,
    ),
    Rule(
        code="SOM302",
        name="near-same-password",
        severity=Severity.HIGH,
        clauses=("5-f", "good-practice"),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The password is nearly the same as on another account."),
        remedy=N_("Give each account a password of its own: rotate each."),
        checks=N_(
            "The password's stem (letters folded, look-alike characters undone, digits and "
            "marks at the ends dropped) is that of another account that is not closed, and the "
            "password is another. Unknown while the register has no password for an account in "
            "use."
        ),
        why=N_("Whoever knows one tries the next number first."),
        example=N_("One ends in 2024!, the other in 2025?, and the rest is the same."),
        resolve=N_("Rotate the accounts named, and take generated passwords."),
        check=_near_same,
    ),
    Rule(
        code="SOM303",
        name="same-pair",
        severity=Severity.CRITICAL,
        clauses=("5-f",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The same login and password open two services."),
        remedy=N_("Change the password on one of them first, then on the other."),
        checks=N_(
            "Two accounts on different services, neither closed, have the same login (in any "
            "case) and the same password. Unknown while the register has no password for an "
            "account in use."
        ),
        why=N_("The guideline forbids it: a pair that leaked from one service opens the other."),
        example=N_("The shared mailbox and its one password are used on X and on LinkedIn."),
        resolve=N_("Rotate each account named."),
        check=_same_pair,
    ),
    Rule(
        code="SOM304",
        name="used-before",
        severity=Severity.MEDIUM,
        clauses=("good-practice",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The password has been used before."),
        remedy=N_("Change it to one that was never used: start a rotation."),
        checks=N_(
            "The password is one that this or another account had earlier, closed ones too. "
            "Unknown while the register has no password for an account in use."
        ),
        why=N_("An old password is known to all who ever had it, and may have leaked since."),
        example=N_("After a change, the service was given last year's password again."),
        resolve=N_("Start a rotation and take a generated password."),
        check=_used_before,
    ),
)
