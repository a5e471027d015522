"""How each account, each person and each unit stands, read off what an audit says of it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

from policy.engine import Audit
from policy.finding import Finding, Unknown, fingerprint
from screens.marks import Health
from somesec import clock
from somesec.model import Account, Person, Status
from somesec.register import Register, rights
from somesec.register.access import Leaver
from somesec.register.filtering import Line

# The families of rules that columns of the account list stand for, by the codes' first digits.
FAMILIES = {
    "mailbox": ("SOM1",),
    "password": ("SOM2", "SOM3", "SOM4", "SOM9"),
    "terms": ("SOM5",),
}
_LEFT, _UNBRIEFED, _UNKNOWN_PERSON = "SOM602", "SOM603", "SOM604"


def health(line: Line, *families: str) -> Health:
    """The worst of all that is known of an account, or of the rules whose codes begin so."""
    if line.account.status is Status.CLOSED:
        return Health.CLOSED
    worst = Health.IN_ORDER
    for finding in line.findings:
        if not families or finding.rule.startswith(families):
            worst = min(worst, Health.of(finding.severity))
    if worst > Health.UNKNOWN and any(
        not families or answer.rule.startswith(families) for answer in line.unknown
    ):
        return Health.UNKNOWN
    return worst


class Answers:
    """What an audit says of people and units, by the id of each. A finding about an account that
    names one of those who run it, as not briefed for one, is said of that person too."""

    def __init__(self, register: Register, audit: Audit | None) -> None:
        self._register = register
        self.is_given = audit is not None
        self.findings: dict[UUID, list[Finding]] = defaultdict(list)
        self.unknown: dict[UUID, list[Unknown]] = defaultdict(list)
        self._failed: set[UUID] = set()
        if audit is None:
            return
        self._failed.update(error.subject for error in audit.rule_errors)
        for finding in audit.findings:
            for subject in (finding.subject, *self._named(finding)):
                self.findings[subject].append(finding)
        for answer in audit.unknown:
            for subject in (answer.subject, *self._not_briefed_yet(answer)):
                self.unknown[subject].append(answer)

    def of_person(
        self, person: Person, held: Sequence[Account], leaver: Leaver | None = None
    ) -> Health:
        """The worst of what the audit says and of what is open after the last day; in order only
        where the rules judged the person, or what is open is known."""
        if person.has_left(clock.today()):
            return min(self._said(person.id), leaving(leaver))
        if rights.reads_all(self._register) or _is_judged(held):
            return self._said(person.id)
        return min(self._said(person.id), Health.UNKNOWN)

    def of_unit(self, unit: UUID) -> Health:
        """The worst that the audit says; in order only where its accounts could be looked at."""
        read = Health.IN_ORDER if rights.reads(self._register, unit) else Health.UNKNOWN
        return min(self._said(unit), read)

    def _said(self, subject: UUID) -> Health:
        states = [Health.of(finding.severity) for finding in self.findings.get(subject, ())]
        is_open = not self.is_given or subject in self.unknown or subject in self._failed
        return min([*states, Health.UNKNOWN if is_open else Health.IN_ORDER])

    def _named(self, finding: Finding) -> Iterator[UUID]:
        if finding.rule in (_LEFT, _UNBRIEFED, _UNKNOWN_PERSON):
            for person in self._who_run(finding.subject):
                # The rules tell the people of one account apart by this alone.
                key = fingerprint(finding.rule, finding.subject, finding.field, str(person))
                if key == finding.fingerprint:
                    yield person

    def _not_briefed_yet(self, answer: Unknown) -> Iterator[UUID]:
        if answer.rule == _UNBRIEFED:
            for id_ in self._who_run(answer.subject):
                person = self._register.records.people.get(id_)
                if person and person.briefed_on and person.briefed_on > clock.today():
                    yield id_

    def _who_run(self, account: UUID) -> set[UUID]:
        known = self._register.records.accounts.get(account)
        return {each.person for each in known.administrators} if known else set()


def _is_judged(held: Sequence[Account]) -> bool:
    """Whether the rules could judge somebody by the accounts that this member reads: they ask
    only of who runs an open one."""
    return any(account.status is Status.OPEN for account in held)


def counted(number: int, *, is_whole: bool) -> str:
    """How many, at least so many, or, where not all can be seen and none is, how many unknown."""
    if is_whole:
        return str(number or "–")
    return f"{number}+" if number else "?"


def leaving(leaver: Leaver | None) -> Health:
    """How a leaving stands; unknown until somebody looked."""
    if leaver is None:
        return Health.UNKNOWN
    if leaver.is_open:
        return Health.HIGH
    return Health.IN_ORDER if leaver.is_over else Health.UNKNOWN
