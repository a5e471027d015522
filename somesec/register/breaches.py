"""Whether the passwords of the register are in known breaches."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import msgspec

from somesec.errors import InputError, LockedError
from somesec.hygiene.breach import corpus as breach_corpus
from somesec.hygiene.breach import online as breach_service
from somesec.language import N_, _
from somesec.model import Account, Answer, Breach, Facts, Status
from somesec.register.session import Register

Progress = Callable[[int, int], None]

CHANGED_MEANWHILE = N_("The password was changed during the check.")


@dataclass(frozen=True)
class BreachResult:
    """How many passwords were looked up, which accounts' were found, and why others are unknown."""

    checked: int
    found: tuple[UUID, ...]
    unknown: tuple[tuple[UUID, str], ...]


def check(
    register: Register,
    *,
    corpus: Path | None = None,
    online: bool = False,
    mirror: str | None = None,
    progress: Progress | None = None,
) -> BreachResult:
    """Looks up every password that this member may open, in a corpus on disk or at the service (or
    its mirror), and writes the answers to the cards.

    Raises InputError for a bad corpus or mirror, or when neither or both are asked for."""
    if (corpus is None) == (not online):
        raise InputError(_("Say where to look: --corpus FILE, or --online."))
    register.refresh()
    openable, unknown = _passwords(register)
    passwords = [password for _account, password in openable]
    if corpus is not None:
        answers = breach_corpus.check(passwords, corpus, progress=progress)
    else:
        service = mirror or breach_service.SERVICE
        answers = breach_service.check(passwords, service=service, progress=progress)
    looked_up = [account for account, _password in openable]
    pairs = _written(register, list(zip(looked_up, answers, strict=True)))
    return BreachResult(
        checked=sum(answer.seen is not Answer.UNKNOWN for _a, answer in pairs),
        found=tuple(account.id for account, answer in pairs if answer.seen is Answer.YES),
        unknown=(
            *((a.id, answer.reason) for a, answer in pairs if answer.seen is Answer.UNKNOWN),
            *unknown,
        ),
    )


def _passwords(
    register: Register,
) -> tuple[list[tuple[Account, str]], list[tuple[UUID, str]]]:
    openable, unknown = [], []
    for account in sorted(register.records.accounts.values(), key=lambda a: (a.name, a.id)):
        if account.status is Status.CLOSED or not register.has_secret(account.id):
            continue
        try:
            password = register.secret(account.id).password
        except LockedError as error:
            unknown.append((account.id, str(error)))
            continue
        if password:
            openable.append((account, password))
    return openable, unknown


def _written(
    register: Register, pairs: list[tuple[Account, Breach]]
) -> list[tuple[Account, Breach]]:
    """Writes the answers to the cards, and returns them with those taken out that came too late: a
    password changed during the look-up was not looked up."""
    kept: list[tuple[Account, Breach]] = []
    with register.change("breach-checked") as change:
        for before, answer in pairs:
            account = register.records.accounts.get(before.id)
            if account is None or account.facts is None:
                continue
            if before.facts is None or account.facts.fingerprint != before.facts.fingerprint:
                late = Breach(seen=Answer.UNKNOWN, source=answer.source, reason=CHANGED_MEANWHILE)
                kept.append((account, late))
                continue
            kept.append((account, answer))
            facts = _with_answer(account.facts, answer)
            if facts != account.facts:
                change.put(msgspec.structs.replace(account, facts=facts))
    return kept


def _with_answer(facts: Facts, answer: Breach) -> Facts:
    """The facts with a new answer. A password found once stays found; a look-up that failed leaves
    the older answer and its date."""
    old = facts.breach.seen
    if answer.seen is Answer.UNKNOWN and old is not Answer.UNKNOWN:
        return facts
    if old is Answer.YES and answer.seen is not Answer.YES:
        return facts
    return msgspec.structs.replace(facts, breach=answer)
