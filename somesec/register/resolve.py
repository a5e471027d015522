"""From names that people write to the records they mean."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar
from uuid import UUID, uuid4

from somesec.errors import InputError
from somesec.language import _
from somesec.model import Person, Records, Unit

MOST_CANDIDATES = 8

Record = TypeVar("Record")


def same(text: str) -> str:
    """Text as names are compared: case and spacing do not matter, accents do."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def plain_name(text: str) -> str:
    """A name of a unit or a person, with single spaces.

    Raises InputError when it could not stand in a list of names, which semicolons part."""
    name = " ".join(text.split())
    if ";" in name:
        raise InputError(_("A name may not hold a semicolon: '{name}'.").format(name=name))
    return name


class Names:
    """The units and people of a register by name. With `make_missing`, one that is not there is
    made and kept in `made_units` or `made_people`; else it is an error. With `collect`, such errors
    are kept in `problems` instead of raised, so that all of them can be said at once."""

    def __init__(
        self, records: Records, *, make_missing: bool = False, collect: bool = False
    ) -> None:
        self._make_missing = make_missing
        self._collect = collect
        self.problems: list[str] = []
        self._units: dict[str, list[UUID]] = defaultdict(list)
        self._people: dict[str, list[UUID]] = defaultdict(list)
        self.made_units: list[Unit] = []
        self.made_people: list[Person] = []
        for unit in records.units.values():
            self.add_unit(unit)
        for person in records.people.values():
            self.add_person(person)

    def add_unit(self, unit: Unit) -> None:
        """Makes a unit known under all of its names."""
        for name in {same(name) for name in unit.all_names} | {str(unit.id)}:
            self._units[name].append(unit.id)

    def add_person(self, person: Person) -> None:
        """Makes a person known under name and addresses."""
        for name in {same(person.name), *map(same, person.addresses), str(person.id)}:
            self._people[name].append(person.id)

    def unit(self, text: str) -> UUID:
        """The unit of a name.

        Raises InputError when there is none, or several."""
        found = self._one(self._units.get(same(text), []), text)
        if found is None:
            if not self._make_missing:
                return self._missing(
                    _("There is no unit '{name}'. Add the unit first, or name another.").format(
                        name=text
                    )
                )
            made = Unit(id=uuid4(), name=plain_name(text))
            self.made_units.append(made)
            self.add_unit(made)
            found = made.id
        return found

    def person(self, text: str) -> UUID:
        """The person of a name or an address.

        Raises InputError when there is none, or several."""
        found = self._one(self._people.get(same(text), []), text)
        if found is None:
            if not self._make_missing:
                return self._missing(
                    _("There is no person '{name}'. Add the person first, or name another.").format(
                        name=text
                    )
                )
            # Our tables' format is for who reads one: what starts the program imports this too.
            from somesec.exchange.own import is_mail_address

            written = plain_name(text)
            addresses = (written.casefold(),) if is_mail_address(written) else ()
            made = Person(id=uuid4(), name=written, addresses=addresses, listed=False)
            self.made_people.append(made)
            self.add_person(made)
            found = made.id
        return found

    def holder(self, text: str) -> UUID:
        """The unit, else the person, that holds a phone or a second factor."""
        unit = self._one(self._units.get(same(text), []), text)
        return unit if unit is not None else self.person(text)

    def _missing(self, sentence: str) -> UUID:
        if not self._collect:
            raise InputError(sentence)
        self.problems.append(sentence)
        return uuid4()

    def of_unit(self, unit: Unit) -> str:
        """The unit's name, or its id where another unit goes by that name too."""
        return unit.name if self._units[same(unit.name)] == [unit.id] else str(unit.id)

    def of_person(self, person: Person) -> str:
        """The person's name, else an address, else the id: the first that names nobody else."""
        for text in (person.name, *person.addresses):
            if self._people[same(text)] == [person.id]:
                return text
        return str(person.id)

    def of_holder(self, holder: Unit | Person) -> str:
        """What `holder` reads as this unit or person."""
        if isinstance(holder, Unit):
            return self.of_unit(holder)
        text = self.of_person(holder)
        return str(holder.id) if self._units.get(same(text)) else text

    def _one(self, found: Sequence[UUID], text: str) -> UUID | None:
        if len(found) > 1:
            raise InputError(
                _("'{name}' fits {count} records. Name it by its address or id.").format(
                    name=text, count=len(found)
                )
            )
        return found[0] if found else None


def only_one(
    text: str,
    exact: Iterable[Record],
    partial: Iterable[Record],
    name: Callable[[Record], str],
    none: str,
) -> Record:
    """The record that fits exactly, else the only one that fits in part.

    Raises InputError with the sentence `none`, or with the candidates when several fit."""
    for candidates in (list(exact), list(partial)):
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            names = sorted(name(candidate) for candidate in candidates)
            shown = ", ".join(names[:MOST_CANDIDATES])
            raise InputError(
                _("'{text}' fits {count}: {names}. Write more of the name.").format(
                    text=text,
                    count=len(names),
                    names=shown + (" …" if len(names) > MOST_CANDIDATES else ""),
                )
            )
    raise InputError(none)
