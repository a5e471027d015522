"""Whether the passwords of the register are in known breaches."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from uuid import UUID

import msgspec

from somesec.errors import InputError
from somesec.hygiene.breach import corpus as breach_corpus
from somesec.language import _
from somesec.model import Answer, Breach, Facts
from somesec.register.facts import CHANGED_MEANWHILE, CheckResult, Progress, passwords, write
from somesec.register.session import Register


def check(
    register: Register,
    *,
    corpus: Path | None = None,
    online: bool = False,
    mirror: str | None = None,
    among: Iterable[UUID] | None = None,
    progress: Progress | None = None,
) -> CheckResult:
    """Looks up every password that this member may open, or only those among some accounts, in a
    corpus on disk or at the service (or its mirror), and writes the answers to the cards.

    Raises InputError for a bad corpus or mirror, or when neither or both are asked for."""
    if (corpus is None) == (not online):
        raise InputError(_("Say where to look: --corpus FILE, or --online."))
    register.refresh()
    opened, shut = passwords(register, register.records.accounts if among is None else among)
    looked_up = [each.secret.password for each in opened]
    if corpus is not None:
        answers = breach_corpus.check(looked_up, corpus, progress=progress)
    else:
        # What speaks to the network is loaded by who asks for it.
        from somesec.hygiene.breach import online as breach_service

        service = mirror or breach_service.SERVICE
        answers = breach_service.check(looked_up, service=service, progress=progress)
    pairs = list(zip((each.account for each in opened), answers, strict=True))
    kept, late = write(
        register,
        "breach-checked",
        [(account, partial(_with_answer, answer=answer)) for account, answer in pairs],
    )
    written = [(account.id, answer) for account, answer in pairs if account.id in kept]
    return CheckResult(
        checked=sum(answer.seen is not Answer.UNKNOWN for _id, answer in written),
        found=tuple(id_ for id_, answer in written if answer.seen is Answer.YES),
        unknown=(
            *((id_, answer.reason) for id_, answer in written if answer.seen is Answer.UNKNOWN),
            *((account.id, CHANGED_MEANWHILE) for account, _a in pairs if account.id in late),
            *shut,
        ),
    )


def _with_answer(facts: Facts, answer: Breach) -> Facts:
    """The facts with a new answer. A password found once stays found; a look-up that failed leaves
    the older answer and its date."""
    old = facts.breach.seen
    if answer.seen is Answer.UNKNOWN and old is not Answer.UNKNOWN:
        return facts
    if old is Answer.YES and answer.seen is not Answer.YES:
        return facts
    return msgspec.structs.replace(facts, breach=answer)
