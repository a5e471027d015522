"""SOM7xx: the page is the town's, approved, said to be so, and linked from the town's website.

Open accounts only."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from policy.catalogue import OTHER
from policy.finding import Severity, SubjectKind
from policy.rule import Answer, Rule, found, unknown
from policy.view import View
from policy.wording import PLANNING_LINES
from somesec.language import N_, Message
from somesec.model import Account, Approval, Person, Status, Unit

# How towns are called in the three languages, around the town's name.
_TOWN_BEFORE = ("city of ", "town of ", "municipality of ", "staden ")
_TOWN_AFTER = (" kaupunki", " kunta", " stad", " kommun", " city", " town", " municipality")

_LINK_AHEAD = Message(N_("the date of the link check lies in the future"))
_NO_MAINTAINER = Message(N_("It is not recorded that the page says who maintains it."))
_MAINTAINER_AHEAD = Message(N_("the date of the maintainer check lies in the future"))
_NO_UNIT_LINK = Message(N_("No link from the unit's own web page is recorded."))
_NO_COLLECTION_LINK = Message(N_("No link from the website's collection page is recorded."))


def _unapproved(account: Account, view: View) -> Iterator[Answer]:
    if account.status is not Status.OPEN or is_main_page(account, view):
        return
    approval = account.approval or Approval()
    if not (approval.by or approval.role or approval.on):
        message = Message(N_("Nobody's approval of the page is recorded."))
    elif approval.on is None:
        message = Message(N_("The page's approval has no date."))
    elif view.is_to_come(approval.on):
        yield unknown(Message(N_("the date of the approval lies in the future")))
        return
    else:
        return
    yield found(
        field="approval",
        message=message,
        evidence={"approved_by": approval.by, "approver_role": approval.role},
    )


def _wrong_approver(account: Account, view: View) -> Iterator[Answer]:
    approval = account.approval
    if account.status is not Status.OPEN or approval is None or is_main_page(account, view):
        return
    if not approval.role.strip():
        if approval.by or approval.on:
            yield unknown(Message(N_("the approver's role is not in the register")))
    elif _folded(approval.role) not in view.kept(_approver_roles):
        yield found(
            field="approval",
            message=Message(
                N_("The page was approved in the role '{role}', which may not approve pages."),
                {"role": approval.role},
            ),
            evidence={"approved_by": approval.by, "approver_role": approval.role},
        )


def _approver_roles(view: View) -> frozenset[str]:
    names = [name for role in view.pack.approver_roles for name in role.names]
    return frozenset(_folded(name) for name in (*names, *view.organisation.approver_roles))


def is_main_page(account: Account, view: View) -> bool:
    """Whether the account is marked as the organisation's main page, or bears its name: 'Testilä',
    'Testilän kaupunki', 'City of Testilä', or a handle written so."""
    return account.id in view.kept(_main_page_ids)


def _main_page_ids(view: View) -> frozenset[UUID]:
    names = _organisation_names(view)
    return frozenset(
        account.id
        for account in view.records.accounts.values()
        if account.main_page
        or _folded(account.display_name) in names
        # A blank handle folds to nothing, which is no name.
        or _folded(account.handle) in names
    )


def _organisation_names(view: View) -> frozenset[str]:
    """All folded forms of the organisation's name that a page of it may bear."""
    whole = " ".join(view.organisation.name.casefold().split())
    bare = {whole}
    for start in _TOWN_BEFORE:
        bare.add(whole.removeprefix(start))
    for end in _TOWN_AFTER:
        name = whole.removesuffix(end)
        if name != whole:
            # The Finnish and Swedish genitives: Testilän kaupunki, Testbys stad.
            bare |= {name, name.removesuffix("n"), name.removesuffix("s")}
    dressed = {
        f"{name}{case}{end}" for name in bare for case in ("", "n", "s") for end in _TOWN_AFTER
    }
    dressed |= {f"{start}{name}" for name in bare for start in _TOWN_BEFORE}
    return frozenset(_folded(name) for name in bare | dressed) - {""}


