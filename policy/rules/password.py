"""SOM2xx: how good the password is, by the facts measured when it was written.

Accounts in use (open or closing), and planned ones that already have a password."""

from collections.abc import Iterator

from policy.finding import Severity, SubjectKind
from policy.rule import Answer, Rule, found, unknown
from policy.view import IN_USE, View
from policy.wording import CONTEXT_KINDS
from somesec.language import N_, Message
from somesec.model import Account, SecondFactor, Status
from somesec.model import Answer as Seen

_NO_PASSWORD = Message(N_("no password in the register"))


def unmeasured(account: Account) -> Iterator[Answer]:
    """What a rule about passwords answers for an account that has none in the register."""
    if account.facts is None and account.status in IN_USE:
        yield unknown(_NO_PASSWORD)


def _weak(account: Account, view: View) -> Iterator[Answer]:
    facts = account.facts
    if facts is None or account.status is Status.CLOSED:
        yield from unmeasured(account)
    elif facts.strength < view.pack.thresholds.strength:
        yield found(
            field="password",
            message=Message(
                N_("The password is easy to guess: strength {strength}, {wanted} is asked for."),
                {"strength": facts.strength, "wanted": view.pack.thresholds.strength},
            ),
            evidence={"strength": facts.strength, "reasons": list(facts.reasons)},
        )


def _short(account: Account, view: View) -> Iterator[Answer]:
    facts = account.facts
    if facts is None or account.status is Status.CLOSED:
        yield from unmeasured(account)
        return
    wanted, alone = _lengths(account, view)
    if facts.length < wanted:
        yield found(
            field="password",
            message=Message(
                N_("The password has fewer than {wanted} characters."), {"wanted": wanted}
            ),
            evidence={"at_least": facts.length, "wanted": wanted},
        )
    elif facts.length < alone and account.second_factor is None:
        yield unknown(
            Message(N_("the password is long enough with a second factor, which is not recorded"))
        )


def _lengths(account: Account, view: View) -> tuple[int, int]:
    """The least length on the account, and that of a password that stands alone."""
    thresholds = view.pack.thresholds
    with_factor, alone = thresholds.length_with_factor, thresholds.length
    if with_factor is None or account.second_factor is SecondFactor.NONE:
        return alone, alone
    return with_factor, alone


def _breached(account: Account, view: View) -> Iterator[Answer]:
    facts = account.facts
    if facts is None or account.status is Status.CLOSED:
        yield from unmeasured(account)
        return
    breach = facts.breach
    if breach.seen is Seen.YES:
        yield found(
            field="password",
            message=Message(N_("The password is in a list of leaked passwords.")),
            evidence={
                "source": breach.source,
                "checked_on": breach.checked_on.isoformat() if breach.checked_on else "",
            },
        )
    elif breach.seen is Seen.UNKNOWN:
        yield unknown(
            Message(N_("the breach check gave no answer: {why}"), {"why": breach.reason})
            if breach.reason
            else Message(N_("the breach check has not been made"))
        )
    elif view.is_to_come(breach.checked_on):
        yield unknown(Message(N_("the date of the breach check lies in the future")))
    else:
        days = view.pack.intervals.breach_check
        if breach.checked_on is None or view.older_than(breach.checked_on, days):
            yield unknown(
                Message(N_("the breach check is more than {days} days old"), {"days": days})
            )


def _context(account: Account, view: View) -> Iterator[Answer]:
    facts = account.facts
    if facts is None or account.status is Status.CLOSED:
        yield from unmeasured(account)
    elif facts.context:
        yield found(
            field="password",
            message=Message(
                N_("The password has words in it that an outsider knows ({kinds})."),
                {"kinds": tuple(CONTEXT_KINDS[kind] for kind in sorted(facts.context))},
            ),
            evidence={"kinds": sorted(facts.context)},
        )


