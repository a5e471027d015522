"""Who can get in where: by the cards, by the keys that members hold, now and on an earlier day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from policy.access import MEMBER, left_open, ways_in
from somesec import clock
from somesec.errors import InputError
from somesec.language import N_, Message, _, collation
from somesec.model import Account, Person, Status, Unit
from somesec.register import rights
from somesec.register.authority import Authority
from somesec.register.keys import CARD, SECRET
from somesec.register.places import RECORD, record_at
from somesec.register.resolve import same
from somesec.register.roles import GONE, RECOVERY
from somesec.register.session import Member, Register
from somesec.vault.trail import GONE as NO_ROW
from somesec.vault.trail import Entry, Standing


@dataclass(frozen=True)
class Reach:
    """An account, by which ways somebody gets in, and whether that is certain: a card that was
    written since the day asked about may have said something else then."""

    account: Account
    ways: tuple[str, ...]
    is_certain: bool = True


@dataclass(frozen=True)
class Access:
    """What a person could open on a day. `role` is theirs as a member of the register, "" for none;
    `opens` the units whose passwords they open. `doubts` are sentences on what cannot be known.
    `is_whole` is False where who asks reads the cards of some units only, so that more may be
    within reach."""

    reached: tuple[Reach, ...]
    role: str
    opens: tuple[Unit, ...]
    doubts: tuple[Message, ...]
    is_whole: bool


@dataclass(frozen=True)
class Leaver:
    """Somebody with a last day, and what of theirs is still open: ways into accounts, units that
    they answer for, and their membership. When nothing is, the leaving is over, as far as who asks
    can know: `is_whole` is False where they read the cards of some units only."""

    person: Person
    left_on: date
    reached: tuple[Reach, ...]
    answers_for: tuple[Unit, ...]
    is_member: bool
    is_whole: bool

    @property
    def is_open(self) -> bool:
        """Whether something is known to be open; what is neither open nor over is unknown."""
        return bool(self.reached or self.answers_for or self.is_member)

    @property
    def is_over(self) -> bool:
        """Whether it is known that nothing is open."""
        return self.is_whole and not self.is_open


def member_of(register: Register, person: Person) -> Member | None:
    """The member who goes by the person's name, None where none or several do: the register knows
    members by nothing else."""
    named = [m for m in register.members() if m.role != RECOVERY and _is_same(m.name, person)]
    return named[0] if len(named) == 1 else None


def opened_by(register: Register, person: Person) -> list[UUID]:
    """The accounts whose stored password the person opens as a member."""
    member = member_of(register, person)
    if member is None:
        return []
    scopes = set(register.authority.scopes_held(member.id, SECRET))
    return [
        account.id
        for account in register.records.accounts.values()
        if account.unit in scopes and register.has_secret(account.id)
    ]


def of(register: Register, person: Person, on: date | None = None) -> Access:
    """What the person can open, or could on an earlier day.

    Raises InputError for a day to come."""
    today = clock.today()
    if on is not None and on > today:
        raise InputError(_("Who can open what on a day to come is not known. Give another day."))
    if on is None or on == today:
        return _now(register, person)
    return _then(register, person, on)


def leavers(register: Register) -> list[Leaver]:
    """Everybody with a last day, the newest first, with what is still open of each."""
    found = [leaver(register, p.id) for p in register.records.people.values() if p.left_on]
    return sorted(found, key=lambda one: (one.left_on, one.person.name), reverse=True)


def leaver(register: Register, person_id: UUID) -> Leaver:
    """What is still open of somebody with a last day.

    Raises InputError for somebody who has none."""
    person = register.records.people.get(person_id)
    if person is None or person.left_on is None:
        raise InputError(_("No last day is recorded of this person."))
    units = _by_name(register.records.units.values())
    return Leaver(
        person=person,
        left_on=person.left_on,
        reached=tuple(_left_open(register, person)),
        answers_for=tuple(unit for unit in units if unit.responsible == person.id),
        is_member=member_of(register, person) is not None,
        is_whole=rights.reads_all(register),
    )


NOT_READ = Message(
    N_(
        "You read only the accounts of your own units: those of others are not known to you. A "
        "coordinator sees them all."
    )
)

_NOT_RECORDED = Message(
    N_("Whoever was told a password without being recorded is not in the register.")
)


def _now(register: Register, person: Person) -> Access:
    member, opened = member_of(register, person), set(opened_by(register, person))
    scopes = set(register.authority.scopes_held(member.id, SECRET)) if member else set()
    return Access(
        reached=tuple(
            Reach(account, ways)
            for account in _accounts(register)
            if (ways := _ways(person, account, account.id in opened))
        ),
        role=member.role if member else "",
        opens=_units(register, scopes),
        doubts=(*_not_read(register), _NOT_RECORDED),
        is_whole=rights.reads_all(register),
    )


def _then(register: Register, person: Person, on: date) -> Access:
    """By today's cards, which say how it was then where nobody wrote them since, and by the keys
    that the trail had granted by the end of that day."""
    past = _Past.of(register, on)
    standing = past.standing_of(register, person)
    scopes: set[UUID] = set()
    if standing:
        scopes = set(past.authority.scopes_held(UUID(bytes=standing.member), SECRET))
    person_is_certain = person.id in past.written and person.id not in past.rewritten
    reached, changed = [], 0
    for account in _accounts(register):
        if account.id not in past.written:
            continue
        is_certain = person_is_certain and account.id not in past.rewritten
        changed += account.id in past.rewritten
        # A secret's scope is that of its account then, which the trail knows too.
        opens = past.secrets.get(account.id) in scopes
        if ways := _ways(person, account, opens):
            reached.append(Reach(account, ways, is_certain))
    return Access(
        reached=tuple(reached),
        role=standing.role if standing else "",
        opens=_units(register, scopes),
        doubts=(*_not_read(register), *_doubts(person, past, changed)),
        is_whole=rights.reads_all(register),
    )


def _not_read(register: Register) -> Iterator[Message]:
    if not rights.reads_all(register):
        yield NOT_READ


def _doubts(person: Person, past: "_Past", changed: int) -> Iterator[Message]:
    if changed:
        yield Message(
            N_(
                "Cards of accounts that were changed since then: {count}. What they said before is "
                "not kept; what is shown of them is today's."
            ),
            {"count": changed},
        )
    if person.id not in past.written:
        yield Message(N_("{name} was not in the register then."), {"name": person.name})
    elif person.id in past.rewritten:
        yield Message(
            N_("The card of {name} was changed since then; the addresses on it are today's."),
            {"name": person.name},
        )
    yield _NOT_RECORDED


class _Past:
    """What the trail tells of the end of a day: who held which keys, which records were there, and
    which of those were written again since. `secrets` maps an account to the scope that its secret
    was in."""

    def __init__(self, register: Register) -> None:
        self.authority = Authority(register.id, register.root)
        self.written: set[UUID] = set()
        self.rewritten: set[UUID] = set()
        self.secrets: dict[UUID, UUID] = {}

    @classmethod
    def of(cls, register: Register, on: date) -> "_Past":
        past, is_over = cls(register), False
        for entry, _detail in register.trail():
            is_over = is_over or _day_of(entry) > on
            if not is_over:
                past.authority.take(entry)
            past._take_records(entry, is_over=is_over)
        return past

    def _take_records(self, entry: Entry, *, is_over: bool) -> None:
        for change in entry.changes:
            if change.table != RECORD:
                continue
            id_, part, scope = record_at(change.key)
            record = UUID(bytes=id_)
            if part == CARD:
                (self.rewritten if is_over else self.written).add(record)
            elif part == SECRET and not is_over and change.digest != NO_ROW:
                self.secrets[record] = UUID(bytes=scope)

    def standing_of(self, register: Register, person: Person) -> Standing | None:
        """What the member who goes by the person's name was then."""
        found = []
        for standing in self.authority.active():
            try:
                name = register.member_card(UUID(bytes=standing.member)).name
            except InputError:
                continue
            if standing.role not in (RECOVERY, GONE) and _is_same(name, person):
                found.append(standing)
        return found[0] if len(found) == 1 else None


def _left_open(register: Register, person: Person) -> Iterator[Reach]:
    opened = set(opened_by(register, person))
    for account in _accounts(register):
        ways = left_open(person, account)
        if account.id in opened and account.status is not Status.CLOSED:
            ways = (*ways, MEMBER)
        if ways:
            yield Reach(account, ways)


def _ways(person: Person, account: Account, is_opened: bool) -> tuple[str, ...]:
    if account.status is Status.CLOSED:
        return ()
    ways = ways_in(person, account)
    return (*ways, MEMBER) if is_opened else ways


def _accounts(register: Register) -> list[Account]:
    return sorted(register.records.accounts.values(), key=lambda a: (a.name, a.id))


def _units(register: Register, scopes: set[UUID]) -> tuple[Unit, ...]:
    return tuple(u for u in _by_name(register.records.units.values()) if u.id in scopes)


def _by_name(units: Iterable[Unit]) -> list[Unit]:
    return sorted(units, key=lambda unit: (collation(unit.name), unit.id))


def _is_same(name: str, person: Person) -> bool:
    return same(name) == same(person.name)


def _day_of(entry: Entry) -> date:
    """The calendar day where the reader sits."""
    return datetime.fromtimestamp(entry.at, UTC).astimezone().date()