def _folded(text: str) -> str:
    """Letters and digits alone, without case or accents: 'Testilän' gives 'testilan'."""
    lower = text.casefold()
    if not lower.isascii():
        lower = unicodedata.normalize("NFKD", lower)
    elif lower.isalnum():
        return lower
    return "".join(filter(str.isalnum, lower))


def _second_main_page(account: Account, view: View) -> Iterator[Answer]:
    if account.status is not Status.OPEN or not is_main_page(account, view):
        return
    main = view.kept(_main_pages).get(account.platform)
    if main is not None and main.id != account.id:
        yield found(
            field="main_page",
            message=Message(
                N_("The organisation has another main page on this service: {main}."),
                {"main": main.name},
            ),
            evidence={"main_page": main.name},
            related=(main.id,),
        )


def _main_pages(view: View) -> Mapping[str, Account]:
    """The main page of each platform: one marked so before one named so, else the oldest."""
    pages: dict[str, list[Account]] = {}
    for account in view.live_accounts:
        placed = account.platform != OTHER
        if placed and account.status is Status.OPEN and is_main_page(account, view):
            pages.setdefault(account.platform, []).append(account)
    return {platform: min(found, key=_main_first) for platform, found in pages.items()}


def _main_first(account: Account) -> tuple[bool, date, str, UUID]:
    return (not account.main_page, account.opened_on or date.max, account.handle, account.id)


def _maintainer(account: Account, view: View) -> Iterator[Answer]:
    return _checked_within(
        account,
        view,
        field="maintainer_stated_on",
        days=view.pack.intervals.maintainer,
        never=_NO_MAINTAINER,
        old=N_("That the page says who maintains it was last checked on {day}."),
        ahead=_MAINTAINER_AHEAD,
    )


def _unit_page_link(account: Account, view: View) -> Iterator[Answer]:
    return _checked_within(
        account,
        view,
        field="unit_page_linked_on",
        days=view.pack.intervals.links,
        never=_NO_UNIT_LINK,
        old=N_("The link from the unit's own web page was last checked on {day}."),
        ahead=_LINK_AHEAD,
    )


def _collection_page_link(account: Account, view: View) -> Iterator[Answer]:
    return _checked_within(
        account,
        view,
        field="collection_page_linked_on",
        days=view.pack.intervals.links,
        never=_NO_COLLECTION_LINK,
        old=N_("The link from the website's collection page was last checked on {day}."),
        ahead=_LINK_AHEAD,
    )


def _checked_within(
    account: Account,
    view: View,
    *,
    field: str,
    days: int,
    never: Message,
    old: str,
    ahead: Message,
) -> Iterator[Answer]:
    if account.status is not Status.OPEN:
        return
    day: date | None = getattr(account, field)
    if day is None:
        yield found(field=field, message=never)
    elif view.is_to_come(day):
        yield unknown(ahead)
    elif view.older_than(day, days):
        yield found(
            field=field,
            message=Message(old, {"day": day}),
            evidence={"checked_on": day.isoformat(), "days": view.days_since(day)},
        )


def _personal_display_name(account: Account, view: View) -> Iterator[Answer]:
    if account.status is not Status.OPEN:
        return
    words = _name_words(account.display_name)
    if not words:
        yield unknown(Message(N_("the page's display name is not in the register")))
        return
    if words in view.kept(_unit_words):
        return
    people = view.kept(_people_by_words).get(words, ())
    if people:
        yield found(
            field="display_name",
            message=Message(
                N_("The page bears the name of a person, {name}."), {"name": people[0].name}
            ),
            evidence={"display_name": account.display_name, "person": people[0].name},
        )


def _name_words(name: str) -> tuple[str, ...]:
    """A name's words in alphabetical order, so that either order of first and last name is one."""
    return tuple(sorted(_folded(word) for word in re.findall(r"\w+", name)))


def _people_by_words(view: View) -> Mapping[tuple[str, ...], Sequence[Person]]:
    people: dict[tuple[str, ...], list[Person]] = {}
    for person in sorted(view.records.people.values(), key=lambda p: (p.name, p.id)):
        people.setdefault(_name_words(person.name), []).append(person)
    return people


