"""SOM4xx: the intranet's passwords, by the answers of those who could compare; no password and no
list of them is looked at."""

from collections.abc import Iterator
from datetime import date

from policy.finding import Severity, SubjectKind
from policy.rule import Answer, Rule, found, unknown
from policy.rules.password import unmeasured
from policy.view import View
from somesec.language import N_, Message
from somesec.model import Account, Intranet, Status
from somesec.model import Answer as Match

_NO_LIST = Message(N_("no list of the intranet's passwords has been loaded"))
_NOT_COMPARED = Message(N_("the password has not been compared with the intranet's"))
_TO_COME = Message(N_("the date of the comparison lies in the future"))


def _same(account: Account, view: View) -> Iterator[Answer]:
    facts = account.facts
    if facts is None or account.status is Status.CLOSED:
        yield from unmeasured(account)
        return
    answer = facts.intranet
    if answer.match is Match.YES:
        yield found(
            field="password",
            message=Message(N_("The password is one of the intranet's.")),
            evidence={"checked_on": answer.checked_on.isoformat() if answer.checked_on else ""},
        )
    elif answer.match is Match.UNKNOWN or answer.checked_on is None:
        yield unknown(_NOT_COMPARED if view.records.intranet else _NO_LIST)
    elif view.is_to_come(answer.checked_on):
        yield unknown(_TO_COME)


def _stale(account: Account, view: View) -> Iterator[Answer]:
    facts = account.facts
    if facts is None or account.status is Status.CLOSED or facts.intranet.match is Match.YES:
        return
    days = view.pack.intervals.intranet_check
    as_of = _as_of(facts.intranet)
    if as_of is None:
        digest = view.records.intranet
        loaded_on = digest.loaded_at.date() if digest else None
        if loaded_on is not None and view.older_than(loaded_on, days):
            yield found(
                field="password",
                message=Message(
                    N_(
                        "The password was never compared with the intranet's, whose list was "
                        "loaded on {day}."
                    ),
                    {"day": loaded_on},
                ),
                evidence={"loaded_on": loaded_on.isoformat()},
            )
    elif view.older_than(as_of, days):
        yield found(
            field="password",
            message=Message(
                N_("The password was last compared with the intranet's of {day}."),
                {"day": as_of},
            ),
            evidence={"as_of": as_of.isoformat()},
        )


def _as_of(answer: Intranet) -> date | None:
    """The day of which the answer holds: a comparison is worth no more than its list."""
    if answer.match is Match.UNKNOWN or answer.checked_on is None:
        return None
    if answer.listed_at is None:
        return answer.checked_on
    return min(answer.checked_on, answer.listed_at.date())


RULES = (
    Rule(
        code="SOM401",
        name="intranet-password",
        severity=Severity.CRITICAL,
        clauses=("5-e",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The password is one of the intranet's."),
        remedy=N_("Change it today: start a rotation. Change the one of the intranet too."),
        checks=N_(
            "The password was found among the intranet's, in the list that the register keeps of "
            "them, in a file, or by its holder who typed it. Once found, it stays so until it is "
            "changed here. Unknown while there is no password, no comparison, or one dated in the "
            "future."
        ),
        why=N_(
            "A password that is phished, or leaks at a service, then opens the town's own network "
            "too."
        ),
        example=N_("The library's page is opened with the password of somebody's computer."),
        resolve=N_(
            "Start a rotation with a generated password, and let the person change the intranet's "
            "password as well. For an unknown, load a list of the intranet's passwords."
        ),
        check=_same,
    ),
    Rule(
        code="SOM402",
        name="intranet-check-stale",
        severity=Severity.MEDIUM,
        clauses=("5-e",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The password was compared with the intranet's too long ago."),
        remedy=N_(
            "Load a new list of the intranet's passwords; then let someone who can open the "
            "password unlock the register: it is compared again."
        ),
        checks=N_(
            "The comparison, or the list that it was made with, is older than the policy's "
            "interval; or a list has been there for that long and nobody compared the password. "
            "Without any list, SOM401 says that nothing is known."
        ),
        why=N_("People change their passwords on the intranet, often to one they use already."),
        example=N_("The list of the intranet's passwords is two years old."),
        resolve=N_(
            "Ask for a new export from the directory and load it: 'somesec intranet load'. "
            "Passwords that you cannot open are compared when their unit's admins unlock the "
            "register."
        ),
        check=_stale,
    ),
)
