"""Whether the passwords of the register are in known breaches."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import msgspec

from somesec.errors import ConflictError, InputError, LockedError
from somesec.hygiene.breach import corpus as breach_corpus
from somesec.hygiene.breach import online as breach_service
from somesec.language import _
from somesec.model import Account, Answer, Breach, Facts, Status
from somesec.register.session import Register

Progress = Callable[[int, int], None]


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
    _write(register, dict(zip((a.id for a in looked_up), answers, strict=True)), looked_up)
    pairs = list(zip(looked_up, answers, strict=True))
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


def _write(register: Register, answers: dict[UUID, Breach], looked_up: list[Account]) -> None:
    with register.change("breach-checked") as change:
        for before in looked_up:
            account = register.records.accounts.get(before.id)
            if account is None or account.facts is None or before.facts is None:
                continue
            # A password changed during the look-up was not looked up.
            if account.facts.fingerprint != before.facts.fingerprint:
                raise ConflictError(
                    _("The password of {account} changed meanwhile. Check again.").format(
                        account=account.name
                    )
                )
            facts = _with_answer(account.facts, answers[account.id])
            change.put(msgspec.structs.replace(account, facts=facts))


def _with_answer(facts: Facts, answer: Breach) -> Facts:
    """The facts with a new answer. A password found once stays found; a look-up that failed leaves
    the older answer and its date."""
    old = facts.breach.seen
    if answer.seen is Answer.UNKNOWN and old is not Answer.UNKNOWN:
        return facts
    if old is Answer.YES and answer.seen is not Answer.YES:
        return facts
    return msgspec.structs.replace(facts, breach=answer)