def _unit_words(view: View) -> frozenset[tuple[str, ...]]:
    units = view.records.units.values()
    return frozenset(_name_words(name) for unit in units for name in unit.all_names)


def _no_responsible_person(unit: Unit, view: View) -> Iterator[Answer]:
    open_accounts = [a for a in view.accounts_by_unit.get(unit.id, ()) if a.status is Status.OPEN]
    if not open_accounts:
        return
    person = view.person(unit.responsible)
    if unit.responsible is None:
        message = Message(N_("The unit has open accounts and no responsible person."))
    elif person is None:
        message = Message(N_("The unit's responsible person is not in the register's people."))
    elif person.left_on and person.has_left(view.today):
        message = Message(
            N_("The unit's responsible person {name} left on {day}."),
            {"name": person.name, "day": person.left_on},
        )
    else:
        return
    yield found(
        field="responsible",
        message=message,
        evidence={"open_accounts": len(open_accounts)},
        related=[account.id for account in open_accounts],
    )


def planned_unseen(account: Account) -> bool:
    """Whether it may have been planned before the register was there: it is open, and no line of
    its planning is recorded."""
    return account.status is Status.OPEN and not account.planning


def _planning_incomplete(account: Account, view: View) -> Iterator[Answer]:
    lines = view.pack.planning
    if account.status not in (Status.PLANNED, Status.OPEN) or not lines:
        return
    if planned_unseen(account):
        return
    for line, clause in lines.items():
        day = account.planning.get(line)
        if view.is_to_come(day):
            yield unknown(Message(N_("the date of a planning line lies in the future")), (clause,))
        elif day is None:
            yield found(
                field="planning",
                key=line,
                message=Message(
                    N_("The planning checklist is open at: {line}."), {"line": PLANNING_LINES[line]}
                ),
                evidence={"line": line.value},
                clauses=(clause,),
            )


