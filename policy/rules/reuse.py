"""SOM3xx: one password in several places, by keyed fingerprints; no password is looked at.

Accounts that are not closed are compared with each other, over all units. A finding names at most
_MOST others, so that a password that a whole town shares costs no square of the town; its count is
of all."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from itertools import chain, islice
from typing import Generic, TypeVar
from uuid import UUID

from policy.catalogue import OTHER
from policy.finding import Severity, SubjectKind
from policy.rule import Answer, Found, Rule, found, unknown
from policy.rules.password import unmeasured
from policy.view import View
from somesec.language import N_, Message
from somesec.model import Account, Status
from somesec.turns import in_turns

_Whole = TypeVar("_Whole", bound=Hashable)
_Part = TypeVar("_Part", bound=Hashable)

_MOST = 100
_MOST_IN_A_SENTENCE = 5


def _reused(account: Account, view: View) -> Iterator[Answer]:
    facts = account.facts
    if facts is None or account.status is Status.CLOSED:
        yield from unmeasured(account)
        return
    same = view.accounts_by_fingerprint[facts.fingerprint]
    if len(same) > 1:
        yield _shared(
            field="password",
            few=N_("The same password is on other accounts: {accounts}."),
            many=N_("The same password is on {count} other accounts, such as {accounts}."),
            others=(other for other in same if other.id != account.id),
            count=len(same) - 1,
        )


def _near_same(account: Account, view: View) -> Iterator[Answer]:
    facts = account.facts
    if facts is None or account.status is Status.CLOSED:
        yield from unmeasured(account)
        return
    if facts.stem is None:
        return
    others, count = view.kept(_by_stem).others(facts.stem, facts.fingerprint)
    if count:
        yield _shared(
            field="password",
            few=N_("The password is nearly the same as on other accounts: {accounts}."),
            many=N_(
                "The password is nearly the same as on {count} other accounts, such as {accounts}."
            ),
            others=others,
            count=count,
        )


def _same_pair(account: Account, view: View) -> Iterator[Answer]:
    facts = account.facts
    if facts is None or account.status is Status.CLOSED:
        yield from unmeasured(account)
        return
    login = _login(account)
    if not login:
        return
    pair = (login, facts.fingerprint)
    others, count = view.kept(_by_pair).others(pair, _service(account))
    if count:
        yield _shared(
            field="login",
            few=N_("The same login and password open other services too: {accounts}."),
            many=N_(
                "The same login and password open {count} accounts on other services too, such as "
                "{accounts}."
            ),
            others=others,
            count=count,
        )


class _Parted(Generic[_Whole, _Part]):
    """Accounts that have something in common, parted by something in which they differ."""

    def __init__(self, places: Iterable[tuple[_Whole, _Part, Account]]) -> None:
        self._parts: dict[_Whole, dict[_Part, list[Account]]] = {}
        self._sizes: Counter[_Whole] = Counter()
        for whole, part, account in in_turns(places):
            self._parts.setdefault(whole, {}).setdefault(part, []).append(account)
            self._sizes[whole] += 1

    def others(self, whole: _Whole, own: _Part) -> tuple[Iterable[Account], int]:
        """The accounts of the whole that are in other parts than the own one, and how many."""
        parts = self._parts[whole]
        if len(parts) == 1:
            return (), 0
        others = chain.from_iterable(group for part, group in parts.items() if part != own)
        return others, self._sizes[whole] - len(parts[own])


def _by_stem(view: View) -> _Parted[bytes, bytes]:
    return _Parted(
        (account.facts.stem, account.facts.fingerprint, account)
        for account in view.live_accounts
        if account.facts is not None and account.facts.stem is not None
    )


def _by_pair(view: View) -> _Parted[tuple[str, bytes], str]:
    """By login and password, parted by service: one login for two pages of one service is one
    user account."""
    return _Parted(
        ((_login(account), account.facts.fingerprint), _service(account), account)
        for account in view.live_accounts
        if account.facts is not None
    )


def _login(account: Account) -> str:
    return account.login.strip().casefold()


def _service(account: Account) -> str:
    # Nothing says that two accounts on services that nobody told apart are on the same one.
    return str(account.id) if account.platform == OTHER else account.platform


def _used_before(account: Account, view: View) -> Iterator[Answer]:
    if account.facts is None or account.status is Status.CLOSED:
        yield from unmeasured(account)
        return
    before = view.accounts_by_previous.get(account.facts.fingerprint, ())
    if before:
        yield _shared(
            field="password",
            few=N_("The password was in use before, on: {accounts}."),
            many=N_("The password was in use before on {count} accounts, such as {accounts}."),
            others=before,
            count=len(before),
            itself=account.id,
        )


def _made_from_the_last(account: Account, view: View) -> Iterator[Answer]:
    facts = account.facts
    if facts is None or account.status is Status.CLOSED:
        yield from unmeasured(account)
        return
    if facts.previous and facts.previous_stems is None:
        yield unknown(Message(N_("its earlier passwords were not measured for likeness yet")))
        return
    is_other = facts.fingerprint not in facts.previous
    if is_other and facts.stem is not None and facts.stem in (facts.previous_stems or ()):
        yield found(
            field="password",
            message=Message(N_("The password was made from an earlier one of the account.")),
        )


def _shared(
    *,
    field: str,
    few: str,
    many: str,
    others: Iterable[Account],
    count: int,
    itself: UUID | None = None,
) -> Found:
    """A finding that the others share in; the account `itself` may be told but is not related."""
    told = list(islice(others, _MOST))
    names = [other.name for other in told]
    return found(
        field=field,
        message=Message(
            few if count <= _MOST_IN_A_SENTENCE else many,
            {"accounts": ", ".join(names[:_MOST_IN_A_SENTENCE]), "count": count},
        ),
        evidence={"accounts": names, "count": count},
        related=[other.id for other in told if other.id != itself],
    )


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
    Rule(
        code="SOM305",
        name="counted-up",
        severity=Severity.MEDIUM,
        clauses=("good-practice",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The password was made from the account's earlier one."),
        remedy=N_("Change it to one that has nothing of the earlier ones: start a rotation."),
        checks=N_(
            "The password's stem (letters folded, look-alike characters undone, digits and marks "
            "at the ends dropped) is that of one the account had before, and the password is "
            "another. Unknown while the register has no password for an account in use, and where "
            "the earlier ones were not measured for it yet."
        ),
        why=N_("Whoever knew the earlier one, a leaver or a leak, tries the next number first."),
        example=N_("After a leaver, the 7 at the end became an 8."),
        resolve=N_("Start a rotation and take a generated password."),
        check=_made_from_the_last,
    ),
)
