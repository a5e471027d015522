"""Which accounts fit a filter: each one with what the last audit says of it, ready to be asked."""

import operator
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property, partial
from itertools import filterfalse
from operator import attrgetter
from typing import Any, TypeVar
from unicodedata import normalize
from uuid import UUID

from policy.catalogue import load_catalogue
from policy.due import next_due
from policy.engine import Audit
from policy.finding import Finding, Severity, Unknown
from policy.view import IN_USE, View
from somesec.language import collation, current
from somesec.model import Account, Records, Right, Status
from somesec.register.filter_language import (
    ANYWHERE,
    CHOICE_FIELDS,
    DAYS_AHEAD,
    Condition,
    Filter,
    Missing,
    State,
    Value,
)
from somesec.turns import in_order, in_parts, in_turns

_Said = TypeVar("_Said", Finding, Unknown)
_Fits = Callable[[str], bool]

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    ":": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
# A number of days since is the greater the earlier the day was.
_TURNED = {":": ":", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
# What of the lines follows from the records, the day and the language alone.
_OF_RECORDS = {"due", "_terms_read", "people_by_number", "units_by_number", "platforms"}
_NOT_YET = date.min
"""Stands for what was never done: it is due before any day."""


@dataclass(slots=True, eq=False)
class Line:
    """An account with what an audit found; `key` is its id as text, `unit` the owning unit's name
    in the reader's language. Findings that are waived stand apart."""

    account: Account
    key: str
    unit: str
    findings: Sequence[Finding] = ()
    unknown: Sequence[Unknown] = ()
    waived: Sequence[Finding] = ()
    words: str = field(default="", repr=False)


class Lines:
    """All accounts of one state of the register, by unit, platform and handle. What takes long to
    gather is gathered when it is first asked for; `gather` does that at once, in any thread. What
    was gathered `before` is kept where only the audit is another."""

    def __init__(self, view: View, audit: Audit | None, before: "Lines | None" = None) -> None:
        self.view = view
        self.audit = audit
        self._language = current()
        found = _by_subject(audit.findings if audit else ())
        unknown = _by_subject(audit.unknown if audit else ())
        waived = _by_subject(audit.waived if audit else ())
        self.all: list[Line] = []
        for line in self._kept(before) if before and self._is_as(before) else self._new():
            account = line.account.id
            line.findings = found.get(account, ())
            line.unknown = unknown.get(account, ())
            line.waived = waived.get(account, ())
            self.all.append(line)

    def _is_as(self, before: "Lines") -> bool:
        """Whether the accounts, the day and the language are still the same."""
        there, here = before.view, self.view
        return (
            there.records is here.records
            and there.today == here.today
            and before._language == self._language
        )

    def _kept(self, before: "Lines") -> Iterator[Line]:
        self.__dict__ |= {
            name: before.__dict__[name] for name in _OF_RECORDS & before.__dict__.keys()
        }
        for line in in_turns(before.all):
            yield Line(line.account, line.key, line.unit, words=line.words)

    def _new(self) -> Iterator[Line]:
        records = self.view.records
        names = {id_: unit.called(self._language) for id_, unit in records.units.items()}
        for account in in_turns(_in_order(records, names)):
            yield Line(account, str(account.id), names.get(account.unit, ""))

    @cached_property
    def by_key(self) -> Mapping[str, Line]:
        """The lines by the text of their account's id."""
        return {line.key: line for line in self.all}

    def gather(self) -> None:
        """Gathers the words of every account, when it is due and when its terms were read, which
        takes a while."""
        for line in in_turns(self.all):
            self.words(line)
        _ = self.due, self._terms_read, self.rules

    def words(self, line: Line) -> str:
        """All that a word is looked for in, in lower case, a line for each."""
        if not line.words:
            account, records = line.account, self.view.records
            unit = records.units.get(account.unit)
            people = (records.people.get(holder.person) for holder in account.administrators)
            line.words = _plain(
                "\n".join(
                    (
                        account.name,
                        account.display_name,
                        account.login,
                        account.registered_address,
                        account.recovery_address,
                        account.profile_address,
                        *(unit.all_names if unit else ()),
                        *(person.name for person in people if person),
                    )
                )
            )
        return line.words

    @cached_property
    def due(self) -> Mapping[str, date | None]:
        """When something of each account is due next, by the key of its line; None where something
        was never done."""
        # Texts keep their hash, UUIDs work it out anew each time they are looked up.
        return {str(account): day for account, day in next_due(self.view).items()}

    def fitting(self, wanted: Filter) -> Sequence[Line]:
        """The lines that fit, in the order they come in."""
        return Typed(self, self.all).fitting(wanted)

    def meeting(self, condition: Condition, some: Sequence[Line]) -> list[Line]:
        """Those of some lines that meet one condition, in the order they come in."""
        keep, test = filterfalse if condition.negated else filter, self._test(condition)
        return [line for part in in_parts(some) for line in keep(test, part)]

    # What a condition asks of a line

    def _test(self, condition: Condition) -> Callable[[Line], bool]:
        name, values = condition.field, condition.values
        if name == ANYWHERE:
            (word,) = (_plain(str(value)) for value in values)
            return lambda line: word in (line.words or self.words(line))
        if name in _TEXTS or name in _SHARED:
            return self._text_test(name, values)
        if name in CHOICE_FIELDS:
            column = CHOICE_FIELDS[name]
            chosen = {None if value is Missing.MISSING else value for value in values}
            return lambda line: getattr(line.account, column) in chosen
        if name == "is":
            states = [self._state_test(value) for value in values]
            if len(states) == 1:
                return states[0]
            return lambda line: any(is_so(line) for is_so in states)
        if name == "sev":
            return _severity_test(condition)
        if name in _NUMBERS:
            compare = _COMPARE[condition.operator]
            numbers = [(compare, value) for value in values if isinstance(value, int)]
            return _any_of(_NUMBERS[name], numbers, is_missing=Missing.MISSING in values)
        return self._day_test(condition)

    def _text_test(self, name: str, values: Sequence[Value]) -> Callable[[Line], bool]:
        wanted = [_plain(str(value)) for value in values if value is not Missing.MISSING]
        is_missing = len(wanted) < len(values)
        # The same names come again and again.
        fits = cache(lambda text: any(word in _plain(text) for word in wanted))

        if name in _SHARED:
            # Few units, platforms, people and rules, many accounts: each is asked once.
            return _SHARED[name](self, fits, is_missing)
        texts = _TEXTS[name]
        if is_missing:
            return lambda line: any(map(fits, held := [*filter(None, texts(line))])) or not held
        return lambda line: any(map(fits, texts(line)))

    def _state_test(self, state: Value) -> Callable[[Line], bool]:
        match state:
            case State.UNKNOWN:
                return lambda line: bool(line.unknown)
            case State.WAIVED:
                return lambda line: bool(line.waived)
            case State.ROTATING:
                return lambda line: line.account.pending_since is not None
            case State.TO_ROTATE:
                return lambda line: (
                    line.account.rotation_due is not None
                    and line.account.status is not Status.CLOSED
                )
            case State.MAIN:
                return lambda line: line.account.main_page
        return self._is_in_order

    def _is_in_order(self, line: Line) -> bool:
        return (
            line.account.status in IN_USE
            and self.audit is not None
            and not (line.unknown or any(f.severity is not Severity.INFO for f in line.findings))
        )

    def _day_test(self, condition: Condition) -> Callable[[Line], bool]:
        name, today = condition.field, self.view.today
        is_ahead = name in DAYS_AHEAD
        wanted: list[tuple[Callable[[Any, Any], bool], date]] = []
        for value in condition.values:
            if isinstance(value, date):
                wanted.append((_COMPARE[condition.operator], value))
            elif isinstance(value, int):
                sign = condition.operator if is_ahead else _TURNED[condition.operator]
                wanted.append((_COMPARE[sign], _shifted(today, value if is_ahead else -value)))
        is_missing = Missing.MISSING in condition.values

        return _any_of(self._day_of(name), wanted, is_missing=is_missing)

    def _day_of(self, name: str) -> Callable[[Line], date | None]:
        if name == "due":
            due = self.due
            return lambda line: (due[line.key] or _NOT_YET) if line.key in due else None
        if name == "terms":
            read = self._terms_read
            return lambda line: read.get(line.key)
        if name == "changed":
            return lambda line: line.account.facts.changed_on if line.account.facts else None
        if name == "approved":
            return lambda line: line.account.approval.on if line.account.approval else None
        return attrgetter(f"account.{_DAYS[name]}")

    @cached_property
    def _terms_read(self) -> Mapping[str, date]:
        """When the terms of each account were last read, by the key of its line."""
        return {
            line.key: reviews[0].reviewed_on
            for line in in_turns(self.all)
            if (reviews := self.view.reviews_serving(line.account))
        }

    def people(self, account: Account, right: Right) -> Iterable[str]:
        """The names of those who have a right to the account."""
        for holder in account.administrators:
            name = self.people_by_number.get(holder.person.int)
            if name is not None and right in holder.rights:
                yield name

    # UUIDs work their hash out anew each time they are looked up, their numbers do not.

    @cached_property
    def people_by_number(self) -> Mapping[int, str]:
        """The name of every person, by the number of their id."""
        return {id_.int: person.name for id_, person in self.view.records.people.items()}

    @cached_property
    def units_by_number(self) -> Mapping[int, Sequence[str]]:
        """All names of every unit, by the number of its id."""
        return {id_.int: unit.all_names for id_, unit in self.view.records.units.items()}

    @cached_property
    def platforms(self) -> Collection[str]:
        """The platforms that there are accounts on."""
        return {line.account.platform for line in self.all}

    @cached_property
    def rules(self) -> Mapping[str, str]:
        """The name of every rule that found something or could not know it, by its code."""
        said = (line.findings for line in self.all), (line.unknown for line in self.all)
        return {one.rule: one.name for kind in said for some in kind for one in some}


class Typed:
    """Answers a filter that is typed letter by letter. What the conditions before the last one left
    over is kept, and once one has been typed on, only what met it before is asked."""

    def __init__(self, lines: Lines, ordered: Sequence[Line]) -> None:
        self._lines = lines
        self.ordered = ordered
        self._kept: Sequence[tuple[Condition, Sequence[Line]]] = ()

    def fitting(self, wanted: Filter) -> Sequence[Line]:
        """The lines that fit, in the order given."""
        kept, some = iter(self._kept), self.ordered
        now: list[tuple[Condition, Sequence[Line]]] = []
        for condition in wanted.conditions:
            before, met = next(kept, (None, some))
            if condition == before:
                some = met
            else:
                is_narrower = before is not None and narrows(condition, before)
                some = self._lines.meeting(condition, met if is_narrower else some)
                kept = iter(())
            now.append((condition, some))
        self._kept = now
        return some


_DAYS = {
    "ends": "ends_on",
    "opened": "opened_on",
    "post": "last_post_on",
    "look": "last_look_on",
    "risks": "risk_reviewed_on",
}
_NUMBERS: Mapping[str, Callable[[Line], int | None]] = {
    "findings": lambda line: len(line.findings),
    "strength": lambda line: line.account.facts.strength if line.account.facts else None,
}
_TEXTS: Mapping[str, Callable[[Line], Iterable[str]]] = {
    "handle": lambda line: (line.account.handle,),
    "name": lambda line: (line.account.display_name,),
    "login": lambda line: (line.account.login,),
    "notes": lambda line: (line.account.notes,),
    "address": lambda line: (
        line.account.registered_address,
        line.account.recovery_address,
        line.account.profile_address,
    ),
    "approver": lambda line: (line.account.approval.by if line.account.approval else "",),
}


def _unit_test(lines: Lines, fits: _Fits, is_missing: bool) -> Callable[[Line], bool]:
    fitting = {unit for unit, names in lines.units_by_number.items() if any(map(fits, names))}
    if is_missing:
        return lambda line: line.account.unit.int in fitting or not line.unit
    return lambda line: line.account.unit.int in fitting


def _platform_test(lines: Lines, fits: _Fits, is_missing: bool) -> Callable[[Line], bool]:
    fitting = {one for one in lines.platforms if any(map(fits, _platform_names(one)))}
    if is_missing:
        fitting |= {""}
    return lambda line: line.account.platform in fitting


def _people_test(
    right: Right, lines: Lines, fits: _Fits, is_missing: bool
) -> Callable[[Line], bool]:
    people = lines.people_by_number
    fitting = {person for person, name in people.items() if fits(name)}

    def ask(line: Line) -> bool:
        is_held = False
        for holder in line.account.administrators:
            person = holder.person.int
            if person in people and right in holder.rights:
                if person in fitting:
                    return True
                is_held = True
        return is_missing and not is_held

    return ask


def _rule_test(lines: Lines, fits: _Fits, is_missing: bool) -> Callable[[Line], bool]:
    fitting = {code for code, name in lines.rules.items() if fits(code) or fits(name)}

    def ask(line: Line) -> bool:
        for found in line.findings:
            if found.rule in fitting:
                return True
        for unknown in line.unknown:
            if unknown.rule in fitting:
                return True
        return is_missing and not line.findings and not line.unknown

    return ask


_SHARED: Mapping[str, Callable[[Lines, _Fits, bool], Callable[[Line], bool]]] = {
    "unit": _unit_test,
    "platform": _platform_test,
    "admin": partial(_people_test, Right.ADMINISTER),
    "moderator": partial(_people_test, Right.MODERATE),
    "rule": _rule_test,
}


def narrows(wanted: Condition, before: Condition) -> bool:
    """Whether all that meets a condition surely meets the one before it too, as when a word in it
    has been typed on; where that is not plain to see, no."""
    if wanted == before:
        return True
    if wanted.negated or before.negated or wanted.field != before.field:
        return False
    if wanted.field not in (ANYWHERE, *_TEXTS, *_SHARED):
        return False
    match wanted.values, before.values:
        case (str(longer),), (str(shorter),):
            return _plain(shorter) in _plain(longer)
    return False


def _platform_names(id_: str) -> tuple[str, ...]:
    platform = load_catalogue().get(id_)
    return (id_, platform.name) if platform else (id_,)


def _severity_test(condition: Condition) -> Callable[[Line], bool]:
    compare = _COMPARE[condition.operator]
    ranks = [value.rank for value in condition.values if isinstance(value, Severity)]
    # Asked of the severities once, and not of every finding.
    fitting = frozenset(one for one in Severity if any(compare(one.rank, rank) for rank in ranks))
    is_missing = Missing.MISSING in condition.values

    def ask(line: Line) -> bool:
        if not line.findings:
            return is_missing
        return any(finding.severity in fitting for finding in line.findings)

    return ask


def _any_of(
    of: Callable[[Line], Any],
    wanted: Sequence[tuple[Callable[[Any, Any], bool], Any]],
    *,
    is_missing: bool,
) -> Callable[[Line], bool]:
    if len(wanted) == 1:
        ((compare, other),) = wanted

        def ask_one(line: Line) -> bool:
            held = of(line)
            return is_missing if held is None else compare(held, other)

        return ask_one

    def ask(line: Line) -> bool:
        held = of(line)
        if held is None:
            return is_missing
        return any(compare(held, other) for compare, other in wanted)

    return ask


def _shifted(day: date, days: int) -> date:
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.max if days > 0 else date.min


def _plain(text: str) -> str:
    return (text if text.isascii() else normalize("NFC", text)).casefold()


def _in_order(records: Records, unit_names: Mapping[UUID, str]) -> list[Account]:
    order = {id_: collation(name) for id_, name in unit_names.items()}
    return in_order(
        list(records.accounts.values()),
        lambda a: (order.get(a.unit, ("", "")), a.platform, a.handle.casefold(), a.id),
    )


def _by_subject(answers: Iterable[_Said]) -> dict[UUID, list[_Said]]:
    found: defaultdict[UUID, list[_Said]] = defaultdict(list)
    for answer in answers:
        found[answer.subject].append(answer)
    return found
