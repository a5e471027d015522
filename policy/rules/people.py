"""SOM6xx: who can get in. A page depends on no one person, and everyone who has rights is known,
briefed and still here."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from policy.finding import Severity, SubjectKind
from policy.rule import Answer, Rule, found, unknown
from policy.view import IN_USE, View
from somesec.language import N_, Message
from somesec.model import Account, Person, Right, Status


def _active(account: Account, view: View, right: Right) -> Sequence[Person]:
    return [p for entry, p in view.active_administrators(account) if right in entry.rights]


def _single_administrator(account: Account, view: View) -> Iterator[Answer]:
    if account.status is not Status.OPEN:
        return
    active = _active(account, view, Right.ADMINISTER)
    wanted = view.pack.thresholds.administrators
    if 0 < len(active) < wanted:
        yield found(
            field="administrators",
            message=Message(
                N_("Too few active administrators: {names}. At least {wanted} are asked for."),
                {"names": ", ".join(person.name for person in active), "wanted": wanted},
            ),
            evidence={"administrators": [p.name for p in active], "wanted": wanted},
        )


def _leaver(account: Account, view: View) -> Iterator[Answer]:
    if account.status not in IN_USE:
        return
    for entry, person in view.administrators(account):
        if person is None or person.left_on is None or not person.has_left(view.today):
            continue
        only_moderates = Right.ADMINISTER not in entry.rights
        yield found(
            field="administrators",
            key=str(person.id),
            message=Message(
                N_("{name} left on {day} and still has rights to the account."),
                {"name": person.name, "day": person.left_on},
            ),
            evidence={
                "person": person.name,
                "left_on": person.left_on.isoformat(),
                "rights": sorted(entry.rights),
            },
            severity=Severity.HIGH if only_moderates else None,
        )


def _unbriefed(account: Account, view: View) -> Iterator[Answer]:
    if account.status is not Status.OPEN:
        return
    for _entry, person in view.active_administrators(account):
        briefed = person.briefed_on
        if briefed is None:
            message = Message(N_("{name} has not been briefed."), {"name": person.name})
        elif view.is_to_come(briefed):
            yield unknown(Message(N_("the date of a briefing lies in the future")))
            continue
        elif view.older_than(briefed, view.pack.intervals.briefing):
            message = Message(
                N_("{name} was last briefed on {day}."), {"name": person.name, "day": briefed}
            )
        else:
            continue
        yield found(
            field="administrators",
            key=str(person.id),
            message=message,
            evidence={
                "person": person.name,
                "briefed_on": briefed.isoformat() if briefed else "",
            },
        )


def _unknown_person(account: Account, view: View) -> Iterator[Answer]:
    if account.status not in IN_USE:
        return
    for entry, person in view.administrators(account):
        if person is None:
            yield found(
                field="administrators",
                key=str(entry.person),
                message=Message(N_("An administrator is no longer in the register's people.")),
                evidence={"person_id": str(entry.person)},
            )
        elif not person.listed:
            yield found(
                field="administrators",
                key=str(person.id),
                message=Message(
                    N_("{name} has rights to the account, and nobody has said who that is."),
                    {"name": person.name},
                ),
                evidence={"person": person.name},
            )


def _no_administrator(account: Account, view: View) -> Iterator[Answer]:
    if account.status is Status.OPEN and not _active(account, view, Right.ADMINISTER):
        yield found(
            field="administrators",
            message=Message(N_("The account has no active administrator.")),
            evidence={"recorded": len(view.administrators(account))},
        )


def _no_moderator(account: Account, view: View) -> Iterator[Answer]:
    if account.status is not Status.OPEN or _active(account, view, Right.MODERATE):
        return
    ever_named = any(Right.MODERATE in entry.rights for entry in account.administrators)
    is_said = account.moderation_recorded or ever_named
    # Where nobody is left at all, nobody is left to moderate, whatever was said.
    if not is_said and view.active_administrators(account):
        yield unknown(Message(N_("who may moderate is not in the register")))
    else:
        yield found(
            field="administrators",
            message=Message(N_("Nobody active has the right to moderate the page.")),
        )


def _declaration_overdue(person: Person, view: View) -> Iterator[Answer]:
    accounts = view.kept(open_accounts_by_person).get(person.id, ())
    if not accounts or person.has_left(view.today):
        return
    last = max((given.declared_on for given in person.declarations), default=None)
    if last is None:
        message = Message(N_("{name} has never given the yearly declaration."), _name(person))
    elif view.is_to_come(last):
        yield unknown(Message(N_("the date of a declaration lies in the future")))
        return
    elif view.older_than(last, view.pack.intervals.declaration):
        message = Message(
            N_("{name} last gave the yearly declaration on {day}."), {**_name(person), "day": last}
        )
    else:
        return
    yield found(
        field="declarations",
        message=message,
        evidence={"person": person.name, "declared_on": last.isoformat() if last else ""},
        related=[account.id for account in accounts],
    )


def _name(person: Person) -> Mapping[str, str]:
    return {"name": person.name}


def open_accounts_by_person(view: View) -> Mapping[UUID, Sequence[Account]]:
    """The open accounts on which each person has rights."""
    accounts: dict[UUID, list[Account]] = {}
    for account in view.live_accounts:
        if account.status is Status.OPEN:
            for person in dict.fromkeys(entry.person for entry in account.administrators):
                accounts.setdefault(person, []).append(account)
    return accounts


RULES = (
    Rule(
        code="SOM601",
        name="single-administrator",
        severity=Severity.HIGH,
        clauses=("3.1-j", "3.2-a"),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The page depends on one person."),
        remedy=N_(
            "Give another person of the unit administrator's rights, at the service and here."
        ),
        checks=N_(
            "An open account has an active administrator, but fewer than the policy asks for. "
            "People who have left do not count."
        ),
        why=N_("A page must go on when one person is ill, on leave or gone."),
        example=N_("Only the librarian who opened the page can post on it."),
        resolve=N_("Add an administrator at the service, then on the account here."),
        check=_single_administrator,
    ),
    Rule(
        code="SOM602",
        name="leaver-administrator",
        severity=Severity.CRITICAL,
        clauses=("5-a", "3.1-m"),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("Someone who has left still has rights to the account."),
        remedy=N_("Remove their rights at the service and here, and change the password."),
        checks=N_(
            "An administrator or moderator of an account in use has left: the last day is past. "
            "High where the person may only moderate."
        ),
        why=N_("Rights end with the work. What a leaver knows must stop opening anything."),
        example=N_("A project worker left in June and is still an administrator in August."),
        resolve=N_(
            "Take the rights away at the service, remove the person from the account here, and "
            "rotate the password."
        ),
        check=_leaver,
    ),
    Rule(
        code="SOM603",
        name="unbriefed",
        severity=Severity.MEDIUM,
        clauses=("4.5-8", "4-b"),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("Someone with rights to the account has not been briefed lately."),
        remedy=N_("Go through the guideline with them and record the day."),
        checks=N_(
            "An active administrator or moderator of an open account, whatever the employment, "
            "has no briefing or one older than the policy's interval. A blank day means not "
            "briefed. Unknown when the day lies in the future."
        ),
        why=N_("Those who publish in the town's name must know its rules, trainees too."),
        example=N_("A trainee was given the page on the first day."),
        resolve=N_("Brief the person and record it: 'somesec person brief'."),
        check=_unbriefed,
    ),
    Rule(
        code="SOM604",
        name="unknown-person",
        severity=Severity.MEDIUM,
        clauses=("3.1-m",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("Someone with rights to the account is not a known person."),
        remedy=N_("Add the person's details to the people, or remove the rights."),
        checks=N_(
            "An administrator or moderator of an account in use is not among the people of the "
            "register, or only because an imported account named them."
        ),
        why=N_("Information management must know every account and everyone who uses it."),
        example=N_("The list of accounts named a 'Maija' whom the list of people lacks."),
        resolve=N_("Find out who it is; complete the person, or take the rights away."),
        check=_unknown_person,
    ),
    Rule(
        code="SOM605",
        name="no-administrator",
        severity=Severity.HIGH,
        clauses=("3.1-j", "3.1-m"),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The account has no active administrator."),
        remedy=N_("Find out who can sign in, and record two administrators."),
        checks=N_("An open account has no administrator who is in the register and has not left."),
        why=N_("A page that nobody tends speaks in the town's name all the same."),
        example=N_("Both administrators have left, and the page is still open."),
        resolve=N_("Take the page over through its shared mailbox, or close it."),
        check=_no_administrator,
    ),
    Rule(
        code="SOM606",
        name="no-moderator",
        severity=Severity.MEDIUM,
        clauses=("3.2-f", "3.3-b"),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("Nobody active may moderate the page."),
        remedy=N_("Give an administrator the right to moderate, and record it."),
        checks=N_(
            "An open account has no active person with the right to moderate. Unknown until "
            "somebody has recorded who may, even if that is nobody."
        ),
        why=N_("Discriminating comments must come off at once, so somebody must be able to."),
        example=N_("The one who moderated has moved to other work."),
        resolve=N_("Name a moderator at the service and on the account here."),
        check=_no_moderator,
    ),
    Rule(
        code="SOM607",
        name="declaration-overdue",
        severity=Severity.MEDIUM,
        clauses=("5-d", "5-g", "5-h"),
        applies_to=SubjectKind.PERSON,
        summary=N_("The yearly declaration is missing or too old."),
        remedy=N_("Ask them for the declaration and record the day."),
        checks=N_(
            "Somebody with rights to an open account, who has not left, has given no declaration "
            "or one older than the policy's interval. Unknown when the day lies in the future."
        ),
        why=N_(
            "That no address of the town opens private services, no password is shared with them "
            "and none is stored in a browser, only the people themselves can say."
        ),
        example=N_("The last round of declarations was two years ago."),
        resolve=N_("Go through the three points with the person, then record it on the person."),
        check=_declaration_overdue,
    ),
)