RULES = (
    Rule(
        code="SOM701",
        name="unapproved",
        severity=Severity.HIGH,
        clauses=("3.1-a",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The unit's page has no dated approval."),
        remedy=N_("Ask for the approval and record who gave it, in which role and when."),
        checks=N_(
            "An open page of a unit has no approval, or one without a date. The organisation's "
            "main page needs none: a page that is marked so or bears the organisation's name. "
            "Unknown when the date lies in the future."
        ),
        why=N_(
            "The town decides together where it speaks, so that no page is founded on the side."
        ),
        example=N_("The youth services opened a channel during the summer and told nobody."),
        resolve=N_("Ask one of the approving roles, and record the approval on the account."),
        check=_unapproved,
    ),
    Rule(
        code="SOM702",
        name="wrong-approver",
        severity=Severity.MEDIUM,
        clauses=("3.1-a",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The page was approved in a role that may not approve pages."),
        remedy=N_("Ask one of the roles that the guideline names for the approval."),
        checks=N_(
            "The approver's role on an open page of a unit is none of the policy's approver "
            "roles, in any of the three languages, nor one that the organisation added. Unknown "
            "when an approval is recorded without a role."
        ),
        why=N_("The guideline names two roles, so that someone keeps the whole in sight."),
        example=N_("A head of unit approved the unit's own page."),
        resolve=N_("Have it approved by the right role, or correct the role if it was mistyped."),
        check=_wrong_approver,
    ),
    Rule(
        code="SOM703",
        name="second-main-page",
        severity=Severity.HIGH,
        clauses=("3.1-a",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The organisation has a second main page on one service."),
        remedy=N_("Keep one main page, and rename or close the other."),
        checks=N_(
            "Two open accounts on one service are marked as the main page or bear the "
            "organisation's name as display name or handle. The one marked so, else the older, "
            "counts as the main page; the others are findings."
        ),
        why=N_("Townspeople must know which page is the town's, above all in an emergency."),
        example=N_("An old page in the town's name is still open beside the new one."),
        resolve=N_("Close the old page, or give it the name of the unit it serves."),
        check=_second_main_page,
    ),
    Rule(
        code="SOM704",
        name="maintainer-not-stated",
        severity=Severity.MEDIUM,
        clauses=("3.1-k",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The page does not say that the town maintains it, as far as is recorded."),
        remedy=N_("Look at the page, write the maintainer into its description, record the day."),
        checks=N_(
            "An open account has no day on which the statement was checked, or one older than "
            "the policy's interval. Blank means not stated. Unknown when the day lies in the "
            "future."
        ),
        why=N_("A reader must be able to tell the town's page from a fan's or a swindler's."),
        example=N_("The page's description says only 'Welcome!'."),
        resolve=N_("Add the town and the unit to the description and record today's date."),
        check=_maintainer,
    ),
    Rule(
        code="SOM705",
        name="unit-page-link",
        severity=Severity.MEDIUM,
        clauses=("3.1-l",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The unit's own web page does not link to the account, as far as is recorded."),
        remedy=N_("Add the link to the unit's web page and record the day."),
        checks=N_(
            "An open account has no day on which the link was checked, or one older than the "
            "policy's interval. Blank means no link. Unknown when the day lies in the future."
        ),
        why=N_("A link from the town's own website is what proves a page to be the town's."),
        example=N_("The library's web page still links to a page closed long ago."),
        resolve=N_("Ask for the link, look that it works, record the date."),
        check=_unit_page_link,
    ),
    Rule(
        code="SOM706",
        name="collection-page-link",
        severity=Severity.MEDIUM,
        clauses=("3.1-l", "2-a"),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_(
            "The website's collection page does not list the account, as far as is recorded."
        ),
        remedy=N_("Have the account added to the collection page and record the day."),
        checks=N_(
            "An open account has no day on which the link was checked, or one older than the "
            "policy's interval. Blank means no link. Unknown when the day lies in the future."
        ),
        why=N_("The website lists all pages that the town maintains, and no others."),
        example=N_("The list has eleven pages, the register twelve."),
        resolve=N_("Send the missing address to the website's editor, then record the date."),
        check=_collection_page_link,
    ),
    Rule(
        code="SOM707",
        name="personal-display-name",
        severity=Severity.MEDIUM,
        clauses=("3.1-e",),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The page bears a person's name."),
        remedy=N_("Rename the page after the unit or the service."),
        checks=N_(
            "The display name of an open account is the name of a person in the register, in "
            "either order, and not that of a unit. Unknown when the display name is blank."
        ),
        why=N_("The unit speaks, not one of its people: the role stays when the person goes."),
        example=N_("The sports services' page is called by the name of its coach."),
        resolve=N_("Change the name at the service and on the account here."),
        check=_personal_display_name,
    ),
    Rule(
        code="SOM708",
        name="no-responsible-person",
        severity=Severity.MEDIUM,
        clauses=("3.1-f",),
        applies_to=SubjectKind.UNIT,
        summary=N_("The unit has open accounts and nobody who answers for them."),
        remedy=N_("Name a responsible person for the unit."),
        checks=N_(
            "A unit that owns an open account has no responsible person, one who is not in the "
            "register, or one who has left. A unit without open accounts needs none."
        ),
        why=N_("Each unit keeps up its own pages and answers for them."),
        example=N_("The head of the unit retired, and the successor was never recorded."),
        resolve=N_("Set the unit's responsible person: 'somesec unit edit'."),
        check=_no_responsible_person,
    ),
    Rule(
        code="SOM709",
        name="planning-incomplete",
        severity=Severity.LOW,
        clauses=("3.1-b", "3.1-c", "3.1-d", "3.2-d", "3.3-a", "3.3-c"),
        applies_to=SubjectKind.ACCOUNT,
        summary=N_("The planning checklist is not done."),
        remedy=N_("Go through the line with the unit and record the day."),
        checks=N_(
            "A line of the policy's planning checklist has no day, on a planned account or an open "
            "one of which some line has. An open account with no day at all may have been planned "
            "before the register was there: 'somesec coverage' counts it as unknown, once for the "
            "town and not as a fault of the account. Unknown where a day lies in the future."
        ),
        why=N_("What is weighed beforehand need not be mended in front of everyone."),
        example=N_("A page is about to open, and nobody has said who moderates it."),
        resolve=N_("Weigh the line and record it: 'somesec account plan'."),
        check=_planning_incomplete,
    ),
)