def _missing(account: Account, view: View) -> Iterator[Answer]:
    if account.facts is None and account.status is Status.OPEN:
        yield found(
            field="password",
            message=Message(N_("The account's password is not in the register.")),
        )


def _pending_too_long(account: Account, view: View) -> Iterator[Answer]:
    since = account.pending_since
    if since is None or account.status is Status.CLOSED:
        return
    if view.is_to_come(since):
        yield unknown(Message(N_("the date of the password change lies in the future")))
    elif view.older_than(since, view.pack.intervals.pending):
        yield found(
            field="password",
            message=Message(
                N_("A password change begun on {since} was neither confirmed nor cancelled."),
                {"since": since},
            ),
            evidence={"since": since.isoformat()},
        )


def _newest_engine(view: View) -> str:
    """The engine of the newest measurement; there must be one."""
    all_facts = (a.facts for a in view.live_accounts if a.facts)
    measured = [facts for facts in all_facts if not view.is_to_come(facts.measured_on)]
    return max(measured, key=lambda f: (f.measured_on, f.engine)).engine


def _stale_measurement(account: Account, view: View) -> Iterator[Answer]:
    facts = account.facts
    if facts is None or account.status is Status.CLOSED:
        return
    if view.is_to_come(facts.measured_on):
        yield unknown(Message(N_("the date of the measurement lies in the future")))
        return
    if view.older_than(facts.measured_on, view.pack.intervals.measurement):
        message = Message(
            N_("The password's strength was last measured on {day}."), {"day": facts.measured_on}
        )
    elif facts.engine != view.kept(_newest_engine):
        message = Message(
            N_("The password was measured by another engine ({engine}) than the newest ones."),
            {"engine": facts.engine},
        )
    else:
        return
    evidence = {"measured_on": facts.measured_on.isoformat(), "engine": facts.engine}
    yield found(field="password", message=message, evidence=evidence)


def _rotation_due(account: Account, view: View) -> Iterator[Answer]:
    due = account.rotation_due
    if due is None or account.status not in IN_USE:
        return
    person = view.person(due.person)
    evidence = {"since": due.since.isoformat(), "reason": due.reason}
    yield found(
        field="password",
        message=Message(
            N_("{person} left on {since} and could open the account: the password must change."),
            {"since": due.since, "person": person.name},
        )
        if person
        else Message(N_("The password has had to be changed since {since}."), {"since": due.since}),
        evidence=evidence | ({"person": person.name} if person else {}),
    )


RULES = (
    Rule(
        code="SOM201",
        name="weak-password",
        severity=Severity.HIGH,
        clauses=("good-practice",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The password is easy to guess."),
        remedy=N_("Change it to one that the register generates: start a rotation."),
        checks=N_(
            "The strength score from 0 to 4 that was measured when the password was written, "
            "with Finnish and Swedish words and the account's own surroundings known, is below "
            "the policy's threshold. Unknown while the register has no password for an account "
            "in use."
        ),
        why=N_(
            "A page is most often lost to someone who guessed. Words of any language, names, "
            "years and keyboard walks are guessed first."
        ),
        example=N_("The library's page is opened with a word, a year and an exclamation mark."),
        resolve=N_(
            "Start a rotation on the account, set the generated password at the service, and "
            "confirm it here."
        ),
        check=_weak,
    ),
    Rule(
        code="SOM202",
        name="short-password",
        severity=Severity.HIGH,
        clauses=("good-practice",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The password is too short."),
        remedy=N_("Change it to a longer one: start a rotation."),
        checks=N_(
            "The length class of the password is below the policy's threshold in characters. "
            "Unknown while the register has no password for an account in use."
        ),
        why=N_("Every added character makes trying them all many times longer."),
        example=N_("A password of ten characters where twelve are asked for."),
        resolve=N_(
            "Start a rotation. Where the service allows no longer password, take the longest it "
            "allows and record a waiver that says so."
        ),
        check=_short,
    ),
    Rule(
        code="SOM203",
        name="breached-password",
        severity=Severity.CRITICAL,
        clauses=("good-practice",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The password is in a list of leaked passwords."),
        remedy=N_("Change it today: start a rotation."),
        checks=N_(
            "The breach check found the password among leaked ones. Unknown while there is no "
            "password, no check, no answer from the check, none newer than the policy's "
            "interval, or one dated in the future."
        ),
        why=N_("Leaked passwords are tried on every service, by machines, all the time."),
        example=N_("The password was used years ago on a shop's site whose customer list leaked."),
        resolve=N_(
            "Start a rotation, and look at the service for sign-ins that nobody of yours made. "
            "For an unknown, run the breach check again."
        ),
        check=_breached,
    ),
    Rule(
        code="SOM204",
        name="context-word",
        severity=Severity.MEDIUM,
        clauses=("good-practice",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The password has words in it that an outsider knows."),
        remedy=N_("Change it to one without the town, the unit, the service or a person in it."),
        checks=N_(
            "The name of the organisation, unit, platform, handle, login or a person was found "
            "in the password when it was written. Only the kind of word is kept. Unknown while "
            "the register has no password for an account in use."
        ),
        why=N_("Whoever aims at this very page tries its own words first."),
        example=N_("The youth services' password has the town's name in it."),
        resolve=N_("Start a rotation and take a generated password."),
        check=_context,
    ),
    Rule(
        code="SOM205",
        name="missing-password",
        severity=Severity.MEDIUM,
        clauses=("3.1-j", "3.1-m"),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The account's password is not in the register."),
        remedy=N_("Add the password to the register, or rotate it into the register."),
        checks=N_("An open account has no password in the register."),
        why=N_(
            "A password that only one person knows leaves with that person, and nobody can say "
            "whether it is any good."
        ),
        example=N_("The museum's page was imported from a list without passwords."),
        resolve=N_(
            "Ask an administrator for the password and store it, or start a rotation, which "
            "stores the new one before it is used."
        ),
        check=_missing,
    ),
    Rule(
        code="SOM206",
        name="pending-too-long",
        severity=Severity.MEDIUM,
        clauses=("good-practice",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("A password change was begun and never ended."),
        remedy=N_("Try which password works at the service, then confirm or cancel the change."),
        checks=N_(
            "A pending password is older than the policy's interval. Unknown when the day lies in "
            "the future."
        ),
        why=N_("Until it is confirmed, nobody knows which of two passwords opens the page."),
        example=N_("The change was begun on a Friday and the phone rang."),
        resolve=N_(
            "Sign in with the new password; confirm if it works, cancel if the old one does."
        ),
        check=_pending_too_long,
    ),
    Rule(
        code="SOM207",
        name="stale-measurement",
        severity=Severity.LOW,
        clauses=("good-practice",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The password was measured too long ago."),
        remedy=N_(
            "Let someone who can open the password unlock the register: it is measured again."
        ),
        checks=N_(
            "The measurement is older than the policy's interval, or made by another engine "
            "than the newest measurement in the register. Unknown when its day lies in the "
            "future."
        ),
        why=N_("What was strong by old word lists may be weak by new ones."),
        example=N_("The strength was measured two years ago, before a dictionary was added."),
        resolve=N_(
            "Unlock the register as an administrator of the unit; measuring runs by itself."
        ),
        check=_stale_measurement,
    ),
    Rule(
        code="SOM208",
        name="rotation-due",
        severity=Severity.HIGH,
        clauses=("5-a", "3.1-j"),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The password must be changed."),
        remedy=N_("Change it now: start a rotation."),
        checks=N_("The account in use is marked as one whose password must be rotated."),
        why=N_("Somebody who should no longer get in still knows the password."),
        example=N_("A summer worker who knew the password left, and it was not changed."),
        resolve=N_("Start a rotation and confirm it; the mark goes away with it."),
        check=_rotation_due,
    ),
)
